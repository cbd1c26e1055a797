"""What did the desk write to whom, did it go, and if not: why?"""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Min, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils import timezone

from articles.admin import ReadOnly
from articles.staff import staff
from reviews import permissions
from reviews.mail import outbox
from reviews.mail.wording import letter
from reviews.models import Mail
from reviews.models.mail import MailQuerySet

STATES = {"waiting": "Waiting", "failed": "Failed", "sent": "Sent"}
SLOW = 600  # seconds after which a mail that waits says that no worker runs


class StatusFilter(admin.SimpleListFilter):
    title = parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(STATES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Mail]) -> QuerySet[Mail]:
        chosen = self.value()
        return getattr(cast("MailQuerySet", queryset), chosen)() if chosen in STATES else queryset


class KindFilter(admin.AllValuesFieldListFilter):
    """The kinds as words."""

    def choices(self, changelist: Any) -> Any:
        for choice in super().choices(changelist):
            yield {**choice, "display": str(choice["display"]).replace("_", " ").capitalize()}


@admin.register(Mail)
class MailAdmin(ReadOnly):
    list_display = ("subject", "state", "address", "made_at")
    list_filter = (StatusFilter, ("kind", KindFilter))
    search_fields = ("subject", "address")
    list_select_related = ("recipient",)
    list_per_page = 50
    show_full_result_count = False
    actions = ("send_again",)
    change_list_template = "reviews/mail_change_list.html"

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return permissions.is_editor(staff(request))

    @admin.display(description="status")
    def state(self, mail: Mail) -> str:
        if mail.for_digest:
            return "Went into a digest" if mail.sent_at else "Waits for a digest"
        return STATES[mail.status]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mail]:
        return super().get_queryset(request).defer("text")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"title": "Mails", **_counts(), **(extra_context or {})})

    @admin.action(description="Send again what has failed", permissions=["resend"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        chosen = queryset.count()
        mails = Mail.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)))
        done = outbox.send_again(mails=mails, by=staff(request))
        messages.success(request, f"{done} of the {chosen} chosen had failed and will be tried again now.")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        mail = self.get_object(request, object_id)
        if mail is None:
            raise Http404
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": mail.subject, "mail": mail,
            "state": self.state(mail), "letter": letter(mail.text, link=mail.link),
            "may_send_again": mail.status == "failed" and self.has_resend_permission(request),
        }  # fmt: skip
        return TemplateResponse(request, "reviews/mail_change_form.html", context)


def _counts() -> dict[str, Any]:
    """How the outbox stands; the index of what is not sent keeps this quick."""
    to_send = Mail.objects.to_send()
    oldest = to_send.filter(attempts=0).aggregate(oldest=Min("made_at"))["oldest"]
    return {
        "to_send": to_send.count(), "for_digests": Mail.objects.for_a_digest().count(),
        "failed": Mail.objects.failed().count(),
        "stuck_since": oldest if oldest and (timezone.now() - oldest).total_seconds() > SLOW else None,
    }  # fmt: skip
