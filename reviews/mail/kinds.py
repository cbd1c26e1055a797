"""Which act tells whom, and by which mail? One function for each verb of the ledger that somebody must hear of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse

from reviews import eligibility, tasks
from reviews.mail import people
from reviews.mail.outbox import Letter, write
from reviews.mail.people import Recipient
from reviews.mail.wording import minutes, one_line, quoted
from reviews.models import Comment, LedgerEntry, Review
from reviews.models.credential import Specialty
from reviews.models.policy import asked_for
from reviews.workflow import OPEN, State

Teller = Callable[[LedgerEntry], list[Letter]]
TELLERS: dict[str, Teller] = {}


def recorded(sender: type[LedgerEntry], *, entry: LedgerEntry, **kwargs: Any) -> None:
    """Heard inside the transaction of the act: what is owed because of it is rolled back with it."""
    if tell := TELLERS.get(entry.verb):
        write(tell(entry), now=entry.at)


def tells(*verbs: str) -> Callable[[Teller], Teller]:
    def register(teller: Teller) -> Teller:
        TELLERS.update(dict.fromkeys(verbs, teller))
        return teller

    return register


def review_link(review: Review) -> str:
    return reverse("admin:reviews_review_change", args=[review.pk])


def article_link(pk: int | None) -> str:
    return reverse("admin:articles_article_change", args=[pk])


def _letters(
    entry: LedgerEntry,
    kind: str,
    *groups: Iterable[Recipient],
    link: str = "",
    **context: Any,
) -> list[Letter]:
    """One letter to each of the groups, but for the person who did it, with what every template may say."""
    by = context.pop("by", entry.actor)
    review, revision = entry.review, entry.revision
    said = {
        "actor": entry.actor_name, "title": revision.title if revision else str(entry.article),
        "number": revision.number if revision else None, "review": review, **context,
    }  # fmt: skip
    if not link:
        link = review_link(review) if review else article_link(entry.article_id)
    return [
        Letter(
            kind=kind, event=f"entry-{entry.number}", to=to, link=link, context=said, article=entry.article,
            review=review,
        )
        for to in people.each_once(*groups, but=by)
    ]  # fmt: skip


def _of(entry: LedgerEntry) -> Review:
    """The review that the verb is about."""
    if entry.review is None:
        raise ValueError(f"“{entry.verb}” is about a review.")
    return entry.review


@tells("submit")
def submitted(entry: LedgerEntry) -> list[Letter]:
    note = quoted(entry.details.get("note") or "")
    return _letters(entry, "submitted", people.editors(), note=note)


@tells("assign_to_pool")
def asked_as_pool(entry: LedgerEntry) -> list[Letter]:
    members = people.members(entry.details.get("pool"), today=entry.at.date())
    return _letters(entry, "pool", members, **task(_of(entry)))


@tells("assign")
def assigned(entry: LedgerEntry) -> list[Letter]:
    review, reviewer = _of(entry), User.objects.filter(pk=entry.details["reviewer"]).first()
    why = why_them(review, reviewer, today=entry.at.date()) if reviewer else ""
    asked = people.person(entry.details["reviewer"], why=why)
    return _letters(entry, "assigned", asked, way_out=f"{review_link(review)}#release_reason", **task(review))


def task(review: Review) -> dict[str, Any]:
    """What is to be done and how long it takes."""
    former = (
        Review.objects.filter(article=review.article_id, state=State.APPROVED)
        .select_related("revision")
        .first()
    )
    return {
        "minutes": minutes(review.revision.body), "questions": len(review.checklist),
        "former": former.revision.number if former and former.pk != review.pk else None,
    }  # fmt: skip


def why_them(review: Review, reviewer: User, *, today: date) -> str:
    credential = eligibility.credential_for(reviewer, asked_for(review), today=today)
    covers = f"your credential covers {Specialty(credential.specialty).label}, " if credential else ""
    others = Review.objects.filter(reviewer=reviewer, state=State.UNDER_REVIEW).exclude(pk=review.pk).count()
    load = f"{others} other open review{'s' if others > 1 else ''}" if others else "no other open review"
    return f"{covers}you wrote no part of this article, and you have {load}"


@tells("release")
def released(entry: LedgerEntry) -> list[Letter]:
    """Editors look for somebody else, unless the one who handed it over has done so."""
    former = people.person(entry.details.get("reviewer"), why="you had this review")
    editors = [] if "to" in entry.details else people.editors()
    reason = quoted(entry.details.get("reason") or "")
    return _letters(entry, "released", former, editors, reason=reason, handed_over="to" in entry.details)


@tells("remind")
def reminded(entry: LedgerEntry) -> list[Letter]:
    """By an editor, who does not wait for the day."""
    review = _of(entry)
    asked = people.person(review.reviewer_id, why="this review is in your hands")
    asked = asked or people.members(review.pool_id, today=entry.at.date())
    return _letters(
        entry,
        "reminder",
        asked,
        way_out=f"{review_link(review)}#release_reason",
        **due(review, entry.at),
        **task(review),
    )


def due(review: Review, now: datetime) -> dict[str, Any]:
    """The due date in relation to today; ``days`` is negative once it has passed."""
    return {"days": (review.due_on - now.date()).days, "late": (now.date() - review.due_on).days}


@tells("request_changes")
def changes_requested(entry: LedgerEntry) -> list[Letter]:
    writers = people.writers(_of(entry).article, and_submitter=entry.review)
    link, reason = article_link(entry.article_id), quoted(_of(entry).reason)
    letters = _letters(entry, "changes_requested", writers, link=link, reason=reason)
    return [*letters, *_held_back(entry, f"{entry.actor_name} asked for changes:", reason)]


def _held_back(entry: LedgerEntry, why: str, reason: str = "") -> list[Letter]:
    """To editors, of a text that had a day on which it was to go public, and does not any more."""
    if _of(entry).go_live_at is None:
        return []
    return _letters(entry, "held_back", people.editors(), how=why, reason=reason)


@tells("approve")
def approved(entry: LedgerEntry) -> list[Letter]:
    review = _of(entry)
    writers = people.writers(review.article, and_submitter=review)
    signatures = [
        one_line(f"{signed.get_meaning_display()}, signed by {signed.signature_line}, {signed.signed_at:%-d %B %Y at %H:%M} UTC")
        for signed in review.sign_offs.all()
    ]  # fmt: skip
    letters = _letters(
        entry, "approved", writers, link=review.article.get_absolute_url(), signatures=signatures
    )
    return [*_signed_by_revoked(entry), *letters]


def _signed_by_revoked(entry: LedgerEntry) -> list[Letter]:
    """To editors: what a signer gave while the credential was good stands, but they may want to look again."""
    ended = _of(entry).sign_offs.filter(credential__revoked_at__isnull=False)
    if not (names := " and ".join(signature.printed_name for signature in ended)):
        return []
    page = reverse("admin:reviews_publication_change", args=[_of(entry).article.publication.pk])
    return _letters(entry, "revoked_since", people.editors(), link=page, signers=names)


@tells("supersede")
def superseded(entry: LedgerEntry) -> list[Letter]:
    """An approved text that makes way is no news. An open one is: to its reviewer, and to editors if it was held back."""
    if entry.details.get("from") not in OPEN:
        return []
    if reason := entry.details.get("reason"):
        return _letters(entry, "held_back", people.editors(), reason=quoted(reason))
    return [*_had_it(entry), *_held_back(entry, "A newer revision was submitted, which is reviewed anew.")]


@tells("withdraw")
def withdrawn(entry: LedgerEntry) -> list[Letter]:
    reason = quoted(entry.details.get("reason") or "")
    return [*_had_it(entry), *_held_back(entry, f"{entry.actor_name} withdrew the text.", reason)]


def _had_it(entry: LedgerEntry) -> list[Letter]:
    had_it = people.person(_of(entry).reviewer_id, why="this review was in your hands")
    return _letters(entry, "closed", had_it, reason=quoted(entry.details.get("reason") or ""))


@tells("ask_for_waiver")
def waiver_asked_for(entry: LedgerEntry) -> list[Letter]:
    link, interests = f"{review_link(_of(entry))}#decide", quoted(entry.details["interests"])
    return _letters(entry, "waiver", people.editors(), link=link, interests=interests)


@tells("miss_schedule")
def not_signed_in_time(entry: LedgerEntry) -> list[Letter]:
    return _letters(entry, "not_signed_in_time", people.editors(), missing=entry.details.get("missing", ""))


@tells("schedule")
def scheduled(entry: LedgerEntry) -> list[Letter]:
    """Nobody is told; but the worker is, to let it go public on the minute."""
    if moment := entry.details.get("go_live_at"):
        tasks.let_go_live.using(run_after=datetime.fromisoformat(moment)).enqueue(_of(entry).pk)
    return []


@tells("comment")
def commented(entry: LedgerEntry) -> list[Letter]:
    """A reviewer's comment goes to those who write, a writer's to the one who reviews."""
    review = _of(entry)
    comment = Comment.objects.filter(pk=entry.details["comment"]).select_related("author", "guest").first()
    if comment is None:
        return []
    writers = people.writers(review.article, and_submitter=review)
    reviewer = people.person(review.reviewer_id, why="this review is in your hands")
    if comment.guest is not None:
        host = people.person(comment.guest.made_by_id, why="you asked for this opinion")
        asked = [host, reviewer, writers]
    else:
        asked = [reviewer if any(to.user == comment.author for to in writers) else writers]
    who, said = comment.written_by, _as_said(comment)
    return _letters(entry, "comment", *asked, by=comment.author, who=who, comment=said)


@tells("answer_comment")
def answered(entry: LedgerEntry) -> list[Letter]:
    comment = Comment.objects.filter(pk=entry.details["comment"]).select_related("author").first()
    if comment is None:
        return []
    answer = comment.answers.order_by("pk").last()
    author = people.person(comment.author_id, why="you wrote the comment")
    said = quoted(answer.text) if answer else ""
    return _letters(entry, "answer", author, comment=_as_said(comment), answer=said)


def _as_said(comment: Comment) -> dict[str, Any]:
    return {"text": quoted(comment.text), "quote": quoted(comment.quote), "is_blocking": comment.is_blocking}


@tells("ask_for_draft")
def draft_asked_for(entry: LedgerEntry) -> list[Letter]:
    if entry.article is None:
        return []
    reason = quoted(entry.details.get("reason") or "")
    return _letters(entry, "draft_asked_for", people.writers(entry.article), reason=reason)


@tells("mark_for_re_review")
def to_be_reviewed_again(entry: LedgerEntry) -> list[Letter]:
    """Editors get the page where a renewal is opened; writers and signers, who cannot open that, the article's."""
    if entry.article is None:
        return []
    publication = reverse("admin:reviews_publication_change", args=[entry.article.publication.pk])
    reason = quoted(entry.details.get("reason") or "")
    editors = _letters(entry, "re_review", people.editors(), link=publication, reason=reason)
    others = _letters(
        entry, "re_review", people.signers(entry.article), people.writers(entry.article), reason=reason
    )
    return [*editors, *others]  # whoever is both is told once, by the first
