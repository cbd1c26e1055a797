"""Are the narrow rows that lists walk what the rules say, after every way of changing an article, and found by an index?"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from taggit.models import Tag, TaggedItem

from articles.actions import save_article
from articles.models import Article, Category
from readers.listed import drawing
from readers.listed.models import Listed, ListedPerson, ListedTag, Part, Tally
from readers.listing import in_states, listed
from readers.related import OF_ARTICLES
from reviews import actions
from reviews.models import Policy, Publication
from reviews.standing import PublicState
from reviews.workflow import State
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = timezone.now().date()
LARGE = (
    "reviews_publication", "reviews_review", "reviews_signoff", "articles_article", "articles_revision",
    "taggit_taggeditem",
)  # fmt: skip
KEPT = ("readers_listed", "readers_listedtag", "readers_listedperson")


def truth() -> dict[str, Any]:
    """By the rules for whole publications, without a narrow row."""
    public = {p.pk: p for p in listed()}
    states = {
        state: {p.pk for p in in_states(listed(), [state], today=TODAY)} for state in PublicState.values
    }
    tagged = TaggedItem.objects.filter(object_id__in=[p.article_id for p in public.values()], **OF_ARTICLES)
    of_article = {p.article_id: p.pk for p in public.values()}
    shown = {p.pk: p.live_revision or p.current_review.revision for p in public.values()}  # type: ignore[union-attr]
    return {
        "topics": {p.pk: p.article.category_id for p in public.values()},
        "states": states,
        "tags": {(of_article[item.object_id], item.tag_id) for item in tagged},
        "written": {(pk, line["slug"]) for pk, revision in shown.items() for line in revision.byline},
    }


def kept() -> dict[str, Any]:
    late = {
        pk
        for pk, day in Listed.objects.filter(state="approved").values_list("pk", "next_review_on")
        if day < TODAY
    }
    states = {s: set(Listed.objects.filter(state=s).values_list("pk", flat=True)) for s in PublicState.values}
    return {
        "topics": dict(Listed.objects.values_list("pk", "category")),
        "states": states | {"approved": states["approved"] - late, "overdue": late},
        "tags": set(ListedTag.objects.values_list("publication", "tag")),
        "written": set(ListedPerson.objects.filter(part=Part.WROTE).values_list("publication", "slug")),
    }  # fmt: skip


def tallies() -> dict[str, int]:
    summed: dict[str, int] = {}
    for key, number in Tally.objects.values_list("key", "number"):
        summed[key] = summed.get(key, 0) + number
    return {key: number for key, number in summed.items() if number}


def execute(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def changes() -> dict[str, Callable[[Article], object]]:
    return {
        "a submission": lambda a: make.submitted(tags=["new"]),
        "a claim": lambda a: make.claimed(),
        "changes asked for": lambda a: make.review_at(State.CHANGES_REQUESTED),
        "a withdrawal": lambda a: make.review_at(State.WITHDRAWN),
        "an update in review": lambda a: make.submitted(article=make.edited(a)),
        "its withdrawal": lambda a: actions.withdraw(review=a.reviews.open().get(), by=make.editor()),
        "a new author": lambda a: make.approved(article=make.edited(a, byline=[make.contributor(name="Another")])),
        "another topic": lambda a: save_article(article=a, by=make.writer(), category=make.category(name="Food")),
        "other tags": lambda a: save_article(article=a, by=make.writer(), tags=["night"]),
        "an overdue one": lambda a: make.approved_article(now=timezone.now() - timedelta(days=900)),
        "a retraction": lambda a: actions.retract(article=a, by=make.editor(), reason="Wrong."),
        "a new approval": lambda a: make.approved(article=make.edited(a)),
        "a reinstatement": lambda a: actions.reinstate(article=a, by=make.editor(), reason="It was signed anew."),
        "an archiving": lambda a: actions.archive(article=a, by=make.editor(), reason="Old."),
        "raw SQL on a tag": lambda a: TaggedItem.objects.filter(tag__name="new").delete(),
        "raw SQL on a topic": lambda a: execute("UPDATE articles_article SET category_id = %s", make.category(name="All").pk),
        "a topic that hides": lambda a: make.category(name="All", public_before_approval=False),
        "a bulk update": lambda a: Policy.objects.update(public_before_approval=True),
        "a policy deleted": lambda a: Policy.objects.all().delete(),
        "a tag deleted": lambda a: Tag.objects.filter(name="night").delete(),
    }  # fmt: skip


def test_they_are_what_the_rules_say_after_every_change() -> None:
    article = make.approved_article(title="The first", tags=["rest", "night"])
    for name, change in changes().items():
        change(Article.objects.get(pk=article.pk))
        assert kept() == truth(), name
        counted = tallies()
        assert counted.get("all", 0) == Listed.objects.count(), name
        assert sum(n for k, n in counted.items() if k.startswith("topic ")) == Listed.objects.count(), name
        assert sum(n for k, n in counted.items() if k.startswith("tag ")) == ListedTag.objects.count(), name
    before = kept(), tallies()
    drawing.all_anew(connection)
    assert (kept(), tallies()) == before


def test_what_is_drawn_anew_for_a_site_that_has_articles_already_is_the_same() -> None:
    make.approved_article(tags=["rest"])
    before = kept(), tallies()
    for model in (Listed, ListedTag, ListedPerson, Tally):
        model.objects.all().delete()
    drawing.draw_after_migrate(None, "default", plan=["a migration"])  # type: ignore[arg-type]
    assert (kept(), tallies()) == before


PAGES = ["/", "/articles/", "/articles/?page=2", "/articles/?status=approved", "/topics/sleep/", "/tags/many/", "/people/test-reviewer/",
         "/notices/", "/feeds/articles.atom", "/feeds/topics/sleep.json", "/articles/seen/"]  # fmt: skip


def walked_whole(sql: str, params: Any) -> list[str]:
    """The lines of the plan that read a large table, or narrow rows without an index, from end to end."""
    names = {alias or table: table for table in (*LARGE, *KEPT)
             for alias in re.findall(rf'"?{table}"? (?:AS )?"?([A-Za-z]\w*)?"?', sql)} | {t: t for t in (*LARGE, *KEPT)}  # fmt: skip
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            scans = [row[3] for row in cursor.fetchall() if row[3].startswith("SCAN ")]
            return [line for line in scans if line.split()[1] in names and " USING " not in line]
        cursor.execute("SET LOCAL enable_seqscan = off")  # a test has too few rows for an index to pay
        cursor.execute(f"EXPLAIN {sql}", params)
        lines = [row[0].strip() for row in cursor.fetchall()]
        return [line for line in lines if re.search(rf"Seq Scan on ({'|'.join((*LARGE, *KEPT))})\b", line)]


def test_no_list_is_looked_for_among_all_articles(client: Client) -> None:
    for number in range(21):
        make.approved_article(title=f"Number {number}", slug=f"n{number}", tags=["many"])
    actions.correct(
        article=make.approved_article(slug="seen", tags=["many", "b"]), by=make.editor(), reason="A year."
    )
    put: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        put.append((sql, params))
        return execute(sql, params, many, context)

    for address in PAGES:
        put.clear()
        with connection.execute_wrapper(note):
            assert client.get(address).status_code == 200
        for sql, params in put:
            assert walked_whole(sql, params) == [], (address, sql)


def test_a_choice_with_very_many_articles_says_that_there_are_more(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readers.listed.walks.MOST_COUNTED", 2)
    for number in range(3):
        make.approved_article(title=f"Number {number}")
    assert "More than 2 articles" in client.get("/articles/?status=approved").text
    assert "3 articles" in client.get("/articles/").text


def test_a_line_that_is_no_longer_true_is_not_shown(client: Client) -> None:
    """The second lock: whatever the narrow rows say, only what is public now is listed, and as what it is."""
    make.approved_article(title="Shown")
    hidden = make.category(name="Hidden", public_before_approval=False)
    draft = Publication.objects.get(article=make.submitted(title="Hidden text", category=hidden).article)
    Listed.objects.create(
        publication=draft, state="approved", published_at=timezone.now(), signed_at=timezone.now()
    )
    for address in ("/", "/articles/", "/articles/?status=approved", "/sitemap-articles.xml"):
        assert "hidden-text" not in client.get(address).text, address
    assert Category.objects.filter(pk=hidden.pk).exists()
