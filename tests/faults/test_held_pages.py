"""Is a page that was held never older than the last commit? The real application behind the door, real commits."""

from __future__ import annotations

import base64
import gzip
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import brotli
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from taggit.models import Tag

from articles.actions import save_article
from articles.models import Article, Category, Contributor
from readers.correspondence.models import CallToAction
from readers.held import Door, edition
from readers.held.marks import Unreachable
from readers.held.pages import Page, Shelf
from reviews import actions
from reviews.models import Review
from tests import factories as make
from tests.faults.wsgi import Answer, ask

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


class Counted:
    """Django, and how often it was asked."""

    def __init__(self) -> None:
        self.django, self.times = WSGIHandler(), 0
        self.meanwhile: Callable[[], Any] = bool

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.times += 1
        answer = self.django(environ, start_response)
        self.meanwhile()
        return answer


@pytest.fixture
def door(committed: None) -> Iterator[Door]:
    opened = Door(Counted())
    yield opened
    opened.marks.close()


@pytest.fixture
def article(committed: None) -> Article:
    return make.approved_article(tags=["rest"])


def made(door: Door) -> int:
    counted = door.application
    assert isinstance(counted, Counted)
    return counted.times


def test_a_page_is_made_once_and_given_many_times(door: Door, article: Article) -> None:
    first, second = (ask(door, article.get_absolute_url()) for _ in range(2))
    assert (first.status, made(door)) == (200, 1)
    assert second == first
    assert "Approved" in second.text


def test_it_is_given_in_an_encoding_that_the_reader_takes(door: Door, article: Article) -> None:
    plain = ask(door, article.get_absolute_url())
    assert "Content-Encoding" not in plain.headers
    for asked, decoded in (("br, gzip", brotli.decompress), ("gzip;q=0.5, br;q=0", gzip.decompress)):
        coded = ask(door, article.get_absolute_url(), HTTP_ACCEPT_ENCODING=asked)
        assert decoded(coded.body) == plain.body
        assert len(coded.body) < len(plain.body) / 2
        assert coded.headers["Vary"] == "Accept-Encoding"
        assert coded.headers["ETag"] != plain.headers["ETag"]


def test_who_has_the_page_is_told_that_it_still_stands(door: Door, article: Article) -> None:
    first = ask(door, article.get_absolute_url(), HTTP_ACCEPT_ENCODING="br")
    for known in (first.headers["ETag"], f'"other", W/{first.headers["ETag"]}', "*"):
        again = ask(door, article.get_absolute_url(), HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=known)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert "Content-Security-Policy" in again.headers
    assert ask(door, article.get_absolute_url(), HTTP_IF_NONE_MATCH='"another"').status == 200
    assert made(door) == 1


def test_after_a_change_elsewhere_the_same_bytes_are_still_known_and_nothing_is_made(
    door: Door, article: Article
) -> None:
    tag = ask(door, article.get_absolute_url()).headers["ETag"]
    Category.objects.create(name="Elsewhere", slug="elsewhere")
    assert ask(door, article.get_absolute_url(), HTTP_IF_NONE_MATCH=tag).status == 304
    assert made(door) == 1
    actions.correct(article=article, by=make.editor(), reason="A wrong year.")
    assert ask(door, article.get_absolute_url(), HTTP_IF_NONE_MATCH=tag).status == 200
    assert made(door) == 2


def test_a_key_that_no_longer_counts_ends_what_was_made_with_it(
    door: Door, article: Article, settings: Any
) -> None:
    assert 'data-review-state="approved"' in ask(door, article.get_absolute_url()).text
    settings.SIGNING_KEY = base64.b64encode(bytes(range(32))).decode()
    Category.objects.create(name="Elsewhere", slug="elsewhere")
    assert 'data-review-state="unreviewed"' in ask(door, article.get_absolute_url()).text


def test_a_head_is_answered_without_a_body(door: Door, article: Article) -> None:
    page = ask(door, article.get_absolute_url())
    head = ask(door, article.get_absolute_url(), method="HEAD")
    assert (head.status, head.body, head.headers) == (200, b"", page.headers)
    assert made(door) == 1


