"""What was typed when the session had ended? It waits, unsent, until its writer has logged in again.

The anonymous session keeps it, for whoever worked at the desk in this browser last: a signed cookie, which outlives the
session, says who that was. Nobody else is shown it, and a browser without that cookie can leave nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html

KEY, COOKIE, SALT = "unsent", f"{settings.OF_A_PATH}desk_person", "reviews.unsent"
COOKIE_LASTS = timedelta(days=90)
MOST_BYTES = 1_000_000
MOST_FORMS = 5
FILLED_IN = {
    "articles_article_add",
    "articles_article_change",
}  # forms that come back with what was typed in them
HIDDEN = {"digest", "noticed", "base", "opened"}  # fields that nobody types in
NEVER_KEPT = {"csrfmiddlewaretoken", "one_time_code", "passkey"}
NOT_KEPT = "Go back in your browser and copy it before you log in."
Answer = TypeVar("Answer", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True)
class Unsent:
    """One form that was sent too late: to which ``path``, and on which ``page`` it is shown again."""

    path: str
    page: str
    verb: str
    whose: str
    fields: list[list[str]]

    @property
    def form(self) -> str:
        """Which form it was, whatever list it was opened from."""
        return self.path.partition("?")[0]

    @property
    def place(self) -> str:
        """The page, at the field with the most words in it."""
        prefix = self.verb or "id"
        name = max((f for f in self.fields if f[0] not in HIDDEN), key=lambda f: len(f[1]), default=[""])[0]
        return self.page if self.page == reverse("admin:unsent") else f"{self.page}#{prefix}_{name}"

    @property
    def shown(self) -> list[tuple[str, str]]:
        """What was typed, without the names of buttons and the fields that were left empty."""
        return [
            (name.replace("_", " ").capitalize(), value)
            for name, value in self.fields
            if value and name not in HIDDEN and not name.startswith("_")
        ]

    def data(self) -> QueryDict:
        """As if it were sent now."""
        data = QueryDict(mutable=True)
        for name, value in self.fields:
            data.appendlist(name, value)
        return data


def kept(view: Answer, *, site: AdminSite) -> Answer:
    """The view of the desk, which keeps what reaches it too late, and says so when its writer is back."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not site.has_permission(request):
            return _keep(request) or view(request, *args, **kwargs)
        if request.method == "POST":
            forget(request, form=request.path)
        elif request.method == "GET" and request.path != reverse("admin:unsent"):
            _say_so(request)
        response = view(request, *args, **kwargs)
        _mark(request, response)
        return response

    return cast("Answer", answer)


def waiting(request: HttpRequest) -> list[Unsent]:
    """All that this person typed and has not sent yet, the newest first."""
    found = [Unsent(**entry) for entry in request.session.get(KEY, [])]
    return [entry for entry in reversed(found) if entry.whose == str(request.user.pk)]


def waiting_at(request: HttpRequest, page: str) -> Unsent | None:
    return next((entry for entry in waiting(request) if entry.page == page), None)


def forget(request: HttpRequest, *, form: str) -> None:
    """It is sent again now, or thrown away. What somebody else left here goes with it."""
    if KEY in request.session:
        left = [asdict(entry) for entry in reversed(waiting(request)) if entry.form != form]
        request.session[KEY] = left


def kept_for_later(request: HttpRequest, *, said: str) -> HttpResponse:
    """The session was ended while something was sent: the way to the login, with a sentence and what was typed."""
    messages.error(request, said)
    return _keep(request) or redirect_to_login(reverse("admin:index"), reverse("admin:login"))


def _keep(request: HttpRequest) -> HttpResponse | None:
    """The way to the login, with what was typed kept; None where nothing was typed."""
    fields = list(_typed(request))
    is_script = request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
    is_empty = not any(value for _, value in fields)
    if request.method != "POST" or request.user.is_authenticated or is_script or is_empty:
        return None
    whose = request.get_signed_cookie(COOKIE, default=None, salt=SALT, max_age=COOKIE_LASTS)
    if whose is None:
        return _to_login(request, f"Your session had ended, and what you typed could not be kept. {NOT_KEPT}")
    if sum(len(part.encode(errors="replace")) for field in fields for part in field) > MOST_BYTES:
        return _to_login(
            request, f"Your session had ended, and what you typed is more than can be kept (1 MB). {NOT_KEPT}"
        )
    entry = _entry(request, whose=whose, fields=fields)
    others = [other for other in request.session.get(KEY, []) if other["path"] != entry.path]
    request.session[KEY] = [*others, asdict(entry)][-MOST_FORMS:]
    files = " Files are not kept; choose them again." if request.FILES else ""
    said = f"Your session had ended. What you typed is kept; log in to go on.{files}"
    return _to_login(request, said, to=entry.place)


def _typed(request: HttpRequest) -> Iterator[list[str]]:
    """Every field but passwords, codes, and what only proves where the form came from."""
    for name, values in request.POST.lists():
        if name not in NEVER_KEPT and "password" not in name.lower():
            yield from ([name, str(value)] for value in values)


def _entry(request: HttpRequest, *, whose: str, fields: list[list[str]]) -> Unsent:
    match, page, verb = request.resolver_match, reverse("admin:unsent"), ""
    if match and match.url_name == "reviews_review_act":
        verb = match.kwargs["verb"]
        page = reverse("admin:reviews_review_change", args=[match.kwargs["pk"]])
    elif match and match.url_name in FILLED_IN:
        page = request.path
    return Unsent(path=request.get_full_path(), page=page, verb=verb, whose=whose, fields=fields)


def _to_login(request: HttpRequest, said: str, *, to: str = "") -> HttpResponse:
    messages.warning(request, said)
    return redirect_to_login(to or reverse("admin:index"), reverse("admin:login"))


def _say_so(request: HttpRequest) -> None:
    """Above the page on which something waits to be sent."""
    if waiting_at(request, request.path) is not None:
        said = "This was not sent yet. Look at it and send it again."
        more = "See all that was kept, or throw it away"
        where = reverse("admin:unsent")
        messages.warning(request, format_html('{} <a href="{}">{}</a>', said, where, more))


def _mark(request: HttpRequest, response: HttpResponseBase) -> None:
    """Say whose browser this is, once for each person."""
    who = str(request.user.pk)
    if request.user.is_authenticated and _marked(request) != who:
        response.set_signed_cookie(
            COOKIE, who, salt=SALT, max_age=COOKIE_LASTS, path=reverse("admin:index"),
            secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
        )  # fmt: skip


def _marked(request: HttpRequest) -> str | None:
    """The person of the cookie, as long as it lasts another half of its time."""
    return request.get_signed_cookie(COOKIE, default=None, salt=SALT, max_age=COOKIE_LASTS / 2)
