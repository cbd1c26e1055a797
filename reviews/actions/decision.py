"""What does a reviewer decide?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles.actions import printed_name
from articles.models import Contributor
from reviews import checking, eligibility, ledger, permissions, quorum
from reviews.actions.approval import approve
from reviews.actions.gate import lock_review, pass_gate, required, words
from reviews.actions.submission import close
from reviews.exceptions import (
    EditorialError,
    IncompleteSignOff,
    NotPermitted,
    StaleEvidence,
    StaleRevision,
    TransitionNotAllowed,
    WaiverMissing,
)
from reviews.models import Comment, ConflictWaiver, Credential, Review, Scope, SignOff
from reviews.models.policy import asked_for
from reviews.proof import signatures
from reviews.statements import NO_INTERESTS, offered_scopes, statement, whole_page_behind
from reviews.workflow import State

ANSWERS = {"yes": "Yes", "not_applicable": "Does not apply"}


@transaction.atomic
def request_changes(
    *, review: Review, by: User, digest: str, reason: str, now: datetime | None = None
) -> Review:
    """Send the text back with a reason. Sign-offs given so far on this revision do not count any more."""
    now = now or timezone.now()
    review = lock_review(review)
    pass_gate("request_changes", review=review, by=by, now=now)
    if ties := eligibility.ties(by, review.revision):
        raise NotPermitted(*ties)
    _require_same_text(review, digest, undone="Nothing was sent back.")
    reason = required(reason, act="asking for changes")
    close(review, verb="request_changes", state=State.CHANGES_REQUESTED, by=by, now=now, reason=reason)
    return review


@transaction.atomic
def sign_off(
    *,
    review: Review,
    by: User,
    digest: str,
    answers: Mapping[str, str],
    interests: str,
    scope: str = Scope.WHOLE,
    claims: Collection[int] = (),
    noticed: Collection[int] | None = None,
    now: datetime | None = None,
) -> SignOff:
    """Sign the revision whose ``digest`` the reviewer read; the last signature that the quorum asks for approves it.

    ``answers`` maps each checklist key to "yes" or "not_applicable"; a "no" means asking for changes instead.
    ``claims`` are the numbers, from 1, of the marked claims that the reviewer checked against their sources: all of them.
    ``noticed`` are the notices about cited works that the page showed, where there was one: whoever signs must know them.
    ``interests`` is "None" or what is declared; a declared interest takes an editor's waiver. Callers at a screen ask
    for the password first. The site's key signs in the same transaction. Raises NoSigningKey, StaleRevision,
    IncompleteSignOff, NotPermitted or TransitionNotAllowed.
    """
    now = now or timezone.now()
    review = lock_review(review)
    _require_first_time(review, by)
    pass_gate("sign_off", review=review, by=by, now=now)
    interests = words(interests, name="interests")
    _require_same_text(review, digest)
    _require_unsigned(review, by)
    _require_complete(review, answers=answers, interests=interests, scope=scope, claims=claims)
    _require_no_conflict(review, by=by, interests=interests)
    signature = _sign(review, by=by, answers=answers, interests=interests, scope=Scope(scope), now=now)
    _record_signature(signature, by=by, now=now)
    if noticed is not None and set(noticed) != checking.noticed(review.revision):
        raise StaleEvidence  # asked when the ledger is held, so that none is recorded beside it
    if quorum.is_reached(review) and not review.waits_for_its_day(now):
        approve(review, by=by, now=now)
    return signature


def _require_same_text(review: Review, digest: str, *, undone: str = "Nothing was signed.") -> None:
    current = review.revision.computed_digest()
    if digest != current or current != review.revision.digest:
        raise StaleRevision(seen=digest, current=current, undone=undone)


def _require_first_time(review: Review, by: User) -> None:
    """Somebody who goes back to the form after the last signature is told so, and not that they came too late."""
    signature = review.sign_offs.filter(signer=by.pk).first() if by.is_active and not review.is_open else None
    if signature is not None:
        raise TransitionNotAllowed(
            verb="sign_off", state=review.state,
            sentence=f"You have signed this already, on {signature.signed_at:%-d %B %Y at %H:%M} UTC. The review is "
            f"“{review.get_state_display()}”; nothing was signed a second time.",
        )  # fmt: skip


def _require_unsigned(review: Review, by: User) -> None:
    if review.sign_offs.filter(signer=by).exists():
        raise NotPermitted("You have signed this review already. It waits for another reviewer.")
    if quorum.is_reached(review):
        raise NotPermitted(
            "All the signatures asked for are given. It waits for the day when it goes public."
        )


def _require_complete(
    review: Review, *, answers: Mapping[str, str], interests: str, scope: str, claims: Collection[int]
) -> None:
    missing = checking.unchecked(review.revision, claims)
    for question in review.checklist:
        answer = _plain(answers.get(question["key"]))
        if answer == "no":
            missing.append(f"You answered “No” to “{question['question']}”: ask for changes instead.")
        elif answer not in ANSWERS:
            missing.append(f"Answer “{question['question']}”.")
    if not interests:
        missing.append(f"Declare your interests; “{NO_INTERESTS}” is an answer.")
    if scope not in offered_scopes(review):
        missing.append(
            f"“{scope}” cannot be signed here. Choose: {', '.join(s.label for s in offered_scopes(review))}."
        )
    missing += _still_blocking(review)
    if missing:
        raise IncompleteSignOff(missing)


def _still_blocking(review: Review) -> list[str]:
    """What blocked an earlier round and was never resolved blocks this one too."""
    rounds = list(Comment.objects.up_to(review).blocking().values_list("review", flat=True))
    earlier = sum(of != review.pk for of in rounds)
    of_which = f", {earlier} of them from an earlier round" if earlier else ""
    return [f"{len(rounds)} blocking comment(s) are open{of_which}. Resolve them first."] if rounds else []


def _plain(answer: Any) -> str:
    return "yes" if answer is True else "no" if answer is False else str(answer or "").lower()


def _require_no_conflict(review: Review, *, by: User, interests: str) -> None:
    declared = interests.rstrip(".").casefold() != NO_INTERESTS.casefold()
    if declared and not review.waivers.filter(reviewer=by).exists():
        raise WaiverMissing(
            "You declared an interest. An editor must record why you may still sign, or give the review to somebody else."
        )


def _sign(
    review: Review, *, by: User, answers: Mapping[str, str], interests: str, scope: Scope, now: datetime
) -> SignOff:
    credential = _credential(review, by, today=now.date())
    if credential is None:  # the gate asked already; credentials can end at midnight
        raise NotPermitted("This takes a verified credential that is valid today.")
    contributor = Contributor.objects.filter(user=by).first()
    signed = SignOff.objects.create(
        review=review, revision=review.revision, digest=review.revision.digest, signer=by, credential=credential,
        printed_name=printed_name(by), printed_credentials=contributor.credentials if contributor else "",
        contributor_slug=contributor.slug if contributor else "", specialty=credential.specialty, licence=credential.licence,
        signed_at=now, scope=scope, builds_on=whole_page_behind(review) if scope == Scope.CHANGES else None,
        statement=statement(review, scope=scope), interests=interests,
        answers=[
            *({"question": q["question"], "answer": ANSWERS[_plain(answers[q["key"]])]} for q in review.checklist),
            *checking.answers(review.revision),
        ],
    )  # fmt: skip
    signatures.add(signed, made_at=now)
    return signed


def _credential(review: Review, by: User, *, today: date) -> Credential | None:
    """One in a specialty that is still missing, if the signer has it."""
    wanted = quorum.uncovered(review) or asked_for(review)
    found = eligibility.credential_for(by, wanted, today=today)
    return found or eligibility.credential_for(by, asked_for(review), today=today)


def _record_signature(signature: SignOff, *, by: User, now: datetime) -> None:
    details = {
        "sign_off": signature.pk, "digest": signature.digest, "printed_name": signature.printed_name,
        "printed_credentials": signature.printed_credentials, "credential": signature.credential_id,
        "meaning": signature.meaning, "scope": signature.scope, "statement": signature.statement,
        "answers": signature.answers, "interests": signature.interests, "builds_on": signature.builds_on_id,
        "signed_at": signature.signed_at.isoformat(),
        "key": signature.signature.key, "signature": signature.signature.value,
    }  # fmt: skip
    review = signature.review
    ledger.record(
        "sign_off",
        by=by,
        at=now,
        of=review,
        details=details,
    )


@transaction.atomic
def waive_conflict(
    *, review: Review, reviewer: User, by: User, reason: str, now: datetime | None = None
) -> ConflictWaiver:
    """An editor, not the reviewer, records why a declared interest does not stand in the way."""
    now = now or timezone.now()
    review = lock_review(review)
    permissions.require_editor(by, act="waive a conflict of interest")
    if by == reviewer:
        raise NotPermitted("Nobody waives their own conflict of interest.")
    if not review.is_open:
        raise EditorialError("This review is closed; there is nothing left to sign.")
    reason = required(reason, act="a waiver")
    waiver = ConflictWaiver.objects.create(
        review=review, reviewer=reviewer, reason=reason, granted_by=by, granted_at=now
    )
    details = {"reviewer": reviewer.pk, "reason": reason}
    ledger.record(
        "waive_conflict",
        by=by,
        at=now,
        of=review,
        details=details,
    )
    return waiver
