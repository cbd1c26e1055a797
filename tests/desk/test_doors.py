"""Who may open which screen? Each line of the grid: the screen, then the answer to each of the cast."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from articles.models import Picture
from readers.about import versions
from readers.about.models import Subject
from reviews import actions
from reviews.access import events
from reviews.access.models import Happened
from reviews.models import Pool
from tests import factories as make
from tests.correspondence.kept import one_of_each
from tests.desk.screens import at_the_desk

CAST = ("writer", "reviewer", "editor", "stranger", "superuser")
GRID = """
screen                       writer reviewer editor stranger superuser
articles_article             200    200      200    403      200
articles_article/add         200    403      200    403      200
articles_article/1           200    200      200    403      200
articles_article/1/history   200    200      200    403      200
articles_article/1/delete    403    403      403    403      403
articles_revision            200    200      200    403      200
articles_revision/add        403    403      403    403      403
articles_revision/1          200    200      200    403      200
articles_revision/1/delete   403    403      403    403      403
articles_contributor         200    200      200    403      200
articles_contributor/add     200    403      200    403      200
articles_contributor/1       200    200      200    403      200
articles_contributor/1/delete 403   403      403    403      403
articles_source              200    200      200    403      200
articles_source/add          200    403      200    403      200
articles_source/1            200    200      200    403      200
articles_source/1/delete     403    403      403    403      403
articles_picture             200    200      200    403      200
articles_picture/add         200    403      200    403      200
articles_picture/1           200    200      200    403      200
articles_picture/1/delete    403    403      403    403      403
articles_category            200    200      200    403      200
articles_category/add        403    403      200    403      200
articles_category/1          200    200      200    403      200
articles_category/1/delete   403    403      403    403      403
reviews_review               200    200      200    403      200
reviews_review/add           403    403      403    403      403
reviews_review/1             200    200      200    403      200
reviews_review/1/history     200    200      200    403      200
reviews_review/1/delete      403    403      403    403      403
reviews_publication          403    403      200    403      200
reviews_publication/add      403    403      403    403      403
reviews_publication/1        403    403      200    403      200
reviews_publication/1/delete 403    403      403    403      403
reviews_credential           403    403      200    403      200
reviews_credential/add       403    403      200    403      200
reviews_credential/1         403    403      200    403      200
reviews_credential/1/delete  403    403      403    403      403
reviews_checklistquestion    403    403      200    403      200
reviews_checklistquestion/add 403   403      200    403      200
reviews_checklistquestion/1  403    403      200    403      200
reviews_checklistquestion/1/delete 403 403   403    403      403
reviews_ledgerentry          403    403      200    403      200
reviews_ledgerentry/add      403    403      403    403      403
reviews_ledgerentry/1        403    403      200    403      200
reviews_ledgerentry/1/delete 403    403      403    403      403
reviews_signoff              403    403      200    403      200
reviews_signoff/add          403    403      403    403      403
reviews_signoff/1            403    403      200    403      200
reviews_signoff/1/delete     403    403      403    403      403
reviews_notice               403    403      200    403      200
reviews_notice/add           403    403      403    403      403
reviews_notice/1             403    403      200    403      200
reviews_notice/1/delete      403    403      403    403      403
reviews_mail                 403    403      200    403      200
reviews_mail/add             403    403      403    403      403
reviews_mail/1               403    403      200    403      200
reviews_mail/1/delete        403    403      403    403      403
readers_letter               403    403      200    403      200
readers_letter/add           403    403      403    403      403
readers_letter/1             403    403      200    403      200
readers_letter/1/delete      403    403      403    403      403
readers_issue                403    403      200    403      200
readers_issue/add            403    403      403    403      403
readers_issue/1              403    403      200    403      200
readers_issue/1/delete       403    403      403    403      403
readers_post                 403    403      200    403      200
readers_post/add             403    403      403    403      403
readers_post/1               403    403      200    403      200
readers_post/1/delete        403    403      403    403      403
readers_calltoaction         403    403      200    403      200
readers_calltoaction/add     403    403      200    403      200
readers_calltoaction/1       403    403      200    403      200
readers_calltoaction/1/delete 403   403      403    403      403
readers_abouttext            403    403      200    403      200
readers_abouttext/add        403    403      200    403      200
readers_abouttext/1          403    403      200    403      200
readers_abouttext/1/delete   403    403      403    403      403
django_tasks_database_dbtaskresult 403 403   403    403      200
django_tasks_database_dbtaskresult/1 403 403 403    403      200
django_tasks_database_dbtaskresult/1/delete 403 403 403 403  403
reviews_pool                 403    403      200    403      200
reviews_pool/add             403    403      200    403      200
reviews_pool/1               403    403      200    403      200
reviews_pool/1/delete        403    403      403    403      403
reviews_accessevent          403    403      403    403      200
reviews_accessevent/add      403    403      403    403      403
reviews_accessevent/1        403    403      403    403      200
reviews_accessevent/1/delete 403    403      403    403      403
auth_user/add                403    403      403    403      200
auth_user/1                  403    403      200    403      200
auth_user/1/delete           403    403      403    403      403
auth_user                    403    403      200    403      200
auth_group                   403    403      403    403      200
"""
LINES = [line.split() for line in GRID.strip().splitlines()[1:]]
VIEWS = {"": "changelist", "add": "add", "history": "history", "delete": "delete"}


@pytest.fixture(autouse=True)
def one_of_everything() -> None:
    """An approved article with a notice and an update in review, a picture, and whoever that takes."""
    article = make.approved_article()
    actions.correct(article=article, by=make.editor(), reason="A number was wrong.")
    one_of_each(article)
    versions.write(subject=Subject.PRIVACY, body="We keep nothing.", note="Less", base=0, by=make.editor())
    make.claimed(article=make.edited(article))
    Pool.objects.create(name="Sleep clinicians")
    events.record(Happened.LOGGED_IN, user=make.writer(), request=None)
    Picture.objects.create(file="pictures/x.png", width=1, height=1, digest="0" * 64, owner=make.writer())


def address(screen: str) -> str:
    """Of a screen of the grid; 1 stands for whichever row comes first."""
    model, *rest = screen.split("/")
    kind = rest[-1] if rest else ""
    view = f"admin:{model}_{VIEWS.get(kind, 'change')}"
    return reverse(view, args=[first(model)] if "1" in rest else [])


def first(model: str) -> object:
    found = {m._meta.db_table: m for m in admin.site._registry}[model].objects.order_by("pk").first()
    assert found is not None, f"The situation has no {model}."
    return found.pk


@pytest.mark.parametrize("person", CAST)
def test_every_screen_opens_for_whom_it_is_meant_and_for_nobody_else(person: str) -> None:
    client = at_the_desk(getattr(make, person)())
    asked = {screen: answers[CAST.index(person)] for screen, *answers in LINES}
    assert {screen: str(client.get(address(screen)).status_code) for screen in asked} == asked


def test_whoever_is_not_logged_in_is_asked_to_log_in() -> None:
    for screen, *_ in LINES:
        answer = Client().get(address(screen))
        assert answer.status_code == 302, screen
        assert answer.url.startswith("/admin/login/"), screen
    assert Client().get(reverse("admin:login")).status_code == 200


def test_whoever_is_no_staff_is_asked_to_log_in_as_somebody_else() -> None:
    reader = make.stranger(username="reader")
    reader.is_staff = False
    reader.save()
    assert at_the_desk(reader).get("/admin/").status_code == 302


def test_the_grid_names_every_register_of_the_desk() -> None:
    registered = {model._meta.db_table for model in admin.site._registry} - {"taggit_tag"}
    assert registered == {screen.split("/")[0] for screen, *_ in LINES}


@pytest.mark.parametrize("person", CAST)
def test_the_front_page_opens_for_all_staff_and_shows_only_what_they_may_open(person: str) -> None:
    client = at_the_desk(getattr(make, person)())
    page = client.get(reverse("admin:index"))
    assert page.status_code == 200
    shown = {screen for screen, *_ in LINES if "/" not in screen and f'"{address(screen)}"' in page.text}
    allowed = {
        screen for screen, *answers in LINES if "/" not in screen and answers[CAST.index(person)] == "200"
    }
    assert shown == allowed


@pytest.mark.parametrize(
    "name", ["reviews_review_change", "reviews_publication_change", "articles_article_submit"]
)
def test_what_does_not_exist_is_not_found(name: str) -> None:
    client = at_the_desk(make.editor())
    method = client.post if name.endswith("submit") else client.get
    for wrong in ("999999", "no-number"):
        assert method(reverse(f"admin:{name}", args=[wrong])).status_code == 404, wrong


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["", "nothing", "password"])
def test_a_row_is_looked_up_by_a_field_that_exists_and_may_be_named(field: str) -> None:
    desk, address = at_the_desk(make.superuser()), f"/admin/auth/user/{make.writer().pk}/change/"
    assert desk.get(address, {"_to_field": field}).status_code == 400
    assert desk.post(address, {"_to_field": field}).status_code == 400
