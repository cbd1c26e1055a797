"""What does the worker do outside any request? It sends mail, and lets texts go public at their time.

The queue retries nothing by itself: a mail that could not be sent asks for its next attempt here, and
``send_reminders`` picks up what a killed worker left behind.
"""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from reviews.actions.schedule import go_live
from reviews.clock import clock_user
from reviews.mail import sending
from reviews.models import Review


@task
def send_mails(mails: list[int], attempt: int) -> None:
    """Try to send these mails, of which each was tried ``attempt`` times; plan the next attempt for those that failed."""
    failed = sending.send(mails, attempt=attempt)
    if failed and attempt < len(sending.PAUSES):
        later = timezone.now() + sending.PAUSES[attempt]
        send_mails.using(run_after=later).enqueue(failed, attempt + 1)


@task(priority=10)  # before any mail: the time was promised
def let_go_live(review: int) -> None:
    """Its time may have been moved or taken back since this was asked for; the action looks again."""
    go_live(review=Review.objects.get(pk=review), by=clock_user())
