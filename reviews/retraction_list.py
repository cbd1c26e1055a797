"""How is a whole list of retractions taken in? Part by part, each in a transaction of its own, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import IO

from django.contrib.auth.models import User

from articles import retraction_watch
from articles.retraction_watch import Listed, Refusal
from reviews.actions import record_source_notices
from reviews.actions.evidence import Recorded

AT_ONCE = 2000  # rows in one transaction; others can write in between


def take_in(file: IO[bytes], *, by: User, now: datetime) -> Iterator[Recorded]:
    """What became of each part of the list. Cut off in the middle and started again, it goes on where it was."""
    rows = retraction_watch.read(file, today=now.date())
    while part := list(islice(rows, AT_ONCE)):
        answer = record_source_notices(notices=[r for r in part if isinstance(r, Listed)], by=by, now=now)
        answer.refused += [row for row in part if isinstance(row, Refusal)]
        answer.refused.sort(key=lambda refusal: refusal.line)
        yield answer
