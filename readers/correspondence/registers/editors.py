"""Who may look into these registers? Editors."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from articles.admin import ReadOnly
from reviews.permissions import MANAGE


class ForEditors(ReadOnly):
    """Written by actions alone. (Asked of anonymous visitors too, by the login page's list of what there is.)"""

    show_full_result_count = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(MANAGE)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MANAGE)
