"""What is fetched of an article for its pages? Whatever they say of it, in one query that is put into words once."""

from __future__ import annotations

from articles.prepared import Prepared
from readers.correspondence.calls import with_call
from readers.related import with_tags
from reviews.models import Publication
from reviews.models.publication import PublicationQuerySet

SUCCESSOR = "article__successor__publication__live_revision"
RELATED = ("article__category", "live_revision", "approval", "current_review", "notice", SUCCESSOR)
# Whatever else is looked at costs a query more: an unread column costs time on every page, and the texts the most.
OF_PUBLICATION = ("published_at", "re_review_reason", "re_review_at")
OF_ARTICLE = ("slug", "archived_at", "category__name", "category__slug", "successor__slug")
OF_REVISION = (
    "article", "number", "title", "excerpt", "body", "language", "funding", "byline", "sources", "pictures", "lead_picture",
    "rendered", "digest", "author_name", "created_at",
)  # fmt: skip
OF_APPROVAL = (
    "article", "revision", "state", "submitted_at", "claimed_at", "approved_at", "updated_at", "reviewed_at", "next_review_on",
    "required_sign_offs", "specialty", "further_specialty", "review_interval_months",
)  # fmt: skip
OF_CURRENT_REVIEW = ("revision", "state", "submitted_at", "claimed_at", "approved_at", "closed_at")
OF_NOTICE = ("kind", "issued_at")


def at_address(slug: str) -> Publication | None:
    """The public article of that address. A text that nobody approved is fetched when it is looked at."""
    if "\0" in slug:  # no text can hold it, and PostgreSQL refuses to look for it
        return None
    return next(iter(_AT_ADDRESS(slug)), None)


def _at_address(slug: str) -> PublicationQuerySet:
    public = Publication.objects.public().with_facts().with_notices().with_source_notices()
    found = with_tags(with_call(public)).select_related(None).select_related(*RELATED)
    return found.only(*_columns()).filter(article__slug=slug)


def _columns() -> list[str]:
    return [
        *RELATED, *OF_PUBLICATION, *(f"article__{name}" for name in OF_ARTICLE),
        *(f"live_revision__{name}" for name in OF_REVISION), *(f"approval__{name}" for name in OF_APPROVAL),
        *(f"current_review__{name}" for name in OF_CURRENT_REVIEW), *(f"notice__{name}" for name in OF_NOTICE),
        f"{SUCCESSOR}__title",
    ]  # fmt: skip


_AT_ADDRESS = Prepared(Publication, _at_address, str)


def address_today(slug: str) -> str | None:
    """The slug of the public article that once had this one."""
    if "\0" in slug:
        return None
    moved = Publication.objects.public().filter(article__former_slugs__slug=slug)
    return moved.values_list("article__slug", flat=True).first()
