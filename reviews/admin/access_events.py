"""Who logged in, who failed to, and whose factors changed? For superusers to read, and for nobody to change."""

from __future__ import annotations

from typing import Any

import django_otp.plugins.otp_totp.admin  # noqa: F401 - registers what is taken away below
from django.contrib import admin
from django.http import HttpRequest
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.admin import ReadOnly
from reviews.access.models import AccessEvent

# The library's own register shows everybody's keys to whoever may open it, who could then make codes in their name.
admin.site.unregister(TOTPDevice)


@admin.register(AccessEvent)
class AccessEventAdmin(ReadOnly):
    list_display = ("at", "what", "user", "address", "browser", "details")
    list_filter = ("what",)
    list_select_related = ("user", "origin")
    search_fields = ("user__username",)
    date_hierarchy = "at"
    list_per_page = 50
    show_full_result_count = False
    fields = readonly_fields = list_display

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.display(description="From", empty_value="not kept")
    def address(self, event: AccessEvent) -> str | None:
        return event.origin.address if hasattr(event, "origin") else None

    @admin.display(description="Browser", empty_value="not kept")
    def browser(self, event: AccessEvent) -> str | None:
        return event.origin.browser if hasattr(event, "origin") else None
