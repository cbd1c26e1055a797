"""Does the log say how each request went, and nothing of who reads what?"""

from __future__ import annotations

import logging
from typing import Any

import pytest
import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from articles.models import Contributor
from config.telemetry import reports
from config.telemetry.logs import logging_as
from reviews.models import LedgerEntry
from tests import factories as make
from tests.telemetry.conftest import Lines

pytestmark = pytest.mark.django_db
TOKEN = "a-token-for-one-reader-alone"


def of(event: str, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line for line in lines if line["event"] == event]


def test_each_request_has_a_line_that_says_how_it_went(client: Client, lines: Lines) -> None:
    article = make.approved_article()
    lines().clear()
    client.get(article.get_absolute_url(), {"from": "somebody@example.org"})
    line = of("request", lines())[-1]
    assert line["route"] == "articles/<str:slug>/"
    assert (line["method"], line["status"], line["slug"]) == ("GET", 200, article.slug)
    assert line["queries"] > 0
    assert 0 < line["query_ms"] < line["ms"]
    assert (line["level"], line["logger"], line["user"]) == ("info", "imprimatur.requests", None)
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    "address",
    [
        f"/newsletter/confirm/{TOKEN}/", f"/newsletter/unsubscribe/{TOKEN}/", f"/shared/{TOKEN}/", f"/search/?q={TOKEN}",
        f"/nowhere/{TOKEN}", f"/media/{TOKEN}.png", f"/admin/login/?next=/{TOKEN}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["get", "post", "put"])
def test_what_is_for_one_reader_alone_is_not_written_down(
    client: Client, written: list[str], address: str, method: str
) -> None:
    getattr(client, method)(address, headers={"user-agent": TOKEN, "referer": f"http://testserver/{TOKEN}"})
    assert written
    assert TOKEN not in "".join(written)


def test_of_who_is_logged_in_the_number_is_written_and_nothing_else(
    client: Client, written: list[str], lines: Lines
) -> None:
    user = make.editor()
    client.force_login(user)
    client.get("/admin/")
    assert of("request", lines())[-1]["user"] == user.pk
    assert "editor" not in "".join(line for line in written if '"request"' in line)


def test_nobody_is_asked_for_only_to_be_written_down(client: Client, lines: Lines) -> None:
    client.force_login(make.editor())
    assert "Cookie" not in client.get("/robots.txt").get("Vary", "")
    assert of("request", lines())[-1]["user"] is None


@pytest.mark.parametrize(
    ("given", "is_taken"),
    [
        ("0f8fad5bd9cb469fa165", True), ("a.b-c_d1234", True), ("short", False), ("x" * 65, False),
        ("abcdefgh\nforged: line", False), ('abcdefgh","user":1', False), ("", False),
    ],
)  # fmt: skip
def test_the_proxys_id_is_taken_if_it_looks_like_one(
    client: Client, written: list[str], lines: Lines, given: str, is_taken: bool
) -> None:
    client.get("/robots.txt", headers={"x-request-id": given})
    said = of("request", lines())[-1]["request_id"]
    assert (said == given) == is_taken
    assert len(said) >= 8
    assert all("\n" not in line for line in written)


def test_whatever_is_written_meanwhile_carries_the_same_id(
    client: Client, lines: Lines, settings: Any
) -> None:
    settings.SLOW_QUERY_MS = 0.0001
    client.get("/articles/none/", headers={"x-request-id": "the-same-id"})
    assert {line["request_id"] for line in lines()} == {"the-same-id"}
    assert len(lines()) > 1
    assert structlog.contextvars.get_contextvars() == {}


def test_a_slow_query_is_named_without_what_people_wrote(client: Client, lines: Lines, settings: Any) -> None:
    settings.SLOW_QUERY_MS = 0.0001
    client.get("/people/a-name-that-nobody-has/")
    slow = of("slow query", lines())
    assert slow
    assert all(line["ms"] >= 0 and line["database"] == "default" and "SELECT" in line["sql"] for line in slow)
    assert "a-name-that-nobody-has" not in "".join(line["sql"] for line in slow)
    lines_before, settings.SLOW_QUERY_MS = len(slow), 0
    client.get("/people/a-name-that-nobody-has/")
    assert len(of("slow query", lines())) == lines_before


def test_a_line_cannot_be_forged_in_the_readable_form_either() -> None:
    formatter = logging_as(json=False)["formatters"]["line"]
    made = structlog.stdlib.ProcessorFormatter(
        processors=formatter["processors"], foreign_pre_chain=formatter["foreign_pre_chain"]
    )
    said = made.format(
        logging.LogRecord("x", logging.INFO, "", 1, "begun\n2026 [info] forged\x1b[2J", None, None)
    )
    assert "\n" not in said
    assert "\x1b" not in said


def test_an_error_of_ours_is_written_with_its_traceback_on_one_line(
    client: Client, written: list[str], lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(Contributor.objects, "filter", broken)
    monkeypatch.setattr("readers.views.people.render", broken)
    client.raise_request_exception = False
    assert client.get("/people/").status_code == 500
    [error] = [line for line in lines() if line["level"] == "error"]
    assert "ZeroDivisionError" in error["exception"]
    assert (of("request", lines())[-1]["status"], len(written)) == (500, 2)


def test_without_its_optional_part_reports_of_errors_are_refused_by_a_sentence() -> None:
    with pytest.raises(ImproperlyConfigured, match="pip install sentry-sdk"):
        reports.start("https://key@errors.example.org/1")
    assert settings.SENTRY_DSN == ""


def test_a_report_of_an_error_holds_nothing_of_the_reader() -> None:
    event = {
        "request": {"url": f"https://x/{TOKEN}", "headers": {"Cookie": TOKEN}, "data": TOKEN, "method": "POST"},
        "user": {"id": 1}, "breadcrumbs": [TOKEN], "server_name": "host", "exception": {"values": []},
    }  # fmt: skip
    assert reports.without_readers(event, {}) == {
        "request": {"method": "POST"},
        "exception": {"values": []},
    }


def test_an_act_in_the_ledger_bears_the_id_of_its_request_and_the_chain_holds(client: Client) -> None:
    review = make.submitted()
    client.force_login(make.editor())
    client.post(f"/admin/reviews/review/{review.pk}/withdraw/", headers={"x-request-id": "the-withdrawal"})
    entries = {entry.verb: entry for entry in LedgerEntry.objects.all()}
    assert (entries["withdraw"].request, entries["submit"].request) == ("the-withdrawal", None)
    assert all(entry.digest == entry.computed_digest() for entry in entries.values())
