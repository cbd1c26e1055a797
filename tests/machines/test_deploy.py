"""Do the files in deploy/ fit the site, and what is said when the environment does not?"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured
from environ import Env

from config.replica import replica
from config.storage import pictures
from tests.house.project import settings_read

PROJECT = Path(__file__).resolve().parents[2]
DEPLOY = PROJECT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
OF_GUNICORN = {"WEB_CONCURRENCY"}


def test_the_example_of_an_environment_names_only_what_the_site_reads() -> None:
    text = (DEPLOY / "environment.example").read_text()
    named = set(re.findall(r"^#?([A-Z_]+)=", text, flags=re.MULTILINE))
    assert named - settings_read() == OF_GUNICORN
    assert {"SECRET_KEY", "SIGNING_KEY", "DATABASE_URL", "REPLICA_URL", "STORAGE_URL"} <= named


def test_every_command_that_a_unit_or_a_container_runs_exists() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    texts = [unit.read_text() for unit in UNITS]
    texts += [" ".join(service["command"]) for service in services.values() if "command" in service]
    named = set(re.findall(r"manage\.py (\w+)", " ".join(texts)))
    own = {
        path.stem
        for app in ("articles", "reviews", "readers")
        for path in (PROJECT / app / "management/commands").iterdir()
    }
    assert named >= {
        "send_reminders",
        "delete_old_correspondence",
        "anchor_ledger",
        "backup",
        "db_worker",
        "migrate",
    }
    assert named <= own


def test_each_timer_has_its_service() -> None:
    names = {unit.name for unit in UNITS}
    assert {name.replace(".timer", ".service") for name in names if name.endswith(".timer")} <= names


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_understands_the_units_where_there_is_one(unit: Path, tmp_path: Path) -> None:
    """The programs that they start are not where they will be, so some that are stand in for them."""
    text = re.sub(r"^(Exec\w+=)/srv\S+", r"\1/bin/true", unit.read_text(), flags=re.MULTILINE)
    written = tmp_path / unit.name
    written.write_text(text)
    if unit.suffix == ".timer":
        (tmp_path / f"{unit.stem}.service").write_text("[Service]\nExecStart=/bin/true\n")
    if program := shutil.which("systemd-analyze"):
        done = subprocess.run([program, "verify", "--man=no", written], capture_output=True, text=True)
        assert tmp_path.name not in done.stderr
        assert unit.name not in done.stderr


def test_an_image_takes_what_the_site_needs_and_nothing_else() -> None:
    taken = set(
        re.findall(
            r"^COPY (?!requirements|manage)(\w+)", (DEPLOY / "Dockerfile").read_text(), flags=re.MULTILINE
        )
    )
    assert taken == {"config", "articles", "reviews", "readers", "pages", "templates", "static"}
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().split()
    assert {line[1:] for line in ignored if line.startswith("!")} == taken | {
        "requirements.txt",
        "manage.py",
        "gunicorn.conf.py",
    }


@pytest.mark.parametrize(
    "wrong",
    ["http://key:secret@host/bucket", "s3://host", "s3://key:secret@host/", "s3://host/a/b", "s3://host/bucket?colour=red", "x"],
)  # fmt: skip
def test_an_address_of_storage_that_is_none_is_refused_by_its_form(wrong: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="s3://KEY:SECRET@HOST/BUCKET"):
        pictures(wrong)


def test_an_address_of_storage_says_where_pictures_are_kept() -> None:
    assert pictures("")["BACKEND"].endswith("FileSystemStorage")
    made = pictures("s3://a%2Fkey:a%40secret@storage.example.org:9000/pictures?region=eu-1")["OPTIONS"]
    assert (made["access_key"], made["secret_key"]) == ("a/key", "a@secret")
    assert (made["endpoint_url"], made["bucket_name"]) == ("https://storage.example.org:9000", "pictures")
    assert made["region_name"] == "eu-1"
    assert pictures("s3:///pictures")["OPTIONS"]["endpoint_url"] is None


def test_without_its_library_storage_is_refused_by_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.storage.find_spec", lambda name: None)
    with pytest.raises(ImproperlyConfigured, match=r"pip install 'django-storages\[s3\]'"):
        pictures("s3://host/bucket")


def test_a_replica_must_be_a_server_that_can_follow() -> None:
    with pytest.raises(ImproperlyConfigured, match="must name a PostgreSQL server"):
        replica(Env.db_url_config("sqlite:///copy.sqlite3"))
    made: dict[str, Any] = replica(Env.db_url_config("postgres://user:password@host/name?connect_timeout=1"))
    assert (made["OPTIONS"]["connect_timeout"], "pool" in made["OPTIONS"]) == (1, False)
