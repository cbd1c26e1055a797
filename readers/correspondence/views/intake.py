"""How is a form taken in from somebody whom the site knows nothing about?

Readers get no cookie, so Django's protection against forged requests, which compares a form with a cookie, cannot be
theirs. Such a request could use nothing of theirs anyway: they have no account and no session here. What is left to
prevent is a form filled in on somebody else's page. Each of our forms carries a signed ticket that is good for a day
and for one page, and a browser that says that the request comes from another site is refused. So ``csrf_exempt`` is
right here, and nowhere where somebody is logged in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt

from readers.correspondence import tokens
from readers.correspondence.exceptions import FormForged, Refused
from readers.correspondence.forms import ReaderForm
from readers.public import method_refused

METHODS = ("GET", "HEAD", "POST")
View = Callable[..., HttpResponse]


def form_page(view: View) -> View:
    """GET shows a form and changes nothing, POST takes it in. Never kept by caches: the page holds what somebody typed."""

    @csrf_exempt
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in METHODS:
            return method_refused(request, allowed=METHODS)
        try:
            _read(request)
            response = view(request, *args, **kwargs)
        except Http404:
            response = render(request, "404.html", status=404)
        add_never_cache_headers(response)
        return response

    return page


def _read(request: HttpRequest) -> None:
    try:
        request.POST  # noqa: B018 - it is read here, so that what cannot be read is refused here
    except LookupError as error:  # an encoding that is not one of text
        raise BadRequest("The form is in an encoding that cannot be read.") from error


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Does the browser say that another site sent this? Old ones say nothing; the ticket is all there is then."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    return origin != settings.SITE_URL and urlsplit(origin).netloc != request.get_host()


def take(
    request: HttpRequest,
    *,
    make_form: Callable[..., ReaderForm],
    about: str,
    show: Callable[..., HttpResponse],
    keep: Callable[[tokens.Ticket, dict[str, Any]], object],
    thank: Callable[[], HttpResponse],
    revision: int | None = None,
) -> HttpResponse:
    """Show the form, or take it in. ``thank`` is called when ``keep`` has returned: what was sent is stored by then."""
    now = timezone.now()
    if request.method != "POST":
        return show(make_form(initial={"ticket": tokens.hand_out(about=about, now=now, revision=revision)}))
    form = make_form(request.POST)
    try:
        ticket = _ticket(request, about=about)
        if form.is_from_a_machine:
            return thank()
        if not form.is_valid():
            return show(form, status=Refused.status)
        keep(ticket, form.cleaned_data)
    except Refused as refused:
        again = _again(form, request.POST.copy(), about=about, revision=revision)
        response = show(again, fault=str(refused), status=refused.status)
        for name, value in refused.headers.items():
            response[name] = value
        return response
    return thank()


def _ticket(request: HttpRequest, *, about: str) -> tokens.Ticket:
    if is_from_elsewhere(request):
        raise FormForged
    return tokens.take_back(request.POST.get("ticket", ""), about=about, now=timezone.now())


def _again(form: ReaderForm, typed: QueryDict, *, about: str, revision: int | None) -> ReaderForm:
    """The same form with all that was typed, and a ticket that will do; a good one is kept, so that nothing counts twice."""
    now = timezone.now()
    held = tokens.read(form.data.get("ticket", ""))
    if held is None or held.about != about or now - held.made_at > tokens.LONGEST:
        seen = held.revision if held is not None and held.about == about else revision
        typed["ticket"] = tokens.hand_out(about=about, now=now, revision=seen)
        form.data = typed
    return form
