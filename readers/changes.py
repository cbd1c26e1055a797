"""What changed between two texts of an article that were both public at some time?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q
from django.http import Http404

from articles import diff
from articles.beside import Beside, beside
from articles.models import Revision
from readers.banners import Banner, banners
from readers.record import public_reviews, signed
from reviews.models import Publication, SignOff
from reviews.proof import keys, signatures
from reviews.standing import Standing, standing

ALTERED = Banner(
    "danger", "A text was altered", "One of these texts is not the one that its digest names. Do not rely on what stands here."
)  # fmt: skip


@dataclass(frozen=True)
class Side:
    """One of the two texts, and the signatures that were given to it."""

    revision: Revision
    sign_offs: list[SignOff]


@dataclass(frozen=True)
class ChangesPage:
    standing: Standing
    before: Side
    after: Side
    passages: list[diff.Passage]
    beside: list[Beside]
    banners: list[Banner]

    @property
    def is_same(self) -> bool:
        """Whether not one word differs."""
        return not self.beside and all(passage.is_folded for passage in self.passages)


def changes_page(publication: Publication, *, first: int, last: int, now: datetime) -> ChangesPage:
    """Raises Http404 unless both revisions are public and ``first`` is the older one."""
    where = standing(publication, today=now.date(), check_text=True)
    sides = _sides(publication, first=first, last=last) if first < last else {}
    if first not in sides or last not in sides:
        raise Http404
    before, after = sides[first], sides[last]
    is_intact = before.revision.is_intact() and after.revision.is_intact()
    return ChangesPage(
        standing=where,
        before=before,
        after=after,
        passages=diff.passages(before.revision.body, after.revision.body),
        beside=beside(before.revision, after.revision),
        banners=[*([] if is_intact else [ALTERED]), *(banners(where) if where.is_retracted else [])],
    )


def _sides(publication: Publication, *, first: int, last: int) -> dict[int, Side]:
    """Not by ``in``, which chokes on a number too large for the database."""
    wanted = Q(revision__number=first) | Q(revision__number=last)
    found = public_reviews(publication).filter(wanted).select_related("revision")
    sides: dict[int, Side] = {}
    trusted = keys.trusted()
    for review in reversed(found.prefetch_related(Prefetch("sign_offs", SignOff.objects.with_proof()))):
        number = review.revision.number
        earlier = sides[number].sign_offs if number in sides else []
        fitting = [
            s
            for s in signed(review)
            if s.digest == review.revision.digest and signatures.carries(s, trusted=trusted)
        ]
        sides[number] = Side(review.revision, earlier + fitting)
    return sides
