"""Is every known attack just words to the search: in the text that is indexed, in the question, in the page?"""

import json
from pathlib import Path
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests import factories as make


@pytest.fixture(scope="module")
def payloads(corpora: Path) -> list[str]:
    lines = (corpora / "xss" / "payloads.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == 394
    return [json.loads(line)["payload"] for line in lines]


def ask(q: str) -> BeautifulSoup:
    response = Client().get("/search/?" + urlencode({"q": q}, errors="replace"))
    assert response.status_code == 200, q
    return BeautifulSoup(response.content, "html.parser")


def elements(page: BeautifulSoup) -> set[str]:
    """The names of the elements; none has an attribute that could run something, or leads to what could."""
    found = page.select("main *")
    assert not [tag for tag in found if any(name.startswith("on") for name in tag.attrs)]
    assert not [
        tag for tag in found if str(tag.get("href", "")).lower().strip().startswith(("javascript:", "data:"))
    ]
    return {tag.name for tag in found}


def test_no_attack_in_a_question_adds_anything_to_the_page(db: None, payloads: list[str]) -> None:
    make.approved_article(title="Canary")
    known = (
        elements(ask("canary"))
        | elements(ask("canary unicorn"))
        | elements(ask("canari"))
        | elements(ask("-"))
    )
    for payload in payloads:
        for typed in (payload, f'canary -"{payload}'):
            page = ask(typed)
            assert elements(page) <= known, typed
            assert len(page.find_all(id="q")) == 1


def test_no_attack_in_a_text_comes_alive_where_it_is_found(db: None, payloads: list[str]) -> None:
    for number in range(0, len(payloads), 40):
        texts = [_finished(payload) for payload in payloads[number : number + 40]]
        body = "Canary [@plain2020].\n\n" + "\n\n".join(
            f"~~~~\ncanary n{n}n {text}\n~~~~" for n, text in enumerate(texts)
        )
        make.approved_article(title=f"Canary {texts[0]}"[:200], body=body, tags=["<script>"])
    known = elements(ask("canary"))
    assert known.isdisjoint({"script", "img", "iframe", "b", "object", "embed", "style"})
    for number in range(40):
        page = ask(f"canary n{number}n")
        assert page.find("mark"), number
        assert elements(page) <= known, number


def _finished(text: str) -> str:
    """Without what no article may hold: control characters, and the mark of an unfinished text."""
    return "".join(c if c.isprintable() else " " for c in text).replace("XXX", "ZZZ").replace("TODO", "TO DO")
