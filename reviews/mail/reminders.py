"""What comes due by itself: reviews, credentials, approvals? Each is told once at each of its stages.

The key of a reminder names the stage, so a second run, or two at once, tell nothing twice. What editors are told is
listed for them in one mail (``reviews.mail.digest``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef
from django.urls import reverse

from reviews import quorum
from reviews.mail import people
from reviews.mail.kinds import review_link
from reviews.mail.outbox import Letter, write
from reviews.mail.people import Recipient
from reviews.mail.wording import minutes
from reviews.models import Credential, NoticeKind, Publication, Review
from reviews.models.credential import Specialty

SOON = timedelta(days=3)
AGAIN = 7  # days between two mails about the same overdue review
ENDS_IN = (7, 30, 60)  # days before a credential ends
FALLS_DUE_IN = (0, 30, 90)  # days before an approved text is due for a new review


def remind(*, now: datetime) -> int:
    """Owe every reminder whose time has come; say how many are new."""
    editors = people.editors()
    return sum(
        write(letters, now=now)
        for letters in (
            _about_reviews(editors, now=now),
            _about_credentials(editors, today=now.date()),
            _about_renewals(editors, today=now.date()),
        )
    )


def _about_reviews(editors: list[Recipient], *, now: datetime) -> Iterator[Letter]:
    reviews = Review.objects.open().filter(due_on__lte=now.date() + SOON)
    reviews = reviews.select_related("article", "revision").prefetch_related("sign_offs")
    unsigned = [
        review for review in reviews if not quorum.is_reached(review)
    ]  # the rest only wait for their day
    holders = _by_account({review.reviewer_id for review in unsigned}, why="this review is in your hands")
    for review in unsigned:
        holder, days = holders.get(review.reviewer_id), (review.due_on - now.date()).days
        has_signed = any(signature.signer_id == review.reviewer_id for signature in review.sign_offs.all())
        if holder and not has_signed and (days <= 0 or _had_it_before(review)):
            yield _to_its_reviewer(review, holder, days=days)
        if days < 0:
            yield from (_to_an_editor(review, holder, to, days=days) for to in editors)


def _had_it_before(review: Review) -> bool:
    """Whoever was asked within the last days before the due date knows it."""
    return review.claimed_at is not None and review.claimed_at.date() < review.due_on - SOON


def _stage(review: Review, *, days: int) -> str:
    """Three days before, on the day, and once for each week that it is late."""
    stage = f"overdue-{(-days - 1) // AGAIN}" if days < 0 else "due-3" if days else "due-0"
    return f"{stage}:review-{review.pk}:{review.due_on}"


def _to_its_reviewer(review: Review, to: Recipient, *, days: int) -> Letter:
    said = {"minutes": minutes(review.revision.body), "way_out": f"{review_link(review)}#release_reason"}
    return _about(review, "due", to, days=days, **said)


def _to_an_editor(review: Review, holder: Recipient | None, to: Recipient, *, days: int) -> Letter:
    said = {"holder": holder.name if holder else "", "missing": quorum.missing(review)}
    return replace(_about(review, "overdue", to, days=days, **said), for_digest=True)


def _about(review: Review, kind: str, to: Recipient, *, days: int, **said: Any) -> Letter:
    context = {
        "title": review.revision.title, "number": review.revision.number, "review": review,
        "days": days, "late": -days, **said,
    }  # fmt: skip
    return Letter(
        kind=kind, event=_stage(review, days=days), to=to, link=review_link(review), context=context,
        article=review.article, review=review,
    )  # fmt: skip


def _about_credentials(editors: list[Recipient], *, today: date) -> Iterator[Letter]:
    """Those that end soon, unless the holder has a longer one in the same specialty."""
    longer = Credential.objects.filter(
        holder=OuterRef("holder"),
        specialty=OuterRef("specialty"),
        valid_until__gt=OuterRef("valid_until"),
        revoked_at=None,
    )
    ending = Credential.objects.valid_on(today).filter(valid_until__lte=today + timedelta(days=ENDS_IN[-1]))
    found = list(ending.exclude(Exists(longer)))
    holders = _by_account({credential.holder_id for credential in found}, why="it is your credential")
    for credential in found:
        if holder := holders.get(credential.holder_id):  # who cannot sign in needs no credential
            yield from (_credential(credential, holder, to, today=today) for to in [holder, *editors])


def _credential(credential: Credential, holder: Recipient, to: Recipient, *, today: date) -> Letter:
    days = (credential.valid_until - today).days
    stage = next(limit for limit in ENDS_IN if days <= limit)
    is_theirs = to.user != holder.user  # somebody else's, to the editor who reads it
    page = reverse("admin:reviews_credential_change", args=[credential.pk]) if is_theirs else "/admin/me/"
    return Letter(
        kind="credential", event=f"credential-{stage}:{credential.pk}:{credential.valid_until}", to=to, link=page,
        for_digest=True if is_theirs else None,
        context={
            "holder": holder.name, "specialty": Specialty(credential.specialty).label, "theirs": is_theirs,
            "until": credential.valid_until, "days": days,
        },
    )  # fmt: skip


def _about_renewals(editors: list[Recipient], *, today: date) -> Iterator[Letter]:
    """Approved texts that fall due for a new review and have none open yet."""
    falling = (
        Publication.objects.in_no_review()
        .filter(
            approval__next_review_on__lte=today + timedelta(days=FALLS_DUE_IN[-1]),
            article__archived_at=None,
        )
        .exclude(notice__kind=NoticeKind.RETRACTION)
    )
    for publication in falling.select_related("article", "approval__revision").order_by(
        "approval__next_review_on"
    ):
        yield from (_renewal(publication, to, today=today) for to in editors)


def _renewal(publication: Publication, to: Recipient, *, today: date) -> Letter:
    approval = publication.approval
    on = approval.next_review_on if approval else None
    if approval is None or on is None:
        raise ValueError("Only what is approved falls due.")
    days = max((on - today).days, 0)
    stage = next(limit for limit in FALLS_DUE_IN if days <= limit)
    return Letter(
        kind="falls_due", event=f"falls-due-{stage}:{approval.pk}:{on}", to=to, for_digest=True, article=publication.article,
        link=reverse("admin:reviews_publication_change", args=[publication.pk]),
        context={"title": approval.revision.title, "on": on, "days": days},
    )  # fmt: skip


def _by_account(keys: set[Any], *, why: str) -> dict[int | None, Recipient]:
    found = people.reachable(User.objects.filter(pk__in=keys - {None}), why=why)
    return {to.user.pk: to for to in found if to.user}
