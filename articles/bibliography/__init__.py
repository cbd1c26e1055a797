"""Which works are cited, and how? Bibliographies read into CSL-JSON, CSL-JSON printed as references."""

from articles.bibliography.reading import read
from articles.bibliography.records import Record, Refusal

__all__ = ["Record", "Refusal", "read"]
