"""What arrives at a real mail server when the real worker sends an issue?"""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.utils import timezone

from readers.correspondence import actions
from readers.correspondence.models import Consent, Post
from tests import factories as make
from tests.correspondence.newsletter import ADDRESS
from tests.faults.conftest import committed
from tests.mail.sink import mail_server, plain
from tests.mail.worker import run_worker

__all__ = ["committed"]

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_the_worker_sends_a_confirmation_and_an_issue_whose_headers_survive_the_way(
    committed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTAL_ADDRESS", "1 Test Street, Testtown")
    actions.ask(
        nonce="n", address=ADDRESS, topics=[], wording="Yes", source_page="/newsletter/", visitor="", now=timezone.now()
    )  # fmt: skip
    with mail_server() as server:
        run_worker(smtp=server.port)
        [confirmation] = server.messages
        assert confirmation["Subject"] == "Confirm the newsletter of Imprimatur"
        actions.confirm(consent=Consent.objects.get().pk, now=timezone.now())
        make.approved_article(title="Schlaf – besser 😴")
        call_command("send_newsletter")
        run_worker(smtp=server.port)
        run_worker(smtp=server.port)
        [issue] = [message for message in server.messages[1:] if message["To"] == ADDRESS]
    assert issue["Subject"] == "Imprimatur: Schlaf – besser 😴"
    assert issue["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "<https://example.org/newsletter/unsubscribe/" in issue["List-Unsubscribe"]
    assert "NEW: Schlaf – besser 😴" in plain(issue)
    assert issue["Message-ID"].startswith("<post-")
    assert Post.objects.filter(sent_at=None).count() == 0
