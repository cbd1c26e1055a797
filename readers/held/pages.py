"""What is kept of a page that was made, in which encodings, and how many of them?"""

from __future__ import annotations

import gzip
import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache

import brotli

from readers.held.asking import Questions

Headers = list[tuple[str, str]]
Address = tuple[str, ...]
Edition = tuple[int | None, str]  # the mark and the day
NEVER = datetime.min.replace(tzinfo=UTC)

_COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
    "br": lambda body: brotli.compress(body, quality=5),
}
_MADE_HERE = {"content-length", "etag"}
_TAG = re.compile(r'"([^"]*?)(?:-br|-gzip)?"')
_NO_BODY = {"content-length", "content-encoding", "content-type"}


@dataclass
class Page:
    """One answer of Django: ``edition`` is that under which it was made, or last found to be the same, at ``sure_at``.

    ``questions`` are what it was made from, where they may be asked again, and ``answers`` what the database said to them.
    """

    edition: Edition
    status: str
    headers: Headers
    body: bytes
    forms: dict[str, tuple[Headers, bytes]] = field(default_factory=dict)
    questions: Questions | None = None
    answers: bytes = b""
    sure_at: datetime = NEVER

    def __post_init__(self) -> None:
        tags = [value for name, value in self.headers if name.lower() == "etag"]
        self.tag = "".join(_TAG.findall(tags[0])) if tags else ""
        self.headers = [(n, v) for n, v in self.headers if n.lower() not in _MADE_HERE] + [
            ("Vary", "Accept-Encoding")
        ]

    @property
    def size(self) -> int:
        """In bytes, about: with its compressed forms and what Python needs."""
        return 2 * len(self.body) + 4_000 + (self.questions.size if self.questions else 0)

    def form(self, encoding: str) -> tuple[Headers, bytes]:
        """Headers and bytes in an encoding, made the first time that a reader asks for it."""
        if (made := self.forms.get(encoding)) is None:
            body = _COMPRESS[encoding](self.body)
            coded = [("Content-Encoding", encoding)] if encoding else []
            length = [("Content-Length", str(len(body)))]
            made = self.forms[encoding] = (self.headers + self._etag(encoding) + coded + length, body)
        return made

    def is_known(self, if_none_match: str) -> bool:
        """Does the reader hold these very bytes, in whichever encoding (RFC 9110, 13.1.2)?"""
        return if_none_match.strip() == "*" or (bool(self.tag) and self.tag in _TAG.findall(if_none_match))

    def unchanged(self, encoding: str) -> Headers:
        return [(n, v) for n, v in self.headers + self._etag(encoding) if n.lower() not in _NO_BODY]

    def _etag(self, encoding: str) -> Headers:
        tag = f"{self.tag}-{encoding}" if encoding else self.tag
        return [("ETag", f'"{tag}"')] if self.tag else []


@lru_cache(maxsize=1_000)
def encoding_for(accepted: str) -> str:
    """The best of ours that an ``Accept-Encoding`` allows: "br", "gzip" or "" (RFC 9110, 12.5.3)."""
    offers = dict(_offer(part) for part in accepted.lower().split(",") if part.strip())
    return next((e for e in ("br", "gzip") if offers.get(e, offers.get("*", 0.0)) > 0), "")


def _offer(part: str) -> tuple[str, float]:
    name, _, parameter = part.partition(";")
    weight = parameter.partition("=")[2].strip()
    try:
        return name.strip(), float(weight) if weight else 1.0
    except ValueError:
        return name.strip(), 0.0


class Shelf:
    """The pages asked for most lately, one for each address, in bounded memory."""

    def __init__(self, *, room: int) -> None:
        self.room, self.used = room, 0
        self._pages: OrderedDict[Address, Page] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def take(self, address: Address) -> Page | None:
        with self._lock:
            page = self._pages.get(address)
            if page is not None:
                self._pages.move_to_end(address)
            return page

    def put(self, address: Address, page: Page) -> None:
        """A page that would take an eighth of the room is not worth what it drives out."""
        if page.size > self.room // 8:
            return
        with self._lock:
            self.used += page.size - (self._pages[address].size if address in self._pages else 0)
            self._pages[address] = page
            self._pages.move_to_end(address)
            while self.used > self.room:
                self.used -= self._pages.popitem(last=False)[1].size
