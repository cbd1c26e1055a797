"""Does an outside expert read the text under review without an account, prove an address, comment, and do nothing else?"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.urls import resolve
from django.utils import timezone

from reviews import actions
from reviews.guests import sharing
from reviews.models import Comment, LedgerEntry, Mail, Review, ShareLink
from reviews.workflow import State
from tests import factories as make
from tests.desk.screens import act, alert, at_the_desk, messages, review_page, soup, typed, words

TEXT = "Sleep is **restored**.\n\n## What helps\n\nGet up *early*.\n\n::: patients\nAsk about it.\n:::\n\n::: clinicians\nTitrate.\n:::\n"
ALL_TABLES = (
    "reviews.Comment",
    "reviews.ShareLink",
    "reviews.Mail",
    "reviews.LedgerEntry",
    "sessions.Session",
)


def shared(review: Review | None = None, **other: Any) -> ShareLink:
    asked: dict[str, Any] = {"name": "Ada Outside", "email": "ada@example.net"} | other
    return actions.share(review=review or make.claimed(body=TEXT), by=make.editor(), **asked)


def code_of(link: ShareLink) -> str:
    """The digits of the newest mail."""
    mail = Mail.objects.filter(kind="share_code", address=link.email).order_by("-pk")[0]
    [digits] = re.findall(r"\b\d{6}\b", mail.text)
    return str(digits)


def an_hour_ago() -> None:
    """The codes sent so far are old enough for another."""
    Mail.objects.update(made_at=timezone.now() - timedelta(hours=1))


def say(client: Client, link: ShareLink, **data: Any) -> Any:
    return client.post(sharing.path_of(link), data)


def known(link: ShareLink) -> Client:
    """The expert's browser, after the code was entered."""
    client = Client()
    assert say(client, link, say="code").status_code == 302
    assert say(client, link, say="prove", code=code_of(link)).status_code == 302
    return client


def everything() -> list[Any]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (Comment, ShareLink, Mail, LedgerEntry, Session, Review)
    ]


# --- Reading ---------------------------------------------------------------------------------------------
def test_an_expert_without_an_account_reads_the_text_for_every_audience() -> None:
    link = shared(note="The dose, please.")
    page = Client().get(sharing.path_of(link))
    assert page.status_code == 200
    said = words(page)
    for sentence in (
        "How to sleep better",
        "Get up early",
        "The dose, please.",
        "Ada Outside",
        "under review",
    ):
        assert sentence in said
    patients = Client().get(sharing.path_of(link), {"for": "patients"})
    assert "Ask about it." in words(patients)
    assert "Titrate." not in words(patients)
    assert "Titrate." in words(Client().get(sharing.path_of(link), {"for": "clinicians"}))
    assert Client().get(sharing.path_of(link), {"for": "nobody\x00"}).status_code == 200


def test_the_page_shows_what_changed_since_readers_last_saw_the_text() -> None:
    article = make.approved_article(body="Take 1.25 mg.\n")
    review = make.submitted(article=make.edited(article, body="Take 2.5 mg.\n"))
    page = Client().get(sharing.path_of(shared(review)))
    assert [gone.get_text() for gone in soup(page).select(".changes del")] == ["removed: 1.25"]
    assert [new.get_text() for new in soup(page).select(".changes ins")] == ["added: 2.5"]


def test_the_page_shows_nothing_else_of_the_desk() -> None:
    review = make.claimed(body=TEXT)
    actions.comment(review=review, by=make.reviewer(), text="Only for the desk")
    other = shared(review, email="eve@example.net", name="Eve Elsewhere")
    say(known(other), other, say="comment", text="From Eve alone")
    link = shared(review)
    page = known(link).get(sharing.path_of(link))
    for secret in ("Only for the desk", "From Eve alone", "Eve Elsewhere", "/admin/", "eve@example.net"):
        assert secret not in page.text


def test_the_page_is_kept_by_nobody_found_by_nobody_and_sets_no_cookie_but_that_of_the_form() -> None:
    page = Client().get(sharing.path_of(shared()))
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex"
    assert page["Referrer-Policy"] == "same-origin"
    assert set(page.cookies) == {"csrftoken"}


def test_looking_changes_nothing() -> None:
    link = shared()
    client = known(link)
    before = everything()
    for method in (client.get, client.head, Client().get, Client().head):
        assert method(sharing.path_of(link), {"comment": "1", "for": "patients"}).status_code == 200
    assert everything() == before


