"""manage.py verify_export FILE [--keys FILE]: is an exported record what was signed? No database, no network."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reviews.proof import checking, ed25519


class Command(BaseCommand):
    help = "Verify a file that export_record wrote. Exit 0, or 1 with each fault."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")
        parser.add_argument(
            "--keys", metavar="FILE", help="the keys to trust: the site's /.well-known/signing-keys.json"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        raw = _read(options["file"])
        trusted = _keys(options["keys"]) if options["keys"] else None
        found = checking.faults(raw, trusted=trusted)
        for fault in found:
            self.stderr.write(fault)
        if found:
            self.stdout.write(f"{len(found)} fault(s). This is not what was signed.")
            sys.exit(1)
        self._tell(checking.read(raw, trusted=trusted), is_trusted=trusted is not None)

    def _tell(self, record: checking.Record, *, is_trusted: bool) -> None:
        for sign_off in record.said["sign_offs"]:
            self.stdout.write(
                f"Revision {sign_off['revision']}: signed by {sign_off['printed_name']} at {sign_off['signed_at']} "
                f"with the key {sign_off['key']}"
            )
        self.stdout.write("Every digest, signature and ledger entry fits.")
        if not is_trusted:
            self.stdout.write(
                "The file vouches for its own keys. To know that they are the site's, give --keys with its "
                f"{record.said['site']}/.well-known/signing-keys.json from a source that you trust."
            )


def _read(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error}") from error


def _keys(name: str) -> dict[str, bytes]:
    try:
        return ed25519.from_jwks(json.loads(_read(name)))
    except ValueError as error:
        raise CommandError(f"{name} holds no keys to trust: {error}.") from error
