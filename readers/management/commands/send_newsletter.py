"""manage.py send_newsletter: an issue for everybody for whom there is something new. A second run sends nothing twice."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import pluralize
from django.utils import timezone

from readers.correspondence import actions, posting
from readers.correspondence.exceptions import NotSendable
from readers.correspondence.models import Post


class Command(BaseCommand):
    help = "Make an issue of the newsletter from what changed, and queue it for the worker (manage.py db_worker)."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            issue = actions.build(now=now)
        except NotSendable as refused:
            raise CommandError(str(refused)) from refused
        if issue is None:
            self.stdout.write("Nothing is new for any subscriber; no issue was made.")
        else:
            number = issue.posts.count()
            to = f"{number} subscriber{pluralize(number)}"
            self.stdout.write(f"Issue {issue.pk} goes to {to}. The worker sends it.")
        if left := Post.objects.left_behind(now).count():
            posting.enqueue([])
            self.stdout.write(f"Tried again, since an earlier run left them behind: {left}.")
