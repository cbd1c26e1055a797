"""manage.py database_roles [--owner ROLE] [--app ROLE]: the grants that keep the site from bending its own record."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from reviews import database_roles

WORDS = """-- Run as a superuser, connected to the site's database: psql --single-transaction --set ON_ERROR_STOP=1 -f FILE
-- Then give each role a password (\\password {owner}, \\password {app}). Run manage.py migrate with a DATABASE_URL
-- that names {owner}; let the site and its worker connect as {app}. Run this again after each migrate: what is new is
-- granted to nobody before."""


class Command(BaseCommand):
    help = "Print the SQL that makes two PostgreSQL roles: one that owns the tables, and one for the site that cannot bend them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--owner", default="imprimatur_owner", help="the role that migrations run as")
        parser.add_argument("--app", default="imprimatur_app", help="the role that the site connects as")

    def handle(self, *args: Any, **options: Any) -> None:
        owner, app = options["owner"], options["app"]
        if connection.vendor != "postgresql":
            raise CommandError(
                "SQLite has no roles: whoever can write the file can write all of it. Guard the file, "
                "and anchor the ledger (manage.py anchor_ledger)."
            )
        for role in (owner, app):
            if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", role):
                raise CommandError(
                    f"“{role}” is no name for a role: small letters, digits and underscores, at most 63."
                )
        if owner == app:
            raise CommandError(
                "The owner and the site need two roles: an owner can take its own triggers down."
            )
        self.stdout.write(WORDS.format(owner=owner, app=app))
        for statement in database_roles.statements(owner=owner, app=app):
            self.stdout.write(f"{statement};")
