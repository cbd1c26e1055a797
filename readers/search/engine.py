"""How is the database asked? Each word as a quoted word, so that nothing a person types is read as a command.

At most MOST rows are looked at. Where more match, those with the words in the title come first, then the newest
documents (SQLite) or any (PostgreSQL): to rank a hundred thousand rows takes longer than a reader waits.
"""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from readers.models import SearchDocument
from readers.search.query import Query, Term
from readers.search.rows import COLUMNS, Row
from reviews.standing import PublicState

MOST = 500
WEIGHTS = "10.0, 4.0, 1.0, 4.0, 1.0, 4.0"  # title, excerpt, body, byline, sources, tags
MATCH = "readers_searchindex MATCH %s"
# The plus keeps the planner from asking the index anew for every document.
JOIN = "readers_searchdocument.id = +readers_searchindex.rowid"
AMONG = f"+readers_searchdocument.id IN (SELECT rowid FROM readers_searchindex WHERE {MATCH})"  # noqa: S608 - no value
OVERDUE = "readers_searchdocument.state = %s AND readers_searchdocument.next_review_on < %s"
TSQUERY = "websearch_to_tsquery('readers_search', %s)"


def rows(query: Query, *, condition: Q, by_date: bool, today: date) -> tuple[list[Row], bool]:
    """What matches, in no order, and whether there is more than that."""
    documents = SearchDocument.objects.filter(condition)
    ask = _sqlite if connection.vendor == "sqlite" else _postgresql
    titled = [] if by_date else _read(ask(documents, query, is_title=True), today=today)
    if len(titled) > MOST:
        return titled[:MOST], True
    found = _read(ask(documents, query), today=today)
    if len(found) <= MOST:
        return found, False
    if by_date:
        newest = ask(documents, query, is_newest=True).order_by("-dated", "-pk")
        return _read(newest, today=today)[:MOST], True
    return list({row.document: row for row in [*titled, *found]}.values())[:MOST], True


def _read(documents: QuerySet[SearchDocument], *, today: date) -> list[Row]:
    """What is overdue is decided now, by the clock."""
    asked = [PublicState.APPROVED.value, today.isoformat()]
    dated = documents.extra(select={"is_overdue": OVERDUE}, select_params=asked)  # noqa: S610 - no value in it
    return [Row(*values) for values in dated.values_list(*COLUMNS, "is_overdue", "rank")[: MOST + 1]]


def _sqlite(
    documents: QuerySet[SearchDocument], query: Query, *, is_title: bool = False, is_newest: bool = False
) -> QuerySet[SearchDocument]:
    match = _match(query, column="title" if is_title else "")
    if is_newest:
        return documents.extra(select={"rank": "0"}, where=[AMONG], params=[match])  # noqa: S610 - no value in it
    return documents.extra(  # noqa: S610 - what was typed is a parameter
        select={"rank": f"-bm25(readers_searchindex, {WEIGHTS})"},
        tables=["readers_searchindex"],
        where=[JOIN, MATCH],
        params=[match],
        order_by=["-readers_searchindex.rowid"],
    )


def _match(query: Query, *, column: str) -> str:
    """FTS5: every term quoted, https://sqlite.org/fts5.html#full_text_query_syntax"""
    wanted = " AND ".join(_phrase(term) for term in query.wanted)
    match = f"{{{column}}} : ({wanted})" if column else f"({wanted})"
    return " NOT ".join([match, *(_phrase(term) for term in query.excluded)])


def _phrase(term: Term) -> str:
    return f'"{" ".join(term.words)}"'


def _postgresql(
    documents: QuerySet[SearchDocument], query: Query, *, is_title: bool = False, is_newest: bool = False
) -> QuerySet[SearchDocument]:
    wanted = " ".join(_phrase(term) for term in query.wanted)
    excluded = " ".join(f"-{_phrase(term)}" for term in query.excluded)
    whole = f"{wanted} {excluded}".rstrip()
    where, params = [f"readers_searchdocument.words @@ {TSQUERY}"], [whole]
    if (
        is_title
    ):  # what has the words in its title has them: only what is left out must be looked for in the rest
        titled = f"readers_searchdocument.title_words @@ {TSQUERY}"
        where, params = ([titled, *where], [wanted, whole]) if excluded else ([titled], [wanted])
    # {D, C, B, A}; divided by one plus the logarithm of the length.
    rank = f"ts_rank('{{0.1, 0.4, 0.4, 1.0}}', readers_searchdocument.words, {TSQUERY}, 1)"
    chosen = {"rank": "0"} if is_newest else {"rank": rank}
    return documents.extra(  # noqa: S610 - what was typed is a parameter
        select=chosen, select_params=[] if is_newest else [whole], where=where, params=params
    )
