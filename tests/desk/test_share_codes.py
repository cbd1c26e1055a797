"""Does an outside expert prove an address by a code from the mail, and by nothing else?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from reviews.guests import sharing
from reviews.models import Comment, Mail
from tests import factories as make
from tests.desk.an_expert import TEXT, an_hour_ago, code_of, known, say, shared
from tests.desk.screens import alert, soup, words


# --- Proving the address ---------------------------------------------------------------------------------
def test_a_code_from_the_mail_lets_this_browser_comment_until_the_link_ends() -> None:
    link = shared(days=30)
    client = Client()
    assert "Send me a code" in words(client.get(sharing.path_of(link)))
    say(client, link, say="code")
    assert "A code went to ada@example.net" in words(client.get(sharing.path_of(link)))
    answer = say(client, link, say="prove", code=f" {code_of(link)[:3]} {code_of(link)[3:]} ")
    assert answer.status_code == 302
    cookie = answer.cookies[f"guest_{link.pk}"]
    assert cookie["httponly"]
    assert cookie["path"] == "/shared/"
    assert 29 * 86_400 < int(cookie["max-age"]) <= 30 * 86_400
    assert soup(client.get(sharing.path_of(link))).select_one("textarea[name=text]")


def test_a_code_is_good_once_in_the_browser_that_asked_for_it() -> None:
    link = shared()
    client = Client()
    say(client, link, say="code")
    code = code_of(link)
    elsewhere = say(Client(), link, say="prove", code=code)
    assert elsewhere.status_code == 422
    assert "There is no code to compare with" in words(elsewhere)
    assert say(client, link, say="prove", code=code).status_code == 302
    assert say(client, link, say="prove", code=code).status_code == 422


def test_five_wrong_codes_use_up_the_right_one() -> None:
    link = shared()
    client = Client()
    say(client, link, say="code")
    wrong = f"{(int(code_of(link)) + 1) % 1_000_000:06}"
    for _ in range(4):
        refused = say(client, link, say="prove", code=wrong)
        assert refused.status_code == 422
        assert "This is not the code that was sent. Look at the newest mail" in words(refused)
    assert "for the fifth time. Ask for a new one" in words(say(client, link, say="prove", code=wrong))
    assert say(client, link, say="prove", code=code_of(link)).status_code == 422
    an_hour_ago()
    assert say(client, link, say="code").status_code == 302
    assert say(client, link, say="prove", code=code_of(link)).status_code == 302


def test_a_code_is_good_for_a_quarter_of_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    link = shared()
    client = Client()
    now = timezone.now()
    say(client, link, say="code")
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=10, seconds=30))
    late = say(client, link, say="prove", code=code_of(link))
    assert late.status_code == 422
    assert "has run out" in words(late)


@pytest.mark.parametrize(
    "code", ["", "12345", "abcdef", "1" * 21, "\x00" * 6, "１２３４５６", "'; DROP TABLE"]
)
def test_what_is_no_code_is_refused_in_a_sentence(code: str) -> None:
    link = shared()
    client = Client()
    say(client, link, say="code")
    refused = say(client, link, say="prove", code=code)
    assert refused.status_code == 422
    assert soup(refused).select(".field.wrong .error")


def test_a_second_code_within_a_minute_is_refused_and_the_first_one_stays_good() -> None:
    link = shared()
    client = Client()
    say(client, link, say="code")
    refused = say(client, link, say="code")
    assert refused.status_code == 429
    assert "less than a minute ago" in alert(refused)
    assert Mail.objects.filter(kind="share_code").count() == 1
    assert say(client, link, say="prove", code=code_of(link)).status_code == 302


def test_the_code_is_kept_nowhere_in_the_session_as_it_is() -> None:
    link = shared()
    client = Client()
    say(client, link, say="code")
    assert code_of(link) not in str(dict(client.session))


def test_a_cookie_of_another_link_or_made_up_proves_nothing() -> None:
    review = make.claimed(body=TEXT)
    link, other = shared(review), shared(review, email="eve@example.net")
    client = known(other)
    client.cookies[f"guest_{link.pk}"] = client.cookies[f"guest_{other.pk}"].value
    assert say(client, link, say="comment", text="Not mine").status_code == 403
    client.cookies[f"guest_{link.pk}"] = "ada@example.net"
    assert say(client, link, say="comment", text="Not mine").status_code == 403
    assert not Comment.objects.exists()
