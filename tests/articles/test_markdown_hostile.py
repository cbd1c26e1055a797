"""Can a text hurt the page, the process or its patience? Any text at all, and texts made to hurt."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.markdown import AUDIENCES, PictureFacts, render, variants
from tests.articles.inert import assert_inert, body_of

SPACES = ["\n", "\n\n", "    ", " ", "\t", "\0", "\ud800", "\u2028", "\r", "Table: "]
MARKS = re.findall(
    r"\S+",
    """[@a] [@a;@b,p.4] [^1] [^1]:x ::: :::note :::patients :::clinicians |a|b| |-|-| * _ ~~ ` ```
    ![](/media/x) [x]( ![x](https://x.example) *[A]:b A : # ## > - 1. <b> <script> javascript:x data:x
    &#106; & \\ ] ) ( [ " ' //
    """,
)
TEXTS = st.text(st.characters(), max_size=60) | st.lists(
    st.sampled_from(MARKS + SPACES) | st.text(max_size=3), max_size=40
).map("".join)
LIBRARY = {"/media/x": PictureFacts("/media/x", "<alt>", '"credit"', "<b>", 1, 1)}


@given(text=TEXTS, audience=st.sampled_from(AUDIENCES), title=st.none() | st.text(max_size=5))
def test_any_text_renders_the_same_every_time_and_leaves_nothing_live(
    text: str, audience: str, title: str | None
) -> None:
    rendered = render(text, audience=audience, pictures=LIBRARY, title=title)
    assert_inert(rendered.html)
    assert rendered == render(text, audience=audience, pictures=LIBRARY, title=title)


@given(text=TEXTS)
def test_every_reference_number_has_as_many_links_as_it_is_said_to_have(text: str) -> None:
    rendered = render(text)
    links = [str(link["id"]) for link in body_of(rendered.html).select("span.cite a")]
    said = {f"cite-{c.number}-{n}" for c in rendered.citations for n in range(1, c.mentions + 1)}
    assert len(links) == len(said)
    assert set(links) == said


@given(text=TEXTS)
def test_no_two_elements_share_an_id_and_every_footnote_link_finds_its_end(text: str) -> None:
    body = body_of(render(text).html)
    ids = [str(element["id"]) for element in body.select("[id]")]
    assert len(ids) == len(set(ids))
    ends = [str(link["href"])[1:] for link in body.select(".footnote-ref a, .footnote-backref")]
    assert set(ends) <= set(ids)


@pytest.mark.parametrize(
    "text",
    [
        ">" * 100_000,
        "[" * 100_000,
        "*" * 100_000,
        "*a " * 30_000,
        "[a](" * 10_000,
        "![" * 10_000,
        "- " * 30_000 + "a",
        "::: note\n" * 10_000 + ":::\n" * 10_000,
        "`" * 100_000,
        "[^1]: " * 10_000,
        "[^a]: x\n\n" + "[^" * 10_000,
        "[@a;" * 10_000,
        "\0" * 100_000,
        "<" * 100_000,
        "|" * 100_000 + "\n|-|\n",
    ],
    ids=lambda text: repr(text[:8]),
)
def test_a_hundred_thousand_marks_take_bounded_time(text: str) -> None:
    started = time.process_time()
    render(text)
    assert time.process_time() - started < 30


def test_five_megabytes_of_one_line_are_no_trouble() -> None:
    assert len(render("word " * 1_000_000).html) > 4_900_000


@pytest.mark.parametrize(
    "text",
    [
        '[a]: /x "' + "y" * 20_000 + '"\n\n' + "[a] " * 5_000,
        '[a]: /x "' + "y" * 20_000 + '"\n\n' + "![a] " * 5_000,
        "*[A]: " + "y" * 190 + "\n\n" + "A " * 50_000,
        ("|x" * 255 + "|\n" + "|-" * 255 + "|\n" + "a\n" * 255 + "\n") * 5,
    ],
    ids=["links", "images", "abbreviations", "tables"],
)
def test_a_small_text_cannot_grow_into_a_page_without_end(text: str) -> None:
    assert len(render(text).html) < 20 * len(text) + 1_000_000


def test_references_of_the_library_and_of_sources_cannot_grow_without_end() -> None:
    facts = PictureFacts("/a", "a", "c" * 10_000, "d" * 10_000, 1, 1)
    html = render("![](/a)\n\n[@k]\n\n" * 500, pictures={"/a": facts}, references={"k": "e" * 10_000}).html
    assert len(html) < 500_000


@pytest.mark.parametrize(
    "text", ["> " * 60 + "deepest\n> second", "- " * 60 + "deepest", "1. " * 60 + "deepest"]
)
def test_beyond_the_deepest_level_the_words_are_still_there(text: str) -> None:
    html = render(text).html
    assert "deepest" in html
    assert ("second" in text) == ("second" in html)
    assert html.count("<blockquote>") + html.count("<li>") <= 20


def test_what_cannot_be_encoded_or_shown_is_replaced() -> None:
    assert render("a\ud800b\0c").html == "<p>a\ufffdb\ufffdc</p>\n"
    assert render("## a\ud800").contents[0].title == "a\ufffd"
    assert render("![](/\udfff)", pictures={"/\udfff": LIBRARY["/media/x"]}).images[0].alt == "<alt>"
    assert "\ufffd" in render("[@a]", references={"a": "\ud800"}).html


def test_a_text_that_was_read_once_is_not_changed_by_being_rendered() -> None:
    text = "# T\n\nTable: c\n\n|a|\n|-|\n\n::: patients\n![](/media/x)[^1] [@a]\n:::\n\n[^1]: n\n"
    assert variants(text, pictures=LIBRARY, title="T") == variants(text, pictures=LIBRARY, title="T")
    assert variants(text, pictures=LIBRARY)["patients"] == render(text, pictures=LIBRARY, audience="patients")
