"""How does somebody who lost their second factor come back, and why can nobody else come in by that way?"""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django_otp.plugins.otp_totp.models import TOTPDevice

from reviews import actions
from reviews.access.models import DeskSession, FactorReset, Happened
from reviews.exceptions import EditorialError, NotPermitted
from reviews.models import LedgerEntry, Mail
from tests import factories as make
from tests.desk.entrance import PROVE, events, let_in, logged_in
from tests.desk.screens import alert, messages, soup, words
from tests.reviews.access.keys import app_of, code_of

RESETS = "/admin/factor-resets/"
WHY = "Her phone was stolen; we spoke on the telephone."


@pytest.fixture(autouse=True)
def required(settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True


def asked(client: Any) -> FactorReset:
    answer = client.post(RESETS, {"do": "ask", "person": make.reviewer().pk, "reason": WHY})
    assert answer.status_code == 302
    return FactorReset.objects.waiting().get()


def second_editor() -> Any:
    return make.editor(username="second-editor")


def test_one_asks_another_confirms_and_the_person_sets_up_a_new_one_after_their_password() -> None:
    lost = let_in(make.reviewer())
    old_code = code_of(make.reviewer())
    first, second = let_in(make.editor()), let_in(second_editor())
    reset = asked(first)
    assert lost.get("/admin/").status_code == 200  # nothing has changed yet
    assert WHY in words(second.get(RESETS))
    assert second.post(RESETS, {"do": "confirm", "reset": reset.pk}).status_code == 302
    assert lost.get("/admin/").url.startswith("/admin/login/")
    assert not TOTPDevice.objects.filter(user=make.reviewer()).exists()
    client = logged_in(make.reviewer())
    assert client.get("/admin/").url.startswith("/admin/me/factors/")
    client.post(PROVE, {"one_time_code": old_code})
    assert client.get("/admin/").status_code == 302
    entries = LedgerEntry.objects.filter(verb__endswith="factor_reset").order_by("number")
    assert [(entry.verb, entry.actor.username) for entry in entries] == [
        ("ask_for_factor_reset", "editor"), ("confirm_factor_reset", "second-editor"),
    ]  # fmt: skip
    told = "".join(
        mail.text for mail in Mail.objects.filter(recipient=make.reviewer(), kind="access_changed")
    )
    assert WHY in told
    assert "Your second factors were reset" in told
    assert Happened.FACTORS_RESET in events(make.reviewer())


def test_whoever_asked_does_not_confirm_and_the_person_does_neither() -> None:
    client = let_in(make.editor())
    app_of(make.reviewer())
    reset = asked(client)
    refused = client.post(RESETS, {"do": "confirm", "reset": reset.pk})
    assert refused.status_code == 403
    assert "Somebody else confirms it" in alert(refused)
    assert not soup(client.get(RESETS)).select("button[value=confirm]")
    app_of(second_editor())
    own = actions.ask_for_factor_reset(person=second_editor(), by=make.editor(), reason=WHY)
    for act in (actions.confirm_factor_reset, actions.refuse_factor_reset):
        with pytest.raises(NotPermitted):
            act(reset=own, by=second_editor())
    with pytest.raises(NotPermitted):
        actions.ask_for_factor_reset(person=make.editor(), by=make.editor(), reason=WHY)
    assert TOTPDevice.objects.count() == 3


def test_the_database_itself_refuses_a_reset_by_one() -> None:
    rows: list[dict[str, Any]] = [
        {"person": make.reviewer(), "asked_by": make.reviewer()},
        {"person": make.reviewer(), "asked_by": make.editor(), "decided_by": make.editor(), "decided_at": make.NOW, "is_done": True},
        {"person": make.reviewer(), "asked_by": make.editor(), "decided_by": make.reviewer(), "decided_at": make.NOW},
        {"person": make.reviewer(), "asked_by": make.editor(), "is_done": True},
    ]  # fmt: skip
    for row in rows:
        with pytest.raises(IntegrityError), transaction.atomic():
            FactorReset.objects.create(asked_at=make.NOW, reason=WHY, **row)


def test_a_refused_or_taken_back_reset_changes_nothing_and_cannot_be_confirmed_afterwards() -> None:
    app_of(make.reviewer())
    client = let_in(make.editor())
    reset = asked(client)
    answer = client.post(RESETS, {"do": "refuse", "reset": reset.pk})
    assert "stay as they are" in messages(client.get(answer.url))[-1]
    with pytest.raises(EditorialError, match="decided already"):
        actions.confirm_factor_reset(reset=reset, by=second_editor())
    assert TOTPDevice.objects.filter(user=make.reviewer()).exists()
    assert "Refused by editor" in words(client.get(RESETS))


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"do": "ask"}, 422), ({"do": "ask", "person": "x", "reason": WHY}, 422), ({"do": "confirm", "reset": "x"}, 422),
        ({"do": "confirm", "reset": "9" * 40}, 422), ({}, 422),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_by_a_sentence(sent: dict[str, str], status: int) -> None:
    answer = let_in(make.editor()).post(RESETS, sent)
    assert answer.status_code == status
    assert soup(answer).select(".refused, .fault")


