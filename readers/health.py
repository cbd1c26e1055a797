"""Is this process alive, and could it do its work?"""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from articles import append_only
from readers.public import only_read


@never_cache
@only_read
def alive(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@never_cache
@only_read
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, is migrated, has its triggers, and files can be kept; else 503 that says what is wrong."""
    checks = {"database": _database, "migrations": _migrations, "triggers": _triggers, "storage": _storage}
    answers: dict[str, str] = {}
    for name, check in checks.items():
        if name in ("migrations", "triggers") and answers["database"] != "ok":
            answers[name] = "not asked"
            continue
        try:
            answers[name] = check()
        except Exception as error:  # noqa: BLE001 - whatever it is, the answer is "not ready"
            answers[name] = f"failed: {type(error).__name__}"
    is_ready = set(answers.values()) == {"ok"}
    return JsonResponse(
        {"status": "ok" if is_ready else "not ready", **answers}, status=200 if is_ready else 503
    )


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} migration(s) not applied" if waiting else "ok"


def _triggers() -> str:
    missing = append_only.missing(connection)
    return f"missing: {', '.join(missing)}" if missing else "ok"


def _storage() -> str:
    name = default_storage.save("readyz", ContentFile(b"ok"))
    default_storage.delete(name)
    return "ok"