def test_the_page_asks_as_many_questions_of_the_database_for_many_comments_as_for_few(
    django_assert_max_num_queries: Any,
) -> None:
    link = shared()
    client = known(link)

    def asked() -> int:
        with django_assert_max_num_queries(40) as counted:
            client.get(sharing.path_of(link))
        return len(counted)

    def remark(number: int) -> None:
        say(client, link, say="comment", text=f"Remark {number}")
        actions.answer_comment(
            comment=Comment.objects.order_by("-pk")[0], by=make.writer(), text="Thank you."
        )

    remark(0)
    few = asked()
    for number in range(1, 12):
        remark(number)
    assert asked() == few


# --- Proving the address ---------------------------------------------------------------------------------
def test_a_code_from_the_mail_lets_this_browser_comment_until_the_link_ends() -> None:
    link = shared(days=30)
    client = Client()
    assert "Send me a code" in words(client.get(sharing.path_of(link)))
    say(client, link, say="code")
    assert "A code went to ada@example.net" in words(client.get(sharing.path_of(link)))
    answer = say(client, link, say="prove", code=f" {code_of(link)[:3]} {code_of(link)[3:]} ")
    assert answer.status_code == 302
    cookie = answer.cookies[f"guest_{link.pk}"]
    assert cookie["httponly"]
    assert cookie["path"] == "/shared/"
    assert 29 * 86_400 < int(cookie["max-age"]) <= 30 * 86_400
    assert soup(client.get(sharing.path_of(link))).select_one("textarea[name=text]")


def test_a_code_is_good_once_in_the_browser_that_asked_for_it() -> None:
    link = shared()
    client = Client()
    say(client, link, say="code")
    code = code_of(link)
    elsewhere = say(Client(), link, say="prove", code=code)
    assert elsewhere.status_code == 422
    assert "There is no code to compare with" in words(elsewhere)
    assert say(client, link, say="prove", code=code).status_code == 302
    assert say(client, link, say="prove", code=code).status_code == 422


def test_five_wrong_codes_use_up_the_right_one() -> None:
    link = shared()
    client = Client()
    say(client, link, say="code")
    wrong = f"{(int(code_of(link)) + 1) % 1_000_000:06}"
    for _ in range(4):
        refused = say(client, link, say="prove", code=wrong)
        assert refused.status_code == 422
        assert "This is not the code that was sent. Look at the newest mail" in words(refused)
    assert "for the fifth time. Ask for a new one" in words(say(client, link, say="prove", code=wrong))
    assert say(client, link, say="prove", code=code_of(link)).status_code == 422
    an_hour_ago()
    assert say(client, link, say="code").status_code == 302
    assert say(client, link, say="prove", code=code_of(link)).status_code == 302


def test_a_code_is_good_for_a_quarter_of_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    link = shared()
    client = Client()
    now = timezone.now()
    say(client, link, say="code")
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=10, seconds=30))
    late = say(client, link, say="prove", code=code_of(link))
    assert late.status_code == 422
    assert "has run out" in words(late)


@pytest.mark.parametrize(
    "code", ["", "12345", "abcdef", "1" * 21, "\x00" * 6, "１２３４５６", "'; DROP TABLE"]
)
def test_what_is_no_code_is_refused_in_a_sentence(code: str) -> None:
    link = shared()
    client = Client()
    say(client, link, say="code")
    refused = say(client, link, say="prove", code=code)
    assert refused.status_code == 422
    assert soup(refused).select(".field.wrong .error")


def test_a_second_code_within_a_minute_is_refused_and_the_first_one_stays_good() -> None:
    link = shared()
    client = Client()
    say(client, link, say="code")
    refused = say(client, link, say="code")
    assert refused.status_code == 429
    assert "less than a minute ago" in alert(refused)
    assert Mail.objects.filter(kind="share_code").count() == 1
    assert say(client, link, say="prove", code=code_of(link)).status_code == 302


def test_the_code_is_kept_nowhere_in_the_session_as_it_is() -> None:
    link = shared()
    client = Client()
    say(client, link, say="code")
    assert code_of(link) not in str(dict(client.session))


def test_a_cookie_of_another_link_or_made_up_proves_nothing() -> None:
    review = make.claimed(body=TEXT)
    link, other = shared(review), shared(review, email="eve@example.net")
    client = known(other)
    client.cookies[f"guest_{link.pk}"] = client.cookies[f"guest_{other.pk}"].value
    assert say(client, link, say="comment", text="Not mine").status_code == 403
    client.cookies[f"guest_{link.pk}"] = "ada@example.net"
    assert say(client, link, say="comment", text="Not mine").status_code == 403
    assert not Comment.objects.exists()


