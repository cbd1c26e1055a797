"""The desk: the screens of the admin where reviews happen."""

from reviews.admin import articles, mails, people, publications, registers, review_page, sources, tags

__all__ = ["articles", "mails", "people", "publications", "registers", "review_page", "sources", "tags"]
