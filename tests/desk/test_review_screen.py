"""Does the screen of a review show the text, what changed in it, what was said, and why a button is missing?"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Source, SourceKind
from reviews import actions
from reviews.models import Comment, Look, Review
from reviews.workflow import State
from tests import factories as make
from tests.desk.screens import act, alert, article_page, at_the_desk, review_page, soup, typed, words
from tests.desk.test_queries import queries

DOSE = "Take 1.25 mg at night [@plain2020].\n\nIt is known.\n\n::: patients\nAsk first.\n:::\n\nThe end.\n"


def page(review: Review, *, by: User | None = None, **query: Any) -> Any:
    return at_the_desk(by or make.reviewer()).get(review_page(review), query)


def changed(*, body: str = DOSE.replace("1.25", "2.5"), **fields: Any) -> Review:
    """The review of a change of an approved text, in the hands of the reviewer."""
    article = make.approved(body=DOSE, now=make.NOW).article
    return make.claimed(article=make.edited(article, body=body, **fields))


def section(response: Any, name: str) -> str:
    found = soup(response).select_one(f"#{name}")
    return " ".join(found.get_text(" ").split()) if found else ""


# --- What changed --------------------------------------------------------------------------------------------
def test_the_change_stands_first_with_its_numbers_and_leads_to_its_place() -> None:
    seen = page(changed())
    told = section(seen, "changes")
    assert "Numbers that changed from 1.25 mg → to 2.5 mg" in told
    assert "unchanged since the sign-off of 2 March 2026 by Test reviewer" in told
    assert soup(seen).select_one('.numbers a[href="#change-1"]')
    assert soup(seen).select_one('#change-1 a[href="#block-1"]')
    [marked] = soup(seen).select(".paper .block.changed, .paper .block.new")
    assert "Take 2.5 mg" in marked.get_text()
    order = [h.get_text(" ", strip=True) for h in soup(seen).select(".reading h2")]
    assert order[0].startswith("What changed since revision 1, the last one approved")


def test_what_changed_beside_the_text_is_shown_too() -> None:
    make.source(key="new2021", title="A new source")
    other = make.contributor(name="Test second author")
    body = DOSE.replace("[@plain2020]", "[@new2021]")
    seen = page(
        changed(
            body=body,
            title="How to sleep",
            funding="A fund",
            byline=[make.contributor(user=make.writer()), other],
        )
    )
    told = section(seen, "changes")
    for label in ("Title", "Funding", "Byline", "Sources"):
        assert f" {label} " in told
    assert "added: [@new2021]" in told
    assert "added: Test second author" in told


def test_another_source_under_the_same_number_marks_the_passage_and_a_new_number_alone_does_not() -> None:
    make.source(key="new2021", title="A new source")
    two = "First [@plain2020].\n\nThen [@other2019].\n"
    make.source(key="other2019", title="Another source")
    article = make.approved(body=two).article
    review = make.claimed(article=make.edited(article, body=f"Before [@new2021].\n\n{two}"))
    [marked] = soup(page(review)).select(".paper .block.changed, .paper .block.new")
    assert "Before" in marked.get_text()


def test_a_change_for_one_audience_says_so_and_is_marked_in_its_wording() -> None:
    review = changed(body=DOSE.replace("Ask first.", "Ask twice."))
    assert "for patients alone" in section(page(review), "changes")
    [marked] = soup(page(review, **{"for": "patients"})).select(".paper .block.changed")
    assert "Ask twice." in marked.get_text()
    assert not soup(page(review, **{"for": "clinicians"})).select(".paper .block.changed")
    assert "For patients alone: 1 passage." in section(page(review), "as-read")


def test_a_renewal_says_that_nothing_changed() -> None:
    article = make.approved_article()
    review = actions.submit(article=article, by=make.writer(), revision=article.publication.live_revision)
    assert "Nothing: this is a renewal of the same text" in section(page(review), "changes")


def test_a_text_of_which_only_what_is_signed_unseen_differs_is_no_renewal() -> None:
    article = make.approved_article()
    Source.objects.update(kind=SourceKind.GUIDELINE)
    told = section(page(make.claimed(article=make.edited(article, body=f"{article.body}\n\n"))), "changes")
    assert "Nothing" not in told
    assert "plain2020, kind: removed:" in told
    assert "added: guideline" in told


def test_numbers_that_changed_in_title_and_excerpt_stand_among_the_numbers() -> None:
    seen = page(changed(body=DOSE, title="Sleep in 7 days", excerpt="It takes 10 mg."))
    told = [" ".join(row.get_text(" ").split()) for row in soup(seen).select(".numbers li")]
    assert told == ["nothing → to 7 days Title", "nothing → to 10 mg Excerpt"]
    assert soup(seen).select_one('.numbers a[href="#beside"]')
    assert soup(seen).select_one("#beside")


def test_a_first_text_is_compared_with_nothing() -> None:
    assert not section(page(make.claimed()), "changes")


def test_a_text_that_was_never_approved_is_compared_with_the_round_before() -> None:
    first = make.review_at(State.CHANGES_REQUESTED, body=DOSE)
    review = make.claimed(article=make.edited(first.article, body=DOSE.replace("1.25", "2.5")))
    assert "What changed since revision 1" in section(page(review), "changes")
    assert "1.25 mg → to 2.5 mg" in section(page(review), "changes")


def test_an_approval_that_was_rolled_back_is_no_approved_text_to_compare_with() -> None:
    first, second = make.approved_twice(body=DOSE)
    actions.roll_back(review=first, by=make.editor(), reason="Wrong.")
    review = make.claimed(article=make.edited(second.article, body=DOSE))
    assert "What changed since revision 1, the last one approved" in section(page(review), "changes")


# --- Since I last looked -------------------------------------------------------------------------------------
def seen_by(review: Review, person: User) -> Any:
    return at_the_desk(person).post(reverse("admin:reviews_review_seen", args=[review.pk]))


def test_reading_the_page_changes_nothing_and_the_page_s_own_word_notes_the_look() -> None:
    review = make.claimed()
    page(review)
    assert not Look.objects.exists()
    answer = seen_by(review, make.reviewer())
    assert (answer.status_code, answer.content) == (204, b"")
    look = Look.objects.get()
    assert (look.user, look.revision) == (make.reviewer(), review.revision)


def test_every_act_notes_the_look_of_whoever_did_it() -> None:
    review = make.claimed()
    act(at_the_desk(make.reviewer()), review, "comment", text="Why?")
    assert Look.objects.get().user == make.reviewer()
    act(at_the_desk(make.editor()), review, "comment", text="")
    assert Look.objects.count() == 1  # refused


def test_what_is_new_since_my_last_look_can_be_chosen() -> None:
    article = make.approved(body=DOSE).article
    middle = make.submitted(article=make.edited(article, body=DOSE.replace("1.25", "2.5")))
    seen_by(middle, make.reviewer())
    review = make.claimed(article=make.edited(article, body=DOSE.replace("1.25", "3.75")))
    assert "1.25 mg → to 3.75 mg" in section(page(review), "changes")
    since = page(review, since="look")
    assert "2.5 mg → to 3.75 mg" in section(since, "changes")
    assert "unchanged since you looked on" in section(since, "changes")
    assert "what you saw last" not in section(page(review, by=make.editor()), "changes")


def test_looking_at_an_older_text_again_takes_nothing_back() -> None:
    first = make.submitted()
    second = make.submitted(article=make.edited(first.article))
    for review in (second, first):
        seen_by(review, make.reviewer())
    assert Look.objects.get().revision == second.revision


def test_a_look_is_posted_by_those_who_may_see_the_review_alone() -> None:
    review = make.claimed()
    url = reverse("admin:reviews_review_seen", args=[review.pk])
    assert at_the_desk(make.reviewer()).get(url).status_code == 405
    assert seen_by(review, make.stranger()).status_code == 403
    assert (
        at_the_desk(make.editor()).post(reverse("admin:reviews_review_seen", args=[999_999])).status_code
        == 404
    )
    assert not Look.objects.exists()


@pytest.mark.parametrize(
    "query",
    [{"since": "yesterday"}, {"for": "dogs"}, {"comment": "-1"}, {"comment": "9" * 99}, {"comment": "²"}],
)
def test_an_address_that_asks_for_nonsense_shows_the_page_as_it_is(query: dict[str, str]) -> None:
    seen = page(changed(), **query)
    assert seen.status_code == 200
    assert "1.25 mg → to 2.5 mg" in section(seen, "changes")
    assert "Take 2.5 mg" in section(seen, "as-read")


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


# --- Where it stands, and why a button is missing ------------------------------------------------------------
def test_the_screen_says_how_far_the_review_has_come_and_what_it_waits_for() -> None:
    review = make.claimed(category=make.category(required_sign_offs=2))
    told = section(page(review), "decide")
    assert "Under review by Test reviewer" in told
    assert "0 of 2 signed" in told
    assert "Waits for 2 more signatures" in told
    assert "2 signatures; read again every 12 months" in told


WHY = [
    ("somebody else has it", make.second_reviewer, "Somebody else has it: Test reviewer, since"),
    ("it was signed already", make.reviewer, "You have signed already, on"),
]


@pytest.mark.parametrize(("situation", "person", "sentence"), WHY, ids=[line[0] for line in WHY])
def test_a_reviewer_reads_why_a_button_is_missing(situation: str, person: Any, sentence: str) -> None:
    review = make.claimed(category=make.category(required_sign_offs=2))
    if "signed" in situation:
        make.sign(review)
    told = section(page(review, by=person()), "decide")
    assert sentence in told


def test_before_it_is_claimed_a_reviewer_reads_what_to_do_first() -> None:
    assert "To sign or to ask for changes, claim it first." in section(page(make.submitted()), "decide")


def test_a_text_that_is_signed_and_waits_for_its_day_says_so_and_offers_no_signature() -> None:
    review = make.claimed()
    day = timezone.now() + timedelta(days=3)
    actions.schedule(review=review, by=make.editor(), go_live_at=day)
    make.sign(review)
    for person in (make.reviewer(), make.second_reviewer()):
        seen = page(review, by=person)
        assert f"It waits for its day: {day:%-d %B %Y}" in section(seen, "decide")
        assert not soup(seen).select("[name=password]")


def test_a_request_for_changes_names_whose_signatures_it_voids() -> None:
    review = make.claimed(category=make.category(required_sign_offs=2))
    assert "This voids" not in words(page(review))
    make.sign(review, by=make.second_reviewer())
    assert "This voids the signature of Test second reviewer on revision 1" in words(page(review))


# --- Sources -------------------------------------------------------------------------------------------------
def test_the_sources_stand_in_a_table_with_kind_and_year_and_a_retraction_is_said_in_words() -> None:
    make.source(key="old1999", title="An old source", issued={"date-parts": [["1999"]]})
    review = make.claimed(body="Said [@plain2020], [@old1999].\n")
    assert "Retracted on" not in section(page(review), "sources")
    Source.objects.filter(key="old1999").update(retracted_on=date(2026, 5, 3))
    told = section(page(review), "sources")
    assert "1 of 2 cited sources was retracted." in told
    rows = [" ".join(row.get_text(" ").split()) for row in soup(page(review)).select("#sources tbody tr")]
    assert re.match(r"2 .*An old source.* Journal article 1999 Retracted on 3 May 2026$", rows[1])
    assert rows[0].endswith("Not known to be")


# --- The day when it goes public -----------------------------------------------------------------------------
def test_an_editor_sets_the_day_and_takes_it_back() -> None:
    review = make.claimed()
    client = at_the_desk(make.editor())
    year = timezone.now().year + 1
    wanted = f"{year}-01-01T08:00"
    answer = act(client, review, "schedule", go_live_at=wanted)
    assert Review.objects.get().go_live_at == datetime(year, 1, 1, 8, tzinfo=UTC)
    seen = client.get(answer.url)
    assert f"goes public on 1 January {year} at 08:00 UTC" in words(seen)
    assert typed(seen, "go_live_at") == wanted
    assert act(client, review, "schedule", take_back="on").status_code == 302
    assert Review.objects.get().go_live_at is None


@pytest.mark.parametrize("typed_in", ["", "tomorrow", "2001-01-01T08:00", "9999-01-01T08:00"])
def test_a_day_that_cannot_be_is_refused_in_a_sentence(typed_in: str) -> None:
    review = make.claimed()
    answer = act(at_the_desk(make.editor()), review, "schedule", go_live_at=typed_in)
    assert answer.status_code == 422
    assert alert(answer)
    assert Review.objects.get().go_live_at is None


def test_nobody_but_an_editor_sets_the_day() -> None:
    review = make.claimed()
    assert not soup(page(review)).select("[name=go_live_at]")
    answer = act(at_the_desk(make.reviewer()), review, "schedule", go_live_at="2031-01-01T08:00")
    assert answer.status_code == 403


# --- Size ----------------------------------------------------------------------------------------------------
def test_the_page_takes_no_more_queries_for_more_comments_answers_signatures_and_rounds() -> None:
    article = make.article(category=make.category(required_sign_offs=5))
    signers = make.reviewers(number=5)

    def add(number: int) -> None:
        """One more round with comments, answers and signatures; the next one carries some of them over."""
        review = make.claimed(
            article=make.edited(Article.objects.get(pk=article.pk), body=f"{make.BODY}\n{number} mg.\n")
        )
        for blocks in range(3):
            comment = actions.comment(
                review=review, by=make.reviewer(), text=f"{blocks}?", quote="Get up at the same time."
            )
            actions.answer_comment(comment=comment, by=make.writer(), text="Yes.")
            if blocks:
                actions.resolve_comment(comment=comment, by=make.editor())
        for signer in signers[: number % 4]:
            make.sign(review, by=signer)

    def count() -> int:
        return queries(review_page(Review.objects.open().get()), by=make.reviewer())

    for number in range(1, 4):
        add(number)
    few = count()
    for number in range(4, 8):
        add(number)
    assert count() <= few


# --- Old pages -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("verb", ["comment", "sign_off", "request_changes", "claim"])
def test_an_old_page_leads_to_the_review_that_goes_on(verb: str) -> None:
    old = make.claimed()
    new = make.submitted(article=make.edited(old.article))
    typed_before = {"text": "Why?", "digest": old.revision.digest, "reason": "The dose."}
    late = act(at_the_desk(make.reviewer()), old, verb, **typed_before)
    assert late.status_code in {409, 422}
    for seen in (late, page(old)):
        [link] = soup(seen).select(".newer a")
        assert link["href"] == review_page(new)
        assert "“Submitted”, of revision 2" in section_of(seen, ".newer")
    assert not soup(page(new)).select(".newer")


def section_of(response: Any, selector: str) -> str:
    return " ".join(soup(response).select(selector)[0].get_text().split())


def test_changes_asked_of_a_text_that_was_not_read_say_that_nothing_was_sent_back() -> None:
    refused = act(
        at_the_desk(make.reviewer()), make.claimed(), "request_changes", digest="0" * 64, reason="The dose."
    )
    assert refused.status_code == 409
    assert "Nothing was sent back." in alert(refused)
