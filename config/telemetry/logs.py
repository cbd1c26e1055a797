"""In what form is the log written? One JSON object a line for machines, one readable line for whoever develops.

Both escape control characters, so nobody can write a line of their own into the log. Addresses are replaced by the
pattern that they matched: some hold a token that is for one reader alone.
"""

from __future__ import annotations

import logging
import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
BEFORE: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


class WithoutAddress(logging.Filter):
    """Django's own lines about a request name its path; they name its route instead."""

    def filter(self, record: logging.LogRecord) -> bool:
        path = getattr(getattr(record, "request", None), "path", None)
        if path and isinstance(record.args, tuple):
            route = route_of(record.request)  # type: ignore[attr-defined]
            record.args = tuple(route if argument == path else argument for argument in record.args)
        return True


def route_of(request: Any) -> str:
    """The pattern that the address matched, such as ``articles/<str:slug>/``."""
    match = request.resolver_match
    return "unmatched" if match is None else match.route or "/"


def on_one_line(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """For people's eyes; JSON escapes by itself."""
    said = str(event.get("event", ""))
    event["event"] = _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), said)
    return event


def logging_as(*, json: bool) -> dict[str, Any]:
    """What ``LOGGING`` is to be; sets structlog up to write into it."""
    structlog.configure(
        processors=[*BEFORE, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    last: list[Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=True)]
        if json
        else [on_one_line, structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)]
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": BEFORE,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"without_address": {"()": WithoutAddress}},
        "formatters": {"line": formatter},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["without_address"],
            }
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "imprimatur": {"level": "INFO"},
            "django": {"handlers": [], "level": "INFO"},
            "django.request": {"level": "ERROR"},  # what is refused stands in the line of its request
            "django.server": {"handlers": [], "level": "ERROR"},  # each request has a line of ours
        },
    }
