"""What did the ledger's last entry say on a day, kept where no hand that reaches the database reaches?

The chain of the ledger tells when an entry in its middle was changed. It cannot tell that its tail was cut off, or that
all of it was written anew: for that its head is signed now and then and kept elsewhere, one line of JSON each.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from articles.snapshot import canonical
from reviews.models import LedgerEntry
from reviews.models.ledger import GENESIS
from reviews.proof import ed25519, keys
from reviews.proof.signatures import moment

KIND = "imprimatur/ledger-head/1"
FIELDS = frozenset({"kind", "site", "number", "digest", "at", "key", "signature"})


class NotAnAnchor(ValueError):
    """A line that is none, or was not signed by a key of this site. The sentence names the line."""


@dataclass(frozen=True)
class Anchor:
    number: int
    digest: str
    at: str


def head(*, now: datetime, site: str) -> str:
    """One signed line that names the last entry. Raises NoSigningKey."""
    last = LedgerEntry.objects.order_by("-number").only("number", "digest").first()
    seed = keys.seed()
    facts = {
        "kind": KIND, "site": site, "number": last.number if last else 0, "digest": last.digest if last else GENESIS,
        "at": moment(now), "key": keys.current_name(),
    }  # fmt: skip
    return canonical({**facts, "signature": ed25519.sign(facts, seed=seed)}).decode()


def read(text: str, *, trusted: ed25519.Keys) -> list[Anchor]:
    """The anchors of a file, one a line. Raises NotAnAnchor for the first line that proves nothing."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not lines:
        raise NotAnAnchor("line 1: there is no anchor in it.")
    return [_read(line, place=f"line {number}", trusted=trusted) for number, line in lines]


def _read(line: str, *, place: str, trusted: ed25519.Keys) -> Anchor:
    try:
        said: Any = json.loads(line)
    except ValueError as error:
        raise NotAnAnchor(f"{place}: this is not what anchor_ledger writes.") from error
    if (
        not isinstance(said, dict)
        or said.keys() != FIELDS
        or said["kind"] != KIND
        or type(said["number"]) is not int
    ):
        raise NotAnAnchor(f"{place}: this is not what anchor_ledger writes.")
    facts = {name: value for name, value in said.items() if name != "signature"}
    public = trusted.get(str(said["key"]))
    if public is None:
        raise NotAnAnchor(f"{place}: it was signed with a key that this site does not know.")
    if not ed25519.fits(str(said["signature"]), facts=facts, public=public):
        raise NotAnAnchor(f"{place}: its signature does not fit; it was altered.")
    return Anchor(number=said["number"], digest=said["digest"], at=said["at"])
