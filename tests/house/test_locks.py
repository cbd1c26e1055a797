"""Do the lock files pin every package by version and hash, and name no host to get it from?"""

import re

import pytest

from tests.house.project import ROOT

LOCKS = ("requirements.txt", "requirements-dev.txt")
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==(?P<version>[^ ]+)(?: ; .+)?$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}$")


def requirements(lock: str) -> list[list[str]]:
    """The requirements of a lock file, each as its line followed by those of its hashes."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace(" \\\n", "\n")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    starts = [number for number, line in enumerate(lines) if not line.startswith(" ")]
    return [lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_has_one_version_and_its_hashes(lock: str) -> None:
    found = requirements(lock)
    assert len(found) > 10
    assert [head for head, *_ in found if not PIN.match(head)] == []
    assert [head for head, *hashes in found if not hashes or not all(map(HASH.match, hashes))] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_names_no_host_and_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r"\w+://\S+|^-.*|@ .*", text, flags=re.MULTILINE) == []


def test_the_site_and_its_tools_are_locked_to_the_same_versions() -> None:
    """Whatever the platforms they are for: a tool may need everywhere what the site needs on one."""
    site, tools = ({head.split(" ; ")[0] for head, *_ in requirements(lock)} for lock in LOCKS)
    assert site <= tools
