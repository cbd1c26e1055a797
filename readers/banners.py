"""What must a reader know before the first word? The cautions above an article, the gravest first."""

from __future__ import annotations

from dataclasses import replace

from articles.models import Revision
from readers import noticed, re_checks
from readers.cautions import Banner
from readers.templatetags.marks import day
from reviews.models import Review, SignOff
from reviews.standing import PublicState, Standing

UNSIGNED = "Do not use it to decide about a treatment. Nobody has signed it."


def banners(standing: Standing) -> list[Banner]:
    """Everything that applies: notices, state of the review, re-check, update, end of use."""
    told = noticed.banners(standing.publication)
    if standing.is_retracted:
        return [*told, *_archived(standing)]
    review = [*_of_review(standing), *re_checks.banners(standing), *_of_update(standing)]
    return [*told, *review, *_archived(standing)]


def _of_review(standing: Standing) -> list[Banner]:
    if standing.is_pending and standing.review:
        return [_pending(standing, standing.review)]
    if standing.state == PublicState.OVERDUE:
        due = f"The next review was due on {day(standing.next_review_on)} and has not taken place."
        return [Banner("overdue", "Review overdue", f"{due} What is said here may no longer be right.")]
    return [] if standing.is_reviewed else [_unsigned(standing.revision)]


def _pending(standing: Standing, review: Review) -> Banner:
    """What stands between this text and a signature, and since when."""
    title = "Not yet reviewed by a clinician"
    if standing.changes_requested:
        title = "Not approved: changes were requested"
        said = f"A clinician read this text and asked for changes on {day(review.closed_at)}."
    elif standing.state == PublicState.UNDER_REVIEW:
        said = f"A clinician has been reading this text since {day(review.claimed_at)}, and it may change."
    else:
        said = f"This text has waited for a reviewer since {day(review.submitted_at)} and may change."
    return Banner(standing.state, title, f"{said} {UNSIGNED}")


def _unsigned(revision: Revision) -> Banner:
    return Banner(
        "unreviewed",
        "Not reviewed",
        f"No signature that is in force covers the text shown here, revision {revision.number} of {day(revision.created_at)}. "
        "Do not use it to decide about a treatment. The review record says what became of each signature.",
    )


def _of_update(standing: Standing) -> list[Banner]:
    update = standing.update
    if update is None or not update.is_open:
        return []
    text = f"A newer text was submitted on {day(update.submitted_at)}. Until clinicians have signed it, this one stays."
    return [Banner(update.state, "An update is in review", text)]


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
    if successor is None or publication is None or publication.live_revision is None:
        return [banner]
    title = publication.live_revision.title  # not the working copy's, which nobody approved
    return [replace(banner, link=successor.get_absolute_url(), link_text=f"Read instead: {title}")]


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
    told = noticed.banners(standing.publication) if standing.is_retracted else []
    names = " and ".join(f"{s.signature_line} on {day(s.signed_at)}" for s in sign_offs)
    signed = f"It was signed by {names}." if names else "Nobody signed it."
    text = f"{signed} It is kept for the record, and another text is shown in its place now."
    return [
        *told,
        Banner(
            "notice",
            f"This is an old text: revision {revision.number}",
            text,
            article,
            "Read the article as it stands now",
        ),
    ]
