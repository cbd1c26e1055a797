"""What can be sent to a web server? Anything: this makes requests that are nearly right, and some that are not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from bs4 import BeautifulSoup
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import strategies as st

from tests import factories as make
from tests.articles.pictures import upload
from tests.fuzz.situation import Situation

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
BESIDE = [
    "admin/articles/",
    "admin/nowhere/",
    "nowhere",
    "static/css/site.css",
    "static/../manage.py",
]  # what no pattern names
ODD = [
    "", " ", "0", "-1", "1", "2", "3", "999999", "9" * 30, "1e9", "0x1", "١٢", "²", "NaN", "null", "true", "[]", "{}", "\0", "a\0b",
    "../../etc/passwd", "%", "%00", "%ff", "\ud800", "é", "İ", "\u202e", "😀", "'", '"', "' OR 1=1 --", "<script>alert(1)</script>", "{{ 7 }}",
    "*", "-a", '"', "a" * 300, "x" * 9_000, "2026-02-30", "9999-12-31", "0001-01-01", "2026-01-01T00:00", "24:61", "\r\nX: y",
    "(" * 200, "[@" * 100, "https://[", "//example.org/", "javascript:alert(1)", make.PASSWORD, "none", "yes", "whole", "changes", "on",
]  # fmt: skip
NAMES = [
    "q", "page", "p", "o", "sort", "status", "topic", "tag", "state", "again", "standing", "a", "b", "for", "next", "all", "_popup", "_to_field",
    "action", "_selected_action", "apply", "select_across", "index", "app_label", "model_name", "field_name", "term", "article", "body",
    "title", "base", "opened", "say", "text", "code", "digest", "reason", "password", "content", "audience", "image", "file", "ticket",
    "address", "message", "e", "category__id__exact", "id__in", "pk__regex", "article__body__contains", "_changelist_filters", "_facets",
]  # fmt: skip
HEADERS = [
    "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE", "HTTP_COOKIE", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE",
    "HTTP_REFERER", "HTTP_ORIGIN", "HTTP_X_FORWARDED_FOR", "HTTP_X_REQUESTED_WITH", "HTTP_SEC_FETCH_MODE", "HTTP_USER_AGENT", "HTTP_HOST",
    "REMOTE_ADDR", "HTTP_X_HTTP_METHOD_OVERRIDE", "HTTP_TRANSFER_ENCODING", "HTTP_CONTENT_ENCODING",
]  # fmt: skip
METHODS = ["GET"] * 6 + [
    "HEAD",
    "POST",
    "POST",
    "POST",
    "PUT",
    "DELETE",
    "PATCH",
    "OPTIONS",
    "TRACE",
    "PROPFIND",
    "get",
    "\u00e9",
]
CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")

odd = st.sampled_from(ODD) | st.text(max_size=20)
value = st.sampled_from(["1", "2", "3", "4", "5"]) | odd
pairs = st.lists(st.tuples(st.sampled_from(NAMES) | st.text(max_size=8), value), max_size=5)
as_on_the_wire = (st.text(max_size=30) | st.sampled_from(ODD)).map(
    lambda text: text.encode(errors="surrogatepass").decode("latin-1")
)
headers = st.dictionaries(st.sampled_from(HEADERS), as_on_the_wire, max_size=2)


@dataclass(frozen=True)
class Sent:
    method: str
    path: str
    body: bytes = b""
    content_type: str = FORM
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Filled:
    """A form as a page shows it, with what stands in it."""

    path: str
    fields: list[tuple[str, str]]


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Every address of the site, with names where a part may differ. The catch-all of the admin is among ``BESIDE``."""
    for found in (resolver or get_resolver()).url_patterns:
        here = before + str(found.pattern)
        if isinstance(found, URLResolver):
            yield from patterns(found, here)
        elif isinstance(found, URLPattern) and "(?P" not in here:
            yield here


def requests(known: Situation, forms: list[Filled]) -> st.SearchStrategy[Sent]:
    places = addresses(known)
    plain = st.builds(_plain, st.sampled_from(METHODS), places, pairs, bodies, headers)
    meant = st.builds(
        _meant,
        st.sampled_from(forms),
        st.lists(st.tuples(st.integers(0, 60), value | st.none()), max_size=3),
        st.booleans(),
    )
    return plain | meant


