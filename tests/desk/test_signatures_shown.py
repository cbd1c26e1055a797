"""Does a signature say who, when and what it means, wherever a person reads it?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from reviews.models import Mail, Review, SignOff
from tests import factories as make
from tests.desk.screens import at_the_desk, review_page, words

WHO, WHEN, MEANING = "Test reviewer, MD", "2 March 2026 at 09:30 UTC", "medical review"


@pytest.fixture
def review() -> Review:
    return make.approved(now=make.NOW)


@pytest.mark.parametrize("page", ["article", "record", "revision", "record.json"])
def test_on_every_public_page_that_shows_a_signature_stand_name_time_and_meaning(
    page: str, review: Review
) -> None:
    article = review.article
    addresses = {
        "article": article.get_absolute_url(),
        "record": reverse("record", args=[article.slug]),
        "revision": reverse("revision", args=[article.slug, 1]),
        "record.json": f"{reverse('record', args=[article.slug])[:-1]}.json",
    }
    answer = Client().get(addresses[page])
    assert answer.status_code == 200
    shown = answer.text if page.endswith("json") else words(answer)
    for said in (WHO.split(",")[0], "2026-03-02T09:30" if page.endswith("json") else WHEN, MEANING):
        assert said.lower() in shown.lower()


def test_between_two_revisions_each_side_says_who_signed_it_when_and_as_what() -> None:
    first, _ = make.approved_twice()
    page = words(Client().get(reverse("changes", args=[first.article.slug, 1, 2])))
    assert f"Medical review of the whole page, signed by {WHO}, {WHEN}." in page


def test_the_desk_says_it_on_the_review_and_in_its_register(review: Review) -> None:
    client = at_the_desk(make.editor())
    page = words(client.get(review_page(review)))
    assert WHO in page
    assert "2 March 2026, 09:30 UTC. Medical review of the whole page." in page
    register = words(client.get(reverse("admin:reviews_signoff_changelist")))
    for said in ("Test reviewer", "Medical review", "2 March 2026, 09:30 UTC"):
        assert said in register


def test_the_mail_that_tells_of_an_approval_says_it(review: Review) -> None:
    mail = Mail.objects.get(kind="approved", recipient=make.writer())
    assert f"Medical review, signed by {WHO}, {WHEN}" in mail.text


def test_on_paper_the_signature_is_not_left_out() -> None:
    sheets = "".join(sheet.read_text() for sheet in Path(settings.BASE_DIR, "static", "css").rglob("*.css"))
    hidden = re.findall(r"([^{}]*)\{[^{}]*display:\s*none", sheets)
    assert not [rule for rule in hidden if re.search(r"\.signature\b|\.signer\b|\.statement\b", rule)]


def test_what_is_signed_stands_in_full_where_it_is_signed() -> None:
    review = make.claimed()
    page = words(at_the_desk(make.reviewer()).get(review_page(review)))
    make.sign(review)
    assert SignOff.objects.get().statement in page
