"""What did somebody say about the text under review?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.append_only import AppendOnlyModel
from reviews.models.review import Review
from reviews.models.share_link import ShareLink


class CommentQuerySet(models.QuerySet["Comment"]):
    def blocking(self) -> CommentQuerySet:
        """Open comments that refuse a sign-off. Twin of ``Comment.is_blocking_now``."""
        return self.filter(is_blocking=True, resolved_at=None)

    def up_to(self, review: Review) -> CommentQuerySet:
        """Those of this round of the article and of the rounds before it."""
        return self.filter(review__article=review.article_id, review__lte=review.pk)


class Comment(models.Model):
    """``quote`` is the passage it speaks of, in the block and the wording where it stood; empty for the whole text."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="review_comments"
    )
    guest = models.ForeignKey(
        ShareLink,
        models.PROTECT,
        null=True,
        related_name="comments",
        help_text="The expert without an account.",
    )
    text = models.TextField()
    quote = models.TextField(blank=True)
    audience = models.CharField(max_length=20, blank=True)
    block = models.PositiveIntegerField(default=0, help_text="Of the text under review; 0: not in a block.")
    is_blocking = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="comment_is_resolved_by_someone_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(author=None, guest__isnull=False) | Q(author__isnull=False, guest=None),
                name="comment_is_by_staff_or_by_a_guest",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def written_by(self) -> str:
        """The name to print beside it."""
        person = self.author
        return (person.get_full_name() or person.get_username()) if person else f"{self.guest}, by invitation"

    @property
    def is_blocking_now(self) -> bool:
        return self.is_blocking and self.resolved_at is None


class Answer(AppendOnlyModel):
    """What was said to a comment, by its writers as a rule."""

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="answers")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comment_answers")
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
