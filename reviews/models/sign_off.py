"""What did a reviewer sign, as whom, in which words?"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from articles.append_only import AppendOnlyModel, AppendOnlyQuerySet
from articles.models import Revision
from reviews.models.credential import Credential, Specialty
from reviews.models.review import Review


class Meaning(models.TextChoices):
    """What a signature means (21 CFR 11.50 asks that it be said)."""

    MEDICAL_REVIEW = "medical_review", "Medical review"


class Scope(models.TextChoices):
    WHOLE = "whole", "The whole page"
    CHANGES = "changes", "The changes only"


SPECIALTIES: dict[str, str] = dict(Specialty.choices)
# Of a revision its signature needs the number alone, and of a review the terms.
LEFT_OUT = [
    *(f"revision__{name}" for name in (
        "title", "excerpt", "body", "language", "funding", "byline", "sources", "pictures", "lead_picture", "rendered",
        "note", "significance", "author", "author_name", "created_at",
    )),
    *(f"review__{name}" for name in (
        "submitted_by", "submitted_at", "note", "reviewer", "claimed_at", "due_on", "pool", "go_live_at", "closed_by",
        "closed_at", "reason", "checklist", "approved_at", "updated_at", "reviewed_at", "next_review_on", "rolled_back_at",
    )),
]  # fmt: skip


class SignOffQuerySet(AppendOnlyQuerySet):
    def with_signature(self) -> SignOffQuerySet:
        """And with all that is behind it, for whoever has its review and the text that was reviewed."""
        behind = [f"builds_on__{name}" for name in ("revision", "review", "signature")]
        left_out = [f"builds_on__{name}" for name in LEFT_OUT]
        found: SignOffQuerySet = self.select_related("signature", *behind).defer(*left_out)
        return found

    def with_proof(self) -> SignOffQuerySet:
        """Everything that ``reviews.proof.signatures`` needs, in the same query."""
        found: SignOffQuerySet = self.with_signature().select_related("revision", "review").defer(*LEFT_OUT)
        return found

    def signed_with_a_key(self) -> SignOffQuerySet:
        found: SignOffQuerySet = self.filter(signature__isnull=False)
        return found


class SignOff(AppendOnlyModel):
    """A signature on one revision's digest. Names and credentials are printed as they were on the day."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="sign_offs")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="sign_offs")
    digest = models.CharField(max_length=64)
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sign_offs")
    credential = models.ForeignKey(Credential, models.PROTECT, related_name="sign_offs")
    printed_name = models.CharField(max_length=200)
    printed_credentials = models.CharField(max_length=200, blank=True)
    contributor_slug = models.CharField(max_length=120, blank=True)
    specialty = models.CharField(max_length=30, choices=Specialty.choices)
    licence = models.CharField(max_length=100)
    signed_at = models.DateTimeField()
    meaning = models.CharField(max_length=20, choices=Meaning, default=Meaning.MEDICAL_REVIEW)
    scope = models.CharField(max_length=10, choices=Scope)
    builds_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="built_upon")
    statement = models.TextField()
    answers = models.JSONField(help_text="[{question, answer}] as worded on the day")
    interests = models.TextField()

    objects = SignOffQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["signed_at", "pk"]
        indexes = [  # whether somebody signed, in what, and under which credential
            models.Index(fields=["contributor_slug", "specialty"], name="sign_off_by_person"),
            models.Index(fields=["contributor_slug", "credential"], name="sign_off_under_credential"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["review", "signer"], name="one_sign_off_per_signer_and_review"),
            models.CheckConstraint(
                condition=models.Q(scope=Scope.WHOLE, builds_on=None)
                | models.Q(scope=Scope.CHANGES, builds_on__isnull=False),
                name="sign_off_of_changes_builds_on_a_whole_one",
            ),
        ]

    def __str__(self) -> str:
        return f"sign-off by {self.signature_line}"

    def get_specialty_display(self) -> str:  # type: ignore[no-redef]
        """As Django would say it, which writes out all of them at each call."""
        return SPECIALTIES.get(self.specialty, self.specialty)

    @property
    def signature_line(self) -> str:
        return (
            f"{self.printed_name}, {self.printed_credentials}"
            if self.printed_credentials
            else self.printed_name
        )

    @property
    def whole_page(self) -> SignOff:
        """The whole-page sign-off that stands behind this one: itself, or the one it builds on."""
        return self.builds_on or self


class ConflictWaiver(AppendOnlyModel):
    """An editor's recorded reason why a reviewer may sign in spite of a declared interest."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="waivers")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField()
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()

    class Meta:
        ordering = ["granted_at"]

    def __str__(self) -> str:
        return f"waiver for {self.reviewer} on {self.review}"