def test_neither_asking_nor_confirming_is_done_in_a_session_that_was_left_open() -> None:

    client = let_in(make.editor())
    app_of(make.reviewer())
    DeskSession.objects.update(shown_at=make.NOW)
    answer = client.post(RESETS, {"do": "ask", "person": make.reviewer().pk, "reason": WHY})
    assert answer.url == f"{PROVE}?next={RESETS}"
    assert not FactorReset.objects.exists()


def test_only_editors_and_superusers_see_the_page() -> None:
    for person in (make.reviewer, make.writer):
        client = let_in(person())
        assert client.get(RESETS).status_code == 403
        assert RESETS not in client.get("/admin/me/").text
    client = let_in(make.superuser())
    assert client.get(RESETS).status_code == 200
    assert RESETS in client.get("/admin/me/").text


def test_the_page_takes_as_many_queries_for_many_resets_as_for_few() -> None:
    client, numbers = let_in(make.editor()), []
    for part in range(2):
        for n in range(5):
            FactorReset.objects.create(
                person=make.writer(username=f"writer-{part}-{n}"),
                asked_by=second_editor(),
                asked_at=make.NOW,
                reason=WHY,
            )
        with CaptureQueriesContext(connection) as queries:
            client.get(RESETS)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


# --- From the server ----------------------------------------------------------------------------------------------
def test_the_last_administrator_comes_back_by_the_server_and_the_security_contact_is_told(
    settings: Any,
) -> None:
    settings.SECURITY_CONTACT = "mailto:security@example.net"
    client = let_in(make.superuser())
    out = StringIO()
    call_command(
        "reset_second_factor", "superuser", by="superuser", reason="My phone was stolen.", stdout=out
    )
    assert "superuser has no second factor any more and is logged out." in out.getvalue()
    assert client.get("/admin/").url.startswith("/admin/login/")
    entry = LedgerEntry.objects.get(verb="reset_factors_alone")
    assert entry.details["reason"] == "My phone was stolen."
    assert Mail.objects.filter(kind="access_alarm", address="security@example.net").count() == 1
    assert "were reset from the server" in Mail.objects.get(recipient=make.superuser()).text
    assert Happened.FACTORS_RESET in events()
    with pytest.raises(CommandError, match="no second factor"):
        call_command("reset_second_factor", "superuser", by="superuser", reason="Once more.")


def test_where_two_others_can_do_it_the_server_refuses() -> None:
    app_of(make.superuser())
    make.editor()
    second_editor()
    with pytest.raises(
        CommandError, match="Two others can do it at the desk, such as editor and second-editor"
    ):
        call_command("reset_second_factor", "superuser", by="superuser", reason="My phone was stolen.")
    with pytest.raises(CommandError, match="no account called “nobody”"):
        call_command("reset_second_factor", "nobody", by="superuser", reason="x")
    assert TOTPDevice.objects.exists()
