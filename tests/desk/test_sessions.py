"""How long does a session last, who ends it, and is anything lost when it ends?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviews.access.models import DeskSession, Happened
from reviews.models import Comment, Mail
from tests import factories as make
from tests.desk.entrance import FIREFOX, LOGIN, events, let_in, logged_in
from tests.desk.screens import act, messages, review_page, soup, typed, words
from tests.reviews.access.keys import code_of

SESSIONS, STAY = "/admin/me/sessions/", "/admin/stay/"


def since(client: Client, **ago: timedelta) -> None:
    """Move the times of this session back."""
    row = DeskSession.objects.get(key=client.session.session_key)
    DeskSession.objects.filter(pk=row.pk).update(**{name: timezone.now() - by for name, by in ago.items()})


def is_in(client: Client) -> bool:
    return bool(client.get("/admin/").status_code == 200)


# --- Its end ------------------------------------------------------------------------------------------------------
def test_a_session_ends_after_an_hour_without_use() -> None:
    client = logged_in(make.writer())
    since(client, seen_at=timedelta(minutes=59))
    assert is_in(client)
    since(client, seen_at=timedelta(minutes=60))
    assert not is_in(client)
    assert events(make.writer()) == [Happened.LOGGED_IN, Happened.EXPIRED]


def test_a_session_ends_after_a_day_however_busy() -> None:
    client = logged_in(make.writer())
    since(client, began_at=timedelta(hours=23, minutes=59))
    assert is_in(client)
    since(client, began_at=timedelta(hours=24))
    assert not is_in(client)


def test_both_spans_are_settings(settings: Any) -> None:
    settings.SESSION_IDLE, settings.SESSION_LONGEST = timedelta(minutes=5), timedelta(hours=1)
    client = logged_in(make.writer())
    since(client, seen_at=timedelta(minutes=5))
    assert not is_in(client)
    client = logged_in(make.writer())
    since(client, began_at=timedelta(hours=1))
    assert not is_in(client)


def test_what_is_sent_after_the_end_is_kept_and_so_is_what_was_kept_before() -> None:
    review, article = make.claimed(), make.article(title="Another")
    client = let_in(make.superuser())
    client.get(review_page(review))
    since(client, seen_at=timedelta(hours=2))
    act(client, review, "comment", text="Which dose?")
    client.post(LOGIN, {"username": "superuser", "password": make.PASSWORD})
    client.post("/admin/prove/", {"one_time_code": code_of(make.superuser())})
    since(client, seen_at=timedelta(hours=2))
    sent = client.post(f"/admin/articles/article/{article.pk}/change/", {"title": "Changed"})
    assert "What you typed is kept" in words(client.get(sent.url))
    client.post(LOGIN, {"username": "superuser", "password": make.PASSWORD})
    client.post("/admin/prove/", {"one_time_code": code_of(make.superuser())})
    assert typed(client.get(review_page(review)), "text") == "Which dose?"
    assert typed(client.get(f"/admin/articles/article/{article.pk}/change/"), "title") == "Changed"
    assert not Comment.objects.exists()


def test_logging_in_again_gives_another_session_id_and_leaves_nothing_of_the_former() -> None:
    client = let_in(make.writer())
    before = client.session.session_key
    client.post(LOGIN, {"username": "writer", "password": make.PASSWORD})
    assert client.session.session_key != before
    assert not DeskSession.objects.filter(key=before).exists()
    assert client.get("/admin/").url.startswith("/admin/prove/")


def test_a_stolen_cookie_is_worth_nothing_after_the_log_out() -> None:
    client, thief = logged_in(make.writer()), Client()
    thief.cookies = client.cookies.copy()
    assert is_in(thief)
    client.post("/admin/logout/")
    assert not is_in(thief)
    assert not DeskSession.objects.exists()
    assert events(make.writer()) == [Happened.LOGGED_IN, Happened.LOGGED_OUT]


# --- Ending others ------------------------------------------------------------------------------------------------
def test_a_person_sees_where_they_are_logged_in_and_ends_one_or_all_others() -> None:
    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5) AppleWebKit/605.1.15 Version/18.5 Mobile Safari/604.1"
    here = logged_in(make.writer(), HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="192.0.2.7")
    there = logged_in(make.writer(), HTTP_USER_AGENT=phone, REMOTE_ADDR="2001:db8::1")
    lost = logged_in(make.writer())
    foreign = logged_in(make.editor())
    page = here.get(SESSIONS)
    rows = [" ".join(row.get_text(" ").split()) for row in soup(page).select(".access .held li")]
    assert len(rows) == 3
    assert any("Firefox on Linux , this one From 192.0.2.7," in row for row in rows)
    assert any("Safari on iPhone From 2001:db8::1," in row for row in rows)
    foreign_row = DeskSession.objects.get(user=make.editor())
    here.post(SESSIONS, {"session": foreign_row.pk})
    assert is_in(foreign)
    here.post(SESSIONS, {"session": DeskSession.objects.get(address="2001:db8::1").pk})
    assert (is_in(here), is_in(there), is_in(lost)) == (True, False, True)
    answer = here.post(SESSIONS, {"session": "others"})
    assert "1 session ended." in messages(here.get(answer.url))
    assert (is_in(here), is_in(lost), is_in(foreign)) == (True, False, True)
    assert here.post(SESSIONS, {"session": "x"}).status_code == 302
    assert is_in(here)


def test_the_list_takes_as_many_queries_for_many_sessions_as_for_few() -> None:
    client = logged_in(make.writer())
    numbers = []
    for _ in range(2):
        for _ in range(5):
            logged_in(make.writer())
        with CaptureQueriesContext(connection) as queries:
            client.get(SESSIONS)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def test_another_password_ends_every_session_but_the_one_in_which_its_owner_set_it() -> None:
    here, there = logged_in(make.writer()), logged_in(make.writer())
    new = "a wholly other password"
    sent = {"old_password": make.PASSWORD, "new_password1": new, "new_password2": new}
    assert here.post("/admin/password_change/", sent).status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    assert DeskSession.objects.count() == 1


def test_a_password_set_by_an_administrator_and_a_closed_account_end_every_session() -> None:
    admin, writer, coauthor = (
        logged_in(make.superuser()),
        logged_in(make.writer()),
        logged_in(make.coauthor()),
    )
    new = {
        "password1": "a wholly other password",
        "password2": "a wholly other password",
        "usable_password": "true",
    }
    assert admin.post(f"/admin/auth/user/{make.writer().pk}/password/", new).status_code == 302
    person = make.coauthor()
    person.is_active = False
    person.save()
    assert (is_in(writer), is_in(coauthor), is_in(admin)) == (False, False, True)
    person.is_active = True
    person.save()
    assert not is_in(coauthor)
    assert Session.objects.count() >= 1


def test_another_mail_address_is_told_to_the_former_one() -> None:
    admin, person = logged_in(make.superuser()), make.writer()
    sent = {
        "username": person.username, "email": "elsewhere@example.net", "is_active": "on", "is_staff": "on",
        "date_joined_0": "2026-01-01", "date_joined_1": "09:00:00", "groups": [group.pk for group in person.groups.all()],
    }  # fmt: skip
    assert admin.post(f"/admin/auth/user/{person.pk}/change/", sent).status_code == 302
    mail = Mail.objects.get(address="writer@example.org")
    assert "goes to another address from now on. superuser changed it." in mail.text


# --- The warning --------------------------------------------------------------------------------------------------
def test_the_page_knows_when_its_session_ends_and_the_site_says_it_without_making_it_last_longer() -> None:
    client = logged_in(make.writer())
    meta = soup(client.get("/admin/")).select_one("meta[name=desk-session]")
    assert 3590 <= int(meta["content"]) <= 3600
    since(client, seen_at=timedelta(minutes=56))
    assert 230 <= client.get(STAY).json()["seconds"] <= 240
    assert 230 <= client.get(STAY).json()["seconds"] <= 240
    assert 3590 <= client.post(STAY).json()["seconds"] <= 3600
    since(client, began_at=timedelta(hours=23, minutes=58))
    assert client.post(STAY).json()["seconds"] <= 120


def test_asked_by_nobody_it_leads_to_the_log_in() -> None:
    assert Client().get(STAY).url.startswith(LOGIN)


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (FIREFOX, "Firefox on Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/138.0 Safari/537.36 Edg/138.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/138.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        ("", "an unknown browser"),
        ("<script>alert(1)</script>" * 100, "an unknown browser"),
    ],
)
def test_a_browser_is_named_in_words(agent: str, said: str) -> None:
    logged_in(make.writer(), HTTP_USER_AGENT=agent)
    assert DeskSession.objects.get().browser == said


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.66, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.66, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "10.0.0.1", "192.0.2.1"),
        (1, "not an address", ""),
        (1, "", "192.0.2.1"),
    ],
)
def test_behind_proxies_the_address_is_what_the_outermost_trusted_one_saw(
    proxies: int, forwarded: str, seen: str, settings: Any
) -> None:
    settings.TRUSTED_PROXIES = proxies
    logged_in(make.writer(), REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert DeskSession.objects.get().address == seen
