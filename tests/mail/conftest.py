"""What do the tests of mail find around them? A database."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def post(db: None) -> None:
    """Every mail is a row first."""
