"""When are two addresses the same, and how can one be remembered without being kept?"""

from __future__ import annotations

import ipaddress
from contextlib import suppress
from datetime import date

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.encoding import punycode


def fingerprint(address: str) -> str:
    """64 hex digits that only this site can compute (HMAC with a key derived from SECRET_KEY)."""
    local, _, domain = address.strip().rpartition("@")
    with suppress(UnicodeError):  # no such domain can be written to; it is still told apart from others
        domain = punycode(domain)
    plain = f"{local.casefold()}@{domain.casefold()}"
    return salted_hmac("readers.correspondence.address", plain, algorithm="sha256").hexdigest()


def visitor(request: HttpRequest, *, today: date) -> str:
    """The same for one network on one day; on another day nobody can tell. Of IPv6 the network alone counts."""
    network = _network(_address(request))
    key = f"readers.correspondence.visitor {today.isoformat()}"
    return salted_hmac(key, network, algorithm="sha256").hexdigest()


def _address(request: HttpRequest) -> str:
    """Behind a proxy that we trust, what it wrote last; everything before that the visitor may have written."""
    forwarded = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    is_behind_proxy = settings.SECURE_PROXY_SSL_HEADER is not None
    return forwarded if is_behind_proxy and forwarded else request.META.get("REMOTE_ADDR", "")


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    prefix = 64 if found.version == 6 else 32
    return str(ipaddress.ip_network(f"{found}/{prefix}", strict=False))
