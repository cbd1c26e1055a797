"""What changed in the text under review, and since when: the last approval, the last look, the round before?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from django.contrib.auth.models import User

from articles import diff, numbers
from articles.beside import Beside, beside
from articles.markdown import EVERYONE
from articles.models import Revision
from reviews.models import Review
from reviews.reading import looks
from reviews.reading.blocks import Block, fingerprint, keys_of, numbered
from reviews.reading.places import Places

MOST_PLACED = 200  # changed passages that are looked for in the reading view
APPROVED, LOOK, ROUND = "approved", "look", "round"


@dataclass(frozen=True)
class Base:
    """An older revision to compare with. ``since`` completes "unchanged since …"."""

    name: str
    revision: Revision
    since: str

    @property
    def choice(self) -> str:
        labels = {APPROVED: "the last approved text", LOOK: "what you saw last", ROUND: "the round before"}
        return f"{labels[self.name]} (revision {self.revision.number})"


@dataclass(frozen=True)
class Hunk:
    """One changed passage: its number on the page, and the block of the reading view in which it stands (0: in none)."""

    number: int
    passage: diff.Passage
    block: int
    audience: str

    @property
    def what(self) -> str:
        return "New" if not self.passage.before else "Removed" if not self.passage.after else "Changed"


@dataclass(frozen=True)
class NumberChange:
    """``anchor`` is the part of the page that shows it, ``section`` what it stands under."""

    before: str
    after: str
    anchor: str
    section: str


def bases(review: Review, *, by: User) -> list[Base]:
    """What this text can be compared with, the best first. A renewal of an approved text has that text as its first."""
    found: dict[int, Base] = {}
    for base in (_approved(review), _looked(review, by), _round(review)):
        if base:
            found.setdefault(base.revision.number, base)
    return list(found.values())


def _approved(review: Review) -> Base | None:
    """What was approved last before this review; a rolled back approval does not count."""
    approval = (
        Review.objects.filter(
            article=review.article_id, pk__lt=review.pk, approved_at__isnull=False, rolled_back_at=None
        )
        .select_related("revision")
        .prefetch_related("sign_offs")
        .order_by("-revision__number", "-pk")
        .first()
    )
    if approval is None or approval.approved_at is None:
        return None
    names = " and ".join(signature.printed_name for signature in approval.sign_offs.all())
    return Base(APPROVED, approval.revision, f"the sign-off of {approval.approved_at:%-d %B %Y} by {names}")


def _looked(review: Review, by: User) -> Base | None:
    look = looks.last(review, by=by)
    return Base(LOOK, look.revision, f"you looked on {look.looked_at:%-d %B %Y}") if look else None


def _round(review: Review) -> Base | None:
    """The text that was submitted before this one."""
    earlier = Review.objects.filter(article=review.article_id, pk__lt=review.pk).select_related("revision")
    last = earlier.order_by("-pk").first()
    return Base(ROUND, last.revision, f"the round of {last.submitted_at:%-d %B %Y}") if last else None


@dataclass(frozen=True)
class Comparison:
    base: Base
    revision: Revision
    audience: str

    @cached_property
    def until(self) -> float:
        """One bound for all that is compared here, however many passages changed."""
        return diff.bound()

    @cached_property
    def passages(self) -> list[diff.Passage]:
        return diff.passages(self.base.revision.body, self.revision.body, until=self.until)

    @cached_property
    def beside(self) -> list[Beside]:
        return beside(self.base.revision, self.revision, until=self.until)

    @cached_property
    def parts(self) -> list[Hunk | diff.Passage]:
        """The changed passages and, between them, the folded ones that did not change."""
        found: list[Hunk | diff.Passage] = []
        number = 0
        for passage in self.passages:
            number += not passage.is_folded
            found.append(passage if passage.is_folded else self._hunk(number, passage))
        return found

    def _hunk(self, number: int, passage: diff.Passage) -> Hunk:
        if number > MOST_PLACED:
            return Hunk(number, passage, 0, "")
        block, whole = self._shown.find(passage.after), self._whole.find(passage.after)
        return Hunk(number, passage, block.number if block else 0, whole.audience if whole else "")

    @cached_property
    def _whole(self) -> Places:
        return Places.of(self.revision.rendered[EVERYONE]["html"])

    @cached_property
    def _shown(self) -> Places:
        is_whole = self.audience == EVERYONE
        return self._whole if is_whole else Places.of(self.revision.rendered[self.audience]["html"])

    @cached_property
    def hunks(self) -> list[Hunk]:
        return [part for part in self.parts if isinstance(part, Hunk)]

    @property
    def places(self) -> int:
        return len(self.hunks) + len(self.beside)

    @property
    def is_empty(self) -> bool:
        return not self.places

    @property
    def is_same_text(self) -> bool:
        """To the letter: what was signed once is what is signed now."""
        return self.base.revision.digest == self.revision.digest

    @cached_property
    def numbers(self) -> list[NumberChange]:
        """Those of the title, the excerpt and the captions, then those of the text."""
        old, new = (_read_beside(revision) for revision in (self.base.revision, self.revision))
        texts = [(old[label], new[label], "beside", label) for label in new]
        texts += [
            (h.passage.before, h.passage.after, f"change-{h.number}", h.passage.section) for h in self.hunks
        ]
        return [
            NumberChange(was, becomes, anchor, section)
            for before, after, anchor, section in texts
            for was, becomes in numbers.changed(before, after, until=self.until)
        ]

    @cached_property
    def marks(self) -> dict[int, str]:
        """Which blocks of the reading view are "changed" or "new"."""
        old = _fingerprints(self.base.revision, self.audience)
        new = _fingerprints(self.revision, self.audience)
        return dict(_marked(diff.compare(old, new, until=self.until)))


def _read_beside(revision: Revision) -> dict[str, str]:
    """What readers read around the text, by what it is."""
    captions = (picture.get(name) or "" for picture in revision.pictures for name in ("caption", "alt"))
    return {"Title": revision.title, "Excerpt": revision.excerpt, "Captions": "\n".join(captions)}


def _fingerprints(revision: Revision, audience: str) -> list[str]:
    rendered = revision.rendered.get(audience) or revision.rendered[EVERYONE]
    keys = keys_of(rendered["citations"])
    return [fingerprint(block, keys) for block in numbered(rendered["html"])]


def _marked(parts: Sequence[tuple[str, list[str]]]) -> Iterator[tuple[int, str]]:
    number = 1
    for (before, _), (kind, blocks) in pairwise([(diff.SAME, []), *parts]):
        if kind == diff.ADDED:
            mark = "changed" if before == diff.REMOVED else "new"
            yield from ((number + offset, mark) for offset in range(len(blocks)))
        number += len(blocks) if kind != diff.REMOVED else 0


def own_passages(revision: Revision) -> dict[str, list[Block]]:
    """What differs per audience: the blocks that only one of them reads."""
    blocks = numbered(revision.rendered[EVERYONE]["html"])
    return {
        audience: [block for block in blocks if block.audience == audience]
        for audience in revision.audiences
        if audience != EVERYONE
    }
