"""The page behind a share link: an outside expert reads the text under review, proves an address, comments. No more."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode

from articles.actions import printed_name
from reviews import limits
from reviews.actions.guests import LinkEnded, TooSoon, comment_as_guest
from reviews.exceptions import EditorialError
from reviews.forms.sharing import CodeForm, GuestCommentForm
from reviews.guests import codes, sharing
from reviews.guests.page import SharedText, context
from reviews.models import ShareLink
from reviews.reading.anchors import quotable

METHODS = ("GET", "HEAD", "POST")
SAYING = limits.Limit("guest", most=60, span=timedelta(hours=1))
FORBIDDEN, GONE, UNPROCESSABLE, TOO_MANY = 403, 410, 422, 429


def shared(request: HttpRequest, token: str) -> HttpResponse:
    """Answers everybody who has the link; what is sent to it is one of ``SAID``."""
    response = _answer(request, token)
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    # The address is the key: no other site learns it. Not "no-referrer", which makes browsers send forms without
    # an origin, and those are refused as forged.
    response["Referrer-Policy"] = "same-origin"
    return response


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    if request.method not in METHODS:
        refused = render(request, "405.html", status=405)
        refused["Allow"] = ", ".join(METHODS)
        return refused
    link, now = sharing.link_of(token), timezone.now()
    if link is None:
        return render(request, "shared/unknown.html", status=404)
    if not link.is_usable(now):
        return _ended(request, link, now=now)
    if request.method != "POST":
        return _page(request, link, now=now)
    try:
        limits.count(SAYING, visitor=limits.visitor(request, today=now.date()), now=now)
        return _say(request, link, now=now)
    except LinkEnded:
        return _ended(request, link, now=now)
    except limits.TooMuch as too_much:
        return _too_much(request, link, too_much, now=now)


def _too_much(
    request: HttpRequest, link: ShareLink, too_much: limits.TooMuch, *, now: datetime
) -> HttpResponse:
    """With what was typed still in its box."""
    blocks = SharedText.asked_for(request, link).numbered
    typed = GuestCommentForm(request.POST, blocks=blocks) if request.POST.get("say") == "comment" else None
    response = _page(request, link, now=now, fault=str(too_much), comment_form=typed, status=TOO_MANY)
    response["Retry-After"] = str(too_much.wait)
    return response


def _say(request: HttpRequest, link: ShareLink, *, now: datetime) -> HttpResponse:
    said = {"code": _ask_for_code, "prove": _prove, "comment": _comment}.get(request.POST.get("say", ""))
    if said is None:
        fault = "The page could not tell what you wanted to do. Nothing was changed. Press the button again."
        return _page(request, link, now=now, fault=fault, status=UNPROCESSABLE)
    return said(request, link, now=now)


def _ask_for_code(request: HttpRequest, link: ShareLink, *, now: datetime) -> HttpResponse:
    try:
        codes.ask(request, link, now=now)
    except TooSoon as refused:
        return _page(request, link, now=now, fault=str(refused), status=TOO_MANY)
    return _back(request, to="comments")


def _prove(request: HttpRequest, link: ShareLink, *, now: datetime) -> HttpResponse:
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, link, now=now, code_form=form, status=UNPROCESSABLE)
    if fault := codes.prove(request, link, typed=form.cleaned_data["code"], now=now):
        form.add_error("code", str(fault))
        return _page(request, link, now=now, code_form=form, status=UNPROCESSABLE)
    response = _back(request, to="comments")
    codes.remember(response, link, now=now)
    return response


def _comment(request: HttpRequest, link: ShareLink, *, now: datetime) -> HttpResponse:
    text = SharedText.asked_for(request, link)
    form = GuestCommentForm(request.POST, blocks=text.numbered)
    if not codes.is_known(request, link):
        fault = "Show first that the address is yours: ask for a code below. What you typed is still here."
        return _page(request, link, now=now, comment_form=form, fault=fault, status=FORBIDDEN)
    if not form.is_valid():
        return _page(request, link, now=now, comment_form=form, status=UNPROCESSABLE)
    quotes = {block.number: quotable(block) for block in text.numbered}
    block = form.cleaned_data["paragraph"] or 0
    try:
        written = comment_as_guest(
            link=link, text=form.cleaned_data["text"], quote=quotes.get(block, ""), block=block, audience=text.audience, now=now
        )  # fmt: skip
    except LinkEnded:
        raise
    except EditorialError as refused:
        form.add_error("text", str(refused))
        return _page(request, link, now=now, comment_form=form, status=UNPROCESSABLE)
    return _back(request, to=f"comment-{written.pk}")


def _page(
    request: HttpRequest,
    link: ShareLink,
    *,
    now: datetime,
    fault: str = "",
    code_form: CodeForm | None = None,
    comment_form: GuestCommentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = context(request, link, now=now, code_form=code_form, comment_form=comment_form, fault=fault)
    return render(request, "shared/page.html", shown, status=status)


def _ended(request: HttpRequest, link: ShareLink, *, now: datetime) -> HttpResponse:
    link.refresh_from_db(fields=["revoked_at", "review"])
    typed = request.POST.get("text", "")
    shown = {"link": link, "ended": link.why_ended(now), "host": printed_name(link.made_by), "typed": typed}
    return render(request, "shared/ended.html", shown, status=GONE)


def _back(request: HttpRequest, *, to: str) -> HttpResponse:
    """To the same page and wording, at the place named."""
    query = {"for": request.GET["for"]} if "for" in request.GET else {}
    return HttpResponseRedirect(f"{request.path}{'?' if query else ''}{urlencode(query)}#{to}")
