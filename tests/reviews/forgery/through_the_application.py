"""Which forgeries can somebody try who has an account, a session, a shell or a command, and leaves the triggers on?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import CommandError, call_command
from django.core.serializers import serialize
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from articles.actions import save_article
from articles.exceptions import EditorialError
from articles.models import Article, Revision
from reviews import actions, ledger
from reviews.models import Credential, Policy, Publication, Review, Signature, SignOff
from tests import factories as make
from tests.articles.importer import command
from tests.desk.screens import act, article_page, at_the_desk
from tests.desk.test_acts import complete
from tests.reviews.forgery import FORGED, book

WAYS, way = book()
BODY = f"{make.BODY}\n{FORGED}\n"


@contextmanager
def refused(*kinds: type[Exception]) -> Iterator[None]:
    """It must be refused, by one of the ways to refuse, and leave nothing behind."""
    with pytest.raises(kinds or (EditorialError, DatabaseError)), transaction.atomic():
        yield


def submitted(article: Article) -> Review:
    """The forged words, handed in and in the hands of the reviewer."""
    edited = save_article(by=make.writer(), article=Article.objects.get(pk=article.pk), body=BODY)
    return actions.claim(review=actions.submit(article=edited, by=make.writer()), by=make.reviewer())


def posted(review: Review, by: User | Client, **changes: Any) -> Any:
    client = by if isinstance(by, Client) else at_the_desk(by)
    return act(client, review, "sign_off", **{**complete(review, "sign_off"), **changes})


def unsigned(review: Review) -> None:
    assert not SignOff.objects.filter(review=review).exists()


# --- Accounts that may not sign ------------------------------------------------------------------------------
@way
def signs_their_own_text(article: Article, folder: Path) -> None:
    review, writer = submitted(article), make.writer()
    make.credential(holder=writer)
    writer.groups.add(Group.objects.get(name="Medical reviewers"))
    posted(review, make.writer())
    unsigned(review)


@way
def signs_as_a_superuser_without_a_credential(article: Article, folder: Path) -> None:
    review = submitted(article)
    posted(review, make.superuser())
    unsigned(review)


@way
def signs_without_being_logged_in(article: Article, folder: Path) -> None:
    review = submitted(article)
    posted(review, Client())
    unsigned(review)


@way
def signs_with_a_credential_that_has_expired(article: Article, folder: Path) -> None:
    review = submitted(article)
    Credential.objects.filter(holder=make.reviewer()).update(
        valid_until=timezone.now().date().replace(year=2020)
    )
    posted(review, make.reviewer())
    unsigned(review)


@way
def signs_with_a_credential_that_was_revoked(article: Article, folder: Path) -> None:
    review = submitted(article)
    Credential.objects.filter(holder=make.reviewer()).update(revoked_at=timezone.now())
    with refused(EditorialError):
        make.sign(review)


@way
def signs_with_an_account_that_was_closed(article: Article, folder: Path) -> None:
    review, person = submitted(article), make.reviewer()
    person.is_active = False
    person.save()
    with refused(EditorialError):
        make.sign(review, by=person)


@way
def joins_the_byline_and_signs(article: Article, folder: Path) -> None:
    review = submitted(article)
    Article.objects.get(pk=article.pk).bylines.create(
        contributor=make.contributor(user=make.reviewer()), position=5
    )
    posted(review, make.reviewer())
    unsigned(review)


# --- Requests that were tampered with ------------------------------------------------------------------------
@way
def sends_the_digest_of_the_text_that_was_signed_before(article: Article, folder: Path) -> None:
    review = submitted(article)
    posted(review, make.reviewer(), digest=article.publication.live_revision.digest)
    unsigned(review)


@way
def sends_the_form_without_the_password(article: Article, folder: Path) -> None:
    review = submitted(article)
    posted(review, make.reviewer(), password="")
    posted(review, make.reviewer(), password="demo")
    unsigned(review)


@way
def sends_the_form_from_another_site(article: Article, folder: Path) -> None:
    review, client = submitted(article), Client(enforce_csrf_checks=True)
    client.force_login(make.reviewer(), backend="django.contrib.auth.backends.ModelBackend")
    assert posted(review, client).status_code == 403
    unsigned(review)


@way
def sends_the_signature_as_an_address_to_be_opened(article: Article, folder: Path) -> None:
    review = submitted(article)
    at_the_desk(make.reviewer()).get(
        f"/admin/reviews/review/{review.pk}/act/sign_off/", complete(review, "sign_off")
    )
    unsigned(review)


@way
def answers_no_and_signs_all_the_same(article: Article, folder: Path) -> None:
    review = submitted(article)
    answers = {f"answer_{question['key']}": "no" for question in review.checklist}
    posted(review, make.reviewer(), **answers)
    unsigned(review)


@way
def adds_fields_of_the_review_to_the_form_of_the_article(article: Article, folder: Path) -> None:
    client = at_the_desk(make.superuser())
    client.post(
        article_page(article),
        {"title": FORGED, "state": "approved", "live_revision": 1, "publication": 1, "digest": "0" * 64},
    )


@way
def writes_another_account_into_a_stolen_session(article: Article, folder: Path) -> None:
    review, client = submitted(article), at_the_desk(make.stranger())
    session = SessionStore(session_key=client.session.session_key)
    session["_auth_user_id"] = str(make.reviewer().pk)
    session.save()
    posted(review, client)
    unsigned(review)


@way
def makes_up_a_session_cookie(article: Article, folder: Path) -> None:
    review, client = submitted(article), Client()
    client.cookies["sessionid"] = "a" * 32
    posted(review, client)
    unsigned(review)


@way
def asks_for_the_page_with_the_state_in_the_address(article: Article, folder: Path) -> None:
    submitted(article)
    Client().get(f"{article.get_absolute_url()}?data-review-state=approved&revision=2&body={FORGED}")


# --- The ORM, past every action ------------------------------------------------------------------------------
@way
def saves_the_review_as_approved(article: Article, folder: Path) -> None:
    review, now = submitted(article), timezone.now()
    review.state, review.closed_by, review.closed_at = "approved", make.superuser(), now
    review.approved_at = review.reviewed_at = review.updated_at = now
    review.next_review_on = now.date()
    with refused(DatabaseError):
        review.save()


@way
def updates_all_reviews_at_once(article: Article, folder: Path) -> None:
    submitted(article)
    with refused(DatabaseError):
        Review.objects.open().update(state="approved", closed_at=timezone.now(), closed_by=make.superuser())


@way
def lowers_the_quorum_by_the_policy_after_submission(article: Article, folder: Path) -> None:
    make.category(required_sign_offs=2)
    make.reviewers(number=2)
    review = submitted(article)
    Policy.objects.update(required_sign_offs=1)
    make.sign(review)
    assert Review.objects.get(pk=review.pk).state == "under_review"


@way
def points_the_publication_to_the_unsigned_text(article: Article, folder: Path) -> None:
    review = submitted(article)
    with refused(DatabaseError):
        Publication.objects.update(live_revision=review.revision)
    with refused(DatabaseError):
        Publication.objects.update(live_revision=review.revision, approval=review)


@way
def updates_the_signed_revision(article: Article, folder: Path) -> None:
    with refused():
        Revision.objects.update(title=FORGED)
    with refused():
        Revision._base_manager.update(title=FORGED)


@way
def creates_sign_offs_in_bulk(article: Article, folder: Path) -> None:
    review, signed = submitted(article), SignOff.objects.get()
    forged = SignOff(
        **{f.attname: getattr(signed, f.attname) for f in SignOff._meta.concrete_fields if f.name != "id"}
    )
    forged.review, forged.revision = review, review.revision
    with refused(DatabaseError):
        SignOff.objects.bulk_create([forged])


@way
def writes_a_sign_off_that_fits_and_a_signature_that_does_not(article: Article, folder: Path) -> None:
    """All that the database can see is right, so the approval passes; what a reader sees does not."""
    signature = Signature.objects.get()
    review, reviewer = submitted(article), make.reviewer()
    forged = SignOff.objects.create(
        review=review, revision=review.revision, digest=review.revision.digest, signer=reviewer,
        credential=reviewer.credentials.get(), printed_name=FORGED, specialty="Psychiatric", licence="none",
        signed_at=timezone.now(), scope="whole", statement="Signed.", answers=[], interests="None",
    )  # fmt: skip
    Signature.objects.create(
        sign_off=forged, key=signature.key, value=signature.value, made_at=forged.signed_at
    )


# --- SQL with the triggers on --------------------------------------------------------------------------------
def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@way
def replaces_the_row_of_the_revision(article: Article, folder: Path) -> None:
    columns = [field.column for field in Revision._meta.concrete_fields]
    forged = ", ".join(f"'{FORGED}'" if name == "title" else name for name in columns)
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    update = " ON CONFLICT (id) DO UPDATE SET title = excluded.title" if connection.vendor != "sqlite" else ""
    with refused(DatabaseError):
        sql(
            f"{verb} INTO articles_revision ({', '.join(columns)}) SELECT {forged} FROM articles_revision WHERE true{update}"
        )


@way
def deletes_the_revision_and_writes_another_in_its_place(article: Article, folder: Path) -> None:
    with refused(DatabaseError):
        sql("DELETE FROM reviews_signature")
    with refused(DatabaseError):
        sql("DELETE FROM articles_revision")


@way
def moves_the_signature_to_another_sign_off(article: Article, folder: Path) -> None:
    with refused(DatabaseError):
        sql("UPDATE reviews_signature SET value = value")


# --- Commands ------------------------------------------------------------------------------------------------
@way
def loads_a_fixture_over_the_signed_text(article: Article, folder: Path) -> None:
    rows = json.loads(serialize("json", Revision.objects.all()))
    for row in rows:
        row["fields"]["title"] = FORGED
    file = folder / "forged.json"
    file.write_text(json.dumps(rows))
    with refused(DatabaseError, EditorialError):
        call_command("loaddata", str(file), verbosity=0)


@way
def loads_a_fixture_of_an_approved_review(article: Article, folder: Path) -> None:
    rows = json.loads(serialize("json", [submitted(article)]))
    for row in rows:
        row["fields"] |= {"state": "approved", "closed_at": row["fields"]["submitted_at"], "closed_by": 1}
    file = folder / "forged.json"
    file.write_text(json.dumps(rows))
    with refused(DatabaseError):
        call_command("loaddata", str(file), verbosity=0)


@way
def imports_an_edited_text_over_the_signed_one(article: Article, folder: Path) -> None:
    command("export_articles", folder)
    file = next(folder.glob("*.md"))
    file.write_text(f"{file.read_text()}\n{FORGED}\n")
    command("import_articles", file, "--by", make.writer().username, "--submit")


@way
def loads_the_demonstration_to_log_in_with_its_passwords(article: Article, folder: Path) -> None:
    with refused(CommandError):
        call_command("load_demo")


@way
def has_a_forged_sign_off_countersigned(article: Article, folder: Path) -> None:
    review, reviewer = submitted(article), make.reviewer()
    forged = SignOff.objects.create(
        review=review, revision=review.revision, digest=review.revision.digest, signer=reviewer,
        credential=reviewer.credentials.get(), printed_name=FORGED, specialty="Psychiatric", licence="none",
        signed_at=timezone.now(), scope="whole", statement="Signed.", answers=[], interests="None",
    )  # fmt: skip
    with refused(EditorialError):
        actions.countersign(sign_off=forged, by=make.editor())
    ledger.record(
        "sign_off",
        by=reviewer,
        at=forged.signed_at,
        of=review,
        details={"sign_off": forged.pk, "digest": forged.digest},
    )
    with refused(EditorialError):
        actions.countersign(sign_off=forged, by=make.editor())


@way
def rolls_back_to_a_text_that_was_never_approved(article: Article, folder: Path) -> None:
    review = submitted(article)
    actions.withdraw(review=review, by=make.writer())
    with refused(EditorialError):
        actions.roll_back(review=review, by=make.editor(), reason="Back.")


@way
def edits_the_article_and_hopes_that_the_mark_stays(article: Article, folder: Path) -> None:
    save_article(by=make.superuser(), article=Article.objects.get(pk=article.pk), body=BODY)


@way
def deletes_the_reviews_in_the_list_of_the_admin(article: Article, folder: Path) -> None:
    review = submitted(article)
    client = at_the_desk(make.superuser())
    for action in ("delete_selected", "sign_off", "approve", "go_live"):
        client.post(
            "/admin/reviews/review/?state=all",
            {"action": action, "_selected_action": [review.pk], "post": "yes"},
        )
    assert Review.objects.count() == 2


@way
def draws_the_mark_in_the_text_itself(article: Article, folder: Path) -> None:
    """As HTML, which is not rendered, in a text of its own that nobody signed."""
    drawn = '<article data-review-state="approved"><p data-date="reviewed">Reviewed</p></article>\n\n<section class="signature">x</section>'
    made = make.article(title="Drawn", slug="drawn", body=f"{make.BODY}\n{drawn}\n")
    actions.submit(article=made, by=make.writer())
