"""What may an editor place beside the articles, labelled for what it is?"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models

from articles.addresses import address_of
from articles.models import Category


class Label(models.TextChoices):
    SERVICE = "service", "Service"
    ADVERTISING = "advertising", "Advertising"


def is_web_address(address: str) -> None:
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError as error:
        raise ValidationError("Enter a whole web address, like https://example.org/help.") from error


class CallToAction(models.Model):
    """Off until somebody places it, never part of a signed text, and never without its label."""

    title = models.CharField(max_length=80)
    text = models.TextField(max_length=500)
    label = models.CharField(
        max_length=15, choices=Label, help_text="Advertising is whatever somebody pays for or profits from."
    )
    link = models.CharField(
        max_length=500,
        blank=True,
        validators=[is_web_address],
        help_text="Empty: it leads to the enquiry form.",
    )
    link_text = models.CharField(max_length=60, default="Find out more")
    topic = models.ForeignKey(
        Category,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: beside all articles.",
    )
    is_placed = models.BooleanField("shown to readers", default=False)

    class Meta:
        ordering = ["title", "pk"]
        verbose_name_plural = "calls to action"
        constraints = [
            models.CheckConstraint(condition=models.Q(label__in=["service", "advertising"]), name="call_to_action_is_labelled")
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        return self.link or f"{address_of('contact')}?about={self.pk}"
