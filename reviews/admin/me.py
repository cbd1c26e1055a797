"""The page on which a person says when they are away, and sees what the desk knows of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone

from articles.staff import staff
from reviews.admin.answers import UNPROCESSABLE, faults
from reviews.credentials import validity
from reviews.forms.preferences import PreferencesForm
from reviews.preferences import preferences_of


def me(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    """Everybody's own page, and nobody else's."""
    user, today = staff(request), timezone.now().date()
    if request.method in {"GET", "HEAD"}:
        form = PreferencesForm.of(preferences_of(user), today=today)
        return _page(request, site, user, form, today=today)
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return _page(request, site, user, form, today=today, fault=faults(form), status=UNPROCESSABLE)
    messages.success(request, form.perform(by=user))
    return HttpResponseRedirect(request.path)


def _page(
    request: HttpRequest, site: AdminSite, user: User, form: PreferencesForm, *, today: date, fault: str = "", status: int = 200
) -> HttpResponse:  # fmt: skip
    context: dict[str, Any] = {
        **site.each_context(request), "title": "You at the desk", "form": form, "fault": fault,
        "credentials": [(held, validity(held, today=today)) for held in user.credentials.select_related("verified_by")],
        "pools": user.pools.all(),
    }  # fmt: skip
    return TemplateResponse(request, "reviews/me.html", context, status=status)
