"""What was an article before, and how does an old text come back?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from articles import diff
from articles.actions import save_article
from articles.beside import Beside, beside
from articles.drafting import pictures_in
from articles.models import Article, Revision


@dataclass(frozen=True)
class Comparison:
    """Two revisions of one article, the older first, and what changed from one to the other."""

    before: Revision
    after: Revision
    passages: list[diff.Passage]
    beside: list[Beside]

    @property
    def is_same(self) -> bool:
        return not self.beside and all(passage.is_folded for passage in self.passages)

    @classmethod
    def of(cls, one: Revision, other: Revision) -> Comparison:
        before, after = sorted((one, other), key=lambda revision: revision.number)
        return cls(before, after, diff.passages(before.body, after.body), beside(before, after))


@transaction.atomic
def restore_revision(*, revision: Revision, by: User, base: int, now: datetime | None = None) -> Article:
    """Make the text of an old revision the newest one; return the fresh article.

    Title, excerpt, text, funding, language and the picture above the text come back. The byline stays, since whoever
    wrote since then wrote part of it, and topic, tags and listed sources are no part of a revision. ``base`` is
    ``Article.version`` as the person last saw it; raises EditConflict when somebody saved meanwhile.
    """
    return save_article(
        by=by, article=revision.article, base=base, now=now, note=f"Restored revision {revision.number}",
        title=revision.title, excerpt=revision.excerpt, body=revision.body, funding=revision.funding,
        language=revision.language, picture=pictures_in(revision.lead_picture).get(revision.lead_picture),
    )  # fmt: skip
