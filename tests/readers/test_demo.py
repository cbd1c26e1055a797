"""Is the demonstration complete, plainly a demonstration, and shut out of real sites?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings

from articles.models import Article, Contributor, Revision, Source
from readers.demo import story
from readers.demo.login import PASSWORD
from reviews.models import Credential, LedgerEntry, Notice, Publication, Review
from reviews.models.notice import NoticeKind
from reviews.workflow import State
from tests import factories as make
from tests.articles.importer import command

ACCOUNTS = {"writer", "coauthor", "reviewer", "second-reviewer", "editor", "admin"}
BACKENDS = ["django.contrib.auth.backends.ModelBackend", "readers.demo.login.DemonstrationBackend"]


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demonstration, loaded once for all tests of this module; what each of them changes is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(DEBUG=True):
            call_command("load_demo", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demonstration(loaded: None, db: None, settings: Any) -> Any:
    """The settings of a site that shows it, for tests that turn DEBUG off again."""
    settings.DEBUG, settings.AUTHENTICATION_BACKENDS = True, BACKENDS
    return settings


def public_states(client: Client) -> dict[str, str]:
    """The state that each article's page gives itself; nothing for a page that is not there."""
    found = {}
    for slug in Article.objects.values_list("slug", flat=True):
        answer = client.get(f"/articles/{slug}/")
        if answer.status_code == 200:
            found[slug] = re.findall(r'data-review-state="(\w+)"', answer.text)[0]
    return found


def test_loading_it_twice_changes_nothing(demonstration: Any) -> None:
    before = (
        User.objects.count(),
        Article.objects.count(),
        Revision.objects.count(),
        LedgerEntry.objects.count(),
    )
    answer = command("load_demo")
    assert answer.said.strip() == "The demonstration is loaded already; nothing was changed."
    after = (
        User.objects.count(),
        Article.objects.count(),
        Revision.objects.count(),
        LedgerEntry.objects.count(),
    )
    assert before == after


def test_every_state_of_a_page_is_there_to_be_seen(demonstration: Any) -> None:
    states = set(public_states(Client()).values())
    assert states >= {"submitted", "under_review", "approved", "overdue", "retracted", "unreviewed"}
    assert {State.CHANGES_REQUESTED, State.SUPERSEDED} <= set(Review.objects.values_list("state", flat=True))


def test_an_approved_text_with_an_update_in_review_and_a_corrected_one_are_there_to_be_seen(
    demonstration: Any,
) -> None:
    live = Publication.objects.exclude(approval=None)
    assert live.filter(current_review__state__in=[State.SUBMITTED, State.UNDER_REVIEW]).exists()
    corrected = Notice.objects.filter(kind=NoticeKind.CORRECTION).first()
    assert corrected is not None
    page = Client().get(f"/articles/{corrected.article.slug}/")
    assert page.status_code == 200
    assert corrected.title in page.text


def test_its_record_is_right(demonstration: Any) -> None:
    answer = command("verify_record", "--json")
    assert answer.json["faults"] == []
    assert answer.code == 0


def test_every_page_says_that_it_is_a_demonstration(demonstration: Any) -> None:
    client = Client()
    for url in ("/", "/articles/", "/people/", *(f"/articles/{slug}/" for slug in public_states(client))):
        assert (
            "This is a demonstration site; its people and articles are examples." in client.get(url).text
        ), url


def test_nobody_in_it_has_the_name_of_a_person(demonstration: Any) -> None:
    names = [
        *Contributor.objects.values_list("name", flat=True),
        *(user.get_full_name() for user in User.objects.all()),
    ]
    assert len(names) >= 2 * len(ACCOUNTS) - 1
    assert {name.split()[0] for name in names} == {"Demonstration"}
    assert all("DEMONSTRATION" in credential.licence for credential in Credential.objects.all())
    assert all("demonstration" in c.biography.lower() for c in Contributor.objects.exclude(biography=""))


def test_it_cites_its_eight_sources_and_no_others(demonstration: Any) -> None:
    own = {source["id"] for source in json.loads((story.HERE / "sources.json").read_text("utf-8"))}
    assert len(own) == 8
    assert set(Source.objects.values_list("key", flat=True)) == own
    cited = {key for revision in Revision.objects.all() for key in revision.cited_keys}
    assert cited == own


def test_its_articles_lead_nowhere_that_is_not_there(demonstration: Any) -> None:
    client = Client()
    for slug in public_states(client):
        for address in set(re.findall(r'href="(/articles/[^"#?]*)', client.get(f"/articles/{slug}/").text)):
            assert client.get(address).status_code == 200, (slug, address)


def test_its_accounts_log_in_with_the_password_of_the_demonstration_and_no_other(demonstration: Any) -> None:
    assert set(User.objects.values_list("username", flat=True)) == ACCOUNTS
    for username in ACCOUNTS:
        assert authenticate(username=username, password=PASSWORD) is not None, username
        assert authenticate(username=username, password="") is None
        assert authenticate(username=username, password="Demo") is None


def test_with_debug_off_none_of_its_accounts_logs_in(demonstration: Any) -> None:
    demonstration.DEBUG = False
    for username in ACCOUNTS:
        assert authenticate(username=username, password=PASSWORD) is None, username
        answer = Client().post("/admin/login/", {"username": username, "password": PASSWORD})
        assert answer.status_code == 200, username
        assert "_auth_user_id" not in Client().session
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_the_password_of_the_demonstration_opens_no_real_account(demonstration: Any) -> None:
    make.account(username="real")
    assert authenticate(username="real", password=PASSWORD) is None


def test_no_account_of_it_may_judge_what_it_wrote(demonstration: Any) -> None:
    for review in Review.objects.filter(state=State.APPROVED):
        writers = set(review.article.revisions.values_list("author__username", flat=True))
        signers = set(review.sign_offs.values_list("signer__username", flat=True))
        assert writers.isdisjoint(signers)
