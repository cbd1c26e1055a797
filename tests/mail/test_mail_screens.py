"""Can an editor see what was written to whom, read it as it was sent, and send again what failed?"""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail as post_box
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reviews import actions
from reviews.models import Mail
from reviews.models.mail import ATTEMPTS
from tests import factories as make
from tests.desk.screens import at_the_desk, messages, soup, words
from tests.mail.worker import work

LIST = "/admin/reviews/mail/"


def page_of(mail: Mail) -> str:
    return reverse("admin:reviews_mail_change", args=[mail.pk])


def failed() -> Mail:
    make.submitted()
    Mail.objects.update(attempts=ATTEMPTS, fault="SMTPException: no such person")
    return Mail.objects.get()


def send_again(by: Any, *mails: Mail) -> Any:
    data = {"action": "send_again", "_selected_action": [mail.pk for mail in mails]}
    return at_the_desk(by).post(LIST, data, follow=True)


def test_the_list_counts_what_waits_and_what_failed() -> None:
    failed()
    make.submitted(title="Another one", slug="another")
    page = at_the_desk(make.editor()).get(LIST)
    counts = [" ".join(li.get_text(" ").split()) for li in soup(page).select(".mail-counts li")]
    assert counts == ["1 to be sent", "0 waiting for a digest", "1 failed"]
    assert "Is the worker running" not in words(page)


def test_the_list_says_when_nobody_sends() -> None:
    make.submitted(now=make.NOW)
    assert "Is the worker running" in words(at_the_desk(make.editor()).get(LIST))
    work()
    assert "Is the worker running" not in words(at_the_desk(make.editor()).get(LIST))


@pytest.mark.parametrize(
    ("status", "subject"), [("sent", "Sent one"), ("waiting", "Waiting one"), ("failed", "Failed one")]
)
def test_the_list_is_filtered_by_what_became_of_a_mail(status: str, subject: str) -> None:
    make.submitted(title="Sent one", slug="sent")
    work()
    make.submitted(title="Failed one", slug="failed")
    Mail.objects.waiting().update(attempts=ATTEMPTS)
    make.submitted(title="Waiting one", slug="waiting")
    rows = soup(at_the_desk(make.editor()).get(LIST, {"status": status})).select("#result_list tbody tr")
    assert len(rows) == 1
    assert subject in rows[0].get_text()


def test_a_nonsense_filter_shows_everything() -> None:
    make.submitted()
    page = at_the_desk(make.editor()).get(LIST, {"status": "\x00nonsense"}, follow=True)
    assert page.status_code == 200
    assert len(soup(page).select("#result_list tbody tr")) == 1


def test_a_mail_is_shown_as_it_was_sent_in_both_forms_and_nothing_in_it_is_alive() -> None:
    review = make.claimed(title="Sleep <script>alert(1)</script>")
    actions.comment(review=review, by=make.reviewer(), text="<img src=x onerror=alert(1)>")
    mail = Mail.objects.get(kind="comment")
    page = at_the_desk(make.editor()).get(page_of(mail))
    content = soup(page).select_one("#content")
    assert content.select_one(".mail-text").get_text() == mail.text
    assert "<img src=x onerror=alert(1)>" in content.select_one(".mail-html blockquote").get_text()
    assert not content.select("script, img, [style], [onerror]")
    assert content.select_one(f'.mail-html a[href="{mail.link}"]').get_text() == "Open the review to answer"


def test_a_mail_that_failed_says_why_and_is_sent_again_by_its_button() -> None:
    mail = failed()
    page = at_the_desk(make.editor()).get(page_of(mail))
    assert "SMTPException: no such person" in words(page)
    form = soup(page).select_one("#content form")
    assert (form["method"], form["action"]) == ("post", LIST)
    data = {field["name"]: field["value"] for field in form.select("input[name]")}
    assert data["action"] == "send_again"
    answer = send_again(make.editor(), mail)
    assert messages(answer) == ["1 of the 1 chosen had failed and will be tried again now."]
    work()
    assert len(post_box.outbox) == 1
    assert not soup(at_the_desk(make.editor()).get(page_of(mail))).select("#content form")


def test_what_has_not_failed_is_not_sent_twice_by_choosing_it() -> None:
    mail = failed()
    make.submitted(title="Another one", slug="another")
    answer = send_again(make.editor(), mail, *Mail.objects.exclude(pk=mail.pk))
    assert messages(answer) == ["1 of the 2 chosen had failed and will be tried again now."]
    work()
    assert len(post_box.outbox) == 2


@pytest.mark.parametrize("person", ["writer", "reviewer", "stranger"])
def test_only_editors_send_again(person: str) -> None:
    mail = failed()
    assert send_again(getattr(make, person)(), mail).status_code == 403
    mail.refresh_from_db()
    assert mail.status == "failed"


def test_a_mail_is_only_read_here() -> None:
    mail = failed()
    client = at_the_desk(make.editor())
    assert client.post(page_of(mail), {"subject": "Another"}).status_code == 405
    assert client.get(reverse("admin:reviews_mail_change", args=["999999"])).status_code == 404
    assert client.get(reverse("admin:reviews_mail_change", args=["x"])).status_code == 404
    assert (
        client.get(LIST, {"action": "send_again", "_selected_action": mail.pk}, follow=True).status_code
        == 200
    )
    mail.refresh_from_db()
    assert (mail.status, mail.subject.startswith("Waits")) == ("failed", True)


def test_the_list_takes_no_more_queries_for_more_mails() -> None:
    client = at_the_desk(make.editor())

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(LIST).status_code == 200
        return len(captured)

    for number in range(10):
        make.submitted(title=f"Text {number}", slug=f"text-{number}")
    queries()
    ten = queries()
    for number in range(10, 20):
        make.submitted(title=f"Text {number}", slug=f"text-{number}")
    assert queries() == ten
