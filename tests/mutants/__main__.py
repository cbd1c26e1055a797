"""python -m tests.mutants [--sample N] MODULE...: is every mistake in these modules seen by some test?"""

from __future__ import annotations

import argparse
import base64
import importlib
import os
import secrets
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

TESTS = [
    "tests/reviews/test_workflow.py", "tests/reviews/test_standing.py", "tests/articles/test_snapshot.py", "tests/reviews/test_quorum.py",
    "tests/reviews/test_rules.py", "tests/reviews/test_submission.py", "tests/reviews/test_kept_registers.py",
    "tests/reviews/test_every_act.py", "tests/reviews/test_decision.py", "tests/reviews/test_assignment.py", "tests/reviews/test_comments.py",
    "tests/reviews/test_dates_and_scopes.py", "tests/reviews/test_roll_back.py", "tests/reviews/test_notices_and_upkeep.py",
    "tests/reviews/test_schedule.py", "tests/reviews/test_evidence.py", "tests/reviews/test_flag_retractions.py",
    "tests/reviews/test_forgery.py", "tests/reviews/test_sharing.py", "tests/reviews/test_signatures.py",
    "tests/reviews/test_eligibility.py", "tests/readers/test_truth.py", "tests/articles/test_save_article.py",
    "tests/desk/test_duplicates.py", "tests/desk/test_factor_resets.py", "tests/desk/test_sign_off.py",
    "tests/desk/test_share_links.py", "tests/mail/test_who_is_told.py",
]  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="+", metavar="MODULE", help="such as reviews.workflow")
    parser.add_argument("--sample", type=int, default=10_000, help="at most so many mutants of each module")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=300, help="for the tests of one mutant")
    parser.add_argument(
        "--lines", type=int, nargs="+", help="only the mutants of these lines, to look again at what lived"
    )
    parser.add_argument("--tests", nargs="+", default=TESTS, help="in place of those for the reviews")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="imprimatur-mutants-") as folder:
        _prepare(folder)
        return _report(asked)


def _prepare(folder: str) -> None:
    """A database that is migrated once; every test takes back what it did."""
    os.environ |= {
        "DATABASE_URL": f"sqlite:///{folder}/ready.sqlite3", "DEBUG": "off", "SECRET_KEY": secrets.token_urlsafe(50), "HYPOTHESIS_EXAMPLES": "2",
        "SIGNING_KEY": base64.b64encode(secrets.token_bytes(32)).decode(), "DJANGO_SETTINGS_MODULE": "config.settings",
    }  # fmt: skip
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0)
    connections.close_all()


def _report(asked: argparse.Namespace) -> int:
    import pytest

    from tests.mutants import running, watching

    modules = [importlib.import_module(name) for name in asked.modules]
    watched = watching.watched(asked.tests, modules=modules)
    found: list[tuple[int, int]] = []

    def each(session: pytest.Session) -> None:
        running.warm_up(session)
        found.extend(_one(module, asked=asked, watched=watched, session=session) for module in modules)

    pytest.main([*running.PLAIN, *asked.tests], plugins=[running.Loop(each)])
    killed, total = (sum(numbers) for numbers in zip(*found, strict=True))
    print(f"{killed} of {total} mutants killed ({killed / max(total, 1):.1%}).")
    return 0 if killed >= 0.9 * total else 1


def _one(module: Any, *, asked: argparse.Namespace, watched: Any, session: Any) -> tuple[int, int]:
    """How many mutants of the module were killed, of how many; the others are printed."""
    from tests.mutants import making, running

    begun, killed = time.monotonic(), 0
    source = Path(str(module.__file__)).read_text()
    every = [mutant for mutant in making.mutants(source) if mutant.line in (asked.lines or [mutant.line])]
    picked = list(running.chosen(every, most=asked.sample, seed=asked.seed))
    for mutant in picked:
        tests = running.tests_for(mutant, module=module, tests=watched)
        if running.survives(mutant, module=module, tests=tests, session=session, seconds=asked.seconds):
            print(f"{module.__name__}:{mutant.line}: {mutant.what}, {len(tests)} tests", flush=True)
        else:
            killed += 1
    print(
        f"{module.__name__}: {killed} of {len(picked)} killed ({len(every)} in all), {time.monotonic() - begun:.0f} s",
        flush=True,
    )
    return killed, len(picked)


if __name__ == "__main__":
    sys.exit(main())
