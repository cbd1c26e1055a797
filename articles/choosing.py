"""How is one of very many rows chosen in a form? By searching; without a script, among those that came last."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin import widgets
from django.core.exceptions import ValidationError

MOST_OFFERED = 200
LONGEST_KEY = 18  # digits


def is_key(value: Any) -> bool:
    """The boxes that search ask the database for whatever was sent; SQLite takes no number of more than 64 bits."""
    return not isinstance(value, str) or (value.isascii() and value.isdecimal() and len(value) <= LONGEST_KEY)


class SearchedSelect(widgets.AutocompleteMixin, forms.Select):
    """The admin's search box on choices that a form looked up by itself, once for several fields."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> list[Any]:
        return forms.Select.optgroups(self, name, value, attr)


class OfferedSelect(widgets.AutocompleteMixin, forms.Select):
    """The admin's search box on a list that is not empty: browsers without a script show the list itself."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> list[Any]:
        groups = super().optgroups(name, [key for key in value if self._is_key(key)], attr)
        options = groups[0][1]
        known = {str(option["value"]) for option in options}
        rows = self.choices.queryset.using(self.db).exclude(pk__in=known - {""}).order_by("-pk")
        for row in rows[:MOST_OFFERED]:
            label = self.choices.field.label_from_instance(row)
            options.append(self.create_option(name, row.pk, label, selected=False, index=len(options)))
        return groups

    def _is_key(self, value: Any) -> bool:
        """The field refuses what is none, with a sentence; Django's list would look for it all the same, and fail."""
        try:
            self.choices.queryset.model._meta.pk.to_python(value)
        except ValidationError:
            return False
        return True


class OfferedSelectMultiple(OfferedSelect, forms.SelectMultiple):
    """Some of them. Each is taken away by itself: a button for all would stand in a list and be no item of it."""

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        return {**super().build_attrs(base_attrs, extra_attrs), "data-allow-clear": "false"}


class DayAndTime(widgets.AdminSplitDateTime):
    """The admin's two boxes for a moment, each with a name of its own."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs)
        for widget, label in zip(self.widgets, ("Date", "Time"), strict=True):
            widget.attrs["aria-label"] = label
