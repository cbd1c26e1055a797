"""Is the public site set up so that what it tells machines is true? Django system checks."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core import checks

HINT = (
    "Set SECURITY_CONTACT to an address such as mailto:security@example.org or https://example.org/security."
)


@checks.register
def security_contact(**_: Any) -> list[checks.CheckMessage]:
    """``SECURITY_CONTACT`` is a URI of one line (RFC 9116, 2.5.3), and a real site has one."""
    contact = settings.SECURITY_CONTACT
    if not contact:
        told = (
            "Nobody is named who could be told of a hole in the site: /.well-known/security.txt answers 404."
        )
        return [] if settings.DEBUG else [checks.Warning(told, hint=HINT, id="readers.W001")]
    if not re.fullmatch(r"(?:mailto:[^\s@]+@[^\s@]+|https://\S+|tel:[+\d.()-]+)", contact):
        told = f"SECURITY_CONTACT is “{contact}”, which is neither a mailto:, an https: nor a tel: address."
        return [checks.Error(told, hint=HINT, id="readers.E001")]
    return []