# --- Commenting ------------------------------------------------------------------------------------------
def test_a_comment_on_a_paragraph_reaches_the_desk_under_the_expert_s_name() -> None:
    link = shared()
    client = known(link)
    page = client.get(sharing.path_of(link), {"comment": "3"})
    assert typed(page, "paragraph") == "3"
    answer = say(client, link, say="comment", paragraph="3", text="How early?")
    assert answer.status_code == 302
    said = Comment.objects.get()
    assert (said.guest, said.text, said.quote, said.is_blocking) == (
        link,
        "How early?",
        "Get up early.",
        False,
    )
    assert answer.url.endswith(f"#comment-{said.pk}")
    assert (
        "Get up early."
        in soup(client.get(sharing.path_of(link))).select_one(f"#comment-{said.pk}").get_text()
    )
    desk = words(at_the_desk(make.reviewer()).get(review_page(link.review)))
    assert "How early?" in desk
    assert "Ada Outside, by invitation" in desk


def test_a_comment_on_the_wording_of_one_audience_quotes_that_wording() -> None:
    link = shared()
    client = known(link)
    page = client.get(sharing.path_of(link), {"for": "clinicians"})
    [number] = [
        o["value"] for o in soup(page).select("select[name=paragraph] option") if "Titrate." in o.get_text()
    ]
    client.post(
        f"{sharing.path_of(link)}?for=clinicians", {"say": "comment", "paragraph": number, "text": "Slowly."}
    )
    assert Comment.objects.get().quote == "Titrate."


def test_a_comment_sent_twice_is_one() -> None:
    link = shared()
    client = known(link)
    for _ in range(2):
        assert say(client, link, say="comment", paragraph="1", text="Which dose?").status_code == 302
    assert Comment.objects.count() == 1


def test_without_a_proved_address_nothing_is_kept_and_nothing_typed_is_lost() -> None:
    link = shared()
    refused = say(Client(), link, say="comment", text="From nobody")
    assert refused.status_code == 403
    assert "ask for a code" in alert(refused)
    assert soup(refused).select_one("#typed").get_text() == "From nobody"
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        {"text": ""}, {"text": "   "}, {"text": "a\x00b"}, {"text": "a" * 5_001}, {"text": "a" * 100_000},
        {"text": "Fine", "paragraph": "999"}, {"text": "Fine", "paragraph": "-1"}, {"text": "Fine", "paragraph": "x"},
    ],
)  # fmt: skip
def test_a_comment_that_cannot_be_taken_comes_back_with_a_sentence_and_all_that_was_typed(
    data: dict[str, str],
) -> None:
    link = shared()
    refused = say(known(link), link, say="comment", **data)
    assert refused.status_code == 422
    assert soup(refused).select(".field.wrong .error")
    if "\x00" not in data["text"]:
        assert typed(refused, "text").strip() == data["text"].strip()
    assert not Comment.objects.exists()


def test_markup_in_a_comment_is_text() -> None:
    link = shared(note="<b>bold</b>")
    client = known(link)
    say(client, link, say="comment", text="<script>alert(1)</script>")
    page = client.get(sharing.path_of(link))
    assert "<script>alert(1)" not in page.text
    assert "<b>bold" not in page.text


def test_an_answer_is_shown_to_the_expert_beneath_their_comment() -> None:
    link = shared()
    client = known(link)
    say(client, link, say="comment", text="How early?")
    actions.answer_comment(comment=Comment.objects.get(), by=make.writer(), text="At seven.")
    assert "At seven." in words(client.get(sharing.path_of(link)))


# --- The end ---------------------------------------------------------------------------------------------
def ended(how: str) -> ShareLink:
    link = shared(days=1)
    if how == "revoked":
        actions.revoke_share(link=link, by=make.editor())
    elif how == "closed":
        actions.withdraw(review=link.review, by=make.editor())
    else:
        ShareLink.objects.update(expires_at=timezone.now())
    return link


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ("revoked", "It was taken back on"),
        ("closed", "The review of this text is closed"),
        ("expired", "Its time passed on"),
    ],
)
def test_a_link_that_has_ended_says_why_and_shows_nothing_of_the_text(how: str, sentence: str) -> None:
    link = ended(how)
    page = Client().get(sharing.path_of(link))
    assert page.status_code == 410
    assert sentence in words(page)
    assert "no-store" in page["Cache-Control"]
    assert "Get up" not in words(page)
    if how != "closed":
        assert "ask editor for a new one" in words(page).lower()


@pytest.mark.parametrize("how", ["revoked", "closed", "expired"])
@pytest.mark.parametrize(
    "data", [{"say": "code"}, {"say": "prove", "code": "1"}, {"say": "comment", "text": "Too late"}]
)
def test_a_link_that_has_ended_takes_nothing_and_gives_back_what_was_typed(
    how: str, data: dict[str, str]
) -> None:
    link = ended(how)
    before = everything()
    refused = say(Client(), link, **data)
    assert refused.status_code == 410
    assert everything() == before
    if "text" in data:
        assert soup(refused).select_one("#typed").get_text() == "Too late"


