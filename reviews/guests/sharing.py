"""Which address opens the page of an outside expert? The number of the link, signed; nothing secret is stored."""

from __future__ import annotations

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from reviews.models import ShareLink


def token_of(link: ShareLink) -> str:
    return _signer().sign(str(link.pk))


def link_of(token: str) -> ShareLink | None:
    """The link that this token was made for; None for a token that was not made here."""
    try:
        number = _signer().unsign(token)
    except BadSignature:
        return None
    links = ShareLink.objects.select_related("review__revision", "review__article", "made_by")
    return links.defer("review__article__body", "review__article__front_matter").filter(pk=number).first()


def path_of(link: ShareLink) -> str:
    return reverse("shared", args=[token_of(link)])


def address(link: ShareLink) -> str:
    """In full, as it is passed on."""
    return f"{settings.SITE_URL}{path_of(link)}"


def _signer() -> Signer:
    return Signer(salt="reviews.share_link", sep=".")
