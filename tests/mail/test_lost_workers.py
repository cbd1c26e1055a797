"""Is a worker that was killed told from one that lives, ended or is on another machine?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reviews import workers
from tests.mail.worker import PROJECT, surroundings

HOLDER = """
import django, sys
django.setup()
from reviews import workers
with workers.alive(sys.argv[1]):
    print("alive", flush=True)
    sys.stdin.read()
"""


def holder(worker: str) -> subprocess.Popen[str]:
    """Another process of this machine, which says that it is that worker."""
    environment = surroundings(smtp=1) | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    started = subprocess.Popen(
        [sys.executable, "-c", HOLDER, worker], cwd=PROJECT, env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert started.stdout is not None
    assert started.stdout.readline() == "alive\n"
    return started


def test_a_worker_is_lost_once_it_was_killed_and_neither_before_nor_where_nobody_can_know(
    settings: Any, tmp_path: Path
) -> None:
    name = workers.new_name()
    with holder(name) as process:
        assert not workers.is_lost(name)
        process.kill()
        process.wait()
    assert workers.is_lost(name)
    settings.STATE_HOME = tmp_path
    assert not workers.is_lost(name)


def test_one_that_ended_in_good_order_leaves_nothing_to_be_found(settings: Any) -> None:
    name = workers.new_name()
    with workers.alive(name):
        assert not workers.is_lost(name)
    assert not workers.is_lost(name)
    assert list((settings.STATE_HOME / "imprimatur/workers").iterdir()) == []


def test_no_two_have_one_name_though_their_process_has_one_number() -> None:
    assert workers.new_name() != workers.new_name()
    assert len(workers.new_name()) <= 64


@pytest.mark.parametrize("name", ["..", "/etc/passwd", "a b", "ü" * 64, "x" * 500, ""])
def test_any_name_is_only_a_name(name: str) -> None:
    assert not workers.is_lost(name)
    with workers.alive(name):
        assert not workers.is_lost(name)


def test_where_no_lock_can_be_written_a_worker_works_without(
    settings: Any, tmp_path: Path, caplog: Any
) -> None:
    settings.STATE_HOME = tmp_path / "file"
    (tmp_path / "file").touch()
    with workers.alive("somebody"):
        assert "If it is killed, its task waits for half an hour." in caplog.text
    assert not workers.is_lost("somebody")
