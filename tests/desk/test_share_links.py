"""Does an outside expert read the text under review without an account, until the link ends, and do nothing else?"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import resolve
from django.utils import timezone

from reviews import actions
from reviews.guests import sharing
from reviews.models import Comment, Mail, Review, ShareLink
from reviews.workflow import State
from tests import factories as make
from tests.desk.an_expert import TEXT, everything, known, say, shared
from tests.desk.screens import act, alert, at_the_desk, messages, review_page, soup, typed, words


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
