"""Does the sitemap name what may be found, when it last changed, and never too much in one file?"""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from readers import sitemap
from reviews import actions
from tests import factories as make
from tests.readers.conftest import Tamper

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SITE = "http://127.0.0.1:8000"
NOW = make.NOW.replace(microsecond=654321)

pytestmark = pytest.mark.django_db


def locations(address: str, client: Client) -> dict[str, str | None]:
    response = client.get(address)
    assert response.status_code == 200, address
    assert response["Content-Type"].startswith("application/xml")
    root = ElementTree.fromstring(response.content)
    return {str(url.findtext(f"{NAMESPACE}loc")): url.findtext(f"{NAMESPACE}lastmod") for url in root}


def test_it_names_what_may_be_found_and_nothing_else(client: Client) -> None:
    signed = make.approved_article(title="Signed")
    pending = make.submitted(title="Pending").article
    old = make.approved_article(title="Old")
    actions.archive(article=old, by=make.editor(), reason="Replaced.")
    addresses = {address.removeprefix(SITE) for address in locations("/sitemap.xml", client)}
    assert {"/", "/articles/", "/topics/sleep/", "/about/privacy/", signed.get_absolute_url()} <= addresses
    assert not addresses & {pending.get_absolute_url(), old.get_absolute_url()}
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200
        assert b"noindex" not in response.content


def test_a_text_whose_signature_no_longer_fits_is_left_out(client: Client, tamper: Tamper) -> None:
    article = make.approved_article()
    assert f"{SITE}{article.get_absolute_url()}" in locations("/sitemap.xml", client)
    tamper("UPDATE reviews_signoff SET digest = 'f' || substr(digest, 2, 62) || 'x' WHERE id > %s", 0)
    assert f"{SITE}{article.get_absolute_url()}" not in locations("/sitemap.xml", client)


def test_it_names_people_and_each_wording_and_when_a_topic_last_changed(client: Client) -> None:
    body = "All [@plain2020].\n\n::: patients\nFor you.\n:::\n"
    article = make.approved_article(title="In two wordings", body=body, now=NOW)
    make.approved_article(title="In one", now=NOW - timedelta(days=9))
    found = locations("/sitemap.xml", client)
    assert f"{SITE}{article.get_absolute_url()}for/patients/" in found
    assert len([address for address in found if "/for/" in address]) == 1
    assert {f"{SITE}/people/test-writer/", f"{SITE}/people/test-reviewer/"} <= set(found)
    assert found[f"{SITE}/topics/sleep/"] == NOW.isoformat(timespec="seconds")
    later = NOW + timedelta(days=3)
    actions.correct(article=article, by=make.editor(), reason="Nine.", now=later)
    assert locations("/sitemap.xml", client)[f"{SITE}/topics/sleep/"] == later.isoformat(timespec="seconds")


def test_a_retraction_is_a_change_and_stays_to_be_found(client: Client) -> None:
    article = make.approved_article(now=NOW)
    actions.retract(article=article, by=make.editor(), reason="Wrong.", now=NOW + timedelta(days=3))
    changed = locations("/sitemap.xml", client)[f"{SITE}{article.get_absolute_url()}"]
    assert changed == (NOW + timedelta(days=3)).isoformat(timespec="seconds")


def test_an_overdue_review_changes_no_date(client: Client) -> None:
    then = (timezone.now() - timedelta(days=800)).replace(microsecond=0)
    article = make.approved_article(now=then)
    assert locations("/sitemap.xml", client)[f"{SITE}{article.get_absolute_url()}"] == then.isoformat()


def test_too_many_addresses_for_one_file_are_split_and_none_is_lost(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        make.approved_article(title=f"Article {number}")
    in_one = locations("/sitemap.xml", client)
    monkeypatch.setattr(sitemap, "MOST", 2)
    files = locations("/sitemap.xml", client)
    assert ElementTree.fromstring(client.get("/sitemap.xml").content).tag == f"{NAMESPACE}sitemapindex"
    assert f"{SITE}/sitemap-articles.xml?p=3" in files
    parts = [locations(file.removeprefix(SITE), client) for file in files]
    assert all(1 <= len(part) <= 2 for part in parts)
    assert {address: when for part in parts for address, when in part.items()} == in_one
    assert sum(map(len, parts)) == len(in_one)


@pytest.mark.parametrize(
    "address", ["/sitemap-nothing.xml", "/sitemap-articles.xml?p=9", "/sitemap-articles.xml?p=x"]
)
def test_a_file_there_is_not_is_not_found(address: str, client: Client) -> None:
    assert client.get(address).status_code == 404


def test_the_files_hold_canonical_addresses_whatever_host_was_asked(client: Client) -> None:
    for address in locations("/sitemap-site.xml", Client(SERVER_NAME="localhost")):
        assert address.startswith(f"{SITE}/")


def test_robots_are_told_where_the_sitemap_is(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    assert f"Sitemap: {SITE}/sitemap.xml" in response.content.decode()
