"""Which words does a reviewer sign, and what do they cover?"""

from __future__ import annotations

from articles.models import Significance
from reviews.models import Publication, Review, Scope, SignOff

NO_INTERESTS = "None"


def live_approval(review: Review) -> Review | None:
    """The approved review whose text is live now, if there is one of an older revision."""
    publication = (
        Publication.objects.filter(article=review.article_id).select_related("approval__revision").first()
    )
    approval = publication.approval if publication else None
    return approval if approval and approval.revision.number < review.revision.number else None


def is_substantive_since(review: Review, approval: Review) -> bool:
    """Did any revision after the approved one, up to this one, change what the article says?"""
    return review.article.revisions.filter(
        number__gt=approval.revision.number,
        number__lte=review.revision.number,
        significance=Significance.SUBSTANTIVE,
    ).exists()


def offered_scopes(review: Review) -> list[Scope]:
    """ "Changes only" is offered for an editorial or minor change of an approved text; the whole page always."""
    approval = live_approval(review)
    if approval is None or is_substantive_since(review, approval):
        return [Scope.WHOLE]
    return [Scope.WHOLE, Scope.CHANGES]


def whole_page_behind(review: Review) -> SignOff | None:
    """The whole-page sign-off that a signature of the changes alone builds on: the one that "last reviewed" names."""
    approval = live_approval(review)
    signed = list(approval.sign_offs.select_related("builds_on")) if approval else []
    of_changes = [signature for signature in signed if signature.scope == Scope.CHANGES]
    return next((signature.whole_page for signature in (of_changes or signed)[-1:]), None)


def statement(review: Review, *, scope: Scope) -> str:
    """The sentence that is signed, in full."""
    revision = review.revision
    this = f"revision {revision.number} of “{revision.title}” (SHA-256 {revision.digest})"
    before = whole_page_behind(review) if scope == Scope.CHANGES else None
    if before is None:
        return f"I have read the whole of {this} with its sources, and I sign it as medically reviewed."
    return (
        f"I have read every change that {this} makes to revision {before.revision.number}, and I sign these changes as "
        f"medically reviewed. They build on the sign-off of the whole page by {before.signature_line} on "
        f"{before.signed_at:%-d %B %Y} (SHA-256 {before.digest}), whose date of review stays."
    )
