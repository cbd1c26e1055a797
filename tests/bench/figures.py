"""What was measured, what it should be at most (or at least), and how is that printed and kept?"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """``floor`` is what is promised; None where a figure stands for comparison alone."""

    name: str
    value: float
    floor: float | None = None
    is_least: bool = False

    @property
    def is_met(self) -> bool:
        if self.floor is None:
            return True
        return self.value >= self.floor if self.is_least else self.value <= self.floor

    def __str__(self) -> str:
        promised = "" if self.floor is None else f"{'>=' if self.is_least else '<='} {self.floor:g}"
        return f"{self.name:66} {self.value:10.2f}  {promised:9} {'' if self.is_met else 'MISSED'}".rstrip()


def keep(figures: Iterable[Figure], *, file: Path, articles: int) -> None:
    """As JSON, with the day and the kind of machine."""
    told = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "load_at_the_end": os.getloadavg()[0],
        "articles": articles,
        "figures": [asdict(figure) | {"is_met": figure.is_met} for figure in figures],
    }
    file.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
