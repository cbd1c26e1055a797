"""Does what readers write arrive once, whole, with the text that they saw, and is it settled and forgotten in time?"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db.models import F
from django.test import Client, override_settings
from django.utils import timezone

from articles.actions import save_article
from articles.models import Article
from readers.correspondence import actions
from readers.correspondence.models import Kind, Letter, Post
from reviews import actions as desk
from reviews.exceptions import EditorialError, NotPermitted, ReasonMissing
from reviews.models import LedgerEntry, Mail, Publication, Tally
from tests import factories as make
from tests.correspondence.conftest import soup, ticket, typed, words
from tests.correspondence.newsletter import deliver

ADDRESS = "reader@example.net"
QUESTION = {"message": "Does it help older people?", "address": ADDRESS}
PAGES = ["ask", "report", "contact"]


@pytest.fixture
def article() -> Article:
    return make.approved_article()


def url(page: str, article: Article) -> str:
    return "/about/contact/" if page == "contact" else f"{article.get_absolute_url()}{page}/"


def about(page: str, article: Article) -> str:
    return (
        "contact" if page == "contact" else f"{ {'ask': 'question', 'report': 'problem'}[page] } {article.pk}"
    )


def send(page: str, article: Article, client: Client | None = None, headers: Any = None, **other: Any) -> Any:
    sent = QUESTION | {"ticket": ticket(about=about(page, article))} | other
    return (client or Client(enforce_csrf_checks=True)).post(url(page, article), sent, headers=headers)


def letter(article: Article, *, page: str = "ask", **other: Any) -> Letter:
    assert send(page, article, **other).status_code == 200
    return Letter.objects.latest("pk")


# --- Writing ---------------------------------------------------------------------------------------------
def test_every_article_leads_to_the_question_and_the_report(article: Article) -> None:
    page = soup(Client().get(article.get_absolute_url()))
    hrefs = [link["href"] for link in page.find("main").find_all("a")]
    for name in ("ask", "report"):
        [link] = [href for href in hrefs if href.startswith(f"{article.get_absolute_url()}{name}/")]
        assert Client().get(link).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_a_form_sent_as_a_browser_sends_it_arrives_and_sets_no_cookie(page: str, article: Article) -> None:
    reader = Client(enforce_csrf_checks=True)
    shown = reader.get(url(page, article))
    held = typed(shown, "ticket")
    timezone_moved_on = {"ticket": ticket(about=about(page, article))}
    assert held
    answer = send(page, article, reader, **timezone_moved_on)
    assert answer.status_code == 200
    assert "has arrived" in words(answer)
    assert not reader.cookies
    found = Letter.objects.get()
    assert found.message == QUESTION["message"]
    assert found.address == ADDRESS


@pytest.mark.parametrize("page", PAGES)
def test_the_reader_is_warned_before_the_field(page: str, article: Article) -> None:
    shown = soup(Client().get(url(page, article)))
    field = shown.find("textarea")
    hint = shown.find(id=field["aria-describedby"])
    assert hint.get_text().startswith("Do not send personal health details.")
    assert field in hint.find_all_next("textarea")


def test_a_letter_keeps_the_text_that_its_writer_saw(article: Article) -> None:
    shown = Client().get(f"{url('ask', article)}?revision=1")
    made = typed(shown, "ticket")
    make.approved(article=make.edited(article))
    from readers.correspondence import tokens

    seen = tokens.read(made)
    assert seen is not None
    found = letter(article, ticket=ticket(about=about("ask", article), revision=seen.revision))
    assert found.revision is not None
    assert found.revision.number == 1
    assert Publication.objects.get().live_revision.number == 2


@pytest.mark.parametrize("number", ["2", "99", "x", "-1", "", "%00", "1" * 40, "²"])
def test_a_text_that_was_never_public_cannot_be_named(article: Article, number: str) -> None:
    make.edited(article)
    from readers.correspondence import tokens

    shown = Client().get(f"{url('ask', article)}?revision={number}")
    seen = tokens.read(typed(shown, "ticket"))
    assert seen is not None
    assert seen.revision == Publication.objects.get().live_revision_id


def test_hidden_and_unknown_articles_have_no_form() -> None:
    hidden = make.submitted(category=make.category(name="Hidden", public_before_approval=False)).article
    for address in (hidden.get_absolute_url(), "/articles/nothing/", "/articles/%00/"):
        for page in ("ask", "report"):
            assert Client().get(f"{address}{page}/").status_code == 404
            assert Client().post(f"{address}{page}/", QUESTION).status_code == 404


def test_a_former_address_leads_on_and_takes_in_what_was_typed_there(article: Article) -> None:
    old = url("ask", article)
    save_article(by=make.writer(), article=article, slug="new-address")
    assert Client().get(old).status_code == 301
    answer = Client().post(old, QUESTION | {"ticket": ticket(about=about("ask", article))})
    assert answer.status_code == 200
    assert Letter.objects.get().article == article


def test_a_report_needs_no_address_and_a_question_does(article: Article) -> None:
    assert send("report", article, address="").status_code == 200
    refused = send("ask", article, address="")
    assert refused.status_code == 422
    assert "Without it we cannot answer" in words(refused)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("message", ""),
        ("message", " \r\n "),
        ("message", "x" * 10_240),
        ("message", "a\0b"),
        ("address", "x"),
        ("address", "a@example.net\r\nBcc: b@example.net"),
        ("address", "x" * 10_240),
        ("address", "\0"),
    ],
)
def test_nonsense_in_a_field_is_answered_at_the_field_and_nothing_typed_is_lost(
    page: str, field: str, value: str, article: Article
) -> None:
    answer = send(page, article, **{field: value})
    assert answer.status_code == 422
    shown = soup(answer)
    bad = shown.find(attrs={"name": field})
    assert bad["aria-invalid"] == "true"
    assert all(shown.find(id=name) for name in bad["aria-describedby"].split())
    assert shown.find(role="alert").find("a", href=f"#{bad['id']}")
    other = "message" if field == "address" else "address"
    assert typed(answer, other) == QUESTION[other]
    assert not Letter.objects.exists()


@pytest.mark.parametrize("name", ["A\nBcc: x@y.org", "A\r\nB", "x" * 10_240, "a\0", "a\tb", "a\u2028b"])
def test_a_name_is_one_line(name: str, article: Article) -> None:
    assert send("contact", article, name=name).status_code == 422
    assert not Letter.objects.exists()


def test_a_message_of_5000_characters_fits_however_the_browser_ends_its_lines(article: Article) -> None:
    text = ("x" * 9 + "\n") * 499 + "x" * 10
    assert len(text) == 5000
    assert letter(article, message=text.replace("\n", "\r\n")).message == text


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
@pytest.mark.parametrize("page", [*PAGES, "newsletter"])
def test_other_methods_are_refused(page: str, method: str, article: Article) -> None:
    where = "/newsletter/" if page == "newsletter" else url(page, article)
    answer = getattr(Client(), method)(where)
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize("page", PAGES)
def test_head_answers_without_a_body_and_stores_nothing(page: str, article: Article) -> None:
    answer = Client().head(url(page, article))
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe=%FF%00&message=%ed%a0%80", "application/x-www-form-urlencoded"),
        (b"message=x", "application/x-www-form-urlencoded; charset=zip"),
        (b"no boundary", "multipart/form-data"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (
            b'--x\r\nContent-Disposition: form-data; name="message"\r\n\r\nhello\r\n--x--\r\n',
            "multipart/form-data; boundary=x; charset=zip",
        ),
        (b'{"message": 1}', "application/json"),
        (b"&".join(b"a%d=1" % n for n in range(2000)), "application/x-www-form-urlencoded"),
    ],
)
def test_a_body_that_is_no_form_is_refused_and_never_a_fault_of_ours(
    body: bytes, kind: str, article: Article
) -> None:
    answer = Client().generic("POST", url("ask", article), body, content_type=kind)
    assert answer.status_code in (400, 403)
    assert not Letter.objects.exists()


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


# --- At the desk -----------------------------------------------------------------------------------------
def test_an_answer_goes_to_the_address_alone_and_closes_the_question(article: Article) -> None:
    found = letter(article)
    actions.answer(letter=found, by=make.editor(), text="Yes, see the <third> section.", now=timezone.now())
    [message] = deliver()
    assert message.to == [ADDRESS]
    assert message.body.startswith("Yes, see the <third> section.")
    assert "Does it help older people?" in message.body
    assert "&lt;third&gt;" in message.alternatives[0][0]
    assert message.subject == "Your question about “How to sleep better”"
    found.refresh_from_db()
    assert found.standing == "Answered"
    with pytest.raises(EditorialError, match="answered already"):
        actions.answer(letter=found, by=make.editor(), text="Again", now=timezone.now())
    assert deliver() == []


def test_a_title_with_a_line_end_splits_no_header(article: Article) -> None:
    found = letter(article)
    assert found.revision is not None
    found.revision.title = "A\nBcc: all@example.net"
    from readers.correspondence import mails

    post = Post(pk=1, letter=found)
    message = mails.Desk(now=timezone.now()).message(post)
    assert message is not None
    sent = message.message()
    assert sent["Bcc"] is None
    assert sent["Subject"].endswith("Bcc: all@example.net”") or "=?utf-8?" in sent["Subject"]


def test_only_editors_settle_letters(article: Article) -> None:
    found, now = letter(article), timezone.now()
    for person in (make.writer(), make.reviewer()):
        with pytest.raises(NotPermitted):
            actions.answer(letter=found, by=person, text="x", now=now)
        with pytest.raises(NotPermitted):
            actions.close(letter=found, by=person, note="x", now=now)
        with pytest.raises(NotPermitted):
            actions.hand_to_review(letter=found, by=person, reason="x", now=now)
        with pytest.raises(NotPermitted):
            actions.hand_to_writers(letter=found, by=person, reason="x", now=now)


def test_a_report_becomes_a_re_review_once(article: Article) -> None:
    found = letter(article, page="report", address="")
    with pytest.raises(EditorialError, match="no address"):
        actions.answer(letter=found, by=make.editor(), text="x", now=timezone.now())
    actions.hand_to_review(
        letter=found, by=make.editor(), reason="The dose may be wrong.", now=timezone.now()
    )
    assert Publication.objects.get().re_review_reason == "The dose may be wrong."
    found.refresh_from_db()
    assert found.standing == "Closed"
    with pytest.raises(EditorialError, match="settled"):
        actions.close(letter=found, by=make.editor(), note="x", now=timezone.now())


def test_a_question_becomes_a_new_draft_that_the_writers_are_told_of(article: Article) -> None:
    found = letter(article)
    actions.hand_to_writers(
        letter=found, by=make.editor(), reason="Say what the dose is.", now=timezone.now()
    )
    told = Mail.objects.get(kind="draft_asked_for")
    assert (told.recipient, told.subject) == (make.writer(), f"A new draft is wanted: {article.title}")
    assert "Say what the dose is." in told.text
    assert told.link.endswith(f"/admin/articles/article/{article.pk}/change/")
    entry = LedgerEntry.objects.get(verb="ask_for_draft")
    assert (entry.article, entry.details) == (article, {"reason": "Say what the dose is."})
    found.refresh_from_db()
    assert found.note == "A new draft was asked for: Say what the dose is."
    with pytest.raises(EditorialError, match="settled"):
        actions.hand_to_writers(letter=found, by=make.editor(), reason="x", now=timezone.now())


def test_a_letter_stays_open_when_its_article_cannot_be_marked() -> None:
    pending = make.submitted().article
    found = letter(pending, page="report")
    with pytest.raises(EditorialError, match="Only an approved article"):
        actions.hand_to_review(letter=found, by=make.editor(), reason="x", now=timezone.now())
    found.refresh_from_db()
    assert found.is_open


def test_a_letter_is_not_closed_without_a_note(article: Article) -> None:
    found = letter(article)
    with pytest.raises(ReasonMissing):
        actions.close(letter=found, by=make.editor(), note=" ", now=timezone.now())


# --- Forgetting ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("days", "is_erased"), [(179, False), (181, True)])
def test_name_address_and_words_are_erased_after_180_days(
    days: int, is_erased: bool, article: Article
) -> None:
    found = letter(article, page="contact", name="Ann Other")
    actions.answer(letter=found, by=make.editor(), text="An answer", now=timezone.now())
    actions.delete_old(now=timezone.now() + timedelta(days=days))
    found.refresh_from_db()
    kept = json.dumps([found.name, found.address, found.message, found.answer, found.fingerprint])
    assert (kept == json.dumps([""] * 5)) is is_erased
    assert found.kind == Kind.ENQUIRY
    assert found.answered_at is not None


def test_the_command_says_what_it_erased(article: Article, capsys: pytest.CaptureFixture[str]) -> None:
    letter(article)
    Letter.objects.update(received_at=timezone.now() - timedelta(days=200))
    call_command("delete_old_correspondence")
    assert "1 letters" in capsys.readouterr().out
    assert Letter.objects.get().standing == "Closed"


def test_whoever_asks_gets_all_that_is_held_and_can_have_it_erased(
    article: Article, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.correspondence.newsletter import subscribed

    subscribed(address=ADDRESS)
    letter(article)
    letter(article, address="another@example.net", message="Not theirs")
    call_command("export_subscriber", ADDRESS.upper())
    held = json.loads(capsys.readouterr().out)
    assert held["subscription"]["address"] == ADDRESS
    assert [line["message"] for line in held["letters"]] == [QUESTION["message"]]
    assert len(held["consents"]) == 1
    call_command("forget_subscriber", ADDRESS)
    capsys.readouterr()
    call_command("export_subscriber", ADDRESS)
    held = json.loads(capsys.readouterr().out)
    assert (held["subscription"], held["letters"], held["consents"]) == (None, [], [])
    assert held["is_suppressed"]
    assert Letter.objects.filter(message="Not theirs").exists()
    assert not mail.outbox or ADDRESS not in str(Letter.objects.values_list("address", flat=True))


def test_a_retracted_article_can_still_be_asked_about(article: Article) -> None:
    desk.retract(article=article, by=make.editor(), reason="Invented.")
    assert letter(article).article == article
