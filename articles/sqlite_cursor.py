"""How is SQLite asked what is prepared? With a cursor of Django's, which writes such words for SQLite once."""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3.base import SQLiteCursorWrapper

from articles.words import Words

_worded: dict[Words, str] = {}


class Worded(SQLiteCursorWrapper):
    def convert_query(self, query: str, *, param_names: Any = None) -> Any:
        if not isinstance(query, Words):
            return super().convert_query(query, param_names=param_names)
        if query not in _worded:
            _worded[query] = super().convert_query(query)
        return _worded[query]
