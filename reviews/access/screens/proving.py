"""What does somebody see who must show that it is them?"""

from __future__ import annotations

from datetime import datetime

from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from articles.staff import staff
from reviews.access import attempts, factors, passkeys, sessions
from reviews.access.events import record
from reviews.access.forms import ProofForm
from reviews.access.models import DeskSession, Happened
from reviews.access.proving import Shown, factor_is_right, password_is_right
from reviews.access.screens.page import current, page
from reviews.admin.answers import TOO_MANY, UNPROCESSABLE

WRONG = "That is not right, or the code was used already. Wait for the next code, or use another way."


def prove(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    """The second factor after the log-in; later, all of it again before something that takes it."""
    user, session = staff(request), current(request)
    has_factor, is_first = factors.has_any(user), session.proved_at is None
    asks_password = not (has_factor and is_first)
    form = ProofForm(request.POST or None, asks_password=asks_password, asks_factor=has_factor)
    if request.method == "POST":
        if not attempts.may_try(request, user=user):
            return HttpResponse(status=TOO_MANY)  # in whose place the door puts its own page
        if form.is_valid():
            if _is_right(request, user, form, now=timezone.now()):
                return _let_on(request, session, with_factor=has_factor)
            attempts.count_wrong(request, user=user)
            form.add_error(None, WRONG)
    context = {
        "title": "Your second factor" if has_factor and is_first else "Show that it is you", "form": form,
        "has_passkey": any(factor.kind == "passkey" for factor in factors.factors_of(user)), "is_first": is_first,
        "next": _next(request), "fault": next(iter(form.non_field_errors()), ""),
    }  # fmt: skip
    status = UNPROCESSABLE if request.method == "POST" else 200
    return page(request, site, "prove", context, status=status)


def _is_right(request: HttpRequest, user: User, form: ProofForm, *, now: datetime) -> bool:
    shown: Shown = form.shown()
    if form.asks_password and not password_is_right(user, shown.password):
        return False
    return not form.asks_factor or factor_is_right(request, user=user, shown=shown, now=now)


def _let_on(request: HttpRequest, session: DeskSession, *, with_factor: bool) -> HttpResponse:
    user, now = staff(request), timezone.now()
    sessions.shown(request, session, with_factor=with_factor, now=now)
    attempts.forget(request, user=user)
    record(Happened.PROVED, user=user, request=request, now=now)
    return HttpResponseRedirect(_next(request))


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return wanted if is_ours else reverse("admin:index")


def to_show(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    """The challenge for a passkey. It waits in the session, so that asking for it is no reading."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    return JsonResponse(passkeys.to_show(request, user=staff(request)))
