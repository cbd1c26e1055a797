"""What is written, and by whom."""

from articles.models.article import Article, Byline, FormerSlug
from articles.models.category import Category
from articles.models.cited_key import CitedKey
from articles.models.contributor import Contributor
from articles.models.picture import Picture
from articles.models.revision import Revision, Significance
from articles.models.source import Source, SourceKind, SourceWord
from articles.models.source_notice import SourceNotice, SourceNoticeKind

__all__ = [
    "Article",
    "Byline",
    "Category",
    "CitedKey",
    "Contributor",
    "FormerSlug",
    "Picture",
    "Revision",
    "Significance",
    "Source",
    "SourceKind",
    "SourceNotice",
    "SourceNoticeKind",
    "SourceWord",
]
