"""Does nothing that somebody told us in confidence stand in a log, an error page or an address?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from readers.correspondence import tokens
from readers.correspondence.models import Consent, Post
from tests import factories as make
from tests.correspondence.newsletter import ask, deliver
from tests.house.project import code

SENTINEL = "hunter2-sentinel"


@pytest.fixture(autouse=True)
def database(db: None) -> None:
    """Every test here asks the site."""


def test_the_page_of_an_accident_says_nothing_of_it(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ValueError(f"{SENTINEL} {settings.SECRET_KEY}")

    monkeypatch.setattr("readers.views.lists.entries", fail)
    page = Client(raise_request_exception=False).get("/articles/", {"q": SENTINEL})
    assert page.status_code == 500
    assert not [
        word
        for word in (SENTINEL, settings.SECRET_KEY, "Traceback", "ValueError", ".py")
        if word in page.text
    ]


# --- Mail --------------------------------------------------------------------------------------------------------
def test_whoever_names_a_strangers_address_brings_them_one_mail_that_asks_and_nothing_of_their_own_words() -> (
    None
):
    article = make.approved_article()
    ticket = tokens.hand_out(about=f"question {article.pk}", now=timezone.now() - timedelta(minutes=1))
    written = {"message": SENTINEL, "address": "victim@example.net", "ticket": ticket}
    assert Client().post(f"{article.get_absolute_url()}ask/", written).status_code == 200
    for _ in range(6):
        assert ask(address="victim@example.net").status_code == 200
    sent = deliver()
    assert len(sent) == 3  # three a day are the most for one address, whoever asks
    assert all("Confirm the newsletter" in message.subject for message in sent)
    assert not [message for message in sent if SENTINEL in message.body + message.subject]
    assert not Post.objects.owed().exists()
    assert len(mail.outbox) == 3


def test_mail_is_written_in_three_places_each_of_which_knows_to_whom() -> None:
    """To staff and guests, whose address an editor entered; to readers, who confirmed it or wrote to us; of the ledger's head."""
    writers = {
        path
        for path, source in code()
        if "EmailMessage(" in source or "EmailMultiAlternatives(" in source or "send_mail(" in source
    }
    assert writers == {
        "reviews/mail/sending.py",
        "readers/correspondence/mails.py",
        "reviews/management/commands/anchor_ledger.py",
    }


@pytest.mark.parametrize(
    "address",
    ["a@b.example\nBcc: c@d.example", "a@b.example\r\nX: y", "a@b.example, c@d.example", "a@b.example\x00"],
)
def test_an_address_or_a_name_with_a_line_end_never_reaches_a_header(address: str) -> None:
    assert ask(address=address).status_code == 422
    assert not Consent.objects.exists()
    with pytest.raises(ValueError, match="newlines"):
        EmailMessage("Subject\nBcc: c@d.example", to=["a@b.example"]).message()


def test_a_title_with_a_line_end_makes_no_header_of_its_own() -> None:
    make.approved_article(title="Sleep\u2028Bcc: c@d.example")
    assert ask().status_code == 200
    [message] = deliver()
    assert "Bcc" not in message.message()
