"""What happens to whoever guesses passwords, and which passwords are there to guess?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings as of_the_site
from django.contrib.auth.hashers import identify_hasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config import settings as written
from reviews.access.models import AccessEvent, EventOrigin, Happened
from tests import factories as make
from tests.desk.entrance import LOGIN, events, logged_in
from tests.desk.screens import at_the_desk, soup, words

REGISTER = "/admin/reviews/accessevent/"


def attempt(username: str = "writer", password: str = "wrong", **client: Any) -> Any:
    return Client(**client).post(LOGIN, {"username": username, "password": password})


def test_after_five_wrong_passwords_even_the_right_one_waits_and_a_sentence_says_for_how_long() -> None:
    make.writer()
    assert [attempt().status_code for _ in range(5)] == [200, 200, 200, 200, 429]
    right = attempt(password=make.PASSWORD)
    assert right.status_code == 429
    assert 0 < int(right["Retry-After"]) <= 900
    assert "Try again in 15 minutes" in words(right)
    assert soup(right).select_one("time[datetime]")
    assert sorted(events()) == [Happened.FAILED] * 5 + [Happened.LOCKED_OUT]  # and nothing of later tries


def test_a_name_that_nobody_has_is_answered_and_locked_in_the_same_way_and_is_not_kept() -> None:
    make.writer()
    answers = [[attempt(username=name).status_code for _ in range(6)] for name in ("writer", "nobody")]
    assert answers[0] == answers[1]
    wrong = [
        soup(attempt(username=name, REMOTE_ADDR="192.0.2.3")).select_one(".errornote")
        for name in ("writer", "nobody")
    ]
    assert wrong[0].get_text() == wrong[1].get_text()
    assert not [event for event in AccessEvent.objects.all() if "nobody" in str(vars(event))]


def test_made_up_names_without_end_fill_no_register() -> None:
    for n in range(5):
        attempt(username=f"nobody-{n}")
    assert events() == [Happened.FAILED]


def test_a_guesser_elsewhere_locks_nobody_out_and_another_person_is_not_held_up() -> None:
    make.writer()
    make.coauthor()
    for _ in range(6):
        attempt(REMOTE_ADDR="198.51.100.66")
    assert attempt(password=make.PASSWORD, REMOTE_ADDR="192.0.2.1").status_code == 302
    assert (
        attempt(username="coauthor", password=make.PASSWORD, REMOTE_ADDR="198.51.100.66").status_code == 302
    )


def test_other_browsers_of_the_same_address_count_together() -> None:
    make.writer()
    statuses = [attempt(HTTP_USER_AGENT=f"Browser {n}").status_code for n in range(6)]
    assert statuses[-1] == 429


@pytest.mark.parametrize("address", ["", "unix:", "not an address"])
def test_guesses_from_an_address_that_cannot_be_told_are_counted_too(address: str) -> None:
    make.writer()
    assert [attempt(REMOTE_ADDR=address).status_code for _ in range(5)][-1] == 429


def test_the_lock_opens_by_itself_and_waiting_attempts_do_not_prolong_it() -> None:
    make.writer()
    for _ in range(5):
        attempt()
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=10))
    locked = attempt(password=make.PASSWORD)
    assert int(locked["Retry-After"]) <= 300
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15))
    assert attempt(password=make.PASSWORD).status_code == 302


def test_a_right_password_of_somebody_without_a_factor_begins_the_count_anew() -> None:
    make.writer()
    for _ in range(2):
        for _ in range(4):
            attempt()
        assert attempt(password=make.PASSWORD).status_code == 302


def test_nothing_that_was_typed_as_a_secret_is_kept_with_the_attempt() -> None:
    make.writer()
    attempt(password="my other secret")
    assert "my other secret" not in str(list(AccessAttempt.objects.values()))


# --- Passwords ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("password", ["fourteen signs", "1q2w3e4r5t6y7u8i9o0p", "writer@example.org", ""])
def test_a_short_common_or_obvious_password_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, make.writer())


@pytest.mark.parametrize(
    "password", ["fifteen letters", "nur kleine buchstaben und blanks", "🦊" * 15, "x y" * 60]
)
def test_a_long_password_of_whatever_signs_is_taken_and_lets_in(password: str) -> None:
    client = logged_in(make.writer())
    sent = {"old_password": make.PASSWORD, "new_password1": password, "new_password2": password}
    assert client.post("/admin/password_change/", sent).status_code == 302
    assert attempt(password=password).status_code == 302


def test_passwords_are_kept_by_a_function_that_costs_memory(settings: Any) -> None:
    settings.PASSWORD_HASHERS = written.PASSWORD_HASHERS
    person = make.writer(username="slow")
    assert identify_hasher(person.password).algorithm == "scrypt"
    assert attempt(username="slow", password=make.PASSWORD).status_code == 302


# --- The register -------------------------------------------------------------------------------------------------
def test_superusers_read_what_happened_at_the_door_and_nobody_else_does() -> None:
    logged_in(make.writer(), REMOTE_ADDR="192.0.2.7")
    page = at_the_desk(make.superuser()).get(REGISTER)
    assert "192.0.2.7" in words(page)
    assert "logged in" in words(page)
    assert at_the_desk(make.editor()).get(REGISTER).status_code == 403


def test_the_register_takes_as_many_queries_for_many_rows_as_for_few() -> None:
    client, numbers = at_the_desk(make.superuser()), []
    for _ in range(2):
        for _ in range(6):
            logged_in(make.writer())
        with CaptureQueriesContext(connection) as queries:
            client.get(REGISTER)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def test_addresses_are_erased_after_their_time_and_what_happened_stays() -> None:
    logged_in(make.writer())
    attempt()
    old = AccessEvent(
        at=timezone.now() - timedelta(days=of_the_site.ACCESS_ADDRESSES_KEPT_DAYS, seconds=1),
        what=Happened.FAILED,
    )
    old.save()
    EventOrigin.objects.create(event=old, address="192.0.2.9", browser="Firefox on Linux")
    call_command("delete_old_correspondence")
    assert not EventOrigin.objects.filter(address="192.0.2.9").exists()
    assert EventOrigin.objects.count() == 2
    assert AccessEvent.objects.count() == 3
