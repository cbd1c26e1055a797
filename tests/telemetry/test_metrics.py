"""Are the figures true, and shown to those alone who may see them?"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from prometheus_client.parser import text_string_to_metric_families

from config.telemetry.door import Watched
from readers.held import Door
from tests import factories as make
from tests.faults.conftest import committed  # noqa: F401 - a fixture
from tests.faults.wsgi import ask

pytestmark = pytest.mark.django_db
TOKEN = {"authorization": "Bearer a-token"}


def figures(client: Client) -> dict[tuple[str, ...], float]:
    """Each figure under its name and the values of its labels, in the order of their names."""
    text = client.get("/metrics", headers=TOKEN).content.decode()
    families = text_string_to_metric_families(text)
    return {
        (s.name, *(s.labels[label] for label in sorted(s.labels))): s.value
        for family in families
        for s in family.samples
    }


@pytest.fixture(autouse=True)
def token(settings: Any) -> None:
    settings.METRICS_TOKEN = "a-token"


def test_the_figures_are_for_staff_and_for_whoever_has_the_token(client: Client, settings: Any) -> None:
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer another"}).status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer é"}).status_code == 404
    answer = client.get("/metrics", headers=TOKEN)
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (200, "text/plain")
    assert "no-store" in answer["Cache-Control"]
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404
    client.force_login(make.stranger())
    assert client.get("/metrics").status_code == 200
    assert client.post("/metrics").status_code == 405


def test_requests_are_counted_by_route_and_not_by_address(client: Client) -> None:
    before = figures(client)
    for number in range(3):
        client.get(f"/articles/none-{number}/")
        client.get(f"/no-such-place-{number}")
    client.generic("BREW", "/articles/none/")
    after = figures(client)
    new = {
        key: value - before.get(key, 0)
        for key, value in after.items()
        if key[0] == "imprimatur_requests_total"
    }
    assert new["imprimatur_requests_total", "GET", "articles/<str:slug>/", "404"] == 3
    assert new["imprimatur_requests_total", "GET", "unmatched", "404"] == 3
    assert new["imprimatur_requests_total", "other", "articles/<str:slug>/", "405"] == 1
    assert after["imprimatur_request_seconds_count", "articles/<str:slug>/"] >= 4


def test_tasks_and_reviews_are_counted_in_as_many_queries_whatever_there_is(client: Client) -> None:
    with CaptureQueriesContext(connection) as few:
        before = figures(client)
    make.approved_article()
    make.submitted(title="Another", slug="another")
    with CaptureQueriesContext(connection) as many:
        after = figures(client)
    assert len(many) == len(few)
    assert before["imprimatur_tasks", "ready"] == 0
    assert after["imprimatur_tasks", "ready"] > 0
    assert after["imprimatur_tasks_oldest_seconds",] > 0
    assert after["imprimatur_reviews", "approved"] == after["imprimatur_reviews", "submitted"] == 1
    assert after["imprimatur_database_up",] == 1


def test_without_a_database_the_other_figures_still_stand(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise OperationalError

    monkeypatch.setattr("config.telemetry.metrics._tasks", gone)
    assert figures(client)["imprimatur_database_up",] == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.usefixtures("committed")
def test_a_page_from_memory_is_counted_and_bears_nobodys_id(client: Client) -> None:
    door = Door(WSGIHandler())
    watched, before = Watched(door), figures(client)
    address = make.approved_article().get_absolute_url()
    made = ask(watched, address, HTTP_X_REQUEST_ID="the-first-request")
    held = ask(watched, address, HTTP_X_REQUEST_ID="the-second-request")
    passed = ask(watched, address, method="POST")
    door.marks.close()
    after = figures(client)
    assert made.headers["X-Request-ID"] == "the-first-request"
    assert "X-Request-ID" not in held.headers
    assert (passed.status, len(passed.headers["X-Request-ID"])) == (405, 32)
    assert held.body == made.body
    name = "imprimatur_door_total"
    assert [after[name, which] - before[name, which] for which in ("made", "held", "passed")] == [1, 1, 1]
