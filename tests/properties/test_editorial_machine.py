"""Does every rule still hold after any history whatever?"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.properties.editorial_machine import EditorialMachine

EXAMPLES = int(os.environ.get("HYPOTHESIS_EXAMPLES", "10"))


@pytest.mark.django_db
def test_no_history_of_an_article_breaks_a_rule() -> None:
    """Ten histories of thirty steps; HYPOTHESIS_EXAMPLES asks for more."""
    run_state_machine_as_test(
        EditorialMachine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=30,
            suppress_health_check=list(HealthCheck),
            deadline=None,
        ),
    )
