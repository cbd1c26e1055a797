"""What do readers narrow a search by? Topic, status, audience and year of the last review; and in which order?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.http import QueryDict

from articles.markdown import CLINICIANS, PATIENTS
from readers.listed.walks import in_kept_states
from readers.search.rows import Row

AUDIENCES = {PATIENTS: "Patients", CLINICIANS: "Clinicians"}
ORDERS = {"relevance": "Best match", "date": "Last reviewed"}
YEARS = range(1900, 10_000)


@dataclass(frozen=True)
class Choice:
    """What is empty narrows nothing. ``sort`` is a key of ORDERS; ``states`` may be several, of which one must fit."""

    topic: str = ""
    states: tuple[str, ...] = ()
    audience: str = ""
    year: str = ""
    sort: str = "relevance"

    @classmethod
    def of(cls, asked: QueryDict) -> Choice:
        """From ``?topic=&status=&audience=&year=&sort=``. A value that there is not finds nothing; an order, the usual one."""
        plain = {name: asked.get(name, "").replace("\0", "") for name in ("topic", "audience", "year")}
        states = tuple(dict.fromkeys(state for state in asked.getlist("status") if state))
        sort = asked.get("sort", "")
        return cls(states=states, sort=sort if sort in ORDERS else "relevance", **plain)

    @property
    def is_narrow(self) -> bool:
        return bool(self.topic or self.states or self.audience or self.year)

    def of_facet(self, name: str) -> tuple[str, ...]:
        """The values chosen of one facet."""
        return {
            "topic": (self.topic,),
            "status": self.states,
            "audience": (self.audience,),
            "year": (self.year,),
        }[name]

    def fits(self, row: Row, *, topic: int | None, leaving_out: str = "") -> bool:
        """Twin of ``condition``, with the key of the topic; ``leaving_out`` names the one choice that does not count."""
        checks = {
            "topic": not self.topic or row.topic == topic,
            "status": not self.states or row.state in self.states,
            "audience": not self.audience or self.audience in row.audiences,
            "year": not self.year or str(row.year) == self.year,
        }
        return all(fits for name, fits in checks.items() if name != leaving_out)

    def condition(self, *, today: date) -> Q:
        """For documents."""
        found = Q(category__slug=self.topic) if self.topic else Q()
        if self.states:
            found &= in_kept_states(self.states, today=today)
        if self.audience:
            found &= {PATIENTS: Q(is_for_patients=True), CLINICIANS: Q(is_for_clinicians=True)}.get(
                self.audience, Q(pk=None)
            )
        if self.year:
            is_year = self.year.isascii() and self.year.isdecimal() and len(self.year) == len("2026")
            found &= Q(year=int(self.year)) if is_year and int(self.year) in YEARS else Q(pk=None)
        return found
