"""Where do editors place and take away calls to action?"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from readers.correspondence.models import CallToAction
from readers.correspondence.registers.editors import ForEditors


@admin.register(CallToAction)
class CallToActionAdmin(ForEditors):
    """What is not shown any more is taken away, not deleted: enquiries that came by it name it."""

    list_display = ("title", "label", "topic", "is_placed")
    list_filter = ("is_placed", "label")
    list_select_related = ("topic",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request)
