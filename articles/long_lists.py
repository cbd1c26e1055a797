"""How does a register stay quick with a hundred thousand rows? Its page is cut by keys alone, and counting stops somewhere."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

MOST = 10_000  # rows that are counted; who looks for others can search or choose


class LongList(Paginator[Any]):
    """``is_cut`` when there are more rows than ``count`` says."""

    object_list: QuerySet[Any]

    @cached_property
    def _counted(self) -> int:
        return self.object_list.order_by().values("pk")[: MOST + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self._counted, MOST)

    @property
    def is_cut(self) -> bool:
        return self._counted > MOST

    @property
    def count_in_words(self) -> str:
        return f"{self.count:,}"

    def page(self, number: int | str) -> Page[Any]:
        """The rows before it are walked as keys, without their texts and without what they refer to."""
        place = self.validate_number(number)
        before = (place - 1) * self.per_page
        keys = list(self.object_list.values_list("pk", flat=True)[before : before + self.per_page])
        return Page(self.object_list.filter(pk__in=keys), place, self)
