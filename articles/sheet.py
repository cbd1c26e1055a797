"""How does a draft read? It offers a draft to the templates of the public page, as if it were the revision it would become."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from articles.as_read import AsRead
from articles.draft import Draft
from articles.drafting import as_stored, snapshot_of
from articles.markdown import EVERYONE
from articles.models import Article, Revision


@dataclass(frozen=True)
class Sheet(AsRead):
    """What a save would make of a draft; its revision is not stored."""

    @property
    def is_same_for_all(self) -> bool:
        return len(self.revision.audiences) < 2

    @property
    def title(self) -> str:
        return self.revision.title


def sheet_of(draft: Draft, *, audience: str) -> Sheet:
    """``audience`` is one of ``articles.markdown.AUDIENCES``; a text without passages reads the same for everybody."""
    content, rendered = snapshot_of(
        cast("Article", draft), byline=list(draft.byline)
    )  # it has every field read
    revision = Revision(rendered=as_stored(rendered), **content)
    return Sheet(revision=revision, audience=audience if audience in revision.rendered else EVERYONE)
