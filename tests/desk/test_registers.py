"""Do the registers say who verified what, until when, in which words, and is nobody ever deleted?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import Picture, Source
from reviews import actions
from reviews.exceptions import NotPermitted
from reviews.models import ChecklistQuestion, Credential, LedgerEntry, Policy, Pool, Publication
from tests import factories as make
from tests.desk.screens import act, alert, at_the_desk, messages, review_page, soup, words
from tests.desk.test_acts import complete

TODAY = timezone.now().date()


def column(address: str, name: str, *, by: Any = None) -> list[str]:
    page = at_the_desk(by or make.editor()).get(address)
    return [cell.get_text().strip() for cell in soup(page).select(f"#result_list .field-{name}")]


# --- Credentials ---------------------------------------------------------------------------------------------
STANDINGS = {
    "Expires in 12 days": {"valid_until": TODAY + timedelta(days=12)},
    "Expires in 1 day": {"valid_until": TODAY + timedelta(days=1)},
    "Expires today": {"valid_until": TODAY},
    "Expired on": {"valid_until": TODAY - timedelta(days=1)},
    "Valid from": {"valid_from": TODAY + timedelta(days=1)},
    "Revoked on": {"revoked_at": timezone.now()},
    "Valid until": {},
}
FILTERS = {
    "valid": {"Expires in 12 days", "Expires in 1 day", "Expires today", "Valid until"},
    "soon": {"Expires in 12 days", "Expires in 1 day", "Expires today"},
    "expired": {"Expired on"},
    "later": {"Valid from"},
    "revoked": {"Revoked on"},
    "nonsense": set(STANDINGS),
}


@pytest.mark.parametrize("chosen", FILTERS)
def test_the_register_of_credentials_says_how_long_each_counts_and_can_be_asked_for_those(
    chosen: str,
) -> None:
    for number, fields in enumerate(STANDINGS.values()):
        make.credential(holder=make.stranger(username=f"holder-{number}"), **fields)
    shown = column(f"/admin/reviews/credential/?standing={chosen}", "standing")
    assert {next(start for start in STANDINGS if line.startswith(start)) for line in shown} == FILTERS[chosen]


def test_the_register_says_who_verified_it_against_what() -> None:
    make.credential(holder=make.stranger())
    assert column("/admin/reviews/credential/", "register") == ["A register"]
    assert column("/admin/reviews/credential/", "verified_by") == ["verifier"]


def test_a_reviewer_whose_credential_ended_reads_on_but_does_not_sign() -> None:
    review = make.claimed()
    form = complete(review, "sign_off")
    Credential.objects.filter(holder=make.reviewer()).update(valid_until=TODAY - timedelta(days=1))
    client = at_the_desk(make.reviewer())
    assert review.revision.title in words(client.get(review_page(review)))
    refused = act(client, review, "sign_off", **form)
    assert refused.status_code == 403
    assert "verified credential that is valid today" in alert(refused)
    assert not review.sign_offs.exists()


def keep(credential: Credential, *, by: User, **fields: Any) -> Any:
    """Send the register's form with these fields changed."""
    typed = {
        "valid_from": credential.valid_from,
        "valid_until": credential.valid_until,
        "revoked_at_0": "",
        "revoked_at_1": "",
    }
    return at_the_desk(by).post(f"/admin/reviews/credential/{credential.pk}/change/", typed | fields)


@pytest.mark.parametrize("is_superuser", [False, True])
def test_nobody_extends_or_takes_up_again_a_credential_of_their_own(is_superuser: bool) -> None:
    me = make.reviewer()
    me.groups.add(Group.objects.get(name="Editors"))
    User.objects.filter(pk=me.pk).update(is_superuser=is_superuser)
    held = me.credentials.get()
    Credential.objects.update(valid_until=TODAY - timedelta(days=1), revoked_at=timezone.now())
    answer = keep(held, by=make.reviewer(), valid_until=TODAY + timedelta(days=99))
    assert "Nobody verifies or changes their own credential. Ask another editor." in words(answer)
    with pytest.raises(NotPermitted, match="their own credential"):
        actions.keep_credential(credential=held, by=make.reviewer(), revoked_at=None)
    same = Credential.objects.get(pk=held.pk)
    assert (same.valid_until, same.verified_by.username) == (TODAY - timedelta(days=1), "verifier")
    assert same.revoked_at is not None


