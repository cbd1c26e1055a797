"""What does the desk's front page show? What waits for me, before everything else."""

from __future__ import annotations

from datetime import datetime
from functools import partial, wraps
from typing import Any, cast

from django.contrib.admin import AdminSite
from django.contrib.admin.exceptions import DisallowedModelAdminToField
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from articles.staff import staff
from reviews import unsent
from reviews.access import sessions
from reviews.front_page import charts, figures, queue
from reviews.front_page.waiting import summary, waiting_for
from reviews.permissions import is_editor
from reviews.workflow import OPEN


class DeskSite(AdminSite):
    """The stock admin with a front page of its own."""

    site_header = site_title = "Imprimatur desk"
    index_title = "What waits for you"

    def get_urls(self) -> list[Any]:
        from reviews.access.screens import ADDRESSES  # the screens need this site, so they come after it
        from reviews.admin.me import me
        from reviews.admin.unsent import unsent_page
        from reviews.admin.work import work_page

        own = {
            "me": ("me/", me),
            "unsent": ("unsent/", unsent_page),
            "work": ("work/", work_page),
            **ADDRESSES,
        }
        pages = [
            path(address, self.admin_view(partial(page, site=self)), name=name)
            for name, (address, page) in own.items()
        ]
        return [*pages, *super().get_urls()]

    def admin_view(self, view: unsent.Answer, cacheable: bool = False) -> unsent.Answer:
        """What arrives after the session has ended is kept until its writer has logged in again."""
        return unsent.kept(super().admin_view(_by_a_named_field(view), cacheable), site=self)

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Another password ends every session; the one in which its owner set it goes on."""
        with sessions.going_on(request):
            return super().password_change(request, extra_context)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        user, now = staff(request), timezone.now()
        waiting = waiting_for(user, now=now)
        context = {"waiting": waiting, "summary": summary(waiting), "now": now, "is_editor": is_editor(user)}
        if user.has_perm("reviews.view_review"):
            context |= _queue(request, user, now=now) | figures.read(partial(_charts, now))
        return super().index(request, {**context, **(extra_context or {})})


def _by_a_named_field(view: unsent.Answer) -> unsent.Answer:
    """The admin refuses to look a row up by a field that does not exist, but for one without a name."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.POST.get(TO_FIELD_VAR, request.GET.get(TO_FIELD_VAR)) == "":
            raise DisallowedModelAdminToField("A field without a name cannot be referenced.")
        return view(request, *args, **kwargs)

    return cast("unsent.Answer", answer)


def _queue(request: HttpRequest, user: User, *, now: datetime) -> dict[str, Any]:
    found = queue.page(request.GET, user=user, today=now.date())
    return {
        "queue": found,
        "lines": queue.lines(list(found), now=now),
        "filters": queue.Filters.read(request.GET),
        "queue_topics": queue.topics(),
        "queue_states": [(state.value, state.label) for state in sorted(OPEN)],
        "queue_with": queue.WITH,
        "queue_due": queue.DUE,
    }


def _charts(now: datetime) -> dict[str, Any]:
    return {
        "age": charts.bars(figures.open_by_age(now)),
        "approval": charts.spans(figures.approval_times(now.date())),
        "overdue": charts.parts(figures.overdue_by_topic(now.date())),
    }
