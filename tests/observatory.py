"""Which score would MDN's HTTP Observatory give to an answer? Its rules as of 2025, for an answer that came by https.

It begins at 100. What is wrong takes points away; what is better than needed adds some, but only to at least 90. Two things
that are known to its own service alone are left out and would add more: preloading, and the redirection from http.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from http.cookies import Morsel

from bs4 import BeautifulSoup

ENOUGH_FOR_MORE = 90
HALF_A_YEAR = 15_768_000
BROAD = {"*", "http:", "https:", "ftp:", "http://*", "https://*", "http://*.*", "https://*.*"}
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
KNOWN = PRIVATE | {"origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade"}
SESSION, FORGERY = (
    re.compile("sess|login|token(?<!csrftoken)", re.IGNORECASE),
    re.compile("csrf|xsrf", re.IGNORECASE),
)

Headers = Mapping[str, str]
Policy = dict[str, set[str]]


def score(headers: Headers, *, cookies: Iterable[Morsel[str]] = (), page: str = "") -> int:
    """``page`` is the HTML, where the answer is one."""
    told = {name.lower(): value for name, value in headers.items()}
    policy = csp(told.get("content-security-policy", ""))
    points = [
        of_csp(policy), of_cookies(list(cookies), is_strict="strict-transport-security" in told), of_sharing(told),
        of_referrer(told), of_transport(told), of_scripts(page), 0 if told.get("x-content-type-options") == "nosniff" else -5,
        of_frames(told, policy), of_resource_policy(told),
        10 if told.get("cross-origin-embedder-policy") in ("require-corp", "credentialless") else 0,
        10 if told.get("cross-origin-opener-policy") == "same-origin" else 0,
    ]  # fmt: skip
    left = 100 + sum(point for point in points if point < 0)
    return left + (sum(point for point in points if point > 0) if left >= ENOUGH_FOR_MORE else 0)


def csp(header: str) -> Policy:
    """A directive that comes twice counts as it stood first."""
    policy: Policy = {}
    for part in header.split(";"):
        name, *sources = part.split() or [""]
        policy.setdefault(name.lower(), set(sources))
    policy.pop("", None)
    return policy


def of_csp(policy: Policy) -> int:
    if not policy:
        return -25
    everything = policy.get("default-src", {"*"})
    scripts, styles = policy.get("script-src", everything), policy.get("style-src", everything)
    if scripts & (BROAD | {"'unsafe-inline'", "data:"}) or policy.get("object-src", everything) & BROAD:
        return -20
    if any(source.startswith(("http:", "ftp:")) for sources in policy.values() for source in sources):
        return -20
    if "'unsafe-eval'" in scripts | styles:
        return -10
    if styles & (BROAD | {"'unsafe-inline'", "data:"}):
        return 0
    is_narrow = everything == {"'none'"} and policy.get("form-action", {"*"}) <= {"'none'", "'self'"}
    return 10 if is_narrow else 5


def of_cookies(cookies: list[Morsel[str]], *, is_strict: bool) -> int:
    """The worst of them counts."""
    if not cookies:
        return 0
    return min(_of_cookie(cookie, is_strict=is_strict) for cookie in cookies)


def _of_cookie(cookie: Morsel[str], *, is_strict: bool) -> int:
    is_session, is_forgery = bool(SESSION.search(cookie.key)), bool(FORGERY.search(cookie.key))
    if not cookie["secure"]:
        return (-10 if is_session else -5) if is_strict else (-40 if is_session else -20)
    if is_session and not is_forgery and not cookie["httponly"]:
        return -30
    if cookie["samesite"] not in ("Strict", "Lax"):
        return -20 if is_forgery or cookie["samesite"] else 0
    return 5


def of_sharing(told: Headers) -> int:
    allowed = told.get("access-control-allow-origin")
    is_with_credentials = told.get("access-control-allow-credentials", "").lower() == "true"
    return -50 if allowed and is_with_credentials else 0


def of_referrer(told: Headers) -> int:
    said = [word.strip().lower() for word in told.get("referrer-policy", "").split(",") if word.strip()]
    last = next((word for word in reversed(said) if word in KNOWN), None)
    if last is None:
        return -5 if said else 0
    return 5 if last in PRIVATE else -5


def of_transport(told: Headers) -> int:
    if (found := re.search(r"max-age=(\d+)", told.get("strict-transport-security", ""))) is None:
        return -20
    return 0 if int(found[1]) >= HALF_A_YEAR else -10


def of_scripts(page: str) -> int:
    """Scripts of our own need no integrity; others do."""
    loaded = [
        str(script["src"]) for script in BeautifulSoup(page, "html.parser").find_all("script", src=True)
    ]
    foreign = [source for source in loaded if re.match(r"(?:\w+:)?//", source)]
    return 0 if not foreign else -5 if all(source.startswith("https:") for source in foreign) else -50


def of_frames(told: Headers, policy: Policy) -> int:
    if "frame-ancestors" in policy and not policy["frame-ancestors"] & BROAD:
        return 5
    return 0 if told.get("x-frame-options", "").upper() in ("DENY", "SAMEORIGIN") else -20


def of_resource_policy(told: Headers) -> int:
    said = told.get("cross-origin-resource-policy")
    return {"same-origin": 10, "same-site": 10, "cross-origin": 0, None: 0}.get(said, -5)
