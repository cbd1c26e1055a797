"""Which works of the library is a list of notices about, and what is known of them already?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from articles import evidence
from articles.exceptions import EditorialError
from articles.models import Source, SourceNotice
from articles.retraction_watch import Listed


class Library:
    """The works that some rows are about, locked, each with its notices."""

    def __init__(self, works: Iterable[Source]) -> None:
        self.by_doi: dict[str, list[Source]] = defaultdict(list)
        self.by_pmid: dict[str, list[Source]] = defaultdict(list)
        self.known: dict[int, list[SourceNotice]] = {}
        for work in works:
            self.known[work.pk] = list(work.notices.all())
            self.by_doi[work.doi].append(work)
            self.by_pmid[work.pmid].append(work)

    @classmethod
    def of(cls, rows: Iterable[Listed]) -> Library:
        dois, pmids = {row.doi for row in rows} - {""}, {row.pmid for row in rows} - {""}
        named = Source.objects.filter(Q(doi__in=dois) | Q(pmid__in=pmids)).order_by("pk")
        return cls(named.select_for_update().defer("csl").prefetch_related("notices"))

    def works(self, row: Listed) -> list[Source]:
        """Those with its DOI, and those with its PMID unless they have another DOI. Raises EditorialError if that is all."""
        named = self.by_doi[row.doi] if row.doi else []
        numbered = self.by_pmid[row.pmid] if row.pmid else []
        fitting = [work for work in numbered if not (work.doi and row.doi and work.doi != row.doi)]
        if numbered and not fitting and not named:
            raise EditorialError(
                f"The work with PMID {row.pmid} is {numbered[0].key} in the library and has the DOI {numbered[0].doi}; "
                f"the list says {row.doi}. Nothing was recorded. Find out which work is meant."
            )
        return list({work.pk: work for work in [*named, *fitting]}.values())

    def take(self, row: Listed, work: Source, *, now: datetime) -> SourceNotice | None:
        """The notice, if it is new. One that an editor recorded by its day alone learns its DOI, PMID and reasons."""
        found = SourceNotice(
            source=work, kind=row.kind, published_on=row.published_on, doi=row.notice_doi, pmid=row.notice_pmid,
            reasons=row.reasons, recorded_at=now,
        )  # fmt: skip
        same = next((known for known in self.known[work.pk] if evidence.is_same(known, found)), None)
        if same is None:
            self.known[work.pk].append(found)
            return found
        if not (same.doi or same.pmid) and (found.doi or found.pmid):
            same.doi, same.pmid, same.reasons = found.doi, found.pmid, same.reasons or found.reasons
            if same.pk:
                same.save(update_fields=["doi", "pmid", "reasons"])
        return None
