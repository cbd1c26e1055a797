"""Which pictures does the site hold, and what must be said of them?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from articles.markdown import PictureFacts


class Picture(models.Model):
    """An upload as it was re-encoded by ``articles.pictures``. ``digest`` is the SHA-256 of the stored bytes."""

    file = models.ImageField(upload_to="pictures", width_field="width", height_field="height", max_length=200)
    width = models.PositiveIntegerField(editable=False, help_text="pixels")
    height = models.PositiveIntegerField(editable=False, help_text="pixels")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    alt = models.CharField(
        "alternative text",
        max_length=500,
        blank=True,
        help_text="What a person who cannot see the picture needs to know.",
    )
    credit = models.CharField(max_length=300, blank=True, help_text="Who made it, and under which licence.")
    caption = models.CharField(max_length=500, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="pictures", editable=False
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-added_at", "-pk"]

    def __str__(self) -> str:
        return self.alt or str(self.file.name)

    @property
    def src(self) -> str:
        return str(self.file.url)

    def facts(self) -> PictureFacts:
        return PictureFacts(
            src=self.src,
            alt=self.alt,
            credit=self.credit,
            caption=self.caption,
            width=self.width,
            height=self.height,
        )

    def as_shown(self) -> dict[str, Any]:
        """What a revision keeps of this picture."""
        return {
            "src": self.src, "alt": self.alt, "credit": self.credit, "caption": self.caption,
            "digest": self.digest, "width": self.width, "height": self.height,
        }  # fmt: skip
