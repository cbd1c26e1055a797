"""How is an issue of the newsletter made, and what if a mail did not go?"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from articles.models import Category
from readers.correspondence import mails, posting
from readers.correspondence.models import Issue, Post, Subscription
from readers.correspondence.news import Item, last_entry, news, of_topics
from reviews import permissions

BATCH = 50  # copies for one task


@transaction.atomic
def build(*, now: datetime) -> Issue | None:
    """An issue with a copy for everybody for whom there is something new, None when there is for nobody.

    Subscriptions are locked: of two commands that run at once, the second finds that all were told. Raises NotSendable
    without a postal address, or where the way out would not be secure.
    """
    mails.require_sendable()
    subscriptions = list(Subscription.objects.active().select_for_update(of=("self",)).order_by("pk"))
    up_to = last_entry()
    posts = _copies(subscriptions, up_to=up_to, now=now)
    if not posts:
        return None
    issue = Issue.objects.create(made_at=now, up_to=up_to)
    for post in posts:
        post.issue = issue
    made = Post.objects.bulk_create(posts, batch_size=500)
    told = [post.subscription_id for post in posts if post.subscription_id]
    for start in range(0, len(told), 500):
        Subscription.objects.filter(pk__in=told[start : start + 500]).update(told_up_to=up_to)
    for start in range(0, len(made), BATCH):
        posting.enqueue([post.pk for post in made[start : start + BATCH]])
    return issue


@transaction.atomic
def try_again(*, posts: list[int], by: User, now: datetime) -> int:
    """Give those among them that were given up five more attempts; the number of these."""
    permissions.require_editor(by, act="send mail to readers again")
    failed = list(Post.objects.failed().select_for_update().filter(pk__in=posts).values_list("pk", flat=True))
    Post.objects.filter(pk__in=failed).update(attempts=0, taken_at=None, not_before=now)
    if failed:
        posting.enqueue(failed)
    return len(failed)


def _copies(subscriptions: list[Subscription], *, up_to: int, now: datetime) -> list[Post]:
    """Unsaved copies for those with news; what changed is looked up once for all who were told the same so far."""
    topics = _topics(subscriptions)
    seen: dict[int, list[Item]] = {}
    posts = []
    for subscription in subscriptions:
        since = subscription.told_up_to
        if since not in seen:
            seen[since] = news(since=since, up_to=up_to, today=now.date())
        if of_topics(seen[since], topics.get(subscription.pk, [])):
            posts.append(Post(subscription=subscription, since=since, made_at=now, not_before=now))
    return posts


def _topics(subscriptions: list[Subscription]) -> dict[int, list[Category]]:
    """What each chose, in one query. (A prefetch would name every subscription in it, more than SQLite takes.)"""
    chosen = Subscription.topics.through.objects.select_related("category")
    if not subscriptions:
        return {}
    by_subscription: dict[int, list[Category]] = {}
    for line in chosen.filter(subscription__ended_at=None):
        by_subscription.setdefault(line.subscription_id, []).append(line.category)
    return by_subscription
