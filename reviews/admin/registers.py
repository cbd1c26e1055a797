"""The registers of the desk: credentials, policies, checklist, and the record, which is only to be read."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from articles.admin import CategoryAdmin, NeverDeleted, ReadOnly
from articles.models import Category
from articles.staff import staff
from reviews import actions, checklist, credentials
from reviews.models import ChecklistQuestion, Credential, LedgerEntry, Notice, Policy, Pool, SignOff


class PolicyInline(admin.StackedInline):
    model = Policy
    can_delete = False


admin.site.unregister(Category)


@admin.register(Category)
class DeskCategoryAdmin(CategoryAdmin):
    inlines = (PolicyInline,)


class StandingFilter(admin.SimpleListFilter):
    title = "standing"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(credentials.STANDINGS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Credential]) -> QuerySet[Credential]:
        chosen = self.value()
        if chosen not in credentials.STANDINGS:
            return queryset
        return credentials.standing_as(chosen, queryset, today=timezone.now().date())


@admin.register(Credential)
class CredentialAdmin(NeverDeleted):
    """Whoever enters a credential, or makes it count longer or again, says with their name that they checked it."""

    list_display = ("holder", "specialty", "standing", "licence", "register", "verified_by", "verified_at")
    list_filter = (StandingFilter, "specialty")
    list_select_related = ("holder", "verified_by")
    search_fields = ("holder__username", "holder__last_name", "licence")
    autocomplete_fields = ("holder",)
    exclude = ("verified_by", "verified_at")
    ordering = ("valid_until", "pk")

    @admin.display(description="Standing", ordering="valid_until")
    def standing(self, credential: Credential) -> str:
        return credentials.validity(credential, today=timezone.now().date())

    def get_readonly_fields(self, request: HttpRequest, obj: Credential | None = None) -> Any:
        return (
            ("holder", "specialty", "licence", "register", "verified_by", "verified_at")
            if obj
            else ("revoked_at",)
        )

    def get_form(
        self, request: HttpRequest, obj: Credential | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)

        class CredentialForm(form):  # type: ignore[misc, valid-type]
            def clean(self) -> Any:
                holder = self.cleaned_data.get("holder") or (obj and obj.holder)
                if holder == request.user:
                    raise ValidationError(
                        "Nobody verifies or changes their own credential. Ask another editor."
                    )
                return super().clean()

        return CredentialForm

    def save_model(self, request: HttpRequest, obj: Credential, form: Any, change: bool) -> None:
        fields = {name: form.cleaned_data[name] for name in form.changed_data}
        kept = actions.keep_credential(by=staff(request), credential=obj if change else None, **fields)
        obj.pk = kept.pk


@admin.register(ChecklistQuestion)
class ChecklistQuestionAdmin(NeverDeleted):
    """Other words make another version; reviews under way and signatures keep the words they have."""

    list_display = ("text", "category", "position", "version", "is_active")
    list_filter = ("is_active", "category")
    list_select_related = ("category",)

    def get_readonly_fields(self, request: HttpRequest, obj: ChecklistQuestion | None = None) -> Any:
        return ("version", "wordings") if obj else ()

    @admin.display(description="How it was worded")
    def wordings(self, question: ChecklistQuestion) -> str:
        lines = format_html_join(
            "",
            "<li><b>Version {}</b>{}: {}</li>",
            (
                (w.version, f", {w.since:%-d %B %Y} by {w.by}" if w.since else "", w.text)
                for w in checklist.wordings(question)
            ),
        )
        return format_html('<ul class="wordings">{}</ul>', lines)

    def save_model(self, request: HttpRequest, obj: ChecklistQuestion, form: Any, change: bool) -> None:
        checklist.keep(obj, by=staff(request), changed=form.changed_data)


@admin.register(Pool)
class PoolAdmin(NeverDeleted):
    """Reviewers who are asked together. Whether one of them may judge a text is found out for each text."""

    list_display = ("name", "size")
    search_fields = ("name",)
    autocomplete_fields = ("members",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Pool]:
        return super().get_queryset(request).annotate(number=Count("members"))

    @admin.display(description="Members", ordering="number")
    def size(self, pool: Any) -> int:
        return int(pool.number)


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnly):
    list_display = ("number", "at", "verb", "actor_name", "article", "digest")
    list_filter = ("verb",)
    list_select_related = ("article",)
    search_fields = ("actor_name", "article__slug", "digest")


@admin.register(SignOff)
class SignOffAdmin(ReadOnly):
    list_display = ("signed", "printed_name", "printed_credentials", "meaning", "revision", "scope")
    list_select_related = ("revision",)
    list_filter = ("scope",)
    search_fields = ("printed_name", "digest")
    ordering = ("-pk",)  # the newest first

    @admin.display(description="Signed", ordering="signed_at")
    def signed(self, signature: SignOff) -> str:
        return f"{signature.signed_at.astimezone(UTC):%-d %B %Y, %H:%M} UTC"


@admin.register(Notice)
class NoticeAdmin(ReadOnly):
    list_display = ("issued_at", "kind", "title", "printed_name")
    list_filter = ("kind",)
