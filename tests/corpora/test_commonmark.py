"""Does Markdown mean here what it means everywhere? Every example of CommonMark 0.31.2 and of GFM.

Each example goes through the whole pipeline, sanitiser included. What comes out and what the specification
expects are compared as parsed trees, after this much normalisation:

- our additions are taken off: the ids of headings, `rel` of links, `scope` of heads, the frame of tables;
- `align="right"` of the specification is our class `align-right`;
- white space between blocks is dropped; within text it counts.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from articles.markdown import render

Example = dict[str, Any]

# The site renders no raw HTML: it comes out as the text that was typed.
RAW_HTML = {
    *(21, 31, 201, 308, 309, 344, 475, 476, 477, 491, 494, 524, 536, 642, 643),
    *range(148, 192),  # the section "HTML blocks"
    *(613, 614, 615, 616, 617, 623, 625, 626, 627, 628, 629, 630, 631),
}

# The site links to web, mail, telephone and relative addresses alone; these are irc:, a+b+c: and the like.
SCHEMES = {596, 598, 599, 601}

# By origin and number, since the numbers of the two files of cmark-gfm overlap.
GFM_RAW_HTML = {("extensions", 12)}
GFM_ONE_TILDE = {("extensions", 17), ("extensions", 18)}  # in medical text it means "about"
GFM_BARE_ADDRESSES = {  # not recognised: an address is linked by <...> or [...](...)
    *(("spec", number) for number in range(621, 632)),
    *(("extensions", number) for number in (19, 24, 25)),
}
GFM_WITHOUT_EXPECTATION = {("extensions", 20)}  # its expected output is <IGNORE>

BLOCKS = {"body", "blockquote", "div", "dl", "li", "ol", "table", "tbody", "thead", "tr", "ul"}


@pytest.fixture(scope="module")
def commonmark(corpora: Path) -> list[Example]:
    examples = json.loads((corpora / "commonmark" / "spec-0.31.2.json").read_text("utf-8"))
    assert len(examples) == 652
    return list(examples)


@pytest.fixture(scope="module")
def gfm(corpora: Path) -> list[Example]:
    path = corpora / "commonmark" / "gfm-tables-strikethrough-autolinks.json"
    return list(json.loads(path.read_text("utf-8")))


def test_every_commonmark_example_comes_out_as_specified_save_raw_html_and_strange_addresses(
    commonmark: list[Example],
) -> None:
    differing = {example["example"] for example in commonmark if differs(example)}
    assert differing == RAW_HTML | SCHEMES


def test_raw_html_in_the_commonmark_examples_comes_out_as_the_text_it_is(commonmark: list[Example]) -> None:
    for example in commonmark:
        if example["example"] in RAW_HTML:
            shown = parsed(render(example["markdown"]).html).get_text()
            assert shown.count("<") == example["markdown"].count("<"), example["example"]


def test_an_address_that_the_site_does_not_link_to_stays_as_text(commonmark: list[Example]) -> None:
    for example in commonmark:
        if example["example"] in SCHEMES:
            body = parsed(render(example["markdown"]).html)
            assert body.get_text().strip() == example["markdown"].strip()
            assert not body.find("a")


def test_every_gfm_table_and_strikethrough_example_comes_out_as_specified_save_the_named_ones(
    gfm: list[Example],
) -> None:
    differing = {(origin(example), example["example"]) for example in gfm if differs(example)}
    assert differing == GFM_RAW_HTML | GFM_ONE_TILDE | GFM_BARE_ADDRESSES | GFM_WITHOUT_EXPECTATION


def test_raw_html_in_table_cells_comes_out_as_the_text_it_is(gfm: list[Example]) -> None:
    [example] = [example for example in gfm if (origin(example), example["example"]) in GFM_RAW_HTML]
    assert "ok <br> sure" in parsed(render(example["markdown"]).html).get_text()


def differs(example: Example) -> bool:
    return tree(parsed(render(example["markdown"]).html)) != tree(parsed(example["html"]))


def origin(example: Example) -> str:
    return Path(example["origin"].split()[-1]).stem


def parsed(html: str) -> Tag:
    body = BeautifulSoup(html, "html5lib").body
    assert body is not None
    return body


def tree(node: Tag) -> list[Any]:
    """The children of a node: text as it is, elements with their attributes and children."""
    children: list[Any] = []
    for child in node.children:
        if isinstance(child, Tag) and child.get("class") == ["scroll"]:
            children += tree(child)
        elif isinstance(child, Tag):
            children.append((child.name, attributes(child), tree(child)))
        elif node.name not in BLOCKS or str(child).strip():
            children.append(
                (type(child).__name__, str(child).strip("\n") if node.name in BLOCKS else str(child))
            )
    return children


def attributes(element: Tag) -> dict[str, str]:
    ours = {"rel", "scope"} | ({"id"} if element.name in {"h1", "h2", "h3", "h4", "h5", "h6"} else set())
    kept = {
        name: " ".join(value) if isinstance(value, list) else value for name, value in element.attrs.items()
    }
    if "align" in kept:
        kept["class"] = f"align-{kept.pop('align')}"
    return {name: value for name, value in kept.items() if name not in ours}
