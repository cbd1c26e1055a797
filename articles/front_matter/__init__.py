"""Which article does this file hold? Front matter and body, read and written without a database."""

from articles.front_matter.document import Document, read, write
from articles.front_matter.errors import FrontMatterError
from articles.front_matter.fields import Fields, article_fields
from articles.front_matter.people import Author

__all__ = ["Author", "Document", "Fields", "FrontMatterError", "article_fields", "read", "write"]
