"""When are two addresses the same, and how can one be remembered without being kept?"""

from __future__ import annotations

from contextlib import suppress

from django.utils.crypto import salted_hmac
from django.utils.encoding import punycode


def fingerprint(address: str) -> str:
    """64 hex digits that only this site can compute (HMAC with a key derived from SECRET_KEY)."""
    local, _, domain = address.strip().rpartition("@")
    with suppress(UnicodeError):  # no such domain can be written to; it is still told apart from others
        domain = punycode(domain)
    plain = f"{local.casefold()}@{domain.casefold()}"
    return salted_hmac("readers.correspondence.address", plain, algorithm="sha256").hexdigest()
