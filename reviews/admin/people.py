"""The accounts of the people at the desk. Nobody is deleted: what they signed names them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from articles.admin import NeverDeleted
from articles.staff import staff
from reviews.permissions import is_editor

admin.site.unregister([User, Group])


@admin.register(User)
class DeskUserAdmin(NeverDeleted, UserAdmin):
    """Superusers change everything; editors open and close the accounts of others who are no superusers."""

    filter_horizontal = ()  # the plain list can be used without a script, and by ear
    list_display = ("username", "first_name", "last_name", "email", "is_active", "is_staff", "last_login")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        if super().has_change_permission(request, obj):
            return True
        return obj is not None and is_editor(staff(request)) and obj != request.user and not obj.is_superuser

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None or staff(request).is_superuser:
            return super().get_fieldsets(request, obj)
        return [(None, {"fields": [*SHOWN, "is_active"]})]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        return () if obj is None or staff(request).is_superuser else SHOWN

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        """A password is the hand that signs: nobody but a superuser gives somebody else a new one."""
        if not staff(request).is_superuser:
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)


@admin.register(Group)
class DeskGroupAdmin(GroupAdmin):
    """The groups that the rules speak of are kept."""

    filter_horizontal = ()

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return False


SHOWN = ("username", "first_name", "last_name", "email", "groups", "last_login", "date_joined")
