"""Can readers write about what they read, and is nothing that they typed lost?"""

from __future__ import annotations

import pytest
from django.test import Client

from articles.actions import save_article
from articles.models import Article
from readers.correspondence.models import Letter
from reviews import actions
from reviews.models import Publication
from tests import factories as make
from tests.correspondence.a_letter import ADDRESS, PAGES, QUESTION, about, letter, send, url
from tests.correspondence.conftest import soup, ticket, typed, words


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


def test_a_retracted_article_can_still_be_asked_about(article: Article) -> None:
    actions.retract(article=article, by=make.editor(), reason="Invented.")
    assert letter(article).article == article
