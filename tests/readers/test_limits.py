"""Is whoever asks too much told so in time, and nobody else, whatever a request says of itself?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import F
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext

from config.proxies import Forwarded
from reviews import actions, limits
from reviews.guests import sharing
from reviews.guests.views import SAYING
from reviews.models import Tally
from tests import factories as make
from tests.correspondence.newsletter import ask
from tests.desk.screens import alert, at_the_desk, soup, typed, words

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TWICE = limits.Limit("test", most=2, span=timedelta(minutes=1))


@pytest.fixture(autouse=True)
def article(db: None) -> Any:
    return make.approved_article()


# --- Searching -------------------------------------------------------------------------------------------
@override_settings(SEARCHES_PER_MINUTE=3)
def test_who_searches_too_often_is_asked_to_wait_and_nobody_else_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON + timedelta(seconds=20))
    address, reader = "/search/?q=sl%C3%A9ep&sort=date", Client()
    assert [reader.get(address).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = reader.get(address)
    assert refused["Retry-After"] == "40"
    assert "Wait 40 seconds, then try again." in words(refused)
    assert soup(refused).find("a", string="Try the same again")["href"] == address
    assert Client(REMOTE_ADDR="192.0.2.7").get(address).status_code == 200
    assert reader.get("/search/").status_code == 200  # nothing is looked for
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON + timedelta(seconds=61))
    assert reader.get(address).status_code == 200


def test_a_search_is_counted_by_one_statement_and_reading_by_none() -> None:
    for address, writes in (
        ("/search/?q=sleep", 1),
        ("/search/", 0),
        ("/", 0),
        ("/articles/how-to-sleep-better/", 0),
    ):
        with CaptureQueriesContext(connection) as captured:
            assert Client().get(address).status_code == 200
        found = [q["sql"] for q in captured if not q["sql"].lstrip().startswith("SELECT")]
        assert len(found) == writes, found


def test_people_may_search_once_a_second_and_no_form_is_that_generous() -> None:
    from tests.secure import settings_as

    assert settings_as()["SEARCHES_PER_MINUTE"] == 60
    assert SAYING.most / SAYING.span.total_seconds() < 1


# --- Counting --------------------------------------------------------------------------------------------
def test_the_count_begins_anew_with_each_stretch_and_is_kept_for_a_day() -> None:
    for moment in (NOON, NOON + timedelta(seconds=59)):
        limits.count(TWICE, visitor="v", now=moment)
    with pytest.raises(limits.TooMuch) as refused:
        limits.count(TWICE, visitor="v", now=NOON + timedelta(seconds=59))
    assert refused.value.wait == 1
    limits.count(TWICE, visitor="v", now=NOON + timedelta(seconds=60))
    limits.count(TWICE, visitor="other", now=NOON)
    limits.count(limits.Limit("another", most=2, span=TWICE.span), visitor="v", now=NOON)
    assert limits.forget(now=NOON + timedelta(hours=23)) == 0
    assert limits.forget(now=NOON + timedelta(days=1, minutes=2)) == 4
    assert not Tally.objects.exists()


def test_who_was_counted_cannot_be_told_from_what_is_kept() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7")
    today, tomorrow = (limits.visitor(request, today=NOON.date() + timedelta(days=n)) for n in (0, 1))
    assert "192.0.2.7" not in today
    assert len({today, tomorrow}) == 2
    with override_settings(SECRET_KEY="another"):
        assert limits.visitor(request, today=NOON.date()) != today


@pytest.mark.parametrize(("addresses", "number"), [
    (["2001:db8::1", "2001:db8::ffff"], 1), (["2001:db8::1", "2001:db8:0:1::1"], 2), (["192.0.2.1", "192.0.2.2"], 2),
])  # fmt: skip
def test_of_ipv6_the_network_counts(addresses: list[str], number: int) -> None:
    made = [RequestFactory().get("/", REMOTE_ADDR=address) for address in addresses]
    assert len({limits.visitor(request, today=NOON.date()) for request in made}) == number


# --- Whose address ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("trusted", "forwarded", "address"),
    [
        (0, "9.9.9.9", "10.0.0.1"),  # nobody stands before us: the reader wrote it
        (1, "", "10.0.0.1"),
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "9.9.9.9, 192.0.2.1", "192.0.2.1"),  # the first was the reader's own invention
        (2, "9.9.9.9, 192.0.2.1, 10.0.0.2", "192.0.2.1"),
        (2, "192.0.2.1", "10.0.0.1"),  # it did not come through both
        (1, "192.0.2.1:4711", "192.0.2.1"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "9.9.9.9,", "10.0.0.1"),
    ],
)
def test_an_address_is_believed_from_those_alone_who_stand_before_us(
    trusted: int, forwarded: str, address: str
) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": forwarded})
    with override_settings(TRUSTED_PROXIES=trusted):
        Forwarded(lambda _: None)(request)  # type: ignore[arg-type, return-value]
    assert request.META["REMOTE_ADDR"] == address


# --- Forms -----------------------------------------------------------------------------------------------
def test_the_newsletter_and_all_letters_count_together() -> None:
    for number in range(20):
        assert ask(address=f"reader-{number}@example.net").status_code == 200
    refused = ask(address="one-more@example.net")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert typed(refused, "address") == "one-more@example.net"


def test_a_guest_who_sends_too_much_is_asked_to_wait_and_keeps_what_was_typed() -> None:
    link = actions.share(review=make.claimed(), by=make.editor(), name="Ada Outside", email="ada@example.net")
    path, reader = sharing.path_of(link), Client()
    assert reader.post(path, {"say": "nothing"}).status_code == 422
    Tally.objects.filter(act=SAYING.act).update(number=SAYING.most)
    refused = reader.post(path, {"say": "comment", "text": "A doubt about the dose."})
    assert refused.status_code == 429
    assert "too often" in alert(refused)
    assert "A doubt about the dose." in refused.text
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert reader.get(path).status_code == 200
    Tally.objects.update(begun=F("begun") - 3600)
    assert reader.post(path, {"say": "nothing"}).status_code == 422


# --- How much --------------------------------------------------------------------------------------------
FORM, UPLOAD = "/newsletter/", "/admin/editor/upload/"


@pytest.mark.parametrize(
    ("path", "most"), [(FORM, 1_000_000), ("/shared/x/", 1_000_000), (UPLOAD, 32_000_000)]
)
def test_a_body_that_is_too_large_is_refused_unread_in_a_sentence(path: str, most: int) -> None:
    client = at_the_desk(make.writer())
    refused = client.post(path, b"", content_type="application/json", CONTENT_LENGTH=str(most + 1))
    assert refused.status_code == 413
    assert f"larger than {most // 1_000_000} MB. Nothing was changed." in soup(refused).get_text()
    assert client.post(path, {"a": "b"}).status_code != 413


@pytest.mark.parametrize("length", ["-1", "x", "", "9" * 30])
def test_a_length_that_is_none_breaks_nothing(length: str) -> None:
    answer = Client().post(FORM, b"", content_type="application/x-www-form-urlencoded", CONTENT_LENGTH=length)
    assert answer.status_code == (413 if length.startswith("9") else 403)


def test_a_form_of_too_many_fields_files_or_of_a_broken_shape_is_refused() -> None:
    client = at_the_desk(make.writer())
    fields = {f"field{n}": "x" for n in range(1_001)}
    files = {f"file{n}": SimpleUploadedFile("a.txt", b"x") for n in range(101)}
    kind = "multipart/form-data; boundary=x"
    form = "application/x-www-form-urlencoded"
    broken = [(b"--x\r\nbroken", kind), (b"--x", "multipart/form-data"), (b"{", "application/json"),
              (b"a=%ff", f"{form}; charset=none"), (b"a=%ff", f"{form}; charset=base64")]  # fmt: skip
    for path in (FORM, UPLOAD, "/admin/articles/article/add/", "/admin/logout/", "/"):
        assert {client.post(path, sent).status_code for sent in (fields, files)} <= {400, 405}, path
        for body, content_type in broken:
            answer = client.generic("POST", path, body, content_type=content_type)
            assert answer.status_code < 500, (path, body)


PAGED = [
    "/articles/",
    "/topics/sleep/",
    "/tags/rest/",
    "/people/",
    "/notices/",
    "/search/?q=sleep",
    "/about/privacy/history/",
]


@pytest.mark.parametrize(
    "page", ["0", "-1", "2", str(10**30), "9" * 5_000, "1e3", "٣", "last", "%00", "1.5", ""]
)
def test_a_page_there_is_not_is_not_found_whatever_its_number(page: str) -> None:
    make.approved_article(title="With a tag", tags=["rest"])
    editor = at_the_desk(make.editor())
    for address in PAGED:
        join = "&" if "?" in address else "?"
        assert Client().get(f"{address}{join}page={quote(page, safe='%')}").status_code in (200, 404), address
    for address in ("/admin/articles/article/", "/admin/reviews/review/", "/admin/reviews/ledgerentry/"):
        assert editor.get(f"{address}?p={quote(page, safe='%')}").status_code in (200, 302, 404), address


def test_a_long_address_is_answered_soon() -> None:
    for address in (
        "/search/?q=",
        "/articles/?topic=",
        "/articles/?status=",
        "/?",
        "/articles/",
        "/newsletter/confirm/",
    ):
        assert Client().get(address + "x" * 20_000).status_code in (200, 400, 404), address