def test_whoever_extends_a_credential_verified_it_anew_and_whoever_revokes_it_did_not() -> None:
    held = make.reviewer().credentials.get()
    Credential.objects.update(valid_until=TODAY)
    keep(held, by=make.editor(), valid_until=TODAY + timedelta(days=99))
    held.refresh_from_db()
    assert (held.verified_by, held.verified_at.date()) == (make.editor(), TODAY)
    other = make.editor(username="other-editor")
    keep(held, by=other, revoked_at_0=TODAY.isoformat(), revoked_at_1="00:00:00")
    held.refresh_from_db()
    assert (held.verified_by, bool(held.revoked_at)) == (make.editor(), True)
    keep(held, by=other)
    held.refresh_from_db()
    assert (held.verified_by, held.revoked_at) == (other, None)
    entries = LedgerEntry.objects.filter(verb="keep_credential").order_by("number")
    assert [(entry.actor_name, entry.details["is_verified"]) for entry in entries] == [
        ("editor", True), ("other-editor", False), ("other-editor", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "more",
    [
        {"valid_until": TODAY + timedelta(days=9)},
        {"valid_from": TODAY - timedelta(days=999)},
        {"revoked_at": None},
        {"specialty": "Renal"},
    ],
)
def test_the_database_lets_no_credential_say_more_without_a_new_verification_by_another(
    more: dict[str, Any],
) -> None:
    held = make.credential(
        holder=make.stranger(),
        valid_from=TODAY - timedelta(days=9),
        valid_until=TODAY,
        revoked_at=timezone.now(),
    )
    mine = Credential.objects.filter(pk=held.pk)
    for verified in ({}, {"verified_at": timezone.now(), "verified_by": held.holder}):
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.update(**more, **verified)
    mine.update(**more, verified_at=timezone.now())


# --- Checklist -----------------------------------------------------------------------------------------------
def reword(question: ChecklistQuestion, text: str, **other: Any) -> Any:
    typed = {"text": text, "position": question.position, "is_active": "on", "category": "", **other}
    address = f"/admin/reviews/checklistquestion/{question.pk}/change/"
    return at_the_desk(make.editor()).post(address, typed, follow=True)


def test_other_words_make_another_version_and_the_ledger_has_both() -> None:
    question = ChecklistQuestion.objects.first()
    assert question is not None
    old = question.text
    reword(question, "The doses are right.")
    reword(question, "The doses are right.", position=7)
    reword(question, "The doses and units are right.")
    fresh = ChecklistQuestion.objects.get(pk=question.pk)
    assert (fresh.version, fresh.text, fresh.position) == (
        3,
        "The doses and units are right.",
        question.position,
    )
    first = LedgerEntry.objects.filter(verb="register", details__row=question.pk).order_by("number").first()
    assert first is not None
    assert first.details["fields"] == {"text": "The doses are right.", "text before": old, "version": "2"}
    shown = soup(at_the_desk(make.editor()).get(f"/admin/reviews/checklistquestion/{question.pk}/change/"))
    lines = [line.get_text() for line in shown.select(".wordings li")]
    assert [line.split(":")[-1].strip() for line in lines] == [fresh.text, "The doses are right.", old]
    assert "by editor" in lines[0]


def test_a_review_under_way_keeps_the_words_it_began_with() -> None:
    review = make.claimed()
    question = ChecklistQuestion.objects.get(pk=review.checklist[0]["key"])
    old = review.checklist[0]
    reword(question, "Other words.")
    assert make.sign(review).answers[0]["question"] == old["question"]
    later = make.submitted(title="Later", slug="later")
    assert later.checklist[0] == {"key": old["key"], "question": "Other words.", "version": 2}


def test_a_new_question_of_one_topic_begins_at_its_first_version() -> None:
    topic = make.category()
    typed = {"text": "The hours are right.", "position": 9, "is_active": "on", "category": topic.pk}
    at_the_desk(make.editor()).post("/admin/reviews/checklistquestion/add/", typed)
    added = ChecklistQuestion.objects.get(category=topic)
    page = words(at_the_desk(make.editor()).get(f"/admin/reviews/checklistquestion/{added.pk}/change/"))
    assert (added.version, "Version 1" in page) == (1, True)


# --- People --------------------------------------------------------------------------------------------------
def account_page(user: User, screen: str = "change") -> str:
    return f"/admin/auth/user/{user.pk}/{screen}/"


def test_an_editor_closes_an_account_which_is_in_the_ledger_and_opens_it_again() -> None:
    person, client = make.reviewer(), at_the_desk(make.editor())
    client.post(account_page(person), {})
    assert not User.objects.get(pk=person.pk).is_active
    entry = LedgerEntry.objects.filter(verb="register", details__register="auth.user").get()
    assert entry.details["fields"] == {"is_active": "False"}
    client.post(account_page(person), {"is_active": "on"})
    assert User.objects.get(pk=person.pk).is_active


def test_an_editor_changes_nothing_else_of_an_account() -> None:
    person, client = make.reviewer(), at_the_desk(make.editor())
    lies = {
        "is_active": "on",
        "username": "stolen",
        "is_superuser": "on",
        "is_staff": "",
        "email": "x@example.org",
    }
    client.post(account_page(person), lies)
    fresh = User.objects.get(pk=person.pk)
    assert (fresh.username, fresh.is_superuser, fresh.is_staff, fresh.email) == (
        person.username, False, True, person.email,
    )  # fmt: skip
    new = {"password1": "a stolen hand 1", "password2": "a stolen hand 1", "usable_password": "true"}
    assert client.post(account_page(person, "password"), new).status_code == 403
    assert User.objects.get(pk=person.pk).password == person.password


@pytest.mark.parametrize("whose", ["superuser", "editor"])
def test_an_editor_closes_neither_their_own_account_nor_a_superuser_s(whose: str) -> None:
    person = getattr(make, whose)()
    assert at_the_desk(make.editor()).post(account_page(person), {}).status_code == 403
    assert User.objects.get(pk=person.pk).is_active


def test_nobody_is_deleted_not_even_by_a_superuser() -> None:
    person, client = make.stranger(), at_the_desk(make.superuser())
    assert client.post(account_page(person, "delete"), {"post": "yes"}).status_code == 403
    client.post(
        "/admin/auth/user/", {"action": "delete_selected", "_selected_action": [person.pk], "post": "yes"}
    )
    assert User.objects.filter(pk=person.pk).exists()


def test_a_closed_account_is_out_at_once() -> None:
    client = at_the_desk(make.reviewer())
    at_the_desk(make.editor()).post(account_page(make.reviewer()), {})
    assert client.get("/admin/").status_code == 302


# --- Pools ---------------------------------------------------------------------------------------------------
def test_an_editor_keeps_the_pools() -> None:
    client = at_the_desk(make.editor())
    client.post("/admin/reviews/pool/add/", {"name": "Sleep clinicians", "members": [make.reviewer().pk]})
    assert list(Pool.objects.get().members.all()) == [make.reviewer()]
    assert column("/admin/reviews/pool/", "size") == ["1"]


# --- Sources -------------------------------------------------------------------------------------------------
def source_page(source: Source, screen: str = "change") -> str:
    return f"/admin/articles/source/{source.pk}/{screen}/"


def test_a_source_is_recorded_as_retracted_by_its_button_and_its_live_articles_are_marked() -> None:
    make.approved_article()
    source = make.source()
    client = at_the_desk(make.editor())
    page = client.post(source_page(source, "retracted"), {"retracted_on": "2026-05-03"}, follow=True)
    assert messages(page) == [
        "The source plain2020 is recorded as retracted. 1 article citing it must be looked at again."
    ]
    assert "its retraction was published on 3 May 2026" in words(page)
    reason = "A cited source was retracted on 3 May 2026: plain2020"
    assert Publication.objects.get().re_review_reason == reason
    again = client.post(source_page(source, "retracted"), {"retracted_on": "2026-05-04"})
    assert again.status_code == 422
    assert "retracted on 3 May 2026 already" in alert(again)


@pytest.mark.parametrize("wrong", ["", "soon", "2999-01-01", "\x00"])
def test_a_day_that_cannot_be_one_is_refused_in_a_sentence(wrong: str) -> None:
    page = at_the_desk(make.editor()).post(source_page(make.source(), "retracted"), {"retracted_on": wrong})
    assert page.status_code == 422
    assert alert(page)
    assert Source.objects.get().retracted_on is None


def test_only_editors_record_a_retraction_and_only_by_the_button() -> None:
    source = make.source()
    for person in (make.writer(), make.reviewer(), make.stranger()):
        client = at_the_desk(person)
        assert (
            client.post(source_page(source, "retracted"), {"retracted_on": "2026-05-03"}).status_code == 403
        )
    with pytest.raises(NotPermitted):
        actions.flag_retracted_source(source=source, by=make.writer(), retracted_on=TODAY)
    editor = at_the_desk(make.editor())
    assert editor.get(source_page(source, "retracted")).status_code == 405
    kept = {"kind": source.kind, "csl": '{"title": "A plain source"}', "retracted_on": "2026-05-03"}
    editor.post(source_page(source), kept)
    assert Source.objects.get().retracted_on is None
    assert editor.post("/admin/articles/source/999999/retracted/").status_code == 404


# --- What the record names is kept ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    "register", ["articles/source", "articles/contributor", "articles/category", "auth/user"]
)
def test_whoever_tries_to_delete_what_a_signed_record_names_is_told_why_not(register: str) -> None:
    make.approved_article()
    model = apps.get_model(register.replace("/", "."))
    before, client = model.objects.count(), at_the_desk(make.superuser())
    for row in model.objects.all():
        answer = client.post(f"/admin/{register}/{row.pk}/delete/", {"post": "yes"})
        assert answer.status_code == 403
        assert "cannot be deleted. Signed texts and the record" in words(answer)
    chosen = {
        "action": "delete_selected",
        "_selected_action": [row.pk for row in model.objects.all()],
        "post": "yes",
    }
    client.post(f"/admin/{register}/", chosen)
    assert model.objects.count() >= before