def acts() -> dict[str, Callable[[Article], object]]:
    """Everything that shows on a page, each by the way on which it comes."""
    sql = "UPDATE articles_contributor SET biography = 'Changed by hand'"
    return {
        "an update signed": lambda a: make.approved(article=make.edited(a, title="Sleep, again")),
        "an update in review": lambda a: make.submitted(article=make.edited(a)),
        "a correction": lambda a: actions.correct(article=a, by=make.editor(), reason="A wrong year."),
        "a doubt": lambda a: actions.express_concern(article=a, by=make.editor(), reason="A doubt."),
        "a mark for re-review": lambda a: actions.mark_for_re_review(article=a, by=make.editor(), reason="Fell due."),
        "a withdrawal": lambda a: actions.withdraw(review=a.reviews.open().get(), by=make.editor()),
        "an archiving": lambda a: actions.archive(article=a, by=make.editor(), reason="Old."),
        "another tag": lambda a: save_article(article=a, by=make.writer(), tags=["rest", "night"]),
        "another slug": lambda a: save_article(article=a, by=make.writer(), slug="moved"),
        "a tag renamed": lambda a: Tag.objects.filter(name="rest").update(name="repose"),
        "a topic renamed": lambda a: Category.objects.update(name="Slumber"),
        "a call to action": lambda a: CallToAction.objects.create(
            title="Ask us", text="Here.", label="service", link="/about/contact/", link_text="Write", is_placed=True
        ),
        "a retraction": lambda a: actions.retract(article=a, by=make.editor(), reason="A wrong dose."),
        "raw SQL": lambda a: execute(sql),
        "a plain save": lambda a: Contributor.objects.get(user=make.reviewer()).save(),
        "a bulk update": lambda a: Contributor.objects.update(biography="Changed for all"),
    }  # fmt: skip


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_nothing_stale_is_given_after_any_of_them(door: Door, article: Article) -> None:
    """One after the other on one article, and a second server beside that held everything too."""
    other = Door(WSGIHandler())
    for name, act in acts().items():
        article.refresh_from_db()
        _see_nothing_stale(name, act, article, [door, other])
    other.marks.close()


def _see_nothing_stale(
    name: str, act: Callable[[Article], object], article: Article, doors: list[Door]
) -> None:
    places = ["/", "/articles/", article.get_absolute_url(), f"{article.get_absolute_url()}record/", "/people/test-reviewer/",
              "/topics/sleep/", "/tags/rest/", "/notices/", "/feeds/articles.atom", "/sitemap-articles.xml"]  # fmt: skip
    known = {place: ask(doors[0], place).headers.get("ETag", "") for place in places}
    for place in places:
        ask(doors[1], place)
    act(article)
    moved, fresh = [], Door(WSGIHandler())
    for place in places:
        expected = ask(fresh, place)
        for door in doors:
            assert ask(door, place) == expected, (name, place)
            again = ask(door, place, HTTP_IF_NONE_MATCH=known[place] or "none")
            assert (again.status == 304) == (
                bool(known[place]) and expected.headers.get("ETag") == known[place]
            ), (name, place)
        moved += [place] if expected.headers.get("ETag", "") != known[place] else []
    fresh.marks.close()
    assert moved or name == "a plain save", name


def test_what_is_not_committed_changes_nothing(door: Door, article: Article) -> None:
    before = ask(door, article.get_absolute_url())
    with transaction.atomic():
        actions.retract(article=article, by=make.editor(), reason="A wrong dose.")
        transaction.set_rollback(True)
    assert ask(door, article.get_absolute_url()) == before
    assert made(door) == 1


def test_a_page_made_while_something_changed_is_not_kept(door: Door, article: Article) -> None:
    counted = door.application
    assert isinstance(counted, Counted)
    counted.meanwhile = lambda: actions.retract(article=article, by=make.editor(), reason="A wrong dose.")
    ask(door, article.get_absolute_url())
    counted.meanwhile = bool
    assert 'data-review-state="retracted"' in ask(door, article.get_absolute_url()).text
    assert made(door) == 2


