"""How is the copy of the database reached that ``REPLICA_URL`` names? Without patience: the original is always there."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured


def replica(database: dict[str, Any]) -> dict[str, Any]:
    """Its entry in ``DATABASES``. No pool: that would wait for it, and a thread's own connection is kept anyway."""
    if not database["ENGINE"].endswith("postgresql"):
        raise ImproperlyConfigured(
            "REPLICA_URL must name a PostgreSQL server (postgres://user:password@host/name) that follows the one in "
            "DATABASE_URL. Leave it out where there is none."
        )
    hurry = {"connect_timeout": 2, "tcp_user_timeout": 5000, "options": "-c statement_timeout=5000"}
    return database | {
        "CONN_MAX_AGE": 60,
        "OPTIONS": hurry | database.get("OPTIONS", {}),
        "TEST": {"MIRROR": "default"},
    }
