"""With which key was a sign-off signed, and what is the signature?"""

from __future__ import annotations

from django.db import models

from articles.append_only import AppendOnlyModel
from reviews.models.sign_off import SignOff


class Signature(AppendOnlyModel):
    """Ed25519 over the facts of one sign-off (``reviews.proof.signatures.facts``).

    One whose ``made_at`` is not the time of the sign-off was added by the site later: the sign-off is from before keys
    were kept.
    """

    sign_off = models.OneToOneField(SignOff, models.PROTECT, related_name="signature")
    key = models.CharField(max_length=32, help_text="The name of the public key.")
    value = models.CharField(max_length=88, help_text="64 bytes in base64.")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"signature of {self.sign_off} by key {self.key}"
