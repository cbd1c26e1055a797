"""manage.py load_demo: demonstration content and accounts, for DEBUG alone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from articles.models import Article
from readers.demo import cast, story
from reviews.models import Mail


class Command(BaseCommand):
    help = (
        "Fill an empty site with a demonstration: accounts with the password “demo”, articles in every state."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "The demonstration has known passwords. It loads only with DEBUG=on, never on a public site."
            )
        if User.objects.filter(username="writer").exists():
            self.stdout.write("The demonstration is loaded already; nothing was changed.")
            return
        if Article.objects.exists() or User.objects.exists():
            raise CommandError(
                "This database has content of its own. Load the demonstration into an empty one (DATABASE_URL=...)."
            )
        now = timezone.now()
        with transaction.atomic():
            cast.topics()
            story.play(cast.people(now=now), now=now)
            Mail.objects.all().delete()  # what was played is long ago: nobody is owed a mail about it
        self.stdout.write(
            f"Loaded {Article.objects.count()} demonstration articles and {User.objects.count()} accounts."
        )
