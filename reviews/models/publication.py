"""What does the public see of an article now? One row per article that was ever submitted."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Aggregate, Count, Exists, JSONField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from articles.models import Article, CitedKey, Revision, SourceNotice
from articles.models.source_notice import FACTS
from reviews.models.notice import FACTS as OF_NOTICE
from reviews.models.notice import Notice, NoticeKind
from reviews.models.review import Review
from reviews.models.sign_off import SignOff
from reviews.workflow import PENDING, State


def _retractions() -> models.QuerySet[Notice]:
    """Those of an article that no later reinstatement lifted, whatever the publication itself says of its notice."""
    of_article = Notice.objects.filter(article=OuterRef("article"))
    later = Notice.objects.filter(
        article=OuterRef("article"), kind=NoticeKind.REINSTATEMENT, pk__gt=OuterRef("pk")
    )
    return of_article.filter(~Exists(later), kind=NoticeKind.RETRACTION)


class Gathered(Aggregate):
    """Many rows as one JSON array."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(compiler, connection, function="JSONB_AGG", **extra)


class PublicationQuerySet(models.QuerySet["Publication"]):
    def public(self) -> PublicationQuerySet:
        """What a reader may see: what was approved, and pending text where the category shows it."""
        pending = Q(current_review__state__in=PENDING, current_review__go_live_at=None) & ~Q(
            article__category__policy__public_before_approval=False
        )
        return self.filter(Q(live_revision__isnull=False) | pending)

    def in_no_review(self) -> PublicationQuerySet:
        """Of which no review is open: there is none, or it was sent back. Twin of ``Publication.is_in_review``."""
        return self.filter(Q(current_review=None) | Q(current_review__state=State.CHANGES_REQUESTED))

    def listed(self) -> PublicationQuerySet:
        """What lists, feeds and the sitemap show: public and not archived."""
        return self.public().filter(article__archived_at=None)

    def with_facts(self) -> PublicationQuerySet:
        """Everything that ``reviews.standing`` needs, in the same query."""
        signed = SignOff.objects.signed_with_a_key().filter(
            review=OuterRef("approval"),
            revision=OuterRef("live_revision"),
            digest=OuterRef("live_revision__digest"),
        )
        count = signed.order_by().values("review").annotate(n=Count("pk")).values("n")
        return self.select_related(
            "article__category__policy", "live_revision", "approval", "current_review__revision", "notice"
        ).annotate(
            valid_sign_offs=Coalesce(Subquery(count), 0), has_retraction_in_force=Exists(_retractions())
        )

    def with_notices(self) -> PublicationQuerySet:
        """And every notice about it, in the same query: see ``notices``."""
        told = (
            Notice.objects.filter(article=OuterRef("article")).order_by().annotate(all=Value(1)).values("all")
        )
        return self.annotate(told=Subquery(told.annotate(facts=Gathered(OF_NOTICE)).values("facts")))

    def with_source_notices(self) -> PublicationQuerySet:
        """And what was published about the works that the text shown cites, in the same query too."""
        shown = Coalesce(OuterRef(OuterRef("live_revision")), OuterRef(OuterRef("current_review__revision")))
        cited = CitedKey.objects.filter(revision=shown).values("key")
        told = (
            SourceNotice.objects.filter(source__key__in=cited).order_by().annotate(all=Value(1)).values("all")
        )
        return self.annotate(source_notices=Subquery(told.annotate(facts=Gathered(FACTS)).values("facts")))


class Publication(models.Model):
    """Changed by ``reviews.actions`` alone; the database refuses a live revision without its approval."""

    article = models.OneToOneField(Article, models.PROTECT, related_name="publication")
    published_at = models.DateTimeField(null=True, help_text="When the article first was public.")
    live_revision = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+")
    approval = models.ForeignKey(Review, models.PROTECT, null=True, related_name="+")
    current_review = models.ForeignKey(Review, models.PROTECT, null=True, related_name="+")
    notice = models.ForeignKey(
        Notice, models.PROTECT, null=True, related_name="+", help_text="The notice in force."
    )
    re_review_reason = models.TextField(blank=True)
    re_review_at = models.DateTimeField(null=True)

    valid_sign_offs: int  # put on by ``with_facts``
    has_retraction_in_force: bool  # put on by ``with_facts``
    told: list[dict[str, Any]] | None  # put on by ``with_notices``
    source_notices: list[dict[str, Any]] | None  # put on by ``with_source_notices``

    objects = PublicationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["re_review_at"], condition=Q(re_review_at__isnull=False), name="publication_marked"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(live_revision=None, approval=None)
                | Q(live_revision__isnull=False, approval__isnull=False, published_at__isnull=False),
                name="publication_is_live_by_an_approval",
            ),
            models.CheckConstraint(
                condition=Q(re_review_at=None, re_review_reason="")
                | Q(re_review_at__isnull=False) & ~Q(re_review_reason=""),
                name="publication_re_review_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"publication of “{self.article}”"

    @cached_property
    def notices(self) -> list[Notice]:
        """All about its article, the newest first, where it was fetched ``with_notices``."""
        found = [Notice.from_facts(facts) for facts in self.told or []]
        return sorted(found, key=lambda notice: (notice.issued_at, notice.pk), reverse=True)

    @property
    def is_in_review(self) -> bool:
        return self.current_review is not None and self.current_review.state != State.CHANGES_REQUESTED
