"""What do editors see who have somebody's lost second factor reset?"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from articles.staff import staff
from reviews import actions, permissions
from reviews.access.models import FactorReset
from reviews.access.screens.page import current, page
from reviews.admin.answers import UNPROCESSABLE, status_of
from reviews.exceptions import EditorialError
from reviews.forms.factor_reset import ResetForm

LATEST = 50


def resets(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    """Those that wait, and a form to ask for one. Either takes having shown a moment ago that it is you."""
    user = staff(request)
    if not permissions.is_editor(user):
        raise PermissionDenied
    form = ResetForm(request.POST if request.POST.get("do") == "ask" else None, by=user)
    if request.method != "POST":
        return _page(request, site, form)
    if not current(request).is_fresh(timezone.now()):
        return HttpResponseRedirect(f"{reverse('admin:prove')}?next={request.path}")
    if form.is_bound and not form.is_valid():
        return _page(request, site, form, status=UNPROCESSABLE)
    try:
        messages.success(request, _done(request, form, by=user))
    except EditorialError as refused:
        return _page(request, site, form, status=status_of(refused), fault=str(refused))
    return HttpResponseRedirect(request.path)


def _done(request: HttpRequest, form: ResetForm, *, by: User) -> str:
    if form.is_bound:
        asked = actions.ask_for_factor_reset(
            person=form.cleaned_data["person"], by=by, reason=form.cleaned_data["reason"]
        )
        return f"The reset for {asked.person} waits for a second editor, who confirms it here."
    reset = _chosen(request.POST.get("reset", ""))
    if request.POST.get("do") == "confirm":
        actions.confirm_factor_reset(reset=reset, by=by)
        return (
            f"The second factors of {reset.person} were reset. They log in by password and set up a new one."
        )
    actions.refuse_factor_reset(reset=reset, by=by)
    return f"The second factors of {reset.person} stay as they are."


def _chosen(pk: str) -> FactorReset:
    found = FactorReset.objects.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 19 else None
    if found is None:
        raise EditorialError("There is no such reset. Nothing was changed.")
    return found


def _page(
    request: HttpRequest, site: AdminSite, form: ResetForm, *, status: int = 200, fault: str = ""
) -> HttpResponse:
    context = {
        "title": "Lost second factors", "form": form, "fault": fault, "me": staff(request),
        "resets": FactorReset.objects.select_related("person", "asked_by", "decided_by")[:LATEST],
    }  # fmt: skip
    return page(request, site, "resets", context, status=status)
