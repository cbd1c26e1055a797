"""What is written, and by whom."""

from articles.models.article import Article, Byline, FormerSlug
from articles.models.category import Category
from articles.models.contributor import Contributor
from articles.models.picture import Picture
from articles.models.revision import Revision, Significance
from articles.models.source import Source, SourceKind, SourceWord

__all__ = [
    "Article",
    "Byline",
    "Category",
    "Contributor",
    "FormerSlug",
    "Picture",
    "Revision",
    "Significance",
    "Source",
    "SourceKind",
    "SourceWord",
]
