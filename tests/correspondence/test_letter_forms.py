"""Do the forms for letters keep machines out without a picture to decipher, and lose nothing typed?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client, override_settings
from django.utils import timezone

from articles.models import Article
from readers.correspondence import actions
from readers.correspondence.models import Letter
from reviews.models import Tally
from tests import factories as make
from tests.correspondence.a_letter import ADDRESS, QUESTION, about, send
from tests.correspondence.conftest import ticket, typed, words


# --- Keeping machines out --------------------------------------------------------------------------------
def test_what_fills_the_hidden_field_gets_the_same_polite_answer_and_is_thrown_away(article: Article) -> None:
    machine = send("ask", article, website="https://spam.example")
    person = send("ask", article)
    assert machine.status_code == 200
    assert machine.content == person.content
    assert Letter.objects.count() == 1


@pytest.mark.parametrize(
    ("age", "status", "said"),
    [(0, 422, "faster than people write"), (60 * 60 * 25, 409, "open for more than a day")],
)
def test_a_form_too_quick_or_too_old_comes_back_whole_and_goes_through_when_sent_again(
    age: float, status: int, said: str, article: Article
) -> None:
    answer = send("ask", article, ticket=ticket(about=about("ask", article), age=age))
    assert answer.status_code == status
    assert said in words(answer)
    assert typed(answer, "message") == QUESTION["message"]
    assert typed(answer, "address") == ADDRESS
    assert not Letter.objects.exists()
    from time import sleep

    from readers.correspondence import tokens

    sleep(tokens.QUICKEST.total_seconds())
    assert send("ask", article, ticket=typed(answer, "ticket")).status_code == 200


@pytest.mark.parametrize("held", ["", "x", "a:b:c", "é", "x" * 10_000, "\0"])
def test_a_form_that_is_not_ours_comes_back_whole(held: str, article: Article) -> None:
    answer = send("ask", article, ticket=held)
    assert answer.status_code == 403
    assert "send it once more" in words(answer)
    assert typed(answer, "message") == QUESTION["message"]
    assert not Letter.objects.exists()


def test_the_ticket_of_one_form_is_no_good_for_another(article: Article) -> None:
    other = make.approved_article(title="Other")
    for wrong in (about("report", article), about("ask", other), "newsletter", "contact"):
        assert send("ask", article, ticket=ticket(about=wrong)).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}, 200),
        ({"Origin": "http://testserver"}, 200),
        ({"Origin": "https://example.org"}, 200),
        ({}, 200),
    ],
)
def test_a_form_on_somebody_elses_page_is_refused(
    headers: dict[str, str], status: int, article: Article
) -> None:
    assert send("ask", article, headers=headers).status_code == status


def test_the_same_form_sent_twice_is_one_letter(article: Article) -> None:
    held = ticket(about=about("ask", article))
    assert [send("ask", article, ticket=held).status_code for _ in range(3)] == [200, 200, 200]
    assert Letter.objects.count() == 1


def test_too_much_from_one_network_is_refused_for_a_while_and_nothing_typed_is_lost(article: Article) -> None:
    for _ in range(20):
        assert send("report", article).status_code == 200
    answer = send("report", article)
    assert answer.status_code == 429
    assert "wait a while" in words(answer)
    assert typed(answer, "message") == QUESTION["message"]
    assert Letter.objects.count() == 20
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert send("report", article, elsewhere).status_code == 200
    assert 0 < int(answer["Retry-After"]) <= 3600
    Tally.objects.update(begun=F("begun") - 3600)
    assert send("report", article, ticket=typed(answer, "ticket")).status_code == 200


def test_a_network_is_counted_without_being_known(article: Article) -> None:
    send("ask", article)
    assert "127.0.0.1" not in Tally.objects.get().visitor
    actions.delete_old(now=timezone.now() + timedelta(days=2))
    assert not Tally.objects.exists()


@pytest.mark.parametrize(("is_proxied", "networks"), [(True, 2), (False, 1)])
def test_behind_a_proxy_that_we_trust_its_word_counts_and_nobody_elses(
    is_proxied: bool, networks: int, article: Article
) -> None:
    with override_settings(TRUSTED_PROXIES=int(is_proxied)):
        for forwarded in ("9.9.9.9, 192.0.2.1", "8.8.8.8, 192.0.2.1", "9.9.9.9, 192.0.2.2"):
            send("report", article, headers={"X-Forwarded-For": forwarded})
    assert Tally.objects.values("visitor").distinct().count() == networks
