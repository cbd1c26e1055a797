"""What waits for me? The front page shows each of the cast what is theirs to do, the oldest first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from articles.models import Contributor
from reviews import actions, eligibility
from reviews.front_page.waiting import ROWS
from reviews.models import Credential, Pool, Review, Specialty
from reviews.workflow import State
from tests import factories as make
from tests.desk.screens import at_the_desk, soup

NOW = timezone.now()
TODAY = NOW.date()


def sections(user: User) -> dict[str, list[str]]:
    """The titles under each heading."""
    page = soup(at_the_desk(user).get("/admin/"))
    return {
        str(section.select_one("h2").get_text()): [h.get_text().strip() for h in section.select("h3")]  # type: ignore[union-attr]
        for section in page.select("section.rows")
    }


def waiting(title: str, *, days: int = 1, **fields: object) -> Review:
    slug = title.lower().replace(" ", "-")
    return make.submitted(title=title, slug=slug, now=NOW - timedelta(days=days), **fields)


def test_a_reviewer_sees_what_is_in_their_hands_first_and_then_what_they_could_claim_oldest_first() -> None:
    waiting("Newer", days=1)
    waiting("Older", days=9)
    make.claimed(title="Mine", slug="mine")
    assert sections(make.reviewer()) == {"In your hands": ["Mine"], "You could claim": ["Older", "Newer"]}


def test_what_a_reviewer_may_not_judge_is_not_offered() -> None:
    """The list of the front page agrees with the rules that the acts go by, for every kind of refusal."""
    author = make.reviewer(username="author")
    author.groups.add(Group.objects.get(name="Writers"))
    author = make.account(username="author")
    texts = [
        waiting("Free", days=1),
        waiting("Wrote it", days=2, by=author, byline=[make.contributor(name="Somebody else")]),
        waiting("On the byline", days=3, byline=[make.contributor(user=author)]),
        waiting(
            "Other specialty",
            days=4,
            category=make.category(name="Hearts", specialty=Specialty.CARDIOVASCULAR),
        ),
    ]
    left = waiting("Left the byline", days=5, byline=[make.contributor(user=author)])
    left.article.bylines.all().delete()
    joined = waiting("Joined the byline", days=6)
    make.edited(joined.article, byline=[make.contributor(user=author)])
    wrote_later = waiting("Wrote a later draft", days=7)
    make.edited(wrote_later.article, by=author)
    before = make.article(by=author, slug="before", byline=[make.contributor(name="Nobody")])
    approved = make.approved(article=before).article
    changed = make.submitted(article=make.edited(approved, title="Wrote what was approved"), by=make.editor())
    texts += [left, joined, wrote_later, changed]
    able = [t for t in texts if not eligibility.refusals(author, eligibility.Text.of(t), today=TODAY)]
    assert [t.revision.title for t in able] == ["Free", "Wrote what was approved"]
    assert set(sections(author)["You could claim"]) == {t.revision.title for t in able}


@pytest.mark.parametrize("ended", ["valid_until", "revoked_at"])
def test_whoever_has_no_credential_today_is_offered_nothing(ended: str) -> None:
    waiting("Free")
    credentials = Credential.objects.filter(holder=make.reviewer())
    credentials.update(**{ended: TODAY - timedelta(days=1) if ended == "valid_until" else NOW})
    assert "You could claim" not in sections(make.reviewer())


def test_many_texts_that_are_not_mine_to_judge_do_not_hide_the_one_that_is() -> None:
    for number in range(ROWS + 1):
        waiting(f"Tied {number}", days=9)
    me = make.reviewer()
    for article in {review.article for review in Review.objects.all()}:
        article.bylines.create(contributor=Contributor.objects.get(user=me), position=9)
    waiting("Free", days=1)
    assert sections(me)["You could claim"] == ["Free"]


def test_a_text_that_asks_for_a_second_signature_waits_for_those_who_may_give_it() -> None:
    review = make.claimed(title="Two", category=make.category(required_sign_offs=2))
    assert sections(make.second_reviewer()).get("Waits for one more signature") == ["Two"]
    make.sign(review, by=make.second_reviewer())
    assert "Waits for one more signature" not in sections(make.second_reviewer())
    assert "Waits for one more signature" not in sections(make.writer())


def test_a_writer_sees_what_was_sent_back_until_it_is_submitted_again() -> None:
    review = make.review_at(State.CHANGES_REQUESTED, title="Sent back")
    assert sections(make.writer())["Sent back to you with changes"] == ["Sent back"]
    assert "Sent back to you with changes" not in sections(make.coauthor())
    make.submitted(article=make.edited(review.article))
    assert "Sent back to you with changes" not in sections(make.writer())


def test_an_editor_sees_what_nobody_has_and_what_is_to_be_looked_at_again() -> None:
    waiting("Unclaimed")
    article = make.approved_article(title="Old", slug="old", now=NOW - timedelta(days=800))
    marked = make.approved_article(title="Marked", slug="marked")
    actions.mark_for_re_review(article=marked, by=make.editor(), reason="A guideline changed.")
    found = sections(make.editor())
    assert found["Nobody has these yet"] == ["Unclaimed"]
    assert found["Approved, and due to be looked at again"] == ["Old", "Marked"]
    make.submitted(article=article, by=make.editor())
    assert sections(make.editor())["Approved, and due to be looked at again"] == ["Marked"]


def test_a_renewal_that_was_sent_back_waits_for_every_editor_again() -> None:
    article = make.approved_article(title="Old", slug="old", now=NOW - timedelta(days=800))
    live = article.publication.live_revision
    review = actions.submit(article=article, by=make.editor(), revision=live)
    other = make.editor(username="other-editor")
    assert "Approved, and due to be looked at again" not in sections(other)
    actions.claim(review=review, by=make.reviewer())
    actions.request_changes(review=review, by=make.reviewer(), digest=live.digest, reason="Old doses.")
    assert sections(other)["Approved, and due to be looked at again"] == ["Old"]
    row = soup(at_the_desk(other).get("/admin/reviews/publication/")).select_one("#result_list tbody tr")
    assert row is not None
    assert "Changes requested" in row.get_text()
    assert row.select("button[formaction]")


def test_what_my_pool_is_asked_stands_before_what_anybody_could_claim() -> None:
    asked = waiting("Asked", days=1)
    waiting("Free", days=9)
    pool = Pool.objects.create(name="Sleep clinicians")
    pool.members.add(make.reviewer())
    actions.assign_to_pool(review=asked, pool=pool, by=make.editor())
    assert list(sections(make.reviewer()).items()) == [
        ("Your pool is asked", ["Asked"]),
        ("You could claim", ["Free"]),
    ]
    assert sections(make.second_reviewer())["You could claim"] == ["Free", "Asked"]


def test_what_goes_public_at_its_time_is_shown_to_editors_and_to_whoever_has_it() -> None:
    review = make.claimed(title="Later", slug="later")
    actions.schedule(review=review, by=make.editor(), go_live_at=NOW + timedelta(days=3))
    heading = "Goes public at its time"
    assert sections(make.editor())[heading] == sections(make.reviewer())[heading] == ["Later"]
    assert heading not in sections(make.second_reviewer())


def test_live_texts_that_cite_a_retracted_source_stand_first_among_what_an_editor_looks_at() -> None:
    make.approved_article(title="Cites it", slug="cites-it")
    actions.flag_retracted_source(source=make.source(), by=make.editor(), retracted_on=TODAY)
    make.source(key="other2020", title="Another source")
    make.approved_article(title="Old", slug="old", body="Rest [@other2020].", now=NOW - timedelta(days=800))
    assert sections(make.editor()) == {
        "Live, and citing a retracted source": ["Cites it"],
        "Approved, and due to be looked at again": ["Old"],
    }
    assert sections(make.reviewer()) == {"In your hands": []}


def test_a_section_counts_all_and_shows_the_oldest() -> None:
    for number in range(ROWS + 2):
        waiting(f"Text {number:02}", days=99 - number)
    page = soup(at_the_desk(make.editor()).get("/admin/"))
    assert sections(make.editor())["Nobody has these yet"] == [f"Text {n:02}" for n in range(ROWS)]
    section = page.select("section.rows")[0]
    assert section.select(".count")[0].get_text() == str(ROWS + 2)
    assert section.select(".rest a")[0]["href"] == "?with=nobody#h-queue"
    assert page.select(".lede")[0].get_text() == f"{ROWS + 2} things wait for you."


def test_a_count_goes_no_further_than_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reviews.front_page.waiting.MOST", 2)
    monkeypatch.setattr("reviews.front_page.queue.MOST", 2)
    for number in range(4):
        waiting(f"Text {number}")
    page = soup(at_the_desk(make.editor()).get("/admin/"))
    assert page.select("section.rows .count")[0].get_text() == "2+"
    assert page.select("#h-queue .count")[0].get_text() == "2+ open"


def test_the_one_filled_button_is_that_of_the_first_row() -> None:
    waiting("Newer", days=1)
    waiting("Older", days=2)
    page = soup(at_the_desk(make.editor()).get("/admin/"))
    assert [button.get_text() for button in page.select(".waiting .act.main")] == ["Assign: Older"]


def test_an_empty_desk_says_what_would_be_here() -> None:
    page = soup(at_the_desk(make.stranger()).get("/admin/"))
    assert "No review is in your hands. Claim one from the queue, and it stands here." in page.get_text()