def addresses(known: Situation) -> st.SearchStrategy[str]:
    return st.sampled_from([*sorted(set(patterns())), *BESIDE]).flatmap(
        lambda pattern: _filled(pattern, known)
    )


def _filled(pattern: str, known: Situation) -> st.SearchStrategy[str]:
    names = CONVERTER.findall(pattern)
    parts = [st.sampled_from(known.words.get(name, ["1", "2", "3", "4"])) | value for name in names]
    return st.tuples(*parts).map(lambda words: _joined(pattern, words))


def _joined(pattern: str, words: tuple[str, ...]) -> str:
    left = iter(words)
    return "/" + CONVERTER.sub(lambda _: quote(next(left), errors="surrogatepass"), pattern)


def _plain(method: str, path: str, query: list[Any], body: tuple[bytes, str], more: dict[str, str]) -> Sent:
    asked = f"{path}?{_urlencoded(query).decode()}" if query else path
    return Sent(method, asked, body[0], body[1], more)


def _meant(form: Filled, changes: list[tuple[int, str | None]], is_whole: bool) -> Sent:
    """The form of a page, sent back with a few of its fields typed over or left out, whoever sends it."""
    fields: list[tuple[str, str]] = list(form.fields)
    for place, typed in changes:
        if fields:
            name, _ = fields.pop(place % len(fields))
            fields += [(name, typed)] if typed is not None else []
    if is_whole:
        return Sent("POST", form.path, _urlencoded(fields))
    data: dict[str, Any] = {}
    for name, typed in fields:
        data.setdefault(name, []).append(typed.encode(errors="replace").decode())
    return Sent("POST", form.path, encode_multipart(BOUNDARY, data), MULTIPART_CONTENT)


def _urlencoded(fields: list[Any]) -> bytes:
    return urlencode(fields, errors="surrogatepass").encode()


def _with_file(fields: list[Any], name: str, content: bytes) -> tuple[bytes, str]:
    data = {
        str(key).encode(errors="replace").decode(): str(typed).encode(errors="replace").decode()
        for key, typed in fields
    }
    return encode_multipart(BOUNDARY, data | {name: upload(content, name="x.png")}), MULTIPART_CONTENT


bodies = st.one_of(
    st.just((b"", FORM)),
    pairs.map(lambda fields: (_urlencoded(fields), FORM)),
    st.builds(_with_file, pairs, st.sampled_from(["image", "file", "upload"]), st.binary(max_size=60)),
    st.recursive(st.none() | st.integers() | value, lambda part: st.lists(part, max_size=2)).map(
        lambda data: (json.dumps(data).encode(), JSON)
    ),
    st.tuples(
        st.binary(max_size=60),
        st.sampled_from(
            [
                FORM,
                JSON,
                MULTIPART_CONTENT,
                "multipart/form-data",
                "text/plain; charset=nonsense",
                f"{FORM}; charset=utf-16",
            ]
        ),
    ),
)


def forms_on(client: Client, path: str) -> Iterator[Filled]:
    """Every form of a page that is sent by POST, filled in as a browser would send it."""
    answer = client.get(path)
    if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
        return
    page = BeautifulSoup(answer.content, "lxml")
    for form in page.select("form[method=post]"):
        yield Filled(str(form.get("action") or path).split("#")[0], list(_fields(form)))
        for button in form.select("button[formaction]"):
            yield Filled(str(button["formaction"]), list(_fields(form)))


def _fields(form: Any) -> Iterator[tuple[str, str]]:
    for found in form.select("[name]"):
        if found.name == "select":
            chosen = found.select("option[selected]") or found.select("option")[-1:]
            yield from ((found["name"], str(option.get("value", ""))) for option in chosen)
        elif found.name == "textarea":
            yield found["name"], found.get_text().removeprefix("\n")
        elif found.get("type") == "password":
            yield found["name"], make.PASSWORD
        elif found.get("type") not in ("checkbox", "radio") or found.has_attr("checked"):
            yield found["name"], str(found.get("value", ""))
