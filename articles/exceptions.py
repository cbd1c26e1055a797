"""What can go wrong when an article is written? Each error carries its facts and says them in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from articles.models import Article, Revision


class EditorialError(Exception):
    """The family of everything that the editorial rules refuse. ``str()`` is a sentence for the person."""


class NotPermitted(EditorialError):
    """This person may not do this, whatever the state. ``reasons`` are sentences."""

    def __init__(self, *reasons: str) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))


class InvalidArticle(EditorialError):
    """A field holds something that cannot be kept. ``errors`` maps the field's name to a sentence."""

    def __init__(self, errors: dict[str, str]) -> None:
        self.errors = errors
        super().__init__(" ".join(errors.values()))


class EditConflict(EditorialError):
    """Somebody saved the article since this writer opened it. Nothing was written; both versions are here.

    ``theirs`` is the revision saved meanwhile, ``yours`` maps field names to what this writer wanted to save.
    """

    def __init__(self, *, article: Article, theirs: Revision, yours: dict[str, Any]) -> None:
        self.article, self.theirs, self.yours = article, theirs, yours
        super().__init__(
            f"{theirs.author_name} saved revision {theirs.number} of “{theirs.title}” while you were writing. "
            "Your version was not saved and is not lost: compare the two, then save again."
        )


class InvalidSource(EditorialError):
    """A work whose record cannot be kept: an identifier that is none, or that belongs to another work."""


class PictureRefused(EditorialError):
    """An upload that is not a picture this site accepts."""


class WordRefused(EditorialError):
    """A Word file that cannot become a draft."""


class AppendOnlyError(EditorialError):
    """Somebody tried to change or delete what is kept for ever."""


class StorageUnreachable(EditorialError):
    """The storage of pictures does not answer, or refuses. Nothing was kept."""

    def __init__(self) -> None:
        super().__init__(
            "Pictures cannot be kept at the moment. Nothing was changed; try again in a few minutes."
        )
