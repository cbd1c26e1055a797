"""How does a test meet the site as it is behind https? With the settings that it would start with."""

from __future__ import annotations

import os
import runpy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.test import Client, override_settings

URL = "https://testserver"
OURS = ("SECURE_", "SESSION_COOKIE_", "CSRF_", "IS_HTTPS", "TRUSTED_PROXIES", "SITE_URL", "X_FRAME", "OF_")


def settings_as(**environment: str) -> dict[str, Any]:
    """All settings, read anew with these environment variables."""
    with patch.dict(os.environ, environment):
        found = runpy.run_path(str(settings.BASE_DIR / "config" / "settings.py"))
    return {name: value for name, value in found.items() if name.isupper()}


@contextmanager
def https(**more: Any) -> Iterator[None]:
    """Whatever of the settings depends on https, as SITE_URL=https://... makes it."""
    chosen = {n: v for n, v in settings_as(SITE_URL=URL, DEBUG="off").items() if n.startswith(OURS)}
    with override_settings(**(chosen | {"ALLOWED_HOSTS": ["testserver"]} | more)):
        yield


def browser(**options: Any) -> Client:
    """What comes in by a proxy that speaks https."""
    return Client(headers={"X-Forwarded-Proto": "https"}, **options)
