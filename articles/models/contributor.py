"""Who is a person (or an organisation) to the public?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models

from articles.addresses import address_of
from articles.slugs import MAX_LENGTH, free_slug, is_slug

is_orcid = RegexValidator(
    r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]\Z",
    "An ORCID iD looks like 0000-0002-1825-0097: four groups of four digits.",
)


class ContributorQuerySet(models.QuerySet["Contributor"]):
    def named(self, name: str) -> Contributor:
        """The contributor of that name, made when there is none yet (name alone, no claim to any credential)."""
        found = self.filter(name=name).order_by("pk").first()
        return found or self.create(name=name)


class Contributor(models.Model):
    """Shown on bylines and sign-offs. ``disclosures`` left empty means not asked yet; "None" is an answer."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="contributor",
        help_text="The account of this person, if they work at the desk. Authors on a byline cannot review it.",
    )  # fmt: skip
    name = models.CharField(max_length=200, help_text="As printed, without title or letters after the name.")
    slug = models.CharField(
        max_length=MAX_LENGTH, unique=True, blank=True, editable=False, validators=[is_slug]
    )
    credentials = models.CharField(
        max_length=200, blank=True, help_text="Letters after the name, such as MD, MRCPsych."
    )
    affiliation = models.CharField(max_length=300, blank=True)
    biography = models.TextField(blank=True)
    disclosures = models.TextField(
        blank=True,
        help_text="Financial and other interests in the last 36 months. Write “None” when there are none.",
    )
    orcid = models.CharField("ORCID iD", max_length=19, blank=True, validators=[is_orcid])
    advisory_role = models.CharField(
        "role on the advisory board",
        max_length=120,
        blank=True,
        help_text="Such as “Chair” or “Member, for pharmacy”. Empty: not on the board. Readers see it among the people.",
    )
    is_health_professional = models.BooleanField(default=False)
    is_organisation = models.BooleanField(default=False)

    objects = ContributorQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        indexes = [
            models.Index(fields=["name"], name="contributor_by_name")
        ]  # each file imported asks for it

    def __str__(self) -> str:
        return self.printed_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:  # given once: addresses of people do not change
            self.slug = free_slug(self.name, is_taken=_is_taken, fallback="contributor")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return address_of("person", self.slug)

    @property
    def printed_name(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name


def _is_taken(slug: str) -> bool:
    return Contributor.objects.filter(slug=slug).exists()
