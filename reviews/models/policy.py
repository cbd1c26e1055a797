"""What does a category ask of a review?"""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from articles.models import Category
from reviews.models.credential import Specialty


def asked_for(terms: Any) -> tuple[str, ...]:
    """The specialties that a policy, or a review under it, asks for."""
    return tuple(filter(None, (terms.specialty, terms.further_specialty)))


class Policy(models.Model):
    """The rules of one category. A category without a row has the defaults below."""

    category = models.OneToOneField(Category, models.CASCADE, related_name="policy")
    required_sign_offs = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text="How many reviewers must sign.",
    )
    specialty = models.CharField(
        max_length=30, choices=Specialty.choices, blank=True, help_text="Empty: any specialty."
    )
    further_specialty = models.CharField(
        max_length=30,
        choices=Specialty.choices,
        blank=True,
        help_text="At least one of the signatures must be in this specialty as well.",
    )
    review_interval_months = models.PositiveSmallIntegerField(
        default=12, validators=[MinValueValidator(1), MaxValueValidator(36)], help_text="1 to 36 months."
    )
    due_days = models.PositiveSmallIntegerField(
        default=14, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    public_before_approval = models.BooleanField(
        default=True,
        help_text="Show a text that was never approved, with a caution, while its review is open.",
    )
    patient_reading_grade = models.PositiveSmallIntegerField(
        default=9,
        validators=[MinValueValidator(1), MaxValueValidator(18)],
        help_text="1 to 18. The highest Flesch-Kincaid grade for patients' passages without a written reason.",
    )

    class Meta:
        verbose_name_plural = "policies"
        constraints = [
            models.CheckConstraint(
                condition=Q(required_sign_offs__range=(1, 5)), name="policy_sign_offs_1_to_5"
            ),
            models.CheckConstraint(
                condition=Q(further_specialty="") | Q(required_sign_offs__gte=2) & ~Q(specialty=""),
                name="policy_of_two_specialties_takes_two_sign_offs",
                violation_error_message="A further specialty takes a first one, and two signatures at least.",
            ),
            models.CheckConstraint(
                condition=Q(review_interval_months__range=(1, 36)), name="policy_interval_1_to_36_months"
            ),
            models.CheckConstraint(
                condition=Q(patient_reading_grade__range=(1, 18)), name="policy_reading_grade_1_to_18"
            ),
        ]

    def __str__(self) -> str:
        return f"policy of {self.category}"

    @classmethod
    def of(cls, category: Category | None) -> Policy:
        """The policy of ``category``, or one with the defaults that is not stored."""
        found = cls.objects.filter(category=category).first() if category else None
        return found or cls(category=category)

    def is_stricter_than(self, other: Policy) -> bool:
        return self.required_sign_offs > other.required_sign_offs or (
            bool(asked_for(self)) and asked_for(self) != asked_for(other)
        )


class ChecklistQuerySet(models.QuerySet["ChecklistQuestion"]):
    def asked_of(self, category: Category | None) -> ChecklistQuerySet:
        return self.filter(Q(category=None) | Q(category=category), is_active=True)


class ChecklistQuestion(models.Model):
    """One question that a signer answers. Signed answers keep the wording of their day."""

    text = models.CharField(max_length=300)
    category = models.ForeignKey(
        Category,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="questions",
        help_text="Empty: asked of every article.",
    )
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveSmallIntegerField(
        default=1, editable=False, help_text="One more for each change of the wording."
    )
    is_active = models.BooleanField(default=True)

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text

    def as_asked(self) -> dict[str, Any]:
        return {"key": str(self.pk), "question": self.text, "version": self.version}
