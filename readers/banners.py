"""What must a reader know before the first word? The cautions above an article, the gravest first."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse

from articles.models import Revision
from readers import re_checks
from readers.cautions import Banner
from readers.templatetags.marks import day
from reviews.models import Notice, NoticeKind, SignOff
from reviews.standing import PublicState, Standing

MARKS = {NoticeKind.RETRACTION: "retracted", NoticeKind.CONCERN: "danger", NoticeKind.CORRECTION: "notice"}
TITLES = {
    NoticeKind.RETRACTION: "This article was retracted on {day}",
    NoticeKind.CONCERN: "The editors expressed concern about this article on {day}",
    NoticeKind.CORRECTION: "This article was corrected on {day}",
}
UNSIGNED = " Do not use it to decide about a treatment. Nobody has signed it."


PENDING = {
    PublicState.SUBMITTED: Banner(
        "submitted",
        "Not yet reviewed by a clinician",
        f"This text waits for a reviewer and may change.{UNSIGNED}",
    ),
    PublicState.UNDER_REVIEW: Banner(
        "under_review",
        "Not yet reviewed by a clinician",
        f"A clinician is reading this text, and it may change.{UNSIGNED}",
    ),
}
CHANGES_REQUESTED = Banner(
    "unreviewed",
    "Not approved: changes were requested",
    f"A clinician read this text and asked for changes.{UNSIGNED}",
)
UNREVIEWED = Banner(
    "unreviewed",
    "Not reviewed",
    "No signature that is in force covers the text shown here. Do not use it to decide about a treatment. "
    "The review record says what became of each signature.",
)


def banners(standing: Standing) -> list[Banner]:
    """Everything that applies: notice, state of the review, re-check, end of use."""
    notice = [_of_notice(standing.notice)] if standing.notice else []
    if standing.is_retracted:
        return [*notice, *_archived(standing)]
    return [*notice, *_of_review(standing), *re_checks.banners(standing), *_archived(standing)]


def _of_notice(notice: Notice) -> Banner:
    kind = NoticeKind(notice.kind)
    title = TITLES.get(kind, notice.title).format(day=day(notice.issued_at))
    return Banner(
        MARKS.get(kind, "notice"),
        title,
        notice.text,
        reverse("notice", args=[notice.pk]),
        f"The notice of {kind.label.lower()}",
    )


def _of_review(standing: Standing) -> list[Banner]:
    if standing.changes_requested:
        return [CHANGES_REQUESTED]
    if standing.state in PENDING:
        return [PENDING[standing.state]]
    if standing.state == PublicState.OVERDUE:
        due = f"The next review was due on {day(standing.next_review_on)} and has not taken place."
        return [Banner("overdue", "Review overdue", f"{due} What is said here may no longer be right.")]
    return [UNREVIEWED] if not standing.is_reviewed else []


def _archived(standing: Standing) -> list[Banner]:
    article = standing.publication.article
    if article.archived_at is None:
        return []
    banner = Banner(
        "archived",
        f"Out of use since {day(article.archived_at)}",
        "This page is kept for the record and is no longer maintained.",
    )
    successor = article.successor
    publication = getattr(successor, "publication", None)
    if successor is None or publication is None or publication.live_revision_id is None:
        return [banner]
    return [replace(banner, link=successor.get_absolute_url(), link_text=f"Read instead: {successor.title}")]


def of_revision(
    standing: Standing, revision: Revision, *, is_intact: bool, sign_offs: list[SignOff]
) -> list[Banner]:
    """Above a text at its own address: what the article says now, whether this is old, and who signed it."""
    article = standing.publication.article.get_absolute_url()
    if not is_intact:
        text = (
            "The text stored here is not the text that its digest names, so no signature can be shown for it."
        )
        return [Banner("danger", "This text was altered", text, article, "Read the article")]
    if revision.pk == standing.revision.pk:
        shown = Banner(
            "notice",
            f"This is revision {revision.number}, shown now",
            "",
            article,
            "Read the article with its review",
        )
        return [*banners(standing), shown]
    notice = [_of_notice(standing.notice)] if standing.is_retracted and standing.notice else []
    names = " and ".join(f"{s.signature_line} on {day(s.signed_at)}" for s in sign_offs)
    signed = f"It was signed by {names}." if names else "Nobody signed it."
    text = f"{signed} It is kept for the record, and another text is shown in its place now."
    return [
        *notice,
        Banner(
            "notice",
            f"This is an old text: revision {revision.number}",
            text,
            article,
            "Read the article as it stands now",
        ),
    ]
