"""Does the screen of a review keep comments beside their passages, with their answers, from round to round?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reviews import actions
from reviews.models import Comment, Review
from tests import factories as make
from tests.desk.a_change import DOSE, changed, page, section
from tests.desk.screens import act, alert, article_page, at_the_desk, review_page, soup, typed


# --- Comments in place ---------------------------------------------------------------------------------------
def test_a_comment_can_be_written_beside_its_passage_without_a_script() -> None:
    review = changed()
    client = at_the_desk(make.reviewer())
    link = soup(client.get(review_page(review))).select_one("#block-2 .add")
    assert link is not None
    writing = client.get(review_page(review) + str(link["href"]).partition("#")[0])
    form = soup(writing).select_one("#block-2 form")
    assert form is not None
    assert typed(writing, "quote") == "It is known."
    answer = client.post(form["action"], {"text": "By whom?", "quote": "It is known."})
    assert answer.status_code == 302
    comment = Comment.objects.get()
    assert answer.url.endswith(f"#comment-{comment.pk}")
    assert soup(client.get(answer.url)).select_one(f"#block-2 #comment-{comment.pk}")


def test_what_was_chosen_stays_chosen_after_a_comment() -> None:
    review = changed()
    url = reverse("admin:reviews_review_act", args=[review.pk, "comment"]) + "?for=patients&since=approved"
    answer = at_the_desk(make.reviewer()).post(url, {"text": "Why?"})
    assert "?for=patients&since=approved#comment-" in answer.url


@pytest.mark.parametrize(
    ("quote", "status"),
    [("Nobody wrote this.", 422), ("It is \x00 known.", 422), ("x" * 100_000, 422), ("It is known.", 302)],
)
def test_a_quote_that_cannot_be_kept_is_refused_with_nothing_lost(quote: str, status: int) -> None:
    review = changed()
    answer = act(at_the_desk(make.reviewer()), review, "comment", text="By whom?", quote=quote)
    assert answer.status_code == status
    if status == 422:
        assert alert(answer).startswith(
            ("Nothing was changed.", "The words you quote are not in revision 2.")
        )
        assert typed(answer, "text") == "By whom?"
        assert not Comment.objects.exists()


def test_a_refused_comment_stays_beside_its_passage() -> None:
    review = changed()
    answer = act(at_the_desk(make.reviewer()), review, "comment", text="", quote="It is known.")
    assert answer.status_code == 422
    assert soup(answer).select_one("#block-2 form [name=text]")
    assert typed(answer, "quote") == "It is known."


def test_an_answer_stands_under_its_comment_and_a_refused_one_in_its_box() -> None:
    review = changed()
    comment = actions.comment(review=review, by=make.reviewer(), text="By whom?", quote="It is known.")
    client = at_the_desk(make.writer())
    long = act(client, review, "answer_comment", comment=comment.pk, answer="x" * 5001)
    assert long.status_code == 422
    box = soup(long).select_one(f"#comment-{comment.pk} textarea[name=answer]")
    assert box is not None
    assert box.get_text().strip() == "x" * 5001
    told = client.get(act(client, review, "answer_comment", comment=comment.pk, answer="By a trial.").url)
    assert "By a trial." in section(told, f"comment-{comment.pk}")


def test_an_answer_that_comes_after_the_end_of_the_review_is_not_lost() -> None:
    review = changed()
    comment = actions.comment(review=review, by=make.reviewer(), text="By whom?")
    make.sign(review)
    late = act(at_the_desk(make.writer()), review, "answer_comment", comment=comment.pk, answer="By a trial.")
    assert late.status_code == 409
    assert "By a trial." in late.text


def carried() -> tuple[Review, dict[str, Comment]]:
    """The second round of a text, with comments of the first: on words that stayed, that went, and one resolved."""
    first = make.claimed(body=DOSE)
    quotes = {"stayed": "It is known.", "gone": "Take 1.25 mg at night", "settled": "The end."}
    said = {
        name: actions.comment(review=first, by=make.reviewer(), text=f"This {name}.", quote=quote)
        for name, quote in quotes.items()
    }
    actions.resolve_comment(comment=said["settled"], by=make.editor())
    actions.request_changes(review=first, by=make.reviewer(), digest=first.revision.digest, reason="Dose.")
    edited = make.edited(first.article, body="New first words.\n\n" + DOSE.replace("1.25", "2.5"))
    return make.claimed(article=edited), said


def test_open_comments_of_the_round_before_are_carried_over_and_stand_in_the_new_text() -> None:
    review, said = carried()
    seen = page(review)
    assert soup(seen).select_one(f"#block-3 #comment-{said['stayed'].pk}")
    assert "on revision 1" in section(seen, f"comment-{said['stayed'].pk}")
    gone = section(seen, f"comment-{said['gone'].pk}")
    assert "Text changed. It said: “Take 1.25 mg at night”" in gone
    assert not soup(seen).select(f".paper #comment-{said['gone'].pk}")


def test_what_was_resolved_in_an_earlier_round_is_folded_under_its_revision_and_says_by_whom() -> None:
    review, said = carried()
    [fold] = [
        d
        for d in soup(page(review)).select("#comments details.fold")
        if d.select(f"#comment-{said['settled'].pk}")
    ]
    text = " ".join(fold.get_text(" ").split())
    assert not fold.has_attr("open")
    assert text.startswith("1 resolved comment on revision 1")
    assert "Resolved by editor on" in text


def test_a_comment_on_another_wording_leads_to_it() -> None:
    review = changed(body=DOSE + "\n::: clinicians\nTitrate.\n:::\n")
    comment = actions.comment(review=review, by=make.reviewer(), text="How?", quote="Titrate.")
    seen = page(review, **{"for": "patients"})
    link = soup(seen).select_one(f"#comment-{comment.pk} .quote a")
    assert link is not None
    assert link["href"] == f"?for=everyone#comment-{comment.pk}"


def test_a_comment_by_a_guest_prints_the_guest_s_name() -> None:
    review = make.claimed()
    now = timezone.now()
    link = review.share_links.create(
        name="An expert",
        email="expert@example.org",
        made_by=make.editor(),
        made_at=now,
        expires_at=now + timedelta(days=1),
    )
    Comment.objects.create(review=review, guest=link, text="Which trial?", written_at=now)
    assert "An expert, by invitation" in section(page(review), "comments")


def test_words_that_look_like_markup_are_shown_as_they_were_typed() -> None:
    review = make.claimed()
    actions.comment(review=review, by=make.reviewer(), text="<script>alert(1)</script>")
    assert not soup(page(review)).select("#comments script")
    assert "<script>alert(1)</script>" in section(page(review), "comments")


# --- Answers on the way back ---------------------------------------------------------------------------------
def test_the_writer_answers_each_open_comment_while_submitting_again() -> None:
    first = make.claimed()
    comment = actions.comment(review=first, by=make.reviewer(), text="Which hours?")
    settled = actions.comment(review=first, by=make.reviewer(), text="And when?")
    actions.resolve_comment(comment=settled, by=make.reviewer())
    actions.request_changes(review=first, by=make.reviewer(), digest=first.revision.digest, reason="Hours.")
    article = make.edited(first.article)
    client = at_the_desk(make.writer())
    url = reverse("admin:articles_article_submit", args=[article.pk])
    form = soup(client.get(article_page(article)))
    boxes = {field["name"] for field in form.select("[name^=answer_to_]")}
    assert boxes == {f"answer_to_{comment.pk}"}
    refused = client.post(url, {"note": "a\x00b", f"answer_to_{comment.pk}": "From nine."})
    assert refused.status_code == 422
    assert "From nine." in refused.text
    assert client.post(url, {f"answer_to_{comment.pk}": "From nine."}).status_code == 302
    assert comment.answers.get().text == "From nine."
    assert "From nine." in section(page(Review.objects.open().get()), f"comment-{comment.pk}")


def test_what_is_open_from_two_rounds_ago_is_still_to_be_answered() -> None:
    first = make.claimed(body=DOSE)
    comment = actions.comment(review=first, by=make.reviewer(), text="Which hours?", is_blocking=True)
    for review in (first, None):
        review = review or make.claimed(article=make.edited(first.article))
        actions.request_changes(
            review=review, by=make.reviewer(), digest=review.revision.digest, reason="Hours."
        )
    article = make.edited(first.article)
    url = reverse("admin:articles_article_submit", args=[article.pk])
    client = at_the_desk(make.writer())
    seen = client.get(article_page(article))
    assert soup(seen).select(f"[name=answer_to_{comment.pk}]")
    assert "on revision 1" in section(seen, "review")
    assert client.post(url, {f"answer_to_{comment.pk}": "From nine."}).status_code == 302
    assert comment.answers.get().text == "From nine."


def test_an_answer_typed_before_the_comment_was_resolved_is_written_all_the_same() -> None:
    first = make.claimed()
    comment = actions.comment(review=first, by=make.reviewer(), text="Which hours?")
    actions.request_changes(review=first, by=make.reviewer(), digest=first.revision.digest, reason="Hours.")
    article = make.edited(first.article)
    actions.resolve_comment(comment=comment, by=make.reviewer())
    url = reverse("admin:articles_article_submit", args=[article.pk])
    sent = {
        f"answer_to_{comment.pk}": "From nine.",
        "answer_to_99999999999999999999": "x",
        "answer_to_x": "x",
    }
    assert at_the_desk(make.writer()).post(url, sent).status_code == 302
    assert comment.answers.get().text == "From nine."
