"""What does every test find around it? Closed network, fast passwords, files and mail that go nowhere."""

import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import override_settings

# A slow machine is not a failure. The same code is told the same by every run; ``--hypothesis-profile anew`` tries other
# examples each time, and what failed can be repeated from the blob that is printed.
hypothesis.settings.register_profile("house", deadline=None, derandomize=True)
hypothesis.settings.register_profile("anew", deadline=None, print_blob=True)
hypothesis.settings.load_profile("house")

# Django makes many small objects that die at once; looking for circles among them after each 700 takes a tenth of the time.
gc.set_threshold(100_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """One SQLite file for each worker: threads and the live server see the same data, as in production.

    (Django's own default, a database in memory shared between threads, locks whole tables.)
    """
    database: dict[str, Any] = settings.DATABASES["default"]
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    database.setdefault("TEST", {})["NAME"] = (
        str(Path(database["NAME"]).with_name(f"test_{worker}.sqlite3"))
        if database["ENGINE"].endswith("sqlite3")
        else f"test_{database['NAME']}_{worker}_{os.getpid()}"  # the server may be shared by several runs
    )


@pytest.fixture(autouse=True)
def house() -> Iterator[None]:
    """Settings that make tests quick and keep them apart from each other and from the machine."""
    staticfiles = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with (
        tempfile.TemporaryDirectory(prefix="imprimatur-media-") as media,
        tempfile.TemporaryDirectory(prefix="imprimatur-static-") as static,
        tempfile.TemporaryDirectory(prefix="imprimatur-state-") as state,
        override_settings(
            MEDIA_ROOT=media,
            STATE_HOME=Path(state),
            SEARCHES_PER_MINUTE=1_000_000,  # one address asks for all the tests
            STATIC_ROOT=static,  # there, as it is wherever the site runs without DEBUG
            PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
            REQUIRE_SECOND_FACTOR=False,  # tests of access turn it on; all others are about something else
            STORAGES=settings.STORAGES | {"staticfiles": staticfiles},  # no manifest without collectstatic
        ),
    ):
        yield
        cache.clear()
