"""How does a mail to a reader go out once, and what if it does not go?

Whoever sends a mail takes it in hand first, in a short transaction of its own, so two workers never send the same one
and no lock is held while the mail server thinks. A worker that was killed lets go after a quarter of an hour; should
the mail have gone out by then, its ``Message-ID`` is the same the second time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from readers.correspondence import mails
from readers.correspondence.exceptions import NotSendable
from readers.correspondence.models import Post
from readers.correspondence.models.post import LEASE, MOST_ATTEMPTS

PAUSES = [timedelta(minutes=minutes) for minutes in (2, 15, 60, 360)]  # one fewer than attempts
SILENCE = "Whoever took it in hand did not report back."
AT_ONCE = 100


def enqueue(posts: list[int], *, run_after: datetime | None = None) -> None:
    """Rolled back with the transaction that asked for it."""
    from readers.correspondence.tasks import send_posts  # it imports this module

    send_posts.using(run_after=run_after).enqueue(posts)


def send_all(posts: Iterable[int], *, now: datetime | None = None) -> int:
    """Send these, and what an earlier run left behind; the number of mails that went out."""
    now = now or timezone.now()
    left = Post.objects.left_behind(now).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    desk, asked = mails.Desk(now=now), list(posts)
    sent = sum(send(post, desk=desk, now=now) for post in dict.fromkeys([*asked, *left]))
    if held := list(Post.objects.in_other_hands(now).filter(pk__in=asked).values_list("pk", flat=True)):
        enqueue(held, run_after=now + LEASE)  # perhaps those of a worker that was killed, whose task this was
    return sent


def send(post: int, *, desk: mails.Desk, now: datetime) -> bool:
    """Whether it went out now. Not when it went before, is in other hands, or nobody wants it any more."""
    if (taken := _take(post, now=now)) is None:
        return False
    try:
        message = desk.message(taken)
        if message is not None:
            message.send()
    except (OSError, ValueError, NotSendable) as fault:  # the server; an address that no header can hold
        _put_back(taken, fault=fault, now=now)
        return False
    went = {"sent_at": now} if message is not None else {"dropped_at": now}
    Post.objects.filter(pk=post).update(**went, taken_at=None, fault="")
    return message is not None


def _take(post: int, *, now: datetime) -> Post | None:
    free = Post.objects.free(now).filter(pk=post)
    if not free.update(taken_at=now, attempts=F("attempts") + 1, fault=SILENCE):
        return None
    related = ("consent", "letter__article", "letter__revision", "issue", "subscription")
    return Post.objects.select_related(*related).filter(pk=post).first()


def _put_back(post: Post, *, fault: Exception, now: datetime) -> None:
    is_last = post.attempts >= MOST_ATTEMPTS
    again = now if is_last else now + PAUSES[post.attempts - 1]
    said = f"{type(fault).__name__}: {fault}"[:1000]
    Post.objects.filter(pk=post.pk).update(taken_at=None, not_before=again, fault=said)
    if not is_last:
        enqueue([post.pk], run_after=again)
