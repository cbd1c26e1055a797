"""Does a register with very many rows stay honest about them, and in order?"""

from __future__ import annotations

import pytest

from tests import factories as make
from tests.desk.screens import at_the_desk, soup, words

LIST = "/admin/articles/article/"


@pytest.fixture(autouse=True)
def articles() -> None:
    for number in range(5):
        make.article(title=f"Number {number}", slug=f"n{number}")


def titles(address: str) -> list[str]:
    return [
        link.get_text() for link in soup(at_the_desk(make.editor()).get(address)).select("th.field-title a")
    ]


def test_each_page_has_its_own_rows_in_the_order_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.admin.ArticleAdmin.list_per_page", 2)
    assert titles(LIST) == ["Number 4", "Number 3"]
    assert titles(f"{LIST}?p=2") == ["Number 2", "Number 1"]
    assert titles(f"{LIST}?p=3") == ["Number 0"]


def test_a_register_with_more_rows_than_are_counted_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "There are more than" not in words(at_the_desk(make.editor()).get(LIST))
    monkeypatch.setattr("articles.long_lists.MOST", 4)
    assert "There are more than 4." in words(at_the_desk(make.editor()).get(LIST))
