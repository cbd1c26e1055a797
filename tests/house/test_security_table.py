"""Does the table of security name every item of the standard, and only tests that are there?"""

from __future__ import annotations

import re

from tests.house.project import ROOT

TABLE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
# How many items of levels 1 and 2 each chapter of ASVS 5.0.0 has.
ITEMS = {
    1: 27,
    2: 11,
    3: 19,
    4: 10,
    5: 9,
    6: 35,
    7: 18,
    8: 7,
    9: 7,
    10: 29,
    11: 14,
    12: 9,
    13: 13,
    14: 9,
    15: 13,
    16: 16,
    17: 7,
}
STATES = ("met", "operator", "n/a", "not met", "access")


def lines() -> list[tuple[list[str], str]]:
    """The items of a line, and its state."""
    found = re.findall(r"^\| (\d+\.\d+\.\d+[^|]*) \| [^|]+ \| ([^|\n]+) \|$", TABLE, re.MULTILINE)
    return [(re.findall(r"\d+\.\d+\.\d+", items), state) for items, state in found]


def test_every_item_of_both_levels_stands_in_it_once() -> None:
    own = [item for items, _ in lines() for item in items]
    assert len(own) == len(set(own))
    extra = set(re.findall(r"^\| (\d+\.\d+\.\d+) \(level 3\)", TABLE, re.MULTILINE))
    counts = {chapter: sum(item.startswith(f"{chapter}.") for item in set(own) - extra) for chapter in ITEMS}
    assert counts == ITEMS
    assert sum(ITEMS.values()) == 70 + 183  # of level 1 and of level 2


def test_every_line_says_how_it_stands() -> None:
    assert [(items, state) for items, state in lines() if not state.startswith(STATES)] == []


def test_every_test_that_it_names_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", TABLE)
    assert len(named) > 100
    for path, name in named:
        file = ROOT / path
        assert file.is_file(), path
        assert not name or f"def {name}(" in file.read_text(encoding="utf-8"), f"{path}::{name}"
