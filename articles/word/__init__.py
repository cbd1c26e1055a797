"""How does a Word file become a draft? With its tables, footnotes and pictures, and a list of what stayed behind.

opening     the file as a package: is it one, how large is it, what does it hold that no draft can
pandoc      the converter, an optional part, in its sandbox and under a time limit
carrying    its tree made into what our Markdown can say
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.contrib.auth.models import User
from django.db import transaction

from articles.actions import save_article
from articles.drafting import LIMITS
from articles.exceptions import PictureRefused, WordRefused
from articles.models import Article
from articles.pictures import add_picture
from articles.word import pandoc
from articles.word.carrying import Carried, carry
from articles.word.opening import MAX_BYTES, Package, opened

__all__ = ["MAX_BYTES", "Draft", "draft_from", "is_available"]

CITATION = re.compile(r"\\\[(@[^\[\]\\]+)\\\]")  # typed in the file, escaped by the converter
is_available = pandoc.is_available


@dataclass(frozen=True)
class Draft:
    """``left_out`` are sentences on what could not be carried over."""

    article: Article
    left_out: list[str]


@transaction.atomic
def draft_from(data: bytes, *, filename: str, by: User) -> Draft:
    """A new article with the text of the file. Raises WordRefused, and what ``save_article`` raises."""
    package = opened(data)
    tree = pandoc.tree_of(data)
    carried = carry(tree, shown=_Pictures(package, by=by).shown)
    body = CITATION.sub(r"[\1]", pandoc.markdown_of(carried.tree)).strip() + "\n"
    if len(body) > LIMITS["body"]:
        raise WordRefused(
            f"The text has {len(body):,} characters; the most is {LIMITS['body']:,}. Split the file."
        )
    title = (_title(carried) or PurePosixPath(filename).stem or "Untitled")[: LIMITS["title"]]
    article = save_article(by=by, title=title, body=body, note=f"Imported from {filename}"[: LIMITS["note"]])
    return Draft(article=article, left_out=[*package.left_out, *carried.left_out])


def _title(carried: Carried) -> str:
    return " ".join(carried.title.split())


class _Pictures:
    """The pictures of the file, each through the pipeline that every upload passes."""

    def __init__(self, package: Package, *, by: User) -> None:
        self.package, self.by = package, by

    def shown(self, name: str, alt: str) -> str:
        """The address of the picture in the library. Raises PictureRefused."""
        data = self.package.picture(name)
        if data is None:
            raise PictureRefused("The file does not hold it; it may be linked from elsewhere.")
        return add_picture(file=io.BytesIO(data), by=self.by, alt=alt[:500]).src
