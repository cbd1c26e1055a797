"""Who reaches the desk without a second factor, and how does one set it up, use it and lose it?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from reviews.access.models import DeskSession, Happened, RecoveryCode
from reviews.models import Mail
from tests import factories as make
from tests.desk.entrance import PROVE, events, let_in, logged_in
from tests.desk.screens import alert, messages, soup, words
from tests.reviews.access.keys import app_of, code_of, wrong_code_of

HALF_MADE = json.dumps(
    {
        "id": "AA", "rawId": "AA", "type": "public-key",
        "response": {"clientDataJSON": "e30", "attestationObject": "oA", "authenticatorData": "AA", "signature": "AA"},
    }
)  # fmt: skip
FACTORS, APP = "/admin/me/factors/", "/admin/me/factors/app/"


@pytest.fixture(autouse=True)
def required(settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True


# --- The door ---------------------------------------------------------------------------------------------------
def addresses_of_the_desk() -> Iterator[tuple[str, str]]:
    """Name and address of everything under /admin/, with a number wherever an address takes something."""
    yield from _addresses(get_resolver(), "/", "")


def _addresses(resolver: URLResolver, before: str, name: str) -> Iterator[tuple[str, str]]:
    for found in resolver.url_patterns:
        part = before + str(found.pattern).replace("^", "").replace("$", "")
        if isinstance(found, URLResolver):
            yield from _addresses(found, part, name)
        elif isinstance(found, URLPattern) and part.startswith("/admin/"):
            yield str(found.name), re.sub(r"\(\?P<\w+>[^)]*\)|<[^>]+>", "1", part).replace("\\Z", "")


@pytest.mark.parametrize(
    ("has_one", "led_to", "reached"),
    [
        (True, PROVE, {"prove", "passkey_to_show", "logout", "stay"}),
        (
            False, FACTORS,
            {"factors", "factor_app", "factor_app_code", "factor_passkey", "passkey_to_make", "logout", "stay"},
        ),
    ],
)  # fmt: skip
def test_a_session_without_the_factor_reaches_only_where_it_is_shown_or_set_up_and_the_way_out(
    has_one: bool, led_to: str, reached: set[str]
) -> None:
    if has_one:
        app_of(make.editor())
    client = logged_in(make.editor())
    let_through = set()
    addresses = list(addresses_of_the_desk())
    assert len(addresses) > 100
    for name, address in addresses:
        if name == "logout":
            let_through.add(name)
            continue
        for ask in (client.get, client.post):
            answer = ask(address)
            if answer.status_code != 302 or not answer.url.startswith(led_to + "?next="):
                let_through.add(name)
    assert let_through == reached
    assert client.post("/admin/logout/").status_code == 200


@pytest.mark.parametrize("person", ["reviewer", "editor", "superuser"])
def test_reviewers_editors_and_superusers_must_have_one(person: str) -> None:
    client = logged_in(getattr(make, person)())
    answer = client.get("/admin/")
    assert answer.url.startswith(FACTORS)
    assert "This takes a second factor." in messages(client.get(answer.url))[0]


def test_a_writer_may_go_without_and_must_show_it_once_they_have_one() -> None:
    assert logged_in(make.writer()).get("/admin/").status_code == 200
    app_of(make.writer())
    assert logged_in(make.writer()).get("/admin/").url.startswith(PROVE)


def test_where_the_site_does_not_require_one_nobody_is_asked(settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    assert logged_in(make.editor()).get("/admin/").status_code == 200


def test_after_the_code_the_page_that_was_asked_for_comes_under_another_session_id() -> None:
    app_of(make.reviewer())
    client = logged_in(make.reviewer())
    before = client.session.session_key
    asked = client.get("/admin/me/")
    page = client.get(asked.url)
    assert soup(page).select_one("input[name=one_time_code][autocomplete=one-time-code]")
    assert not soup(page).select_one("input[name=password]")
    answer = client.post(PROVE, {"one_time_code": code_of(make.reviewer()), "next": "/admin/me/"})
    assert answer.url == "/admin/me/"
    assert client.get("/admin/me/").status_code == 200
    assert client.session.session_key != before
    assert events(make.reviewer()) == [Happened.LOGGED_IN, Happened.PROVED]


@pytest.mark.parametrize(
    "elsewhere", ["https://example.net/", "//example.net/", "javascript:alert(1)", "\\\\example.net"]
)
def test_nobody_is_led_to_another_site(elsewhere: str) -> None:
    app_of(make.reviewer())
    client = logged_in(make.reviewer())
    answer = client.post(PROVE, {"one_time_code": code_of(make.reviewer()), "next": elsewhere})
    assert answer.url == "/admin/"


def test_a_code_counts_once() -> None:
    app_of(make.reviewer())
    code = code_of(make.reviewer())
    assert logged_in(make.reviewer()).post(PROVE, {"one_time_code": code}).status_code == 302
    again = logged_in(make.reviewer()).post(PROVE, {"one_time_code": code})
    assert again.status_code == 422
    assert "or the code was used already" in alert(again)


@pytest.mark.parametrize("code", ["", "000000x", "abc", "1" * 61, "\x00", "١٢٣٤٥٦", "-1"])
def test_what_is_no_code_is_refused_by_a_sentence(code: str) -> None:
    app_of(make.reviewer())
    client = logged_in(make.reviewer())
    assert client.post(PROVE, {"one_time_code": code}).status_code == 422
    assert client.get("/admin/").url.startswith(PROVE)


def test_a_code_may_be_pasted_with_blanks() -> None:
    app_of(make.reviewer())
    code = code_of(make.reviewer())
    client = logged_in(make.reviewer())
    assert client.post(PROVE, {"one_time_code": f" {code[:3]} {code[3:]} "}).status_code == 302


def test_somebody_else_s_code_opens_nothing() -> None:
    app_of(make.reviewer())
    app_of(make.editor())
    client = logged_in(make.reviewer())
    assert client.post(PROVE, {"one_time_code": code_of(make.editor())}).status_code == 422


# --- Setting one up -----------------------------------------------------------------------------------------------
def set_up(client: Client, user: User) -> Any:
    assert client.post(FACTORS, {"do": "app"}).url == APP
    page = client.get(APP)
    device = TOTPDevice.objects.get(user=user, confirmed=False)
    shown = soup(page).select_one("code.key").get_text().replace(" ", "")
    assert shown in device.config_url
    picture = client.get(soup(page).select_one("img.code")["src"])
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"style=" not in picture.content
    return client.post(APP, {"one_time_code": code_of(user, confirmed=False), "name": "My phone"})


def test_the_first_app_is_set_up_with_its_key_as_a_picture_and_in_letters_and_brings_ten_recovery_codes() -> (
    None
):
    client = logged_in(make.reviewer())
    page = set_up(client, make.reviewer())
    codes = [code.get_text() for code in soup(page).select(".codes code")]
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"([A-Z2-7]{4}-){5}[A-Z2-7]{4}", code) for code in codes)  # 120 bits
    assert client.get("/admin/").status_code == 200
    assert not any(code.replace("-", "") in str(list(RecoveryCode.objects.values())) for code in codes)
    assert "My phone" in words(client.get(FACTORS))
    mail = [mail.text for mail in Mail.objects.filter(kind="access_changed", recipient=make.reviewer())]
    assert "A second factor was added to your account: My phone." in "".join(mail)


def test_an_app_that_was_never_confirmed_is_no_factor() -> None:
    client = logged_in(make.reviewer())
    client.post(FACTORS, {"do": "app"})
    assert client.post(APP, {"one_time_code": "000000"}).status_code == 422
    assert client.get("/admin/").url.startswith(FACTORS)
    assert logged_in(make.reviewer()).get("/admin/").url.startswith(FACTORS)


def test_another_app_takes_the_place_of_the_first() -> None:
    client = let_in(make.reviewer())
    former = TOTPDevice.objects.get()
    set_up(client, make.reviewer())
    assert TOTPDevice.objects.get().pk != former.pk


def test_factors_are_changed_only_a_moment_after_one_showed_that_it_is_oneself() -> None:
    client = let_in(make.reviewer())
    DeskSession.objects.update(shown_at=make.NOW)
    device = TOTPDevice.objects.get()
    for sent in ({"do": "app"}, {"do": "codes"}, {"do": "remove", "kind": "app", "pk": device.pk}):
        assert client.post(FACTORS, sent).url == f"{PROVE}?next={FACTORS}"
    assert client.post("/admin/me/factors/passkey/new/").status_code == 403
    assert client.post("/admin/me/factors/passkey/", {"passkey": "{}"}).url.startswith(PROVE)
    page = client.get(f"{PROVE}?next={FACTORS}")
    assert soup(page).select_one("input[name=password][autocomplete=current-password]")
    alone = client.post(PROVE, {"one_time_code": code_of(make.reviewer()), "next": FACTORS})
    assert alone.status_code == 422
    both = {"one_time_code": code_of(make.reviewer()), "password": make.PASSWORD, "next": FACTORS}
    assert client.post(PROVE, both).url == FACTORS
    assert client.post(FACTORS, {"do": "app"}).url == APP


def test_removing_a_factor_ends_the_other_sessions_and_is_told_by_mail() -> None:
    other, client = let_in(make.writer()), let_in(make.writer())
    RecoveryCode.objects.create(user=make.writer(), digest="0" * 64, made_at=make.NOW)
    device = TOTPDevice.objects.get()
    assert client.post(FACTORS, {"do": "remove", "kind": "app", "pk": device.pk}).url == FACTORS
    assert not TOTPDevice.objects.exists()
    assert not RecoveryCode.objects.exists()  # they stand in for a factor, and there is none
    assert client.get("/admin/").status_code == 200
    assert other.get("/admin/").url.startswith("/admin/login/")
    assert "A second factor was removed from your account: Phone." in Mail.objects.latest("pk").text


@pytest.mark.parametrize(
    "sent", [{"kind": "app", "pk": "x"}, {"kind": "nothing", "pk": "1"}, {"kind": "app"}]
)
def test_a_factor_that_is_not_one_s_own_cannot_be_removed(sent: dict[str, str]) -> None:
    other = app_of(make.editor())
    client = let_in(make.reviewer())
    for data in (sent, {"kind": "app", "pk": str(other.pk)}):
        answer = client.post(FACTORS, {"do": "remove", **data})
        assert answer.status_code == 404
        assert "is not yours" in alert(answer)
    assert TOTPDevice.objects.count() == 2


def test_an_unknown_button_changes_nothing() -> None:
    client = let_in(make.reviewer())
    answer = client.post(FACTORS, {"do": "everything"})
    assert answer.status_code == 400
    assert "Nothing was changed" in alert(answer)


# --- Recovery codes -----------------------------------------------------------------------------------------------
def made_codes(client: Client) -> list[str]:
    page = client.post(FACTORS, {"do": "codes"})
    return [code.get_text() for code in soup(page).select(".codes code")]


def test_a_recovery_code_lets_in_once_and_its_owner_is_told() -> None:
    code = made_codes(let_in(make.reviewer()))[3]
    client = logged_in(make.reviewer())
    assert client.post(PROVE, {"one_time_code": code.lower()}).status_code == 302
    assert client.get("/admin/").status_code == 200
    assert logged_in(make.reviewer()).post(PROVE, {"one_time_code": code}).status_code == 422
    assert Happened.CODE_USED in events(make.reviewer())
    assert any("A recovery code was used; 9 are left." in mail.text for mail in Mail.objects.all())


def test_new_recovery_codes_end_the_former_and_are_nobody_else_s() -> None:
    client = let_in(make.reviewer())
    former, newer = made_codes(client), made_codes(client)
    app_of(make.editor())
    assert logged_in(make.reviewer()).post(PROVE, {"one_time_code": former[0]}).status_code == 422
    assert logged_in(make.editor()).post(PROVE, {"one_time_code": newer[0]}).status_code == 422
    assert logged_in(make.reviewer()).post(PROVE, {"one_time_code": newer[0]}).status_code == 302


# --- Passkeys without a browser -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}',
        '"' + "x" * 25_000,
        "[" * 19_000,
        HALF_MADE,
    ],
)
def test_an_answer_that_no_passkey_gave_is_refused_by_a_sentence(answer: str) -> None:
    client = let_in(make.reviewer())
    assert client.post("/admin/me/factors/passkey/new/").json()["rp"]["id"] == "localhost"
    refused = client.post("/admin/me/factors/passkey/", {"passkey": answer})
    assert refused.status_code == 422
    assert "The passkey was not made" in alert(refused)
    locked_out = logged_in(make.reviewer())
    assert locked_out.post("/admin/prove/passkey/").json()["userVerification"] == "required"
    assert locked_out.post(PROVE, {"passkey": answer}).status_code == 422


def test_a_challenge_is_asked_for_by_a_button_alone() -> None:
    client = let_in(make.reviewer())
    for address in ("/admin/prove/passkey/", "/admin/me/factors/passkey/new/", "/admin/me/factors/passkey/"):
        assert client.get(address).status_code == 405


# --- A forgotten password -----------------------------------------------------------------------------------------
def test_a_password_set_anew_by_mail_opens_no_session_and_passes_by_no_second_factor(
    mailoutbox: list[Any],
) -> None:
    user = make.reviewer()
    app_of(user)
    before, client = let_in(user), Client()
    assert reverse("admin_password_reset") in client.get("/admin/login/").text
    assert client.post(reverse("admin_password_reset"), {"email": user.email}).status_code == 302
    [link] = re.findall(r"https?://\S+", mailoutbox[0].body)
    form = client.get(re.sub(r"https?://[^/]+", "", link), follow=True)
    new = "a wholly other password"
    done = client.post(form.request["PATH_INFO"], {"new_password1": new, "new_password2": new})
    assert done.status_code == 302
    assert client.get("/admin/").url.startswith("/admin/login/")
    assert before.get("/admin/").url.startswith("/admin/login/")
    assert client.post("/admin/login/", {"username": user.username, "password": new}).status_code == 302
    assert client.get("/admin/").url.startswith(PROVE)
    assert any("The password of your account was changed." in mail.text for mail in Mail.objects.all())


def test_nobody_learns_by_the_form_whether_an_address_is_known(mailoutbox: list[Any]) -> None:
    answers = [
        Client().post(reverse("admin_password_reset"), {"email": to})
        for to in ("nobody@example.net", make.editor().email)
    ]
    assert len({(answer.status_code, answer.url) for answer in answers}) == 1
    assert len(mailoutbox) == 1


def test_whoever_asks_for_such_mails_again_and_again_is_told_to_wait(mailoutbox: list[Any]) -> None:
    to, client = make.editor().email, Client()
    for _ in range(5):
        assert client.post(reverse("admin_password_reset"), {"email": to}).status_code == 302
    refused = client.post(reverse("admin_password_reset"), {"email": to})
    assert (refused.status_code, int(refused["Retry-After"]) > 0) == (429, True)
    assert "asked too often from your network" in words(refused)
    assert len(mailoutbox) == 5


def test_the_wrong_codes_of_one_person_are_counted_with_the_wrong_passwords_and_lock_out() -> None:
    app_of(make.reviewer())
    client = logged_in(make.reviewer())
    for _ in range(4):
        assert client.post(PROVE, {"one_time_code": wrong_code_of(make.reviewer())}).status_code == 422
    again = logged_in(make.reviewer())  # a right password wipes nothing out
    locked = again.post(PROVE, {"one_time_code": wrong_code_of(make.reviewer())})
    assert locked.status_code == 429
    assert 0 < int(locked["Retry-After"]) <= 900
    assert "Try again in 15 minutes" in words(locked)
    right = again.post(PROVE, {"one_time_code": code_of(make.reviewer())})
    assert right.status_code == 429
    assert events(make.reviewer()).count(Happened.LOCKED_OUT) == 1
