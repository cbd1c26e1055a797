"""What does a signature take: at the first of a sitting, soon after it, and after wrong attempts?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from reviews.access.models import DeskSession, Happened, WrongProof
from reviews.models import LedgerEntry, Mail, Review, SignOff
from tests import factories as make
from tests.desk.entrance import events, let_in, logged_in
from tests.desk.screens import act, alert, messages, review_page, soup, typed, words
from tests.reviews.access.keys import code_of, wrong_code_of

CATEGORIES = iter(range(10**6))


def claimed() -> Review:
    number = next(CATEGORIES)
    return make.claimed(title=f"Text {number}", slug=f"text-{number}")


def sign(client: Client, review: Review | None = None, **shown: Any) -> Any:
    """Everything is answered; ``shown`` is what proves who signs."""
    review = review or claimed()
    answers = {f"answer_{question['key']}": "yes" for question in review.checklist}
    return act(
        client,
        review,
        "sign_off",
        digest=review.revision.digest,
        interests="none",
        scope="whole",
        **answers,
        **shown,
    )


def password(**other: Any) -> dict[str, Any]:
    return {"password": make.PASSWORD, **other}


def code(user: User | None = None) -> dict[str, str]:
    return {"one_time_code": code_of(user or make.reviewer())}


def later(client: Client, **ago: int) -> None:
    """The sitting began that much earlier."""
    session = client.session
    began = timezone.now() - timedelta(**ago)
    session["sitting"] = {**session["sitting"], "since": began.isoformat()}
    session.save()


def signed() -> int:
    return SignOff.objects.count()


# --- Components ---------------------------------------------------------------------------------------------------
def test_without_a_second_factor_each_signature_takes_the_password() -> None:
    client = logged_in(make.reviewer())
    for _ in range(2):
        refused = sign(client)
        assert refused.status_code == 422
        assert "It takes your password" in alert(refused) or "Your password is missing" in alert(refused)
        assert sign(client, Review.objects.latest("pk"), **password()).status_code == 302
    assert signed() == 2


def test_the_first_signature_of_a_sitting_takes_password_and_code() -> None:
    client = let_in(make.reviewer())
    page = client.get(review_page(claimed()))
    assert "takes your password and your second factor; for 10 minutes after it, one of the two" in words(
        page
    )
    assert soup(page).select_one("[name=one_time_code][autocomplete=one-time-code]")
    assert soup(page).select_one("[name=password][autocomplete=current-password]")
    for shown in (password(), code(), {}):
        refused = sign(client, **shown)
        assert refused.status_code == 422
        assert "Nothing was signed. It takes" in alert(refused)
    assert signed() == 0
    assert sign(client, **password(**code())).status_code == 302
    assert signed() == 1


def test_soon_after_one_of_the_two_is_enough_and_later_both_are_asked_for_again() -> None:
    client = let_in(make.reviewer())
    sign(client, **password(**code()))
    assert "your password or a code is enough" in words(client.get(review_page(claimed())))
    assert sign(client, **password()).status_code == 302
    assert sign(client, **code()).status_code == 302
    assert sign(client).status_code == 422
    later(client, minutes=9)
    assert sign(client, **password()).status_code == 302
    later(client, minutes=10)
    assert sign(client, **password()).status_code == 422
    assert signed() == 4


def test_a_sitting_is_of_one_session_of_one_password_and_never_lasts_beyond_either() -> None:
    user = make.reviewer()
    first = let_in(user)
    sign(first, **password(**code()))
    other = let_in(user)
    assert sign(other, **password()).status_code == 422
    session = other.session
    session["sitting"] = {**first.session["sitting"], "password": "of another password"}
    session.save()
    assert sign(other, **password()).status_code == 422
    session["sitting"] = {**first.session["sitting"], "user": user.pk + 1}
    session.save()
    assert sign(other, **password()).status_code == 422
    later(first, minutes=-5)  # no clock that ran ahead makes it last longer
    assert sign(first, **password()).status_code == 422


def test_whoever_logs_in_again_begins_a_new_sitting_in_the_same_browser_too() -> None:
    client = let_in(make.reviewer())
    sign(client, **password(**code()))
    client.post("/admin/login/", {"username": "reviewer", "password": make.PASSWORD})
    client.post("/admin/prove/", code())
    assert sign(client, **password()).status_code == 422


def test_the_window_is_a_setting(settings: Any) -> None:
    settings.SIGNING_WINDOW = timedelta(minutes=2)
    client = let_in(make.reviewer())
    sign(client, **password(**code()))
    later(client, minutes=3)
    assert sign(client, **password()).status_code == 422


def test_the_first_signature_gives_the_session_another_id() -> None:
    client = let_in(make.reviewer())
    before = client.session.session_key
    sign(client, **password(**code()))
    assert client.session.session_key != before
    assert client.get("/admin/").status_code == 200


def test_a_recovery_code_signs_as_a_code_does_and_once() -> None:
    client = let_in(make.reviewer())
    page = client.post("/admin/me/factors/", {"do": "codes"})
    recovery = soup(page).select_one(".codes code").get_text()
    assert sign(client, **password(one_time_code=recovery)).status_code == 302
    later(client, minutes=20)
    assert sign(client, **password(one_time_code=recovery)).status_code == 403


def test_what_the_action_refuses_still_opens_no_second_signature() -> None:
    client = let_in(make.reviewer())
    review = claimed()
    refused = act(client, review, "sign_off", digest="0" * 64, interests="none", scope="whole",
                  **{f"answer_{q['key']}": "yes" for q in review.checklist}, **password(**code()))  # fmt: skip
    assert refused.status_code == 409
    assert signed() == 0


@pytest.mark.parametrize("key", ["hijack_history", "_impersonate", "loginas_from_user"])
def test_nobody_signs_for_somebody_else(key: str) -> None:
    client = let_in(make.reviewer())
    session = client.session
    session[key] = ["1"]
    session.save()
    refused = sign(client, **password(**code()))
    assert refused.status_code == 403
    assert "Nobody signs for somebody else" in alert(refused)
    assert signed() == 0


# --- Wrong attempts -----------------------------------------------------------------------------------------------
def test_three_wrong_attempts_end_the_session_tell_the_security_contact_once_and_keep_what_was_typed(
    settings: Any,
) -> None:
    settings.SECURITY_CONTACT = "mailto:security@example.net"
    client, review = let_in(make.reviewer()), claimed()
    client.get(review_page(review))
    for n in range(2):
        wrong = sign(client, review, password=f"wrong {n}", **code())
        assert wrong.status_code == 403
        assert "is not right. Nothing was signed." in alert(wrong)
    before = LedgerEntry.objects.count()
    last = act(client, review, "sign_off", digest=review.revision.digest, interests="some", declared="A lecture fee.",
               scope="whole", **{f"answer_{q['key']}": "yes" for q in review.checklist}, password="wrong", **code())  # fmt: skip
    assert last.url.startswith("/admin/login/?next=")
    assert [entry.verb for entry in LedgerEntry.objects.filter(number__gt=before)] == ["wrong_signing"]
    mails = Mail.objects.filter(kind="wrong_signing")
    assert sorted(mails.values_list("address", flat=True)) == ["reviewer@example.org", "security@example.net"]
    assert "gave a wrong password, code or passkey 3 times" in mails[0].text
    assert any("too many wrong attempts to sign" in said for said in messages(client.get(last.url)))
    assert client.get("/admin/").url.startswith("/admin/login/")
    assert signed() == 0

    client.post(last.url, {"username": "reviewer", "password": make.PASSWORD})
    client.post("/admin/prove/", code())
    assert typed(client.get(review_page(review)), "declared") == "A lecture fee."
    limited = sign(client, review, **password(**code()))
    assert limited.status_code == 429
    assert "Try again from" in alert(limited)
    assert Mail.objects.filter(kind="wrong_signing").count() == 2
    assert signed() == 0
    WrongProof.objects.update(at=timezone.now() - timedelta(minutes=11))
    assert sign(client, review, **password(**code())).status_code == 302
    assert signed() == 1


def test_a_wrong_code_counts_as_a_wrong_password_does_and_is_written_down() -> None:
    client = let_in(make.reviewer())
    wrong = sign(client, **password(one_time_code=wrong_code_of(make.reviewer())))
    assert wrong.status_code == 403
    assert make.PASSWORD not in wrong.text
    assert WrongProof.objects.filter(user=make.reviewer()).count() == 1
    assert events(make.reviewer())[-1] == Happened.SIGNING_REFUSED


def test_a_wrong_password_uses_up_no_code() -> None:
    client = let_in(make.reviewer())
    shown = code()
    assert sign(client, password="wrong", **shown).status_code == 403
    assert sign(client, password=make.PASSWORD, **shown).status_code == 302


def test_the_attempts_of_one_person_do_not_stop_another_and_old_ones_stop_nobody() -> None:
    for user in (make.second_reviewer(), make.reviewer()):
        at = timezone.now() - timedelta(minutes=11 if user == make.reviewer() else 1)
        WrongProof.objects.bulk_create(WrongProof(user=user, at=at) for _ in range(3))
    assert sign(logged_in(make.reviewer()), **password()).status_code == 302


def test_a_session_that_was_ended_signs_nothing() -> None:
    client = let_in(make.reviewer())
    DeskSession.objects.all().delete()
    answer = sign(client, **password(**code()))
    assert answer.url.startswith("/admin/login/")
    assert signed() == 0
