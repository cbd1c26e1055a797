"""The people at the desk: their accounts, and who they are to readers. Nobody is deleted: what they signed names them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles.admin import ContributorAdmin, NeverDeleted
from articles.models import Contributor
from articles.staff import staff
from reviews import actions, identity
from reviews.access import sessions
from reviews.access.telling import tell_former_address
from reviews.permissions import is_editor

admin.site.unregister([User, Group, Contributor])


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

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        former = form.initial.get("email") if change and "email" in form.changed_data else ""
        if former:
            tell_former_address(obj, former=former, by=staff(request), now=timezone.now())

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        """A password is the hand that signs: nobody but a superuser gives somebody else a new one."""
        if not staff(request).is_superuser:
            raise PermissionDenied
        with sessions.going_on(request):
            return super().user_change_password(request, id, form_url)


@admin.register(Contributor)
class PersonAdmin(ContributorAdmin):
    """What is not the writer's to change is shown; whoever sends it all the same is told why it stays."""

    fields = (
        "user", "name", "credentials", "affiliation", "biography", "disclosures", "orcid", "advisory_role",
        "is_health_professional", "is_organisation",
    )  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Contributor | None = None) -> Any:
        return (*self.readonly_fields, *identity.kept_from(staff(request), obj))

    def get_fieldsets(self, request: HttpRequest, obj: Contributor | None = None) -> Any:
        said = dict.fromkeys(identity.kept_from(staff(request), obj).values())
        return [(None, {"fields": self.fields, "description": " ".join(said)})]

    def get_form(
        self, request: HttpRequest, obj: Contributor | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        kept = identity.kept_from(staff(request), obj)

        class PersonForm(form):  # type: ignore[misc, valid-type]
            def clean(self) -> Any:
                sentences = [said for name, said in kept.items() if _differs(self.data, name, obj)]
                if self.cleaned_data.get("user") == request.user:
                    sentences.append(identity.ANOTHER_EDITOR)
                if sentences:
                    raise ValidationError(list(dict.fromkeys(sentences)))
                return super().clean()

        return PersonForm

    def save_model(self, request: HttpRequest, obj: Contributor, form: Any, change: bool) -> None:
        fields = {name: form.cleaned_data[name] for name in form.changed_data}
        obj.pk = actions.keep_person(by=staff(request), person=obj if change else None, **fields).pk


def _differs(sent: Any, name: str, person: Contributor | None) -> bool:
    """Was something else sent for this field, which the page does not offer, than it holds?"""
    held = getattr(person, "user_id" if name == "user" else name, None)
    return name in sent and sent[name].strip() != ("" if held is None else str(held))


@admin.register(Group)
class DeskGroupAdmin(GroupAdmin):
    """The groups that the rules speak of are kept."""

    filter_horizontal = ()

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return False


SHOWN = ("username", "first_name", "last_name", "email", "groups", "last_login", "date_joined")
