"""Do the feeds tell what was signed, of whom and when, and take back what fell?"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client, override_settings
from django.utils import timezone

from articles.actions import save_article
from articles.models import Article
from reviews import actions
from tests import factories as make
from tests.readers.conftest import Read, Tamper
from tests.readers.fetched import FORMS, LATER, NOW, SITE, TYPES, entries, picture

pytestmark = pytest.mark.django_db


# --- What stands in a feed -------------------------------------------------------------------------------
@FORMS
def test_a_signed_article_is_one_entry_with_all_its_authors(form: str, client: Client) -> None:
    authors = [make.contributor(name=name) for name in ("Author one", "Author & two")]
    article = make.approved_article(byline=authors, title="A < B", now=NOW)
    [entry] = entries(client, form)
    assert entry["title"] == "A < B"
    assert entry["url"] == f"{SITE}{article.get_absolute_url()}"
    assert entry["authors"] == ["Author one", "Author & two"]
    assert entry["published"] == entry["updated"] == NOW.isoformat(timespec="seconds")


@FORMS
def test_an_entry_holds_the_whole_text_its_references_and_who_signed(form: str, client: Client) -> None:
    make.approved_article(now=NOW)
    [entry] = entries(client, form)
    text = " ".join(BeautifulSoup(entry["html"], "html5lib").get_text(" ").split())
    assert "restored by regular hours" in text.replace("  ", " ")
    assert "Get up at the same time." in text
    assert "A plain source" in text
    assert "Reviewed by Test reviewer, MD , last on 2 March 2026" in text.replace("MD,", "MD ,")
    assert "does not replace the advice of a clinician" in text


@FORMS
def test_every_address_in_a_feed_is_in_full(form: str, client: Client) -> None:
    bed = picture()
    other = make.approved_article(title="Other")
    body = f"A text [@plain2020] with [a link]({other.get_absolute_url()}) and\n\n![Alt]({bed.src})\n\nA note.[^1]\n\n[^1]: Here.\n"
    make.approved_article(body=body, picture=bed)
    for entry in entries(client, form):
        page = BeautifulSoup(entry["html"], "html5lib")
        found = [tag.get("href") or tag.get("src") for tag in page.select("[href], [src]")]
        assert found
        assert [address for address in found if not re.match(r"https?://|mailto:|tel:", str(address))] == []
    assert f"{SITE}{bed.src}" in str(entries(client, form))


@FORMS
def test_a_feed_holds_nothing_that_runs(form: str, client: Client) -> None:
    make.approved_article(
        title="<script>alert(1)</script>", excerpt="<img src=x onerror=alert(1)>",
        body="<script>alert(2)</script> [x](javascript:alert(3)) [@plain2020]",
        byline=[make.contributor(name="<svg onload=alert(4)>")],
    )  # fmt: skip
    [entry] = entries(client, form)
    page = BeautifulSoup(entry["html"], "html5lib")
    assert page.find_all(["script", "svg", "style", "iframe", "object", "form"]) == []
    assert [
        name for tag in page.select("*") for name in tag.attrs if name.startswith("on") or name == "style"
    ] == []
    assert "javascript:" not in " ".join(str(tag.get("href")) for tag in page.find_all("a"))
    assert entry["title"] == "<script>alert(1)</script>"


@FORMS
def test_what_is_pending_hidden_withdrawn_or_archived_is_in_no_feed(form: str, client: Client) -> None:
    make.submitted(title="Pending")
    make.claimed(title="Under review")
    make.submitted(title="Hidden", category=make.category(name="Hidden", public_before_approval=False))
    actions.withdraw(review=make.submitted(title="Withdrawn"), by=make.writer())
    old = make.approved_article(title="Old")
    actions.archive(article=old, by=make.editor(), reason="Replaced.")
    assert entries(client, form) == []


@FORMS
def test_an_update_in_review_leaves_the_signed_text_in_the_feed(form: str, client: Client) -> None:
    article = make.approved_article(now=NOW)
    [before] = entries(client, form)
    make.submitted(
        article=make.edited(article, title="Another title", body="Not signed [@plain2020]."), now=LATER
    )
    assert entries(client, form) == [before]


@FORMS
def test_a_text_that_is_not_the_one_signed_leaves_the_feed(form: str, client: Client, tamper: Tamper) -> None:
    make.approved_article()
    assert len(entries(client, form)) == 1
    tamper("UPDATE articles_revision SET title = 'Another title' WHERE id > %s", 0)
    assert entries(client, form) == []


@FORMS
def test_a_page_past_its_date_says_so_in_the_feed(form: str, client: Client) -> None:
    make.approved_article(now=timezone.now() - timedelta(days=800))
    [entry] = entries(client, form)
    assert "Review overdue since" in entry["html"]


# --- Ids, notices, dates ---------------------------------------------------------------------------------
@FORMS
def test_the_id_of_an_entry_outlives_its_address_and_the_host(form: str, client: Client) -> None:
    article = make.approved_article()
    [before] = entries(client, form)
    save_article(by=make.writer(), article=Article.objects.get(pk=article.pk), slug="elsewhere")
    with override_settings(SITE_URL="https://elsewhere.example"):
        [after] = entries(client, form)
    assert after["id"] == before["id"]
    assert after["url"] == "https://elsewhere.example/articles/elsewhere/"
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", before["id"])


@FORMS
def test_no_two_entries_share_an_id(form: str, client: Client) -> None:
    for number in range(3):
        article = make.approved_article(title=f"Article {number}", now=NOW)
        actions.correct(article=article, by=make.editor(), reason="A number.", now=NOW)
    ids = [entry["id"] for entry in entries(client, form)]
    assert len(ids) == len(set(ids)) == 6


@FORMS
def test_a_retraction_retitles_its_entry_makes_it_new_and_is_an_entry_itself(
    form: str, client: Client
) -> None:
    article = make.approved_article(title="A claim", body="The wrong dose [@plain2020].", now=NOW)
    [before] = entries(client, form)
    notice = actions.retract(article=article, by=make.editor(), reason="It was <wrong>.", now=LATER)
    found = {entry["title"]: entry for entry in entries(client, form)}
    assert set(found) == {"RETRACTED: A claim", "Retraction: A claim"}
    old, new = found["RETRACTED: A claim"], found["Retraction: A claim"]
    assert (old["id"], old["published"]) == (before["id"], before["published"])
    assert old["updated"] == new["updated"] == new["published"] == LATER.isoformat(timespec="seconds")
    assert old["summary"] == new["summary"] == "It was <wrong>."
    assert "Do not rely on this article" in old["html"]
    assert "wrong dose" not in old["html"]
    assert new["url"] == f"{SITE}/notices/{notice.pk}/"
    assert "It was &lt;wrong&gt;." in new["html"]
    assert new["id"] != old["id"]


@FORMS
@pytest.mark.parametrize(
    ("act", "title"), [(actions.correct, "Correction"), (actions.express_concern, "Expression of concern")]
)
def test_a_correction_or_concern_is_an_entry_and_stands_above_the_text(
    act: Any, title: str, form: str, client: Client
) -> None:
    article = make.approved_article(title="A claim", now=NOW)
    act(article=article, by=make.editor(), reason="Nine, not ten.", now=LATER)
    new, old = entries(client, form)
    assert (new["title"], new["updated"]) == (f"{title}: A claim", LATER.isoformat(timespec="seconds"))
    assert (old["title"], old["updated"]) == ("A claim", NOW.isoformat(timespec="seconds"))
    assert "Nine, not ten." in old["html"]


@FORMS
def test_a_spelling_signed_later_moves_no_date_of_the_feed(form: str, client: Client) -> None:
    article = make.approved_article(now=NOW)
    make.approved(article=make.edited(article, significance="minor", now=NOW), now=LATER)
    [entry] = entries(client, form)
    assert entry["updated"] == NOW.isoformat(timespec="seconds")


@FORMS
def test_the_newest_change_comes_first_and_the_feed_is_bounded(
    form: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readers.feeds.entries.MOST", 3)
    for number in range(4):
        make.approved_article(title=f"Article {number}", now=NOW + timedelta(hours=number))
    first = Article.objects.get(title="Article 0")
    actions.retract(article=first, by=make.editor(), reason="Wrong.", now=LATER)
    found = [entry["title"] for entry in entries(client, form)]
    assert set(found[:2]) == {"RETRACTED: Article 0", "Retraction: Article 0"}
    assert found[2:] == ["Article 3"]


# --- Topics ----------------------------------------------------------------------------------------------
@FORMS
def test_a_topic_has_a_feed_of_its_own(form: str, client: Client, read: Read) -> None:
    make.approved_article(title="On sleep")
    article = make.approved_article(title="On pain", category=make.category(name="Pain"))
    actions.correct(article=article, by=make.editor(), reason="A number.")
    assert {e["title"] for e in entries(client, form, of="topics/pain")} == {"On pain", "Correction: On pain"}
    links = {
        link["type"]: link["href"] for link in read("/topics/pain/").find_all("link", rel="alternate")[:3]
    }
    assert links[TYPES[form]] == f"/feeds/topics/pain.{form}"


@pytest.mark.parametrize("address", [
    "articles.xml", "articles.", "articles", "topics/nothing.atom", "topics/sleep.xml", "topics/.atom", "topics/a%00b.atom",
])  # fmt: skip
def test_a_feed_there_is_not_is_not_found(address: str, client: Client) -> None:
    make.category()
    assert client.get(f"/feeds/{address}").status_code == 404


@FORMS
def test_a_feed_can_only_be_read(form: str, client: Client) -> None:
    for method in (client.post, client.put, client.delete, client.patch):
        assert method(f"/feeds/articles.{form}").status_code == 405


@FORMS
def test_every_page_tells_feed_readers_where_the_feeds_are(form: str, read: Read) -> None:
    for address in ("/", "/articles/", make.approved_article().get_absolute_url(), "/about/privacy/"):
        links = read(address).find_all("link", rel="alternate", type=TYPES[form])
        assert [link["href"] for link in links] == [f"/feeds/articles.{form}"]
