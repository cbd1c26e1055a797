"""Is an exported record what the site sealed, and is every text in it what its signers signed?

Needs neither database nor network, and trusts nothing that the file says of itself but its public keys, unless others
are given.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from articles import snapshot
from articles.snapshot import canonical
from reviews.proof import ed25519

KIND = "imprimatur/record/1"
MEMBERS = ("revisions", "reviews", "sign_offs", "ledger", "ledger_numbers", "keys")


class NotAnExport(ValueError):
    """Not a file that export_record wrote. The sentence says why."""


@dataclass(frozen=True)
class Record:
    said: dict[str, Any]
    keys: ed25519.Keys

    def digests(self) -> dict[int, str]:
        return {revision["number"]: revision["digest"] for revision in self.said["revisions"]}


def read(raw: bytes, *, trusted: ed25519.Keys | None) -> Record:
    """Raises NotAnExport. Without ``trusted`` the file's own keys are believed, which only shows that it was not altered."""
    try:
        said: Any = json.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise NotAnExport(f"It is not JSON: {error}.") from error
    if not isinstance(said, dict) or said.get("kind") != KIND:
        raise NotAnExport("It is not a record that export_record wrote.")
    if missing := [name for name in MEMBERS if not isinstance(said.get(name), list)]:
        raise NotAnExport(f"It has no list of {missing[0].replace('_', ' ')}.")
    try:
        own = ed25519.from_jwks(said)
    except ValueError as error:
        raise NotAnExport(f"Its public keys cannot be used: {error}.") from error
    return Record(said, own if trusted is None else trusted)


def faults(raw: bytes, *, trusted: ed25519.Keys | None = None) -> list[str]:
    """A sentence for each fault, those of single rows first; none when all is as it was signed and sealed."""
    try:
        record = read(raw, trusted=trusted)
        found = [*_revisions(record), *_reviews(record), *_sign_offs(record), *_ledger(record)]
        return [*found, *_seal(record, raw)]
    except NotAnExport as error:
        return [str(error)]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return [f"It is not written as an export is: {type(error).__name__} at {error}."]


def _revisions(record: Record) -> Iterator[str]:
    numbers = [revision["number"] for revision in record.said["revisions"]]
    if numbers != sorted(set(numbers)):
        yield "The revisions are not in the order of their numbers, each once."
    for revision in record.said["revisions"]:
        computed = snapshot.digest(content=revision["content"], rendered=revision["rendered"])
        if computed != revision["digest"]:
            yield f"Revision {revision['number']}: its content does not have its digest."


def _reviews(record: Record) -> Iterator[str]:
    """An approved review has as many sign-offs, of its revision, as its terms ask for."""
    for review in record.said["reviews"]:
        own = [
            s
            for s in record.said["sign_offs"]
            if (s["review"], s["revision"]) == (review["id"], review["revision"])
        ]
        if review["approved_at"] is not None and len(own) < review["terms"]["required_sign_offs"]:
            yield f"Review {review['id']}: it is approved, and sign-offs are missing."
        if any(s["terms"] != review["terms"] for s in own):
            yield f"Review {review['id']}: it asks for something else than its signers were told."


def _sign_offs(record: Record) -> Iterator[str]:
    digests = record.digests()
    for sign_off in record.said["sign_offs"]:
        row = f"Sign-off by {sign_off['printed_name']} of revision {sign_off['revision']}"
        if sign_off["article"] != record.said["article"]["id"]:
            yield f"{row}: it is of another article."
        elif digests.get(sign_off["revision"]) != sign_off["digest"]:
            yield f"{row}: it does not name the digest of that revision."
        elif fault := _signature_fault(sign_off, record):
            yield f"{row}: {fault}"


def _signature_fault(sign_off: dict[str, Any], record: Record) -> str:
    if sign_off["signature"] is None:
        return "there is no signature; it was signed before keys were kept."
    public = record.keys.get(sign_off["key"])
    if public is None:
        return f"it was signed with the key {sign_off['key']}, which is not among the trusted ones."
    if _fits(sign_off, public):
        return ""
    for number, digest in record.digests().items():
        if _fits(sign_off | {"revision": number, "digest": digest}, public):
            return f"its signature was made for revision {number} and copied."
    return "its signature does not fit: a name, an answer or another word was altered, or it was made for something else."


def _fits(signed: dict[str, Any], public: bytes) -> bool:
    facts = {name: value for name, value in signed.items() if name != "signature"}
    return ed25519.fits(str(signed["signature"]), facts=facts, public=public)


def _ledger(record: Record) -> Iterator[str]:
    entries, numbers = record.said["ledger"], record.said["ledger_numbers"]
    found = [entry["number"] for entry in entries]
    for number in sorted(set(numbers) - set(found)):
        yield f"Ledger entry {number}: it was exported and is missing."
    for number in sorted(set(found) - set(numbers)):
        yield f"Ledger entry {number}: it was not exported, or stands there twice."
    for before, entry in pairwise(entries):
        if entry["number"] <= before["number"]:
            yield f"Ledger entry {entry['number']}: it changed places with entry {before['number']}."
        elif entry["number"] == before["number"] + 1 and entry["previous"] != before["digest"]:
            yield f"Ledger entry {entry['number']}: it does not follow from the entry before it."
    for entry in entries:
        content = {name: value for name, value in entry.items() if name != "digest"}
        if hashlib.sha256(canonical(content)).hexdigest() != entry["digest"]:
            yield f"Ledger entry {entry['number']}: its content does not have its digest."


def _seal(record: Record, raw: bytes) -> Iterator[str]:
    """Over everything, so that what no other check sees is seen here: what was left out, added or put elsewhere."""
    public = record.keys.get(record.said["key"])
    if public is None:
        yield f"The file was sealed with the key {record.said['key']}, which is not among the trusted ones."
    elif not _fits(record.said, public):
        yield "The seal of the file does not fit: something in it is not as it was exported."
    written = json.dumps(record.said, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n"
    if written.encode() != raw:
        yield "The file is not written as it was exported: white space, the order of members, or one that stands there twice."
