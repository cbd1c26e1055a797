"""Who may change what, by which way, where an article stands? One cell says who; everybody else changes nothing at all."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from articles.models import Article
from tests import factories as make
from tests.desk.screens import at_the_desk
from tests.fuzz.test_fuzz import BOOKS, WRITES
from tests.matrix.stages import CAST, STAGES, Stage
from tests.matrix.ways import WAYS, new_fields
from tests.reviews import acts

# W wrote it, C is another writer, R has or had its review, S is another reviewer, E an editor, U the superuser. Others, A who
# is not logged in and X who is staff without a group, may nothing. Writers share the desk: any of them may revise any
# text, which makes them one of its writers, who can submit it and can never sign it.
GRID = """
way                draft submitted under_review changes_requested approved update retracted archived
all_fields         WCEU  WCEU      WCEU         WCEU              WCEU     WCEU   WCEU      WCEU
fields_of_no_form  -     -         -            -                 -        -      -         -
restore            -     -         -            -                 -        WCEU   -         -
list_editable      -     -         -            -                 -        -      -         -
delete_pages       -     -         -            -                 -        -      -         -
delete_selected    -     -         -            -                 -        -      -         -
record_pages       -     -         -            -                 -        -      -         -
import             WCEU  WCEU      WCEU         WCEU              WCEU     WCEU   WCEU      WCEU
import_--submit    WCEU  WCEU      WCEU         WCEU              WCEU     WCEU   WCEU      WCEU
submit             WEU   -         -            WEU               WEU      -      WEU       -
claim              -     RS        -            -                 -        -      -         -
assign             -     EU        EU           -                 -        EU     -         -
release            -     -         REU          -                 -        REU    -         -
request_changes    -     -         R            -                 -        R      -         -
sign_off           -     -         RS           -                 -        RS     -         -
withdraw           -     WEU       WEU          -                 -        WEU    -         -
comment            -     RSEU      RSEU         -                 -        RSEU   -         -
schedule           -     EU        EU           -                 -        EU     -         -
share              -     EU        REU          -                 -        REU    -         -
assign_in_bulk     -     EU        EU           -                 -        EU     -         -
remind_in_bulk     -     -         EU           -                 -        EU     -         -
sign_in_bulk       -     -         -            -                 -        -      -         -
mark_in_bulk       -     -         -            -                 EU       EU     EU        EU
renew_in_bulk      -     -         -            -                 EU       -      EU        -
renew_button       -     -         -            -                 EU       -      EU        -
correct            -     -         -            -                 EU       EU     -         EU
retract            -     -         -            -                 EU       EU     -         EU
reinstate          -     -         -            -                 -        -      -         -
archive            -     -         -            EU                EU       -      EU        -
upload             WCEU  WCEU      WCEU         WCEU              WCEU     WCEU   WCEU      WCEU
source_retracted   EU    EU        EU           EU                EU       EU     EU        EU
source_changed     WCEU  WCEU      WCEU         WCEU              WCEU     WCEU   WCEU      WCEU
byline_changed     WCEU  WCEU      WCEU         WCEU              WCEU     WCEU   WCEU      WCEU
signer_changed     EU    EU        EU           EU                EU       EU     EU        EU
credential_changed EU    EU        EU           EU                EU       EU     EU        EU
checklist_changed  EU    EU        EU           EU                EU       EU     EU        EU
"""
HEADER, *LINES = (line.split() for line in GRID.strip().splitlines())
ALLOWED = {
    (way, stage): set(cell) - {"-"}
    for way, *cells in LINES
    for stage, cell in zip(HEADER[1:], cells, strict=True)
}

# Who may do what is decided before any database is asked: one stage says on PostgreSQL what all say on SQLite.
TRIED = ["update"] if settings.DATABASES["default"]["ENGINE"].endswith("postgresql") else list(STAGES)


def test_the_grid_has_a_cell_for_every_way_and_stage() -> None:
    assert set(WAYS) == {way for way, _ in ALLOWED}
    assert list(STAGES) == HEADER[1:]


@pytest.mark.django_db
@pytest.mark.parametrize("name", TRIED)
def test_whoever_stands_in_the_cell_changes_something_and_everybody_else_nothing(name: str) -> None:
    stage, clients = prepared(name)
    before = acts.everything()
    found = {
        way: {who for who in everybody(name) if changes(do, clients[who], stage, before=before)}
        for way, do in WAYS.items()
    }
    assert found == {way: ALLOWED[way, name] & set(everybody(name)) for way in WAYS}


@pytest.mark.django_db
def test_the_writers_form_writes_each_of_its_fields_and_no_other() -> None:
    stage, clients = prepared("approved")
    WAYS["all_fields"](clients["C"], stage)
    article, wanted = Article.objects.get(pk=stage.article.pk), new_fields()
    for name in ("title", "slug", "excerpt", "funding", "language", "reading_grade_reason"):
        assert getattr(article, name) == wanted[name]
    assert article.body.strip() == wanted["body"]
    assert (article.category_id, list(article.tags.names())) == (wanted["category"], ["other"])
    assert [line.contributor_id for line in article.bylines.all()] == [wanted["author_1"]]
    assert [source.pk for source in article.listed_sources.all()] == wanted["listed_sources"]
    assert (article.archived_at, article.created_by, article.revision_number) == (None, make.writer(), 2)


def prepared(name: str) -> tuple[Stage, dict[str, Client]]:
    """Whatever the ways need is there before anybody tries, so that only what they do counts."""
    stage = STAGES[name]()
    make.second_reviewer()
    new_fields()
    clients = {
        letter: Client() if who == "anonymous" else at_the_desk(getattr(make, who)())
        for letter, who in CAST.items()
    }
    for letter, who in CAST.items():
        clients[letter].cookies["by"] = who.replace("_", "-")  # whom a command is run by
    return stage, clients


def everybody(name: str) -> str:
    """Who has no group is refused before anything is looked at, and a superuser is an editor: one stage is enough for those."""
    return "".join(CAST) if name == "approved" else "WCRSE"


def changes(do: Callable[..., Any], client: Client, stage: Stage, *, before: Any) -> bool:
    """Was anything written that is still there? What is refused with a failure raises here.

    All of it is taken back, the name of the session too, which a signature changes.
    """
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        with writing() as wrote:
            answer = do(client, stage)
        assert getattr(answer, "status_code", 0) < 500
        changed = bool(wrote) and acts.everything() != before
        transaction.set_rollback(True)
    client.cookies = cookies
    cache.clear()
    return changed


@contextmanager
def writing() -> Iterator[list[str]]:
    """The statements that wrote; where there are none, nothing need be compared."""
    wrote: list[str] = []

    def look(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if WRITES.match(sql) and not BOOKS.search(sql):
            wrote.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(look):
        yield wrote