def test_midnight_makes_a_review_overdue_without_any_commit(
    door: Door, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'data-review-state="approved"' in ask(door, article.get_absolute_url()).text
    due = Review.objects.get(article=article).next_review_on
    assert due is not None
    later = datetime(due.year, due.month, due.day, 12, tzinfo=UTC) + timedelta(days=1)

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return later

    monkeypatch.setattr("readers.held.door.datetime", Later)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert 'data-review-state="overdue"' in ask(door, article.get_absolute_url()).text


def test_who_has_a_session_passes_by(door: Door, article: Article, settings: Any) -> None:
    for _ in range(2):
        ask(door, article.get_absolute_url(), HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}=anything")
    assert (made(door), len(door.shelf)) == (2, 0)


def test_errors_forms_and_addresses_without_number_are_never_held(door: Door, article: Article) -> None:
    addresses = ["/articles/none/", "/search/?q=sleep", "/articles/?tag=x", "/newsletter/", "/healthz", "/articles/?page=99",
                 "/admin/login/", "/x" * 900]  # fmt: skip
    for address in addresses * 2:
        ask(door, address)
    assert (made(door), len(door.shelf)) == (2 * len(addresses), 0)


def test_a_host_that_is_not_ours_gets_nothing_that_was_held(door: Door, article: Article) -> None:
    ask(door, article.get_absolute_url())
    assert ask(door, article.get_absolute_url(), HTTP_HOST="evil.example").status == 400
    assert len(door.shelf) == 1


def test_a_flood_of_pages_stays_within_the_room() -> None:
    shelf = Shelf(room=100_000)
    for number in range(1_000):
        shelf.put((str(number),), Page((1, "2026-01-01"), "200 OK", [], b"x" * 2_000))
    assert (len(shelf), shelf.used <= 100_000) == (12, True)
    shelf.put(("large",), Page((1, "2026-01-01"), "200 OK", [], b"x" * 50_000))
    assert shelf.take(("large",)) is None
    assert shelf.take(("999",)) is not None


def test_without_a_database_readers_get_what_was_made_marked_as_such(
    door: Door, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = ask(door, article.get_absolute_url())

    def gone() -> int:
        raise Unreachable

    monkeypatch.setattr(door.marks, "now", gone)
    old = ask(door, article.get_absolute_url(), HTTP_IF_NONE_MATCH=page.headers["ETag"])
    assert old.status == 200
    assert "cannot be reached" in old.text
    assert "Approved" in old.text
    assert (old.headers["Cache-Control"], old.headers["Warning"]) == (
        "no-store",
        '111 - "Revalidation Failed"',
    )
    edition, told_at = door._told
    door._told = (edition, told_at - timedelta(minutes=61))
    assert "cannot be reached" not in ask(door, article.get_absolute_url()).text


def test_without_a_database_a_page_is_not_said_to_have_been_true_after_a_change_that_another_page_told_of(
    door: Door, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(door, article.get_absolute_url())
    ask(door, "/")
    told, later = datetime.now(UTC), datetime.now(UTC) + timedelta(minutes=20)

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return later

    monkeypatch.setattr("readers.held.door.datetime", Later)
    actions.retract(article=article, by=make.editor(), reason="A wrong dose.")
    ask(door, "/")
    monkeypatch.setattr(door.marks, "now", lambda: (_ for _ in ()).throw(Unreachable()))
    assert f"{later:%H:%M} UTC" in ask(door, "/").text
    old = ask(door, article.get_absolute_url()).text
    assert "cannot be reached" in old
    assert f"{later:%H:%M} UTC" not in old
    assert any(f"{told - timedelta(minutes=past):%H:%M} UTC" in old for past in (0, 1))


def test_every_table_that_a_public_page_reads_is_watched(article: Article) -> None:
    notice = actions.correct(article=article, by=make.editor(), reason="A wrong year.")
    own = article.get_absolute_url()
    addresses = ["/", "/articles/?topic=sleep&tag=rest&status=approved", own, f"{own}record/", f"{own}record.json", f"{own}revisions/1/",
                 f"{own}cite.bib", "/people/", "/people/test-reviewer/", "/topics/sleep/", "/tags/rest/", "/notices/",
                 f"/notices/{notice.pk}/", "/feeds/articles.json", "/sitemap.xml", "/sitemap-articles.xml",
                 "/about/editorial-policy/", "/robots.txt"]  # fmt: skip
    with CaptureQueriesContext(connection) as captured:
        for address in addresses:
            assert Client().get(address).status_code == 200, address
    read = set(re.findall(r'(?:FROM|JOIN) "(\w+)"', " ".join(q["sql"] for q in captured.captured_queries)))
    assert read - set(edition.watched()) <= {"django_content_type"}
    assert {"articles_revision", "reviews_signoff", "taggit_tag"} <= read


@override_settings(ALLOWED_HOSTS=["localhost"])
def test_the_answer_is_djangos_own_but_for_its_length_and_encoding(door: Door, article: Article) -> None:
    held: Answer = ask(door, article.get_absolute_url())
    straight = ask(WSGIHandler(), article.get_absolute_url())
    assert held.body == straight.body
    assert {n: v for n, v in held.headers.items() if n not in ("Vary", "Content-Length")}.items() >= {
        n: v for n, v in straight.headers.items() if n not in ("Content-Length", "Content-Security-Policy")
    }.items()


def test_a_held_page_an_unchanged_one_and_an_old_one_tell_browsers_what_a_fresh_one_does(
    door: Door, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh, held = (ask(door, article.get_absolute_url()) for _ in range(2))
    unchanged = ask(door, article.get_absolute_url(), HTTP_IF_NONE_MATCH=fresh.headers["ETag"])
    monkeypatch.setattr(door.marks, "now", lambda: (_ for _ in ()).throw(Unreachable()))
    old = ask(door, article.get_absolute_url())
    assert (made(door), unchanged.status, "cannot be reached" in old.text) == (1, 304, True)
    asked = ("Content-Security-Policy", "Permissions-Policy", "Referrer-Policy", "X-Frame-Options", "X-Content-Type-Options",
             "Cross-Origin-Opener-Policy", "Cross-Origin-Embedder-Policy", "Cross-Origin-Resource-Policy")  # fmt: skip
    for answer in (held, unchanged, old):
        assert {name: answer.headers.get(name) for name in asked} == {n: fresh.headers[n] for n in asked}
    assert "Set-Cookie" not in fresh.headers
