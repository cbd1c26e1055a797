"""Is what somebody may not see as if it were not there, to whoever asks for it by its address?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article
from reviews import actions
from reviews.guests import sharing
from reviews.models import Review, ShareLink
from tests import factories as make
from tests.desk.screens import at_the_desk
from tests.matrix.stages import CAST

pytestmark = pytest.mark.django_db
BELOW = [
    "",
    "record/",
    "record.json",
    "signed.json",
    "revisions/1/",
    "changes/1..1/",
    "cite.ris",
    "references.ris",
    "ask/",
    "report/",
    "for/patients/",
]


def outsiders() -> Iterator[Client]:
    """To the public site all people are readers: who is logged in at the desk sees there what everybody sees."""
    yield Client()
    yield from (at_the_desk(getattr(make, who)()) for who in CAST.values() if who != "anonymous")


def hidden() -> Review:
    return make.submitted(category=make.category(name="Quiet", public_before_approval=False))


@pytest.mark.parametrize(
    "make_one", [lambda: make.article(), lambda: hidden().article], ids=["draft", "hidden"]
)
def test_an_article_that_is_not_public_is_not_found_at_any_of_its_addresses(make_one: object) -> None:
    article: Article = make_one()  # type: ignore[operator]
    for client in outsiders():
        for below in BELOW:
            assert client.get(f"/articles/{article.slug}/{below}").status_code == 404, below


def test_a_revision_that_was_never_public_is_not_found_beside_those_that_are() -> None:
    article = make.approved_article()
    make.claimed(article=make.edited(article))
    for client in outsiders():
        for below in ("revisions/2/", "changes/1..2/", "changes/2..1/", "revisions/3/"):
            assert client.get(f"/articles/{article.slug}/{below}").status_code == 404, below
        assert "One more sentence" not in client.get(f"/articles/{article.slug}/record/").text


def test_a_withdrawn_text_that_was_public_while_it_waited_is_not_found_any_more() -> None:
    review = make.submitted()
    assert Client().get(f"/articles/{review.article.slug}/").status_code == 200
    actions.withdraw(review=review, by=make.writer())
    assert Client().get(f"/articles/{review.article.slug}/").status_code == 404


def test_a_link_that_was_not_made_here_is_not_found_and_one_that_ended_shows_nothing_of_the_text() -> None:
    review = hidden()
    link = actions.share(review=review, name="Ada", email="ada@example.net", by=make.editor())
    path, token = sharing.path_of(link), sharing.token_of(link)
    assert review.revision.title in Client().get(path).text
    for wrong in (
        token[:-1],
        f"{link.pk + 1}.{token.partition('.')[2]}",
        str(link.pk),
        token.swapcase(),
        "x",
    ):
        assert Client().get(f"/shared/{wrong}/").status_code == 404, wrong
    ShareLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    ended = [Client().get(path)]
    ShareLink.objects.update(expires_at=timezone.now() + timedelta(days=1))
    actions.revoke_share(link=ShareLink.objects.get(), by=make.editor())
    ended.append(Client().get(path))
    for page in ended:
        assert page.status_code == 410
        assert make.BODY.split()[0] not in page.text.partition("<main")[2]


def test_a_link_shows_the_text_that_it_was_made_for_and_no_newer_one() -> None:
    review = hidden()
    link = actions.share(review=review, name="Ada", email="ada@example.net", by=make.editor())
    make.edited(review.article, body="What is written since [@plain2020].\n")
    assert "What is written since" not in Client().get(sharing.path_of(link)).text


@pytest.mark.parametrize("person", ["stranger", "writer", "reviewer"])
def test_the_mails_letters_and_public_files_are_shut_to_all_but_editors_whatever_row_is_asked_for(
    person: str,
) -> None:
    make.claimed()
    client = at_the_desk(getattr(make, person)())
    for register in ("reviews/mail", "readers/letter", "reviews/publication", "reviews/credential"):
        [status] = {client.get(f"/admin/{register}/{key}/change/").status_code for key in (1, 2, 99_999, "x")}
        assert status in (403, 404), register


def test_staff_without_a_group_cannot_tell_an_article_that_exists_from_one_that_does_not() -> None:
    article = make.article()
    client = at_the_desk(make.stranger())
    for below in ("change/", "history/", "revisions/", "delete/"):
        answers = [
            client.get(f"/admin/articles/article/{key}/{below}").status_code for key in (article.pk, 99_999)
        ]
        assert answers[0] in (403, 404), below
        assert answers[0] == answers[1], below
    for button in (
        "articles/article/{}/submit/",
        "articles/article/{}/revisions/1/restore/",
        "reviews/review/{}/claim/",
        "reviews/publication/{}/renew/",
    ):
        answers = [client.post(f"/admin/{button.format(key)}").status_code for key in (1, 99_999)]
        assert answers == [403, 403], button
