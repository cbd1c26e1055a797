"""Where are the corpora? In the folder named by the variable CORPORA; without it these tests do not exist."""

import os
from pathlib import Path

import pytest


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave these tests out altogether without the folder: a skipped test looks like a passed one."""
    return True if "CORPORA" not in os.environ else None


@pytest.fixture(scope="session")
def corpora() -> Path:
    return Path(os.environ["CORPORA"]).resolve(strict=True)
