"""Where is one revision on its way through the state machine?"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models import Article, Revision
from reviews.models.credential import Specialty
from reviews.models.person import Pool
from reviews.workflow import OPEN, PENDING, State


class ReviewQuerySet(models.QuerySet["Review"]):
    def open(self) -> ReviewQuerySet:
        """Twin of ``Review.is_open``."""
        return self.filter(state__in=OPEN)

    def due_to_go_live(self, now: datetime) -> ReviewQuerySet:
        return self.open().filter(go_live_at__lte=now)

    def overdue(self, today: date) -> ReviewQuerySet:
        """Open reviews past their own due date. Twin of ``Review.is_overdue``."""
        return self.open().filter(due_on__lt=today)


class Review(models.Model):
    """Changed by ``reviews.actions`` alone. The policy of the category is frozen into it when it starts."""

    State = State

    article = models.ForeignKey(Article, models.PROTECT, related_name="reviews")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="reviews")
    state = models.CharField(max_length=20, choices=State.choices, editable=False, db_index=True)

    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews_submitted"
    )
    submitted_at = models.DateTimeField()
    note = models.TextField("note to the reviewer", blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="reviews_claimed"
    )
    claimed_at = models.DateTimeField(null=True)
    due_on = models.DateField()
    pool = models.ForeignKey(
        Pool, models.PROTECT, null=True, related_name="reviews", help_text="Who was asked to claim it."
    )
    go_live_at = models.DateTimeField(
        null=True, help_text="Signed, the text is approved and public at this time; empty: at once."
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="reviews_closed"
    )
    closed_at = models.DateTimeField(null=True)
    reason = models.TextField("reason for asking for changes or withdrawing", blank=True)

    required_sign_offs = models.PositiveSmallIntegerField()
    specialty = models.CharField(max_length=30, choices=Specialty.choices, blank=True)
    further_specialty = models.CharField(max_length=30, choices=Specialty.choices, blank=True)
    checklist = models.JSONField(help_text="The questions as they were worded when the review started.")
    review_interval_months = models.PositiveSmallIntegerField()

    # The dates that the public page shows while this review's approval is live. Set once, when it is approved.
    approved_at = models.DateTimeField(null=True, editable=False)
    updated_at = models.DateTimeField(null=True, editable=False)
    reviewed_at = models.DateTimeField(null=True, editable=False)
    next_review_on = models.DateField(null=True, editable=False)
    rolled_back_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="When its approval was undone; set, the approval counts for nothing.",
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        permissions = [
            ("manage_desk", "Can assign, retract and keep the desk"),
            ("sign_review", "Can claim and sign reviews"),
        ]
        indexes = [  # what the desk's front page asks for at a hundred thousand reviews
            models.Index(
                fields=["submitted_at", "id"], condition=Q(closed_at=None), name="review_open_by_age"
            ),
            models.Index(fields=["state", "submitted_at"], name="review_state_by_age"),
            models.Index(fields=["state", "next_review_on"], name="review_falling_due"),
            models.Index(
                fields=["approved_at"], condition=Q(approved_at__isnull=False), name="review_approved_at"
            ),
            models.Index(
                fields=[
                    "reviewer",
                    "state",
                    "submitted_at",
                    "due_on",
                    "specialty",
                    "further_specialty",
                    "article",
                ],
                condition=Q(closed_at=None),
                name="review_in_hand",
            ),
            models.Index(fields=["state", "submitted_by", "submitted_at"], name="review_sent_back_to"),
            models.Index(fields=["revision", "state"], name="review_of_a_revision"),
            models.Index(fields=["state", "article", "next_review_on"], name="review_due_by_article"),
            models.Index(
                fields=["go_live_at"], condition=Q(go_live_at__isnull=False), name="review_go_live_at"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["article"], condition=Q(state__in=sorted(OPEN)), name="one_open_review_per_article"),
            models.UniqueConstraint(fields=["article"], condition=Q(state=State.APPROVED), name="one_approved_review_per_article"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="review_state_is_known"),
            models.CheckConstraint(
                condition=Q(reviewer=None, claimed_at=None) | Q(reviewer__isnull=False, claimed_at__isnull=False),
                name="review_has_a_reviewer_since_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.UNDER_REVIEW) | Q(reviewer__isnull=False), name="review_under_review_has_a_reviewer"
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(OPEN), closed_at=None, closed_by=None)
                | Q(state__in=sorted(set(State) - OPEN), closed_at__isnull=False, closed_by__isnull=False),
                name="review_is_closed_by_someone_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.APPROVED)
                | Q(approved_at__isnull=False, updated_at__isnull=False, reviewed_at__isnull=False, next_review_on__isnull=False),
                name="review_approved_has_its_dates",
            ),
            models.CheckConstraint(condition=Q(required_sign_offs__gte=1), name="review_needs_a_sign_off"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"review of {self.revision}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def waits_for_its_day(self, now: datetime) -> bool:
        """Whether it goes public only later, even when all have signed."""
        return self.is_open and self.go_live_at is not None and self.go_live_at > now

    @property
    def is_pending(self) -> bool:
        return self.state in PENDING

    def is_overdue(self, today: date) -> bool:
        return self.is_open and self.due_on < today

    def days_waiting(self, now: datetime) -> int:
        return (now - self.submitted_at).days
