"""What does a search know of a hit before its page is cut?"""

from __future__ import annotations

from typing import Any, NamedTuple

from articles.markdown import CLINICIANS, PATIENTS

# Plain numbers and words: a thousand moments take longer to read than the rest of a search.
COLUMNS = (
    "pk",
    "publication_id",
    "category_id",
    "state",
    "year",
    "dated",
    "is_for_patients",
    "is_for_clinicians",
)


class Row(NamedTuple):
    """One document: the values of COLUMNS, whether its review is overdue today, and its rank, the better the higher."""

    document: int
    publication: int
    topic: int | None
    kept_state: str
    year: int | None
    dated: int
    is_for_patients: bool
    is_for_clinicians: bool
    is_overdue: Any
    rank: float

    @property
    def state(self) -> str:
        return "overdue" if self.is_overdue else self.kept_state

    @property
    def audiences(self) -> list[str]:
        meant = ((PATIENTS, self.is_for_patients), (CLINICIANS, self.is_for_clinicians))
        return [audience for audience, is_meant in meant if is_meant]
