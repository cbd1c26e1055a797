"""Who is told of an error? The service that ``SENTRY_DSN`` names, where the optional part is installed; nothing of readers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured

KEPT_OF_REQUEST = {"method"}  # addresses may hold tokens, headers and bodies what people wrote


def without_readers(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """An error as it may leave the house: the code and its place, not whose request it was."""
    request = event.get("request", {})
    event["request"] = {name: value for name, value in request.items() if name in KEPT_OF_REQUEST}
    for name in ("user", "breadcrumbs", "server_name"):
        event.pop(name, None)
    return event


def start(dsn: str) -> None:
    try:
        import sentry_sdk
    except ImportError as error:
        raise ImproperlyConfigured(
            "SENTRY_DSN is set, but sentry-sdk is not installed. Install it (pip install sentry-sdk), or leave SENTRY_DSN out."
        ) from error
    sentry_sdk.init(
        dsn,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        before_send=without_readers,
    )
