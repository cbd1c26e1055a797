"""What does every template know about the site?"""

from email.utils import parseaddr
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str | int | bool]:
    return {
        "kept_days": settings.CORRESPONDENCE_KEPT_DAYS,
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "contact_email": _bare(settings.DEFAULT_FROM_EMAIL),
        "has_security_contact": bool(settings.SECURITY_CONTACT),
        "is_demonstration": settings.DEBUG,
    }


@lru_cache(maxsize=1)
def _bare(address: str) -> str:
    return parseaddr(address)[1]
