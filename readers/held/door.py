"""Which requests need no Django? A door before it that gives readers the bytes it made for the one before them.

One indexed query asks for the mark of the edition. A page made under this mark, on this day, is the page: nothing that
it shows has changed since. Of a page of an earlier mark the door asks whether what it was made from has changed. Nothing is
ever purged: a commit changes the mark, for every process on every machine. A page is kept only if the mark was the same
before and after it was made. Whoever has a session passes by, and so does what ``readers.public`` does not call a public
page: forms, searches, errors, the desk.

When the database does not answer, readers get what was made within the last hour, with a line at its top that says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings

from readers.held.asking import QUESTIONS, Questions
from readers.held.marks import Marks, Unreachable
from readers.held.pages import NEVER, Address, Edition, Headers, Page, Shelf, encoding_for

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

DOOR = "imprimatur.door"  # in the environ: the door will keep this answer, if it is a public page
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
ROOM = 64 * 2**20
TRUSTED_FOR = timedelta(hours=1)
# Where no page of readers is: these ask nothing, so that they answer without a database too.
_PAST = re.compile(r"/(?:admin|shared|media|static|metrics|healthz|readyz)\b")
_KEPT_QUERY = re.compile(
    r"(?:page=[1-9]\d{0,3})?\Z"
)  # others are without number, so their pages are made each time


def leave_to_door(environ: Environ) -> None:
    """Called for a public page: the door answers conditions itself, so the page is made whole."""
    if DOOR in environ:
        environ[DOOR] = True
        for condition in CONDITIONS:
            environ.pop(condition, None)


class Door:
    """A WSGI application around another (PEP 3333)."""

    def __init__(self, application: Application, *, room: int = ROOM) -> None:
        self.application, self.marks, self.shelf = application, Marks(), Shelf(room=room)
        self._session = f"{settings.SESSION_COOKIE_NAME}="
        self._told: tuple[Edition | None, datetime] = (None, NEVER)  # which edition it was, and when

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or self._session in environ.get(
            "HTTP_COOKIE", ""
        ):
            return self.application(environ, start_response)
        if _PAST.match(environ.get("PATH_INFO", "")) or not _KEPT_QUERY.match(
            environ.get("QUERY_STRING", "")
        ):
            return self.application(environ, start_response)
        if "HTTP_IF_MATCH" in environ:  # for who would write; Django answers 412 where it does not hold
            return self.application(environ, start_response)
        address, now = _address(environ), datetime.now(UTC)
        try:
            edition = (self.marks.now(), now.date().isoformat())
            page = self.shelf.take(address)
            if page is not None and page.edition != edition and self._is_as_it_was(page, edition=edition):
                page.edition = edition
        except Unreachable:
            return self._as_it_was(address, environ, start_response, now=now)
        self._told = (edition, now)
        if page is None or page.edition != edition:
            return self._made(address, environ, start_response, edition=edition)
        page.sure_at = now
        return _answer(page, environ, start_response, known=environ.get("HTTP_IF_NONE_MATCH", ""))

    def _made(
        self,
        address: Address,
        environ: Environ,
        start_response: StartResponse,
        *,
        edition: Edition,
    ) -> Iterable[bytes]:
        """Django's answer, kept if it is a public page and of one edition from beginning to end."""
        known = environ.get("HTTP_IF_NONE_MATCH", "")
        environ[DOOR] = False
        begun: list[tuple[str, Headers]] = []

        def begin(status: str, headers: Headers, exc_info: Any = None) -> Any:
            if environ[DOOR] and status.startswith("200") and not _is_personal(headers):
                begun.append((status, headers))
                return None
            return start_response(status, headers, *([exc_info] if exc_info else []))

        body = self.application(environ, begin)
        if not begun:
            return body
        try:
            page = Page(edition, *begun[0], b"".join(body))
        finally:
            getattr(body, "close", bool)()
        if edition[0] is not None and environ["REQUEST_METHOD"] == "GET":
            self._note_what_it_rests_on(page, environ.get(QUESTIONS))
            page.sure_at = datetime.now(UTC)
            if self._is_still(edition[0]):
                self.shelf.put(address, page)
        return _answer(page, environ, start_response, known=known)

    def _note_what_it_rests_on(self, page: Page, questions: Questions | None) -> None:
        """Before the mark is read again: where it is still the same, these are the answers that the page was made from."""
        if questions is not None and questions.is_worth_asking:
            try:
                page.answers, page.questions = self.marks.answers(questions), questions
            except Unreachable:
                return

    def _is_as_it_was(self, page: Page, *, edition: Edition) -> bool:
        """Of a page of an earlier edition of this day: does the database still say what it was made from?

        Raises Unreachable.
        """
        if page.questions is None or edition[0] is None or page.edition[1] != edition[1]:
            return False
        try:
            is_same = self.marks.answers(page.questions) == page.answers
        except Unreachable:  # or one of its questions means nothing any more: then the mark is still told
            is_same = False
        return self.marks.now() == edition[0] and is_same

    def _is_still(self, mark: int) -> bool:
        try:
            return self.marks.now() == mark
        except Unreachable:
            return False

    def _as_it_was(
        self, address: Address, environ: Environ, start_response: StartResponse, *, now: datetime
    ) -> Iterable[bytes]:
        """A page of the edition that was the last to be told was true then; one of an earlier edition, when it was last given."""
        page, (edition, told_at) = self.shelf.take(address), self._told
        sure_at = NEVER if page is None else told_at if page.edition == edition else page.sure_at
        if page is None or now - sure_at > TRUSTED_FOR:
            return self.application(environ, start_response)
        return _answer(_with_its_age(page, sure_at=sure_at), environ, start_response, known="")


def _address(environ: Environ) -> Address:
    """All that a public page's bytes depend on. A host that Django refuses gets no page that could be held."""
    return (
        environ.get("HTTP_X_FORWARDED_PROTO", ""), environ["wsgi.url_scheme"], environ.get("HTTP_HOST", ""),
        environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", ""),
    )  # fmt: skip


def _is_personal(headers: Headers) -> bool:
    return any(name.lower() in ("set-cookie", "vary") for name, _ in headers)


def _answer(page: Page, environ: Environ, start_response: StartResponse, *, known: str) -> Iterable[bytes]:
    encoding = encoding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
    if known and page.is_known(known):
        start_response("304 Not Modified", page.unchanged(encoding))
        return []
    headers, body = page.form(encoding)
    start_response(page.status, list(headers))
    return [body] if environ["REQUEST_METHOD"] == "GET" else []


def _with_its_age(page: Page, *, sure_at: datetime) -> Page:
    """The same bytes, with a line for people and a header for caches (RFC 9111 knows "stale"; 5.5 keeps ``Warning``)."""
    line = (
        '<p class="stale" role="status">The editors’ database cannot be reached. This page was true on '
        f"{sure_at.day} {sure_at:%B %Y at %H:%M} UTC; it may have been corrected since.</p>"
    )
    headers = [(n, v) for n, v in page.headers if n.lower() != "cache-control"]
    headers += [("Cache-Control", "no-store"), ("Warning", '111 - "Revalidation Failed"')]
    return Page(
        page.edition, page.status, headers, page.body.replace(b"<body>", b"<body>" + line.encode(), 1)
    )
