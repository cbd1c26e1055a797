"""Can anything that a person types break the search, or make it slow?"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readers.search.folding import LONGEST, fold, shadow, words
from readers.search.highlighting import Marker
from readers.search.indexing import refresh
from readers.search.plain_text import lines
from readers.search.query import MOST_TERMS, parse
from readers.search.stemming import STEP_2, STEP_3, STEP_4, stem
from tests import factories as make
from tests.readers.test_queries import questions

PAST = ["s", "ies", "sses", "ed", "eed", "ing", "y", "e", "ll"]
ODD = [
    '"', '""', '"""', "'", "' OR 1=1 --", "NEAR(a b)", "a NEAR/3 b", "a AND", "OR", "NOT a",
    "a OR NOT b", "^sleep", "slee*", "title:sleep",
    "{title} : sleep", "sleep + better", "(((", ")", "a:b", "a | b", "!a", "a & !b", "a <-> b",
    "<2>", "\\", "%", "_", "%s", "%(x)s", "{}", "\0sleep",
    "sl\0eep", "🙂", "🧑‍⚕️ sleep", "👩🏽‍🔬", "مرحبا بالعالم", "\u202esleep", "שלום", "日本語の文章", "ไทย",
    "हिन्दी", "ﬁ", "İ", "ẞ", "Ⅳ", "²", "٣",
    "\ufeff", "\ufffe", "\U0010ffff", "\u0301", "a\u0301" * 50, "-", "--", "- -", '-"', '-"a',
    "a -", "−a", "x" * 10_000, "a " * 5_000,
    '"' + "a b " * 2_500 + '"', "-a " * 3_000, '"a" ' * 2_500, "(" * 10_000, "\r\n\t sleep",
    "sleep\u2028sleep", "1e5", "1.5.2", "10mg/kg", "a_b_c",
    "http://example.org/a?b=c", "user@example.org", "C++", "5-HT2A", "β-blocker", "α", "&amp;",
    "<b>", "websearch_to_tsquery",
]  # fmt: skip


@pytest.mark.parametrize("typed", ODD, ids=lambda typed: repr(typed[:20]))
def test_whatever_is_typed_is_answered(typed: str, db: None, client: Client) -> None:
    make.approved_article(title=f"Odd {typed[:100]}".replace("\0", ""), tags=["odd"])
    for choice in ({}, {"sort": "date"}, {"topic": typed[:500], "year": typed[:500], "sort": typed[:500]}):
        response = client.get("/search/?" + urlencode({"q": typed, **choice}, errors="replace"))
        assert response.status_code == 200


@given(typed=st.text(max_size=60))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_at_all_is_answered(typed: str, db: None, client: Client) -> None:
    assert client.get("/search/?" + urlencode({"q": typed})).status_code == 200
    assert client.get("/search/?" + urlencode({"q": f'sleep {typed} "{typed}" -"{typed}'})).status_code == 200


@given(text=st.text(max_size=200))
def test_what_is_written_is_found_by_its_own_words(text: str) -> None:
    """What the index holds and what a question asks for are folded by the same rule, and folding again changes nothing."""
    folded = words(text)
    assert words(" ".join(folded)) == folded
    assert len(shadow(text)) == len(text)
    assert fold(fold(text)) == fold(text)
    assert all(0 < len(word) <= LONGEST for word in folded)


@given(typed=st.text(alphabet=st.sampled_from('ab "-−“”.\n é'), max_size=60))
def test_a_question_is_words_and_nothing_else(typed: str) -> None:
    query = parse(typed)
    assert len(query.terms) <= MOST_TERMS
    assert all(word.isalnum() for term in query.terms for word in term.words)
    assert bool(query.problem) == (bool(query.text) and not query.wanted)


@given(text=st.text(max_size=300), typed=st.text(max_size=30))
def test_marking_words_changes_no_letter_of_the_text(text: str, typed: str) -> None:
    marker = Marker(parse(typed))
    assert "".join(piece.text for piece in marker.marked(text)) == text
    passage = "".join(piece.text for piece in marker.passage(text))
    assert passage.removeprefix("… ").removesuffix(" …").strip() in text or not passage


@given(html=st.text(max_size=200))
def test_the_words_of_any_html_are_read(html: str) -> None:
    assert all(line == line.strip() and line for line in lines(html))


def test_questions_in_words_are_searched_by_what_they_are_about() -> None:
    assert [term.words for term in parse("What is the dose of ketamine?").terms] == [("dose",), ("ketamine",)]
    assert [term.words for term in parse("to be or not to be").terms] == [("not",)]
    assert [term.words for term in parse("how to").terms] == [("how",), ("to",)]
    assert [term.words for term in parse("vitamin a").terms] == [("vitamin",), ("a",)]


def test_a_page_of_results_asks_as_often_with_many_rows_as_with_few(db: None, client: Client) -> None:
    def grow(number: int) -> None:
        for n in range(number):
            signed = make.approved_article(
                tags=["many", f"tag {n}"], byline=[make.contributor(name=f"Author {n}{number}")]
            )
            make.submitted(tags=["many"], category=make.category(name=f"Topic {n}{number}"))
            assert signed

    addresses = [
        "/search/?q=sleep",
        "/search/?q=sleep&topic=sleep&sort=date",
        "/search/?q=sleeep",
        "/search/",
        "/search/?q=-x",
    ]
    grow(2)
    few = {address: questions(address, client) for address in addresses}
    grow(4)
    for address in addresses:
        assert len(questions(address, client)) == len(few[address]), few[address]
        assert len(few[address]) <= 9  # one of them counts the search
        assert not [sql for sql in few[address] if '"rendered"' in sql]


def test_bringing_an_article_up_to_date_costs_the_same_however_many_there_are(db: None) -> None:
    article = make.approved_article(tags=["a"])
    with CaptureQueriesContext(connection) as few:
        refresh(article=article.pk)
    for _ in range(5):
        make.approved_article(tags=["a"])
    with CaptureQueriesContext(connection) as many:
        refresh(article=article.pk)
    assert len(many) == len(few) <= 4


@given(
    word=st.text(alphabet="aeioubcdglmnrstvyz", min_size=1, max_size=14),
    ending=st.sampled_from(["", *STEP_2, *STEP_3, *STEP_4, *PAST]),
)
def test_stems_are_those_of_the_index_of_sqlite(word: str, ending: str) -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute(
            "CREATE VIRTUAL TABLE texts USING fts5(text, tokenize='porter unicode61 remove_diacritics 2')"
        )
        database.execute("CREATE VIRTUAL TABLE stems USING fts5vocab(texts, 'row')")
        database.execute("INSERT INTO texts VALUES (?)", [word + ending])
        assert database.execute("SELECT term FROM stems").fetchall() == [(stem(word + ending),)]
