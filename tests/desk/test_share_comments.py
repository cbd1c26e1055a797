"""Do an outside expert's comments reach the desk, and nothing typed get lost?"""

from __future__ import annotations

import pytest
from django.test import Client

from reviews import actions
from reviews.guests import sharing
from reviews.models import Comment
from tests import factories as make
from tests.desk.an_expert import known, say, shared
from tests.desk.screens import alert, at_the_desk, review_page, soup, typed, words


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
