"""What goes over the wire: does every link lead somewhere, how much must a reader load, and does anything move meanwhile?"""

from __future__ import annotations

import hashlib
import re
import socket
import sqlite3
import time
import urllib.error
import urllib.request
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Route

from tests.browser.pages import ARTICLE
from tests.browser.server import Server

HEAVIEST = 60_000  # bytes of an article without pictures, headers included
MOST = 9  # answers: the page, one style sheet, two faces, the icon, and a script each for contents, citations, copying, audience
SHIFT = """
new Promise(done => {
  let sum = 0;
  const add = list => { for (const shift of list.getEntries()) sum += shift.value };
  new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})
"""
LOADS = {"src": ("img", "script", "source", "iframe", "video", "audio"), "srcset": ("img", "source")}


@pytest.fixture(scope="session")
def server(published: Server) -> Server:
    return published


# --- Links -----------------------------------------------------------------------------------------------------
@dataclass
class Crawl:
    """Everything that can be reached from some addresses by links alone."""

    origin: str
    names: dict[str, set[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    anchors: set[tuple[str, str, str]] = field(default_factory=set)

    def walk(self, *begin: str) -> None:
        """From one address to the next, each once; then every fragment is looked for in the page that it names."""
        waiting = deque((self.origin + path, "the start") for path in begin)
        while waiting:
            address, source = waiting.popleft()
            if address not in self.names:
                waiting.extend((found, address) for found in self.visit(address, source))
        self.faults += [
            f"{source} links to #{name}, which {address} does not have"
            for source, address, name in sorted(self.anchors)
            if name not in self.names[address]
        ]

    def visit(self, address: str, source: str) -> list[str]:
        self.names[address] = set()
        try:
            with urllib.request.urlopen(address, timeout=60) as answer:
                body, kind = answer.read(), answer.headers.get_content_type()
        except urllib.error.HTTPError as error:
            self.faults.append(f"{source} links to {address}, which answers {error.code}")
            return []
        if kind == "text/html":
            return self.read(address, BeautifulSoup(body, "html.parser"))
        return re.findall(f"<loc>({self.origin}/[^<]*)", body.decode()) if kind.endswith("/xml") else []

    def read(self, address: str, page: BeautifulSoup) -> list[str]:
        self.names[address] = {str(tag["id"]) for tag in page.find_all(id=True)}
        loads = [
            str(tag[name]) for name, tags in LOADS.items() for tag in page.find_all(tags) if tag.get(name)
        ]
        links = {str(tag["href"]) for tag in page.find_all("a", href=True)}
        for tag in page.find_all("link", href=True):
            is_load = {"stylesheet", "icon", "preload", "modulepreload", "manifest"} & set(tag["rel"])
            (loads.append if is_load else links.add)(str(tag["href"]))
        self.faults += [
            f"{address} loads {load}" for load in loads if not self.is_ours(urljoin(address, load))
        ]
        found = []
        for link in sorted({urljoin(address, link) for link in [*links, *loads]}):
            target, name = urldefrag(link)
            if self.is_ours(target):
                found.append(target)
                if name:
                    self.anchors.add((address, target, name))
        return found

    def is_ours(self, address: str) -> bool:
        return address.startswith(f"{self.origin}/")


def kept(server: Server) -> str:
    """A digest of everything in the database but how often somebody searched."""
    database = sqlite3.connect(f"file:{server.folder}/site.sqlite3?mode=ro", uri=True)
    try:
        lines = (line for line in database.iterdump() if "reviews_tally" not in line)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()
    finally:
        database.close()


def test_every_link_leads_somewhere_nothing_comes_from_elsewhere_and_reading_changes_nothing(
    server: Server,
) -> None:
    before, crawl = kept(server), Crawl(server.url)
    crawl.walk("/", "/search/?q=ketamine", "/sitemap.xml", "/robots.txt")
    assert not crawl.faults, "\n".join(crawl.faults)
    assert f"{server.url}{ARTICLE}record/" in crawl.names
    assert len(crawl.names) > 100
    assert kept(server) == before


# --- What is no request ------------------------------------------------------------------------------------------
def answered(server: Server, sent: bytes) -> tuple[int, dict[str, str], str]:
    """Status, headers and body of what the server says to these bytes."""
    host, _, port = urlsplit(server.url).netloc.partition(":")
    with socket.create_connection((host, int(port)), timeout=30) as line:
        line.sendall(sent)
        said = b""
        while part := line.recv(65_536):
            said += part
    head, _, body = said.decode("latin-1").partition("\r\n\r\n")
    first, *headers = head.split("\r\n")
    return int(first.split()[1]), {n.lower(): v for n, v in (h.split(": ", 1) for h in headers)}, body


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(200)) + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"y" * 20_000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nBad Name: x\r\n\r\n",
    ],
    ids=[
        "no request",
        "no version",
        "too many headers",
        "a header too long",
        "two ends",
        "two lengths",
        "no header",
    ],
)
def test_what_the_server_itself_refuses_is_told_to_browsers_as_strictly_as_all_else(
    sent: bytes, server: Server
) -> None:
    status, headers, body = answered(server, sent)
    assert 400 <= status < 600
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")
    assert {headers[f"cross-origin-{name}-policy"] for name in ("opener", "resource")} == {"same-origin"}
    assert "could not be read, and nothing was done with it" in body
    assert "X-1" not in body


# --- Weight and rest -------------------------------------------------------------------------------------------
def addresses(server: Server) -> list[str]:
    with urllib.request.urlopen(f"{server.url}/sitemap.xml", timeout=60) as answer:
        found = re.findall(f"<loc>{server.url}(/articles/[^<]+/)</loc>", answer.read().decode())
    return [path for path in found if "/for/" not in path]


def wire_bytes(browser: Browser, address: str) -> tuple[int, int]:
    """What a first visit loads, as it goes over the wire, headers included; and in how many answers."""
    context = browser.new_context(viewport={"width": 375, "height": 812})
    try:
        page = context.new_page()
        wire, sizes = context.new_cdp_session(page), list[int]()
        wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        wire.send("Network.enable")
        page.goto(address, wait_until="networkidle")
        return int(sum(sizes)), len(sizes)
    finally:
        context.close()


def test_no_article_of_the_demonstration_weighs_more_than_60_kilobytes(
    browser: Browser, server: Server
) -> None:
    weights = {path: wire_bytes(browser, server.url + path) for path in addresses(server)}
    assert len(weights) > 5
    assert {
        path: weight for path, weight in weights.items() if weight[0] > HEAVIEST or weight[1] > MOST
    } == {}


@pytest.mark.parametrize(
    ("path", "width"),
    [("/", 375), (ARTICLE, 375), (ARTICLE, 1280), (f"{ARTICLE}record/", 375), ("/search/?q=ketamine", 375)],
)
def test_nothing_moves_when_the_font_comes_late(
    path: str, width: int, browser: Browser, server: Server
) -> None:
    def late(route: Route) -> None:
        time.sleep(1)
        route.continue_()

    context = browser.new_context(viewport={"width": width, "height": 812})
    try:
        page = context.new_page()
        page.route("**/*.woff2", late)
        page.goto(server.url + path, wait_until="networkidle")
        assert page.evaluate(SHIFT) == 0
    finally:
        context.close()