def test_a_proved_address_outlives_no_revocation() -> None:
    link = shared()
    client = known(link)
    actions.revoke_share(link=link, by=make.editor())
    assert client.get(sharing.path_of(link)).status_code == 410
    assert say(client, link, say="comment", text="Still here").status_code == 410


@pytest.mark.parametrize("token", ["x", "1", "1.x", "..", "1.%00", "%F0%9F%98%80", "1." + "y" * 3_000])
def test_a_link_that_was_tampered_with_is_not_found(token: str) -> None:
    shared()
    page = Client().get(f"/shared/{token}/")
    assert page.status_code == 404


def test_a_token_with_one_other_letter_is_not_found_and_says_what_to_do() -> None:
    path = sharing.path_of(shared())
    page = Client().get(f"{path[:-2]}{'a' if path[-2] != 'a' else 'b'}/")
    assert page.status_code == 404
    assert "Open it from the mail again" in words(page)


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_the_page_takes_no_other_method(method: str) -> None:
    link = shared()
    refused = getattr(Client(), method)(sharing.path_of(link))
    assert refused.status_code == 405
    assert refused["Allow"] == "GET, HEAD, POST"


def test_a_request_forged_by_another_site_is_refused() -> None:
    link = shared()
    assert Client(enforce_csrf_checks=True).post(sharing.path_of(link), {"say": "code"}).status_code == 403
    assert not Mail.objects.filter(kind="share_code").exists()


@pytest.mark.parametrize(
    "verb", ["sign", "sign_off", "claim", "request_changes", "resolve_comment", "", "share"]
)
def test_no_path_leads_from_the_page_to_an_act_of_the_desk(verb: str) -> None:
    link = shared()
    client = known(link)
    before = everything()
    sent = {"say": verb, "digest": link.review.revision.digest, "password": "x", "interests": "None"}
    assert say(client, link, **sent).status_code == 422
    assert act(client, link.review, "sign_off", **sent).status_code == 302  # to the login
    assert everything()[:4] == before[:4]
    assert Review.objects.get().state == State.UNDER_REVIEW


# --- The panel on the desk -------------------------------------------------------------------------------
def test_an_editor_makes_a_link_at_the_desk_and_is_shown_it_once() -> None:
    review = make.claimed(body=TEXT)
    desk = at_the_desk(make.editor())
    answer = act(desk, review, "share", name="Ada Outside", email="ada@example.net", note="", days="7")
    assert answer.status_code == 302
    link = ShareLink.objects.get()
    page = desk.get(review_page(review))
    [said] = messages(page)
    assert sharing.address(link) in said
    panel = soup(page).select_one(".share")
    assert "Ada Outside" in panel.get_text()
    assert sharing.path_of(link) not in desk.get(review_page(review)).text


@pytest.mark.parametrize(
    "data",
    [{"email": "no address"}, {"name": ""}, {"days": "0"}, {"days": "many"}, {"email": "writer@example.org"}],
)
def test_an_invitation_that_cannot_be_sent_comes_back_with_all_that_was_typed(data: dict[str, str]) -> None:
    review = make.claimed(body=TEXT)
    sent = {"name": "Ada Outside", "email": "ada@example.net", "note": "The dose.", "days": "7"} | data
    refused = act(at_the_desk(make.editor()), review, "share", **sent)
    assert refused.status_code == 422
    assert alert(refused)
    assert {name: typed(refused, name) for name in sent} == sent
    assert not ShareLink.objects.exists()


def test_an_editor_revokes_a_link_at_the_desk() -> None:
    link = shared()
    desk = at_the_desk(make.editor())
    assert act(desk, link.review, "revoke_share", link=link.pk).status_code == 302
    page = desk.get(review_page(link.review))
    assert "opens nothing any more" in messages(page)[0]
    assert "The link ended: it was taken back." in words(page)
    assert act(desk, link.review, "revoke_share", link=link.pk).status_code == 409


def test_a_link_of_another_review_cannot_be_revoked_from_this_one() -> None:
    link = shared()
    other = make.submitted(title="Another text")
    assert act(at_the_desk(make.editor()), other, "revoke_share", link=link.pk).status_code == 422
    assert ShareLink.objects.get().revoked_at is None


@pytest.mark.parametrize("person", ["writer", "second_reviewer"])
def test_who_may_not_invite_sees_neither_the_links_nor_the_form(person: str) -> None:
    link = shared()
    desk = at_the_desk(getattr(make, person)())
    assert "ada@example.net" not in desk.get(review_page(link.review)).text
    refused = act(desk, link.review, "share", name="Eve", email="eve@example.net", days="3")
    assert refused.status_code == 403
    assert "ada@example.net" not in refused.text


def test_the_address_is_answered_by_the_expert_s_page_alone() -> None:
    assert resolve(RequestFactory().get(sharing.path_of(shared())).path).url_name == "shared"
