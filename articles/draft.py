"""What is a text before it is judged: the working copy as it was saved, or what a writer has typed so far?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from articles.drafting import credit, merged_keys, pictures_in
from articles.markdown import Rendered, render
from articles.models import Article, Category, Contributor, Picture, Revision, Source

TEXTS = ("title", "excerpt", "body", "funding", "reading_grade_reason")


@dataclass(frozen=True)
class Draft:
    """``article`` is the one whose text this is, None before the first save; ``is_saved``: nothing was typed since."""

    title: str = ""
    excerpt: str = ""
    body: str = ""
    funding: str = ""
    reading_grade_reason: str = ""
    language: str = "en"
    category: Category | None = None
    picture: Picture | None = None
    byline: tuple[Contributor, ...] = ()
    listed_sources: tuple[Source, ...] = ()
    article: Article | None = None
    is_saved: bool = False

    @classmethod
    def of(cls, article: Article) -> Draft:
        """The working copy as it is stored."""
        return cls(
            **{name: getattr(article, name) for name in TEXTS},
            language=article.language, category=article.category, picture=article.picture,
            byline=tuple(line.contributor for line in article.bylines.select_related("contributor")),
            listed_sources=tuple(article.listed_sources.all()), article=article, is_saved=True,
        )  # fmt: skip

    @cached_property
    def pictures(self) -> dict[str, Picture]:
        """The pictures shown, by address: those in the text, then the one above it."""
        pictures = pictures_in(self.body)
        if self.picture:
            pictures.setdefault(self.picture.src, self.picture)
        return pictures

    @cached_property
    def rendered(self) -> Rendered:
        """The text for everyone, by the function that makes the HTML of a revision."""
        facts = {src: picture.facts() for src, picture in self.pictures.items()}
        return render(self.body, title=self.title, pictures=facts, same_as=merged_keys(self.body))

    def as_revision(self) -> Revision:
        """The revision that a save would make next, without its content: who is on it, and after which it comes.

        A new article has no row yet; 0 is no row's key, where None would find the people on no byline at all.
        """
        pk, number = (self.article.pk, self.article.revision_number) if self.article else (0, 0)
        return Revision(article_id=pk, number=number + 1, byline=[credit(person) for person in self.byline])
