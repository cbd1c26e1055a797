"""What do the tests of the desk find around them? A database."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def desk(db: None) -> None:
    """Every screen of the desk needs the database."""
