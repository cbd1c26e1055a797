"""Is nobody subscribed who did not say so twice, and can everybody leave with one click?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from readers.correspondence import actions, tokens
from readers.correspondence.models import Consent, Post, Subscription, Suppression
from tests import factories as make
from tests.correspondence.conftest import soup, ticket, typed, words
from tests.correspondence.newsletter import ADDRESS, ask, deliver, link_in, subscribed


def test_asking_subscribes_nobody_and_sends_one_link(reader: Client) -> None:
    answer = ask(reader)
    assert answer.status_code == 200
    assert "only then are you subscribed" in words(answer)
    [message] = deliver()
    assert message.to == [ADDRESS]
    assert not Subscription.objects.exists()


def test_opening_the_link_changes_nothing_and_pressing_its_button_subscribes(reader: Client) -> None:
    ask(reader)
    link = link_in(deliver()[0])
    for look in (reader.get, reader.head, reader.get):
        assert look(link).status_code == 200
    assert not Subscription.objects.exists()
    assert soup(reader.get(link)).find("main").find("form", method="post", action=link)
    answer = reader.post(link)
    assert answer.status_code == 200
    assert "You are subscribed" in words(answer)
    assert Subscription.objects.get().address == ADDRESS


def test_a_link_works_once() -> None:
    ask()
    link = link_in(deliver()[0])
    Client().post(link)
    for again in (Client().post(link), Client().get(link)):
        assert again.status_code == 410
        assert "used already" in words(again)
    assert Subscription.objects.count() == 1


def test_a_link_is_good_for_two_days() -> None:
    ask()
    link = link_in(deliver()[0])
    Consent.objects.update(asked_at=timezone.now() - timedelta(hours=49))
    for late in (Client().get(link), Client().post(link)):
        assert late.status_code == 410
        assert "good for two days" in words(late)
    actions.delete_old(now=timezone.now())
    assert not Consent.objects.exists()
    assert Client().post(link).status_code == 410


@pytest.mark.parametrize("token", ["x", "1.x", "1", "%00", "a" * 3000, "1..", "é.é"])
@pytest.mark.parametrize("page", ["confirm", "unsubscribe"])
def test_a_forged_link_is_not_found(page: str, token: str) -> None:
    for method in (Client().get, Client().post):
        answer = method(f"/newsletter/{page}/{token}/")
        assert answer.status_code == 404
        assert "Traceback" not in answer.content.decode()


def test_a_link_to_leave_does_not_confirm_and_the_other_way_round() -> None:
    ask()
    confirm = link_in(deliver()[0])
    assert Client().post(confirm.replace("confirm", "unsubscribe")).status_code == 404
    leave = tokens.to_leave("0" * 64)
    assert Client().post(f"/newsletter/confirm/{leave}/").status_code == 404


def test_the_consent_is_kept_as_it_was_given() -> None:
    make.approved_article(category=make.category(name="Sleep"))
    before = timezone.now()
    subscribed(topics=[make.category(name="Sleep").pk])
    consent = Consent.objects.get()
    assert "articles are new, updated, corrected or retracted, on these topics: Sleep." in consent.wording
    assert "I can leave at any time" in consent.wording
    assert consent.source_page == "/newsletter/"
    assert consent.confirmed_at is not None
    assert before <= consent.asked_at <= consent.confirmed_at <= timezone.now()
    assert [topic.name for topic in Subscription.objects.get().topics.all()] == ["Sleep"]


def test_the_words_agreed_to_stand_in_the_mail_and_above_the_button_and_the_form_announces_them() -> None:
    page = Client().get("/newsletter/")
    ask()
    [message] = deliver()
    wording = Consent.objects.get().wording
    assert wording.replace(
        "on any topic", "on the topics chosen above, or on any topic if none is chosen"
    ) in words(page)
    assert wording in message.body
    assert wording in words(Client().get(link_in(message)))


def test_no_box_is_ticked_beforehand_and_topics_of_drafts_are_not_told() -> None:
    make.approved_article(category=make.category(name="Sleep"))
    make.article(category=make.category(name="Secret plans"))
    page = soup(Client().get("/newsletter/"))
    boxes = page.find_all("input", type="checkbox")
    assert len(boxes) == 1
    assert not any(box.has_attr("checked") for box in boxes)
    assert "Secret plans" not in page.get_text()
    refused = ask(topics=[make.category(name="Secret plans").pk])
    assert refused.status_code == 422
    assert not Consent.objects.exists()


def test_the_answer_is_the_same_for_a_known_a_suppressed_and_a_new_address() -> None:
    subscribed(address="known@example.net")
    actions.forget("gone@example.net", now=timezone.now())
    answers = {ask(address=f"{who}@example.net").content for who in ("known", "gone", "new")}
    assert len(answers) == 1
    assert sorted(message.to[0] for message in deliver()) == [
        f"{who}@example.net" for who in ("gone", "known", "new")
    ]


def test_an_answer_takes_as_many_questions_to_the_database_for_a_known_address_as_for_a_new_one(
    django_assert_num_queries: object,
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    subscribed(address="known@example.net")
    counts = set()
    for who in ("known", "new"):
        with CaptureQueriesContext(connection) as captured:
            ask(address=f"{who}@example.net")
        counts.add(len(captured))
    assert len(counts) == 1


def test_an_address_gets_at_most_three_links_a_day_whoever_asks() -> None:
    answers = [ask().content for _ in range(6)]
    assert len(set(answers)) == 1
    assert len(deliver()) == 3


def test_the_same_form_sent_twice_sends_one_mail() -> None:
    held = ticket(about="newsletter")
    answers = [ask(ticket=held).status_code for _ in range(3)]
    assert answers == [200, 200, 200]
    assert len(deliver()) == 1


def test_whoever_is_subscribed_and_asks_again_changes_the_topics_by_confirming() -> None:
    make.approved_article(category=make.category(name="Sleep"))
    subscribed()
    ask(topics=[make.category(name="Sleep").pk])
    subscription = Subscription.objects.get()
    assert not subscription.topics.exists()
    Client().post(link_in(deliver()[0]))
    assert [topic.name for topic in subscription.topics.all()] == ["Sleep"]
    assert subscription.consents.count() == 2


# --- Leaving ---------------------------------------------------------------------------------------------
def leave_link(subscription: Subscription) -> str:
    return f"/newsletter/unsubscribe/{tokens.to_leave(subscription.fingerprint)}/"


def test_opening_the_link_to_leave_changes_nothing(reader: Client) -> None:
    link = leave_link(subscribed())
    for look in (reader.get, reader.head):
        assert look(link).status_code == 200
    assert Subscription.objects.active().count() == 1
    assert len(soup(reader.get(link)).find("main").find_all("button")) == 1


@pytest.mark.parametrize("origin", ["", "https://mail.example.com"])
def test_one_click_leaves_without_cookie_login_or_redirect(reader: Client, origin: str) -> None:
    link = leave_link(subscribed())
    headers = {"Origin": origin, "Sec-Fetch-Site": "cross-site"} if origin else {}
    for _ in range(2):  # a mail program may ask twice
        answer = reader.post(link, {"List-Unsubscribe": "One-Click"}, headers=headers)
        assert answer.status_code == 200
    assert not Subscription.objects.active().exists()
    assert not reader.cookies


def test_one_click_takes_the_form_in_both_encodings_of_the_standard(reader: Client) -> None:
    link = leave_link(subscribed())
    answer = reader.post(link, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert not Subscription.objects.active().exists()


def test_whoever_left_can_come_back_by_a_new_consent() -> None:
    first = subscribed()
    Client().post(leave_link(first))
    assert Suppression.objects.count() == 1
    subscribed()
    assert Subscription.objects.active().count() == 1
    assert not Suppression.objects.exists()
    Client().post(leave_link(first))  # the old link still leads out
    assert not Subscription.objects.active().exists()


def test_an_erased_address_leaves_a_hash_and_comes_back_only_by_a_new_consent() -> None:
    subscription = subscribed()
    mark = subscription.fingerprint
    actions.forget(ADDRESS.upper(), now=timezone.now())
    assert not Subscription.objects.exists()
    assert not Consent.objects.exists()
    assert not Post.objects.exists()
    assert Suppression.objects.get().fingerprint == mark
    assert ADDRESS not in mark
    now = timezone.now()  # an import, or a backup that was restored
    Subscription.objects.create(address=ADDRESS, fingerprint=mark, confirmed_at=now, told_up_to=0)
    assert not Subscription.objects.active().exists()
    subscribed()
    assert Subscription.objects.active().count() == 1


# --- Bad input -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "address",
    [
        "",
        " ",
        "nobody",
        "a@b",
        "a@@example.net",
        "a@example.net\nBcc: all@example.net",
        "a@example.net\r\nBcc: x@y.org",
        "a\0@example.net",
        "x" * 10_000 + "@example.net",
        "a@example.net, b@example.net",
        "<script>@example.net",
        "🦉@example.net",
    ],
)
def test_what_is_no_address_is_refused_by_a_sentence_at_the_field(reader: Client, address: str) -> None:
    answer = ask(reader, address=address)
    assert answer.status_code == 422
    page = soup(answer)
    field = page.find("input", attrs={"name": "address"})
    assert field["aria-invalid"] == "true"
    described = [page.find(id=name) for name in str(field["aria-describedby"]).split()]
    assert all(described)
    summary = page.find(role="alert")
    assert summary.find("a")["href"] == f"#{field['id']}"
    assert page.find("title").get_text().startswith("Error: ")
    assert not Consent.objects.exists()
    assert not mail.outbox


def test_what_was_typed_stays_when_the_form_comes_back(reader: Client) -> None:
    make.approved_article(category=make.category(name="Sleep"))
    answer = ask(reader, address="wrong", topics=[make.category(name="Sleep").pk])
    assert typed(answer, "address") == "wrong"
    assert soup(answer).find("input", type="checkbox").has_attr("checked")


def test_the_pages_with_a_secret_in_their_address_are_not_to_be_found_or_kept() -> None:
    link = leave_link(subscribed())
    answer = Client().get(link)
    assert soup(answer).find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert not soup(answer).find("meta", property="og:url")
