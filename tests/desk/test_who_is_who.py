"""Does anybody at the desk say who they are themselves: whose account a byline is, or what their signature prints?"""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User

from articles.models import Contributor
from reviews import actions
from reviews.exceptions import NotPermitted
from reviews.models import LedgerEntry, Review
from tests import factories as make
from tests.desk.screens import at_the_desk, soup, words

ONLY_EDITORS = "Only an editor says or changes whose account this is."
OWN = "Nobody says or changes which person their own account is. Ask another editor."
STAYS = "A revision names this person, so the account stays"
SIGNS = "This person signs reviews under this name and these letters, which only an editor changes."


def page(person: Contributor) -> str:
    return f"/admin/articles/contributor/{person.pk}/change/"


def keep(person: Contributor, *, by: User, **typed: Any) -> Any:
    """The page sent back as a browser does, with ``typed`` over it, whether the page offers the field or not."""
    client = at_the_desk(by)
    form = soup(client.get(page(person))).select_one("#contributor_form")
    assert form is not None
    sent: dict[str, Any] = {
        str(field["name"]): field.get("value", "") if field.name == "input" else field.get_text().lstrip("\n")
        for field in form.select("input[name]:not([type=submit], [type=checkbox]), textarea[name]")
    }
    for chosen in form.select("select[name] option[selected]"):
        sent[str(chosen.find_parent("select")["name"])] = chosen["value"]  # type: ignore[index]
    return client.post(page(person), sent | typed)


def writing_reviewer() -> User:
    """Somebody who writes and reviews, with a valid credential."""
    user = make.reviewer()
    user.groups.add(Group.objects.get(name="Writers"))
    return User.objects.get(pk=user.pk)


def test_an_author_cannot_leave_their_own_byline_to_sign_their_text() -> None:
    author = writing_reviewer()
    me = make.contributor(user=author)
    make.second_reviewer()
    article = make.article(byline=[me])
    review = make.submitted(article=article)
    for writer in (author, make.writer()):
        assert ONLY_EDITORS in words(keep(me, by=writer, user=""))
    make.edited(article, byline=[make.contributor(name="Another")])
    assert STAYS in words(keep(me, by=make.editor(), user=""))
    assert STAYS in words(keep(me, by=make.editor(), user=make.stranger().pk))
    assert Contributor.objects.get(pk=me.pk).user == author
    with pytest.raises(NotPermitted, match="on the byline"):
        actions.claim(review=Review.objects.get(pk=review.pk), by=author)


def test_nobody_says_which_person_their_own_account_is_not_even_an_editor() -> None:
    editor = make.editor()
    unknown = make.contributor(name="Somebody")
    assert OWN in words(keep(unknown, by=editor, user=editor.pk))
    mine = make.contributor(user=editor)
    assert OWN in words(keep(mine, by=editor, user=""))
    with pytest.raises(NotPermitted, match="their own account"):
        actions.keep_person(by=editor, person=unknown, user=editor)
    assert Contributor.objects.get(pk=unknown.pk).user is None
    assert Contributor.objects.get(pk=mine.pk).user == editor


def test_an_editor_says_whose_account_a_person_is_and_the_ledger_keeps_it() -> None:
    person, account = make.contributor(name="Somebody"), make.stranger()
    assert keep(person, by=make.editor(), user=account.pk).status_code == 302
    assert Contributor.objects.get(pk=person.pk).user == account
    entry = LedgerEntry.objects.get(verb="register", details__row=person.pk)
    assert (entry.actor, entry.details["fields"]) == (make.editor(), {"user": account.username})


def test_a_link_that_no_revision_printed_can_be_put_right() -> None:
    person = make.contributor(user=make.stranger())
    assert keep(person, by=make.editor(), user=make.writer().pk).status_code == 302
    assert Contributor.objects.get(pk=person.pk).user == make.writer()


@pytest.mark.parametrize("field", ["name", "credentials"])
def test_neither_a_writer_nor_the_signer_decides_what_a_signature_prints(field: str) -> None:
    signer = writing_reviewer()
    person = make.contributor(user=signer)
    for writer in (signer, make.writer()):
        assert SIGNS in words(keep(person, by=writer, **{field: "Professor"}))
        assert not soup(at_the_desk(writer).get(page(person))).select(f"[name={field}]")
    signature = make.sign(make.claimed(), by=signer)
    assert (signature.printed_name, signature.printed_credentials) == ("Test reviewer", "MD")


def test_an_editor_changes_what_a_signature_prints_and_the_ledger_says_so() -> None:
    person = make.contributor(user=make.reviewer())
    assert keep(person, by=make.editor(), credentials="MBBS").status_code == 302
    entry = LedgerEntry.objects.get(verb="register", details__row=person.pk)
    assert (entry.actor, entry.details["fields"]) == (make.editor(), {"credentials": "MBBS"})
    assert make.sign(make.claimed()).printed_credentials == "MBBS"


def test_a_writer_keeps_the_rest_of_the_register_of_people() -> None:
    signer = make.contributor(user=make.reviewer())
    assert keep(signer, by=make.writer(), biography="Sleeps well.").status_code == 302
    other = make.contributor(name="Somebody")
    assert keep(other, by=make.writer(), name="Somebody else").status_code == 302
    typed = {"name": "A newcomer", "credentials": "RN"}
    assert at_the_desk(make.writer()).post("/admin/articles/contributor/add/", typed).status_code == 302
    assert Contributor.objects.get(pk=signer.pk).biography == "Sleeps well."
    assert Contributor.objects.filter(name__in=["Somebody else", "A newcomer"]).count() == 2


def test_a_writer_enters_nobody_with_an_account() -> None:
    typed = {"name": "A newcomer", "user": make.reviewer().pk}
    answer = at_the_desk(make.writer()).post("/admin/articles/contributor/add/", typed)
    assert ONLY_EDITORS in words(answer)
    assert not Contributor.objects.filter(name="A newcomer").exists()
