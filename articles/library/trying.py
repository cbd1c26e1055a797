"""What would an import do? It is done and undone again, so what is shown is what will happen."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db import transaction

from articles import bibliography
from articles.bibliography import references
from articles.exceptions import EditorialError
from articles.library.keeping import keep

MOST_WORKS = 1_000  # an import of more takes the command


@dataclass(frozen=True)
class Row:
    """One record of the file: what became of it ("imported", "updated", "unchanged", "refused"), and why not."""

    line: int | None
    outcome: str
    key: str = ""
    reference: str = ""
    reason: str = ""


@dataclass
class Trial:
    rows: list[Row] = field(default_factory=list)

    def of(self, outcome: str) -> list[Row]:
        return [row for row in self.rows if row.outcome == outcome]

    @property
    def counts(self) -> dict[str, int]:
        return {outcome: len(self.of(outcome)) for outcome in ("imported", "updated", "unchanged", "refused")}


def tried(data: bytes, *, filename: str, by: User, is_kept: bool) -> Trial:
    """Read and keep the works of a file, each by itself; ``is_kept`` False undoes all of it."""
    records, refusals = bibliography.read(data, filename=filename)
    if len(records) > MOST_WORKS:
        too_many = f"The file holds {len(records):,} works; the most is {MOST_WORKS:,}. Split it, or use the command import_sources."
        return Trial([Row(line=None, outcome="refused", reason=too_many)])
    rows = [Row(line=refusal.line, outcome="refused", reason=refusal.reason) for refusal in refusals]
    with transaction.atomic():
        rows += [_kept(record, by=by) for record in records]
        transaction.set_rollback(not is_kept)
    return Trial(sorted(rows, key=lambda row: row.line or 0))


def _kept(record: bibliography.Record, *, by: User) -> Row:
    try:
        outcome, source = keep(record, by=by)
    except EditorialError as error:
        reference = references.vancouver(record.csl)
        return Row(line=record.line, outcome="refused", reference=reference, reason=str(error))
    reference = source.as_cited()["reference"]
    return Row(line=record.line, outcome=outcome, key=source.key, reference=reference)
