"""Is an outside expert let in by the right people, for as long as was said, and to comment alone?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from reviews import actions
from reviews.actions.guests import MOST_COMMENTS, LinkEnded, TooSoon, comment_as_guest, send_code
from reviews.actions.sharing import MOST_LINKS
from reviews.exceptions import EditorialError, NotPermitted, TransitionNotAllowed
from reviews.guests import sharing
from reviews.models import Comment, LedgerEntry, Mail, Review, ShareLink
from reviews.models.share_link import Ended
from reviews.workflow import State
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = make.NOW


def shared(review: Review | None = None, *, by: User | None = None, **other: Any) -> ShareLink:
    asked: dict[str, Any] = {"name": "Ada Outside", "email": "ada@example.net", "now": NOW} | other
    return actions.share(review=review or make.claimed(now=NOW), by=by or make.editor(), **asked)


# --- Who may invite whom, and for how long -----------------------------------------------------------------
@pytest.mark.parametrize("host", ["editor", "reviewer"])
def test_an_editor_and_the_reviewer_who_has_it_may_invite_an_expert(host: str) -> None:
    link = shared(by=getattr(make, host)(), note="The dose, please.", days=7)
    assert link.is_usable(NOW)
    assert link.expires_at == NOW + timedelta(days=7)
    entry = LedgerEntry.objects.get(verb="share")
    assert entry.details["guest"] == "Ada Outside"
    assert "ada@example.net" not in str(entry.details)  # the record is for ever; an address need not be


@pytest.mark.parametrize("person", ["writer", "second_reviewer", "stranger"])
def test_nobody_else_may_invite_an_expert(person: str) -> None:
    with pytest.raises(NotPermitted, match="Only an editor or the reviewer who has the review"):
        shared(by=getattr(make, person)())
    assert not ShareLink.objects.exists()


def test_a_reviewer_who_gave_the_review_back_may_not_invite() -> None:
    review = actions.release(review=make.claimed(now=NOW), by=make.reviewer(), now=NOW)
    with pytest.raises(NotPermitted):
        shared(review, by=make.reviewer())


@pytest.mark.parametrize("state", [s for s in State if s not in {State.SUBMITTED, State.UNDER_REVIEW}])
def test_a_closed_review_is_shared_with_nobody(state: State) -> None:
    with pytest.raises(TransitionNotAllowed, match="closed"):
        shared(make.review_at(state, now=NOW))


@pytest.mark.parametrize("days", [0, -1, 61, 10**9])
def test_a_link_lasts_from_one_to_sixty_days(days: int) -> None:
    with pytest.raises(EditorialError, match="from 1 to 60 days"):
        shared(days=days)
    assert not ShareLink.objects.exists()


@pytest.mark.parametrize(
    "email", ["", "ada", "ada@", "ada@example.net\nBcc: all@example.net", "a@b", "x" * 300 + "@example.net"]
)
def test_an_address_to_which_no_mail_can_go_is_refused(email: str) -> None:
    with pytest.raises(EditorialError, match="no e-mail address"):
        shared(email=email)
    assert not Mail.objects.filter(kind="share").exists()


@pytest.mark.parametrize("name", ["", "   ", "a\x00b", "a" * 201])
def test_an_expert_has_a_name_that_can_be_printed(name: str) -> None:
    with pytest.raises(EditorialError):
        shared(name=name)


def test_a_name_of_several_lines_becomes_one_line() -> None:
    assert shared(name="Ada\r\n  Outside").name == "Ada Outside"


def test_whoever_has_an_account_is_sent_to_the_desk_instead() -> None:
    make.coauthor()
    with pytest.raises(EditorialError, match="belongs to an account of the desk"):
        shared(email="CoAuthor@example.org")


def test_an_address_has_one_link_at_a_time() -> None:
    link = shared()
    with pytest.raises(EditorialError, match="Ada Outside has a link until 16 March 2026"):
        shared(link.review, email="ADA@example.net")
    actions.revoke_share(link=link, by=make.editor(), now=NOW)
    assert shared(link.review).is_usable(NOW)


def test_a_text_has_at_most_ten_links_that_work() -> None:
    review = make.claimed(now=NOW)
    links = [shared(review, email=f"e{n}@example.net") for n in range(MOST_LINKS)]
    with pytest.raises(EditorialError, match="Revoke one"):
        shared(review, email="eleventh@example.net")
    actions.revoke_share(link=links[0], by=make.editor(), now=NOW)
    shared(review, email="eleventh@example.net")


def test_the_invitation_is_mailed_to_the_expert_once_with_the_address_of_the_page() -> None:
    link = shared(note="The dose, please.")
    [mail] = Mail.objects.filter(kind="share")
    assert (mail.address, mail.recipient) == ("ada@example.net", None)
    assert sharing.address(link) in mail.text
    assert "The dose, please." in mail.text
    assert "16 March 2026" in mail.text


# --- When it ends ------------------------------------------------------------------------------------------
def test_a_link_ends_at_its_time_to_the_second() -> None:
    link = shared(days=1)
    assert link.why_ended(NOW + timedelta(days=1, seconds=-1)) is None
    assert link.why_ended(NOW + timedelta(days=1)) == Ended.EXPIRED


def test_a_link_ends_when_its_review_closes() -> None:
    link = shared()
    actions.withdraw(review=link.review, by=make.editor(), now=NOW)
    link = ShareLink.objects.get(pk=link.pk)
    assert link.why_ended(NOW) == Ended.CLOSED
    assert not ShareLink.objects.usable(NOW).exists()


@pytest.mark.parametrize("end", ["revoked", "expired", "closed"])
def test_the_list_of_usable_links_agrees_with_the_link_itself(end: str) -> None:
    link, later = shared(days=1), NOW
    if end == "revoked":
        actions.revoke_share(link=link, by=make.editor(), now=NOW)
    elif end == "closed":
        actions.withdraw(review=link.review, by=make.editor(), now=NOW)
    else:
        later = NOW + timedelta(days=2)
    link = ShareLink.objects.get(pk=link.pk)
    assert ShareLink.objects.usable(later).exists() is link.is_usable(later) is False
    assert link.why_ended(later) == end


@pytest.mark.parametrize("person", ["editor", "reviewer"])
def test_whoever_may_invite_may_revoke_and_so_may_whoever_made_it(person: str) -> None:
    by = getattr(make, person)()
    link = actions.revoke_share(link=shared(), by=by, now=NOW)
    assert (link.revoked_by, link.revoked_at) == (by, NOW)


def test_the_maker_of_a_link_may_revoke_it_after_giving_the_review_back() -> None:
    link = shared(by=make.reviewer())
    actions.release(review=link.review, by=make.reviewer(), now=NOW)
    assert actions.revoke_share(link=link, by=make.reviewer(), now=NOW).revoked_at == NOW


@pytest.mark.parametrize("person", ["writer", "second_reviewer", "stranger"])
def test_nobody_else_may_revoke_a_link(person: str) -> None:
    link = shared()
    with pytest.raises(NotPermitted):
        actions.revoke_share(link=link, by=getattr(make, person)(), now=NOW)
    assert ShareLink.objects.get(pk=link.pk).revoked_at is None


# --- What the expert may do --------------------------------------------------------------------------------
def test_a_comment_of_an_expert_stands_under_their_name_and_never_blocks() -> None:
    link = shared()
    said = comment_as_guest(link=link, text=" Which dose? ", quote="Sleep is restored", now=NOW)
    assert (said.author, said.guest, said.written_by) == (None, link, "Ada Outside, by invitation")
    assert (said.text, said.quote, said.is_blocking) == ("Which dose?", "Sleep is restored", False)
    assert make.sign(link.review, now=NOW)  # and it holds up no signature


def test_the_ledger_names_the_maker_of_the_link_and_the_expert_beside() -> None:
    link = shared()
    said = comment_as_guest(link=link, text="Which dose?", now=NOW)
    entry = LedgerEntry.objects.get(verb="comment")
    assert entry.actor == link.made_by
    assert (entry.details["guest"], entry.details["comment"]) == ("Ada Outside", said.pk)


def test_a_comment_without_its_ledger_entry_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise OSError("The disk is full.")

    link = shared()
    monkeypatch.setattr(LedgerEntry, "save", fail)
    with pytest.raises(OSError, match="disk"):
        comment_as_guest(link=link, text="Which dose?", now=NOW)
    assert not Comment.objects.exists()


def test_the_same_comment_sent_twice_is_one_comment() -> None:
    link = shared()
    first = comment_as_guest(link=link, text="Which dose?", now=NOW)
    assert comment_as_guest(link=link, text="Which dose? ", now=NOW) == first
    assert comment_as_guest(link=link, text="Which dose?", quote="Sleep", now=NOW) != first


def test_a_link_carries_at_most_fifty_comments() -> None:
    link = shared()
    for number in range(MOST_COMMENTS):
        comment_as_guest(link=link, text=f"Remark {number}", now=NOW)
    with pytest.raises(EditorialError, match="50 comments are the most"):
        comment_as_guest(link=link, text="One more", now=NOW)
    assert comment_as_guest(link=link, text="Remark 3", now=NOW)  # sent again, it is there already


@pytest.mark.parametrize("text", ["", "  \n", "a\x00b", "a\ud800b", "a" * 5_001, "a" * 30_000])
def test_a_comment_that_cannot_be_kept_is_refused_in_a_sentence(text: str) -> None:
    link = shared()
    with pytest.raises(EditorialError):
        comment_as_guest(link=link, text=text, now=NOW)
    assert not Comment.objects.exists()


def test_a_link_that_has_ended_takes_no_comment_and_sends_no_code() -> None:
    link = shared(days=1)
    for act in (
        lambda at: comment_as_guest(link=link, text="Late", now=at),
        lambda at: send_code(link=link, now=at),
    ):
        with pytest.raises(LinkEnded, match="its time has passed"):
            act(NOW + timedelta(days=1))
    actions.revoke_share(link=link, by=make.editor(), now=NOW)
    with pytest.raises(LinkEnded, match="it was taken back"):  # whatever the copy in the caller's hands says
        comment_as_guest(link=link, text="Late", now=NOW)


def test_a_code_has_six_digits_and_goes_to_the_expert_s_address_alone() -> None:
    code = send_code(link=shared(), now=NOW)
    [mail] = Mail.objects.filter(kind="share_code")
    assert code.isdecimal()
    assert len(code) == 6
    assert code in mail.text
    assert code not in mail.subject
    assert (mail.address, mail.recipient) == ("ada@example.net", None)


def test_codes_are_a_minute_apart_and_ten_a_day_whoever_asks() -> None:
    link = shared(days=30)
    send_code(link=link, now=NOW)
    with pytest.raises(TooSoon, match="less than a minute ago"):
        send_code(link=link, now=NOW + timedelta(seconds=59))
    for minute in range(1, 10):
        send_code(link=link, now=NOW + timedelta(minutes=minute))
    with pytest.raises(TooSoon, match="tomorrow"):
        send_code(link=link, now=NOW + timedelta(hours=2))
    assert send_code(link=link, now=NOW + timedelta(days=2))


def test_the_codes_of_one_link_do_not_count_for_another() -> None:
    review = make.claimed(now=NOW)
    send_code(link=shared(review), now=NOW)
    assert send_code(link=shared(review, email="eve@example.net"), now=NOW)


# --- The address -------------------------------------------------------------------------------------------
def test_a_token_opens_its_own_link_and_no_other() -> None:
    review = make.claimed(now=NOW)
    one, other = shared(review), shared(review, email="eve@example.net")
    assert sharing.link_of(sharing.token_of(one)) == one
    signature = sharing.token_of(one).split(".", 1)[1]
    assert sharing.link_of(f"{other.pk}.{signature}") is None


@pytest.mark.parametrize(
    "token", ["", "1", "1.", ".x", "1.x", "a\x00b", "1." + "x" * 5_000, "99999999999999999999.x"]
)
def test_a_token_that_was_not_made_here_opens_nothing(token: str) -> None:
    shared()
    assert sharing.link_of(token) is None


def test_a_token_signed_for_something_else_opens_nothing() -> None:
    from django.core.signing import Signer

    assert sharing.link_of(Signer(salt="something else", sep=".").sign(str(shared().pk))) is None
