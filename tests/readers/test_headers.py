"""Is every answer told to browsers as strictly as every other, whatever it is and whoever made it?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter

from articles.models import Article
from readers.correspondence import tokens
from readers.correspondence.models import Consent, Subscription
from reviews import actions
from reviews.models import Notice
from tests import factories as make
from tests.correspondence.kept import one_of_each
from tests.correspondence.newsletter import ask as ask_for_newsletter
from tests.desk.screens import at_the_desk
from tests.observatory import score
from tests.secure import browser, https

EVERYWHERE = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
}
NEEDED = {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"}
ENOUGH = 130


@pytest.fixture(autouse=True)
def secure(db: None) -> Iterator[None]:
    static = Path(settings.STATIC_ROOT) / "css"
    static.mkdir()
    (static / "site.css").write_text("body {}")
    with https(SECURITY_CONTACT="mailto:security@example.org"):
        yield


@pytest.fixture
def article() -> Article:
    """With everything that has an address: a tag, a correction, two revisions, letters, a newsletter."""
    article = make.approved_article(tags=["rest"], body=f"{make.BODY}\n\n::: patients\nFor you.\n:::\n")
    actions.correct(article=article, by=make.editor(), reason="A number.")
    one_of_each(article)
    (Path(settings.MEDIA_ROOT) / "a.png").write_bytes(b"\x89PNG")
    return make.approved(article=make.edited(article)).article


def public(article: Article) -> list[str]:
    """An address of every public kind that answers 200."""
    own = article.get_absolute_url()
    confirm = tokens.to_confirm(Consent.objects.latest("pk").pk)
    return [
        "/", "/articles/", own, f"{own}for/patients/", f"{own}record/", f"{own}record.json", f"{own}signed.json",
        f"{own}revisions/1/", f"{own}changes/1..2/", f"{own}cite.bib", f"{own}references.ris", "/search/", "/search/?q=sleep",
        "/topics/sleep/", "/tags/rest/", "/people/", "/people/test-reviewer/", "/notices/",
        f"/notices/{Notice.objects.latest('pk').pk}/", f"{own}ask/",
        f"{own}report/", "/about/contact/", "/newsletter/", f"/newsletter/confirm/{confirm}/",
        f"/newsletter/unsubscribe/{tokens.to_leave('nobody')}/", "/about/verification/", "/about/privacy/",
        "/about/privacy/history/", "/feeds/articles.atom", "/feeds/articles.rss", "/feeds/articles.json",
        "/feeds/topics/sleep.atom", "/sitemap.xml", "/sitemap-articles.xml", "/.well-known/security.txt",
        "/.well-known/signing-keys.json", "/robots.txt", "/healthz", "/readyz", "/media/a.png", "/static/css/site.css",
    ]  # fmt: skip


def faults(answer: HttpResponseBase) -> list[str]:
    """What this answer fails to tell."""
    told = answer.headers
    wrong = [f"{name}: {told.get(name)}" for name, value in EVERYWHERE.items() if told.get(name) != value]
    policy = {part.strip() for part in told.get("Content-Security-Policy", "").split(";")}
    wrong += [f"no {part}" for part in NEEDED - policy] + [part for part in policy if "unsafe" in part]
    wrong += [] if "camera=()" in told.get("Permissions-Policy", "") else ["no Permissions-Policy"]
    return wrong + (["readable by others"] if told.get("Access-Control-Allow-Origin") else [])


def closed(answer: Any) -> Any:
    """Read to its end, which closes the file behind it."""
    if answer.streaming:
        b"".join(answer)
    return answer


def routes(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    """An address for every name of the urlconf; what stands for a row need not exist."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, prefix + route(pattern))
        elif isinstance(pattern, URLPattern) and "(?P<url>.*)" not in str(pattern.pattern):
            yield f"/{prefix}{route(pattern)}"


def route(pattern: URLPattern | URLResolver) -> str:
    filled = str(pattern.pattern)
    for name, converter in pattern.pattern.converters.items():
        kind = "int" if isinstance(converter, IntConverter) else "path" if converter.regex == ".+" else "str"
        filled = filled.replace(f"<{kind}:{name}>", "1").replace(f"<{name}>", "1")
    return "articles/" if filled.startswith("^(?P<app_label>") else filled


def test_every_address_of_the_site_tells_it_to_everybody_by_every_method(article: Article) -> None:
    clients = {"nobody": browser(), "an editor": at_the_desk(make.editor())}
    clients["an editor"].defaults["HTTP_X_FORWARDED_PROTO"] = "https"
    addresses = list(dict.fromkeys(routes(get_resolver().url_patterns)))
    assert len(addresses) > 150
    assert not [address for address in addresses if "<" in address]
    wrong = {}
    for address, (who, client), method in product(addresses, clients.items(), ("get", "post", "options")):
        if address == "/admin/logout/":
            continue
        answer = closed(getattr(client, method)(address))
        if answer.status_code >= 500 and address != "/readyz":
            wrong[f"{method} {address} by {who}"] = [f"answers {answer.status_code}"]
        elif found := faults(answer):
            wrong[f"{method} {address} by {who}"] = found
    assert wrong == {}


