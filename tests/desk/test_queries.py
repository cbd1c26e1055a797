"""Does a longer list take more queries? It must not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from reviews import actions
from reviews.models import Pool, Review
from reviews.workflow import State
from tests import factories as make
from tests.desk.screens import article_page, at_the_desk, review_page

CAST = ("writer", "reviewer", "editor")
LISTS = [
    "/admin/reviews/review/", "/admin/reviews/review/?state=all", "/admin/articles/article/",
    "/admin/articles/revision/", "/admin/reviews/publication/", "/admin/reviews/publication/?again=all", "/admin/reviews/ledgerentry/",
    "/admin/reviews/signoff/",
]  # fmt: skip


def queries(url: str, *, by: User) -> int:
    client = at_the_desk(by)
    client.get(url)  # what is cached for the process is cached now
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def grows(url: str, add: Callable[[int], Any], *, by: User) -> bool:
    """Are there more queries for twenty rows than for ten?"""
    for number in range(10):
        add(number)
    with_ten = queries(url, by=by)
    for number in range(10, 20):
        add(number)
    return queries(url, by=by) > with_ten


def waiting(number: int) -> Review:
    return make.submitted(slug=f"waiting-{number}", title=f"Waiting {number}")


def of_every_kind(number: int) -> None:
    """One more in the queue, in the hands of the reviewer, sent back, and approved."""
    for state in (State.SUBMITTED, State.UNDER_REVIEW, State.CHANGES_REQUESTED, State.APPROVED):
        make.review_at(state, slug=f"{state}-{number}", title=f"{state} {number}")


def test_no_list_takes_more_queries_for_more_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """The front page of each person and every list of the editor, with ten rows of every kind and with twenty."""
    for register in admin.site._registry.values():
        monkeypatch.setattr(register, "list_per_page", 5)  # a list of several pages asks for its keys first
    screens = [("/admin/", person) for person in CAST] + [(url, "editor") for url in LISTS]

    def counts() -> dict[tuple[str, str], int]:
        return {(url, person): queries(url, by=getattr(make, person)()) for url, person in screens}

    for number in range(10):
        of_every_kind(number)
    with_ten = counts()
    for number in range(10, 20):
        of_every_kind(number)
    with_twenty = counts()
    assert [screen for screen in screens if with_twenty[screen] > with_ten[screen]] == []


def test_the_lists_of_people_and_what_they_hold_take_no_more_queries_for_more_of_them() -> None:
    review = make.submitted()

    def add(number: int) -> None:
        person = make.reviewer(username=f"reviewer-of-many-{number}")
        Pool.objects.create(name=f"Pool {number}").members.add(person)

    screens = [
        *(f"/admin/{name}/" for name in ("reviews/credential", "reviews/pool", "auth/user")),
        review_page(review),
    ]
    for number in range(10):
        add(number)
    with_ten = [queries(url, by=make.editor()) for url in screens]
    for number in range(10, 20):
        add(number)
    assert [queries(url, by=make.editor()) for url in screens] == with_ten


def test_an_article_s_page_takes_no_more_queries_for_more_authors_tags_and_revisions() -> None:
    article = make.article()

    def add(number: int) -> None:
        people = [make.contributor(name=f"Test contributor {n}") for n in range(number + 1)]
        make.edited(article, byline=people, tags=[f"tag {n}" for n in range(number + 1)])

    assert not grows(article_page(article), add, by=make.editor())


def test_an_article_s_page_takes_no_more_queries_for_more_sources() -> None:
    article = make.article()

    def add(number: int) -> None:
        keys = [make.source(key=f"key{n}").key for n in range(number + 1)]
        make.edited(article, body="".join(f"Said [@{key}].\n\n" for key in keys), listed_sources=[])

    assert not grows(article_page(Article.objects.get()), add, by=make.editor())


def test_a_review_s_page_takes_no_more_queries_for_more_comments() -> None:
    review = make.claimed()

    def add(number: int) -> None:
        said = actions.comment(review=review, by=make.reviewer(), text=f"Comment {number}")
        if number % 2:
            actions.resolve_comment(comment=said, by=make.editor())

    assert not grows(review_page(review), add, by=make.editor())
