"""Is every known attack on a page inert? Each payload, alone and wherever a writer can put text."""

import json
from pathlib import Path

import pytest

from articles.markdown import render, variants
from tests.articles.inert import assert_inert

PLACES = {
    "alone": "{}",
    "in a line": "before {} after",
    "a link's text": "[{}](/x)",
    "a link's address": "[x]({})",
    "a link's address in angle brackets": "[x](<{}>)",
    "a link's title": '[x](/x "{}")',
    "a reference": "[x]\n\n[x]: {}",
    "a reference in angle brackets": '[x]\n\n[x]: <{}> "{}"',
    "an automatic link": "<{}>",
    "an image's text": "![{}](/media/x.png)",
    "an image's address": "![x]({})",
    "an image's address in angle brackets": "![x](<{}>)",
    "an image's title": '![x](/media/x.png "{}")',
    "a heading": "## {}\n\n## {}",
    "a table": "Table: {}\n\n| {} | b |\n| --- | --- |\n| {} | c |",
    "a box's title": "::: warning {}\ntext\n:::",
    "a box's name": "::: {}\ntext\n:::",
    "a passage": "::: patients\n{}\n:::",
    "a citation's key": "[@{}]",
    "a citation's locator": "[@key, {}]",
    "code": "`{}`",
    "a code block's language": "```{}\n{}\n```",
    "a footnote": "x[^1]\n\n[^1]: {}",
    "a footnote's label": "x[^{}]\n\n[^{}]: note",
    "an abbreviation": "*[NNT]: {}\n\nNNT",
    "an abbreviated form": "*[{}]: long\n\n{}",
    "a definition": "{}\n: {}",
    "a list": "- {}\n  - {}",
    "a quotation": "> {}",
}


@pytest.fixture(scope="module")
def payloads(corpora: Path) -> list[str]:
    lines = (corpora / "xss" / "payloads.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == 394
    return [json.loads(line)["payload"] for line in lines]


@pytest.mark.parametrize("place", PLACES)
def test_no_payload_leaves_anything_live_in_the_page(payloads: list[str], place: str) -> None:
    for payload in payloads:
        assert_inert(render(PLACES[place].replace("{}", payload), title=payload).html)


def test_no_payload_leaves_anything_live_in_any_audience_s_page(payloads: list[str]) -> None:
    for payload in payloads:
        text = f"{payload}\n\n::: patients\n{payload}\n:::\n\n::: clinicians\n{payload}\n:::\n"
        for rendered in variants(text, references={"key": payload}).values():
            assert_inert(rendered.html)