def test_every_kind_of_refusal_tells_it_too(article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, own = browser(enforce_csrf_checks=True, raise_request_exception=False), article.get_absolute_url()
    tag = reader.get(own)["ETag"]
    answers = {
        304: reader.get(own, headers={"If-None-Match": tag}),
        301: browser().get("/favicon.ico"),
        302: reader.get("/admin/"),
        400: reader.get("/", headers={"Host": "evil.example"}),
        403: reader.post("/admin/login/", {"username": "x"}),
        404: reader.get("/nowhere/"),
        405: reader.post("/"),
        413: reader.post("/newsletter/", CONTENT_LENGTH="2000000"),
        422: ask_for_newsletter(reader, address="nobody"),
    }
    monkeypatch.setattr("readers.views.lists.entries", lambda *_, **__: 1 / 0)
    answers[500] = reader.get("/articles/")
    assert {answer.status_code for answer in answers.values()} == set(answers)
    assert {status: faults(answer) for status, answer in answers.items() if faults(answer)} == {}
    static = {path: closed(reader.get(f"/static/{path}")) for path in ("css/site.css", "none.css", "../x")}
    assert {path: faults(answer) for path, answer in static.items() if faults(answer)} == {}


def test_who_comes_by_http_is_led_to_https_and_told_the_same_but_for_that(article: Article) -> None:
    answer = Client().get(article.get_absolute_url())
    assert (answer.status_code, answer.url) == (301, f"https://testserver{article.get_absolute_url()}")
    assert faults(answer) == ["Strict-Transport-Security: None"]  # browsers heed it over https alone


def test_the_observatory_gives_every_public_address_at_least_130(article: Article) -> None:
    scores = {}
    for address in public(article):
        answer = closed(browser().get(address))
        assert answer.status_code == 200, (address, answer.status_code)
        is_page = answer["Content-Type"].startswith("text/html")
        scores[address] = score(
            answer.headers, cookies=answer.cookies.values(), page=answer.text if is_page else ""
        )
    assert min(scores.values()) >= ENOUGH, scores
    assert set(scores.values()) == {150}


def test_no_reader_is_given_a_cookie(article: Article) -> None:
    reader = browser(enforce_csrf_checks=True)
    for address in public(article):
        closed(reader.get(address))
    own = article.get_absolute_url()
    sent = [*public(article), f"{own}ask/", f"{own}report/", "/about/contact/", "/nowhere/"]
    for address in sent:
        closed(reader.post(address, {"message": "Why?", "address": "reader@example.net"}))
    assert ask_for_newsletter(reader).status_code == 200
    assert Consent.objects.exists()
    assert Subscription.objects.exists()
    assert not reader.cookies


def test_the_cookies_of_whoever_logs_in_are_bound_to_this_host_and_sent_nowhere_else() -> None:
    make.editor()
    client = browser()
    client.get("/admin/login/")
    answer = client.post("/admin/login/", {"username": "editor", "password": make.PASSWORD})
    assert answer.status_code == 302
    kept = client.cookies
    assert set(kept) >= {"__Host-sessionid", "__Host-csrftoken"}
    for cookie in kept.values():
        assert cookie["secure"], cookie.key
        assert cookie["samesite"] == "Lax", cookie.key
        assert not cookie["domain"], cookie.key
        assert cookie["path"] == "/" or not cookie.key.startswith("__Host-"), cookie.key
    assert kept["__Host-sessionid"]["httponly"]
    assert score(answer.headers, cookies=answer.cookies.values()) >= ENOUGH


def test_nothing_of_the_desk_is_kept_by_a_browser_or_on_the_way(article: Article) -> None:
    client = at_the_desk(make.editor())
    client.defaults["HTTP_X_FORWARDED_PROTO"] = "https"
    addresses = [a for a in routes(get_resolver().url_patterns) if a.startswith(("/admin/", "/shared/"))]
    kept = [
        (address, answer.status_code)
        for address in addresses
        if address != "/admin/logout/"
        and "no-store" not in (answer := client.get(address)).get("Cache-Control", "")
    ]
    assert kept == []
    assert "no-store" in client.post("/admin/editor/upload/")["Cache-Control"]
    assert "no-store" in browser().get("/nowhere/")["Cache-Control"]


def test_public_pages_may_be_kept_and_do_not_vary_with_cookies(article: Article) -> None:
    for address in (article.get_absolute_url(), "/", "/feeds/articles.atom"):
        answer = browser().get(address)
        assert answer["Cache-Control"] == "no-cache"
        assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.parametrize(
    ("name", "value", "points"),
    [
        ("Content-Security-Policy", "", -35 - 5),
        (
            "Content-Security-Policy",
            "default-src 'none'; script-src 'unsafe-inline'; frame-ancestors 'none'",
            -10 - 20 - 40,
        ),
        ("Strict-Transport-Security", "max-age=100", -10),
        ("X-Content-Type-Options", "", -5),
        ("Cross-Origin-Resource-Policy", "", -10),
        ("Cross-Origin-Opener-Policy", "", -10),
        ("Cross-Origin-Embedder-Policy", "", -10),
        ("Referrer-Policy", "unsafe-url", -10),
    ],
)
def test_the_score_falls_with_every_header_that_is_missing_or_weak(
    name: str, value: str, points: int
) -> None:
    good = dict(browser().get("/").headers)
    assert score(good) == 150
    assert score(good | {name: value}) <= 150 + points