# --- Without a script ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/admin/reviews/credential/add/", "holder"),
        ("/admin/reviews/pool/add/", "members"),
        ("/admin/articles/article/add/", "listed_sources"),
        ("/admin/articles/article/add/", "picture"),
    ],
)
def test_people_sources_and_pictures_can_be_chosen_without_a_script(address: str, name: str) -> None:
    make.source()
    make.reviewer()
    Picture.objects.create(
        file="pictures/a.png", alt="A chart", width=1, height=1, digest="0" * 64, owner=make.writer()
    )
    page = soup(at_the_desk(make.editor()).get(address))
    offered = [option["value"] for option in page.select(f"select[name={name}] option") if option["value"]]
    assert offered
    assert not page.select(f"select[name={name}] option[selected][value]:not([value=''])")


def test_no_screen_deletes_a_group() -> None:
    group = Group.objects.get(name="Editors")
    client = at_the_desk(make.superuser())
    assert client.post(f"/admin/auth/group/{group.pk}/delete/", {"post": "yes"}).status_code == 403
    assert not soup(client.get(f"/admin/auth/group/{group.pk}/change/")).select(".deletelink")


@pytest.mark.parametrize("grade", ["0", "19", "32000"])
def test_a_reading_grade_that_no_text_could_have_is_refused(grade: str) -> None:
    topic = make.category(patient_reading_grade=8)
    address = f"/admin/articles/category/{topic.pk}/change/"
    page = soup(at_the_desk(make.editor()).get(address))
    typed = {field["name"]: field.get("value", "") for field in page.select("#category_form input[name]")}
    answer = at_the_desk(make.editor()).post(address, {**typed, "policy-0-patient_reading_grade": grade})
    assert answer.status_code == 200
    assert Policy.objects.get().patient_reading_grade == 8
