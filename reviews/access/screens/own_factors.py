"""What does somebody see who sets up, looks at or removes their own second factors?"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import segno
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone

from articles.staff import staff
from reviews.access import factors, passkeys, sessions
from reviews.access.forms import AppForm, PasskeyForm
from reviews.access.screens.page import current, page
from reviews.admin.answers import FORBIDDEN, UNPROCESSABLE
from reviews.exceptions import EditorialError


def my_factors(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    """The list. Changing something on it takes having shown a moment ago that it is you."""
    user = staff(request)
    if request.method == "POST":
        return _changed(request, site, user)
    return _factors_page(request, site, user)


def _factors_page(
    request: HttpRequest, site: AdminSite, user: User, *, status: int = 200, fault: str = ""
) -> HttpResponse:
    context = {
        "title": "Your second factors", "factors": factors.factors_of(user), "codes_left": user.recovery_codes.filter(used_at=None).count(),
        "is_fresh": current(request).is_fresh(timezone.now()), "is_required": factors.is_required(user),
        "passkey": PasskeyForm(), "fault": fault,
    }  # fmt: skip
    return page(request, site, "factors", context, status=status)


def _changed(request: HttpRequest, site: AdminSite, user: User) -> HttpResponse:
    """One of the buttons of the list."""
    if not current(request).is_fresh(now := timezone.now()):
        return _to_prove()
    wanted = request.POST.get("do")
    if wanted == "app":
        factors.prepare_app(user)
        return HttpResponseRedirect(reverse("admin:factor_app"))
    if wanted == "codes" and factors.has_any(user):
        return _codes_page(request, site, user, now=now)
    if wanted == "remove":
        try:
            pk = int(request.POST.get("pk", "")) if request.POST.get("pk", "").isdecimal() else 0
            name = factors.remove(user, kind=request.POST.get("kind", ""), pk=pk, request=request, now=now)
        except EditorialError as refused:
            return _factors_page(request, site, user, status=404, fault=str(refused))
        sessions.end_others(request, user=user)
        messages.success(request, f"“{name}” was removed. Your other sessions were ended.")
        return HttpResponseRedirect(reverse("admin:factors"))
    return _factors_page(
        request, site, user, status=400, fault="Nothing was changed. Use the buttons of this page."
    )


def _codes_page(request: HttpRequest, site: AdminSite, user: User, *, now: datetime) -> HttpResponse:
    """Shown once; a second look makes other ones."""
    codes = factors.make_recovery_codes(user, request=request, now=now)
    return page(request, site, "recovery_codes", {"title": "Your recovery codes", "codes": codes})


def app(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    """The key for the app, and the first code from it."""
    user, now = staff(request), timezone.now()
    device = factors.prepared_app(user)
    if device is None:
        return HttpResponseRedirect(reverse("admin:factors"))
    if not current(request).is_fresh(now):
        return _to_prove()
    form = AppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code, name = form.cleaned_data["one_time_code"], form.cleaned_data["name"]
        if factors.confirm_app(user, code=code, name=name, request=request, now=now):
            return _added(request, site, user, now=now)
        form.add_error(
            "one_time_code", "This code is not right. Look at the clock of your phone, and type the next one."
        )
    context = {"title": "Set up an authenticator app", "form": form, "key": factors.key_in_words(device)}
    return page(request, site, "app", context, status=UNPROCESSABLE if request.method == "POST" else 200)


def app_code(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    """The same key as a picture for the phone's camera."""
    device = factors.prepared_app(staff(request))
    if device is None or not current(request).is_fresh(timezone.now()):
        return HttpResponse(status=404)
    picture = BytesIO()
    code = segno.make(device.config_url, error="m", micro=False)
    code.save(picture, kind="svg", scale=5, border=4, light="#fff", svgclass=None, lineclass=None)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


def to_make(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not current(request).is_fresh(timezone.now()):
        return JsonResponse({"fault": "Show again that it is you, then make the passkey."}, status=FORBIDDEN)
    return JsonResponse(passkeys.to_make(request, user=staff(request)))


def passkey(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    """The passkey that the browser made."""
    user, now = staff(request), timezone.now()
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not current(request).is_fresh(now):
        return _to_prove()
    form = PasskeyForm(request.POST)
    if form.is_valid():
        name = form.cleaned_data["name"].strip() or "Passkey"
        if passkeys.made(request, user=user, answer=form.cleaned_data["passkey"], name=name):
            factors.added(user, name=name, request=request, now=now)
            return _added(request, site, user, now=now)
    fault = "The passkey was not made: the browser's answer does not fit. Try again, or set up an app."
    return _factors_page(request, site, user, status=UNPROCESSABLE, fault=fault)


def _added(request: HttpRequest, site: AdminSite, user: User, *, now: datetime) -> HttpResponse:
    """It was shown just now, so this session has it; others have not. The first one brings its recovery codes."""
    sessions.shown(request, current(request), with_factor=True, now=now)
    sessions.end_others(request, user=user)
    if user.recovery_codes.filter(used_at=None).exists():
        messages.success(request, "The second factor was added. Your other sessions were ended.")
        return HttpResponseRedirect(reverse("admin:factors"))
    return _codes_page(request, site, user, now=now)


def _to_prove() -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('admin:prove')}?next={reverse('admin:factors')}")
