"""What can be done at the desk, each act with the situation that it needs and the person who may do it?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles.models import Article
from reviews import actions, ledger, record
from reviews.access.models import AccessEvent, DeskSession, EventOrigin
from reviews.models import Policy, Pool, SignOff
from tests import factories as make
from tests.reviews.access import keys as access

REASON = "A newer guideline says otherwise."


@dataclass(frozen=True)
class Act:
    """``situation`` makes what the act is done to; ``entries`` are the verbs that it enters in the ledger."""

    verb: str
    situation: Callable[[], dict[str, Any]]
    person: Callable[[], User]
    entries: tuple[str, ...]

    def do(self, *, by: User | None = None, **arguments: Any) -> Any:
        return getattr(actions, self.verb)(by=by or self.person(), **arguments)


def _signing() -> dict[str, Any]:
    review = make.claimed()
    return {
        "review": review,
        "digest": review.revision.digest,
        "answers": make.yes_to_all(review),
        "interests": "None",
    }


def _sending_back() -> dict[str, Any]:
    review = make.claimed()
    return {"review": review, "digest": review.revision.digest, "reason": REASON}


def _showing() -> dict[str, Any]:
    """A text in review whose category starts to show such texts now."""
    review = make.submitted(category=make.category(public_before_approval=False))
    Policy.objects.update(public_before_approval=True)
    return {"article": review.article}


def _noticing() -> dict[str, Any]:
    return {"article": make.approved_article(), "reason": REASON}


def _reinstating() -> dict[str, Any]:
    article = make.approved_article(now=make.NOW)
    actions.retract(article=article, by=make.editor(), reason=REASON, now=make.NOW + timedelta(days=1))
    make.approved(article=make.edited(article), now=make.NOW + timedelta(days=2))
    return {"article": Article.objects.get(pk=article.pk), "reason": "The dose is right now."}


def _resolving() -> dict[str, Any]:
    review = make.claimed()
    return {
        "comment": actions.comment(review=review, by=make.reviewer(), text="Which dose?", is_blocking=True)
    }


def _answering() -> dict[str, Any]:
    return {**_resolving(), "text": "40 mg, by mouth."}


def _waiving() -> dict[str, Any]:
    return {"review": make.claimed(), "reviewer": make.reviewer(), "reason": REASON}


def _taking_the_time_back() -> dict[str, Any]:
    review = make.claimed()
    in_a_month = timezone.now() + timedelta(days=30)
    return {
        "review": actions.schedule(review=review, by=make.editor(), go_live_at=in_a_month),
        "go_live_at": None,
    }


def _waiting_for_its_day() -> dict[str, Any]:
    """A text that all have signed and whose time has come."""
    review = make.claimed(now=make.NOW)
    tomorrow = make.NOW + timedelta(days=1)
    actions.schedule(review=review, by=make.editor(), go_live_at=tomorrow, now=make.NOW)
    make.sign(review, now=make.NOW)
    return {"review": review}


def _asking_a_pool() -> dict[str, Any]:
    pool = Pool.objects.create(name="Sleep clinicians")
    pool.members.add(make.reviewer())
    return {"review": make.submitted(), "pool": pool}


def _losing_a_source() -> dict[str, Any]:
    make.approved_article()
    return {"source": make.source(), "retracted_on": make.NOW.date()}


def _reading_a_list() -> dict[str, Any]:
    make.source(DOI="10.1000/plain")
    make.approved_article()
    return {"notices": [make.listed(doi="10.1000/plain")]}


def _superseding_a_source() -> dict[str, Any]:
    make.approved_article()
    return {"source": make.source(), "successor": make.source(key="newer2025"), "reason": REASON}


def _two_of_one() -> dict[str, Any]:
    make.article(listed_sources=[make.source()])
    return {"kept": make.source(key="kept"), "merged": make.source()}


def _sharing() -> dict[str, Any]:
    return {"review": make.claimed(), "name": "Ada Outside", "email": "ada@example.net"}


def _revoking() -> dict[str, Any]:
    return {"link": actions.share(**_sharing(), by=make.editor())}


def _from_before_keys() -> dict[str, Any]:
    """A sign-off that the ledger knows, of a site that kept no key yet."""
    review = make.claimed()
    reviewer = make.reviewer()
    sign_off = SignOff.objects.create(
        review=review, revision=review.revision, digest=review.revision.digest, signer=reviewer,
        credential=reviewer.credentials.get(), printed_name="Test reviewer", specialty="Psychiatric", licence="licence",
        signed_at=make.NOW, scope="whole", statement="I sign it.", answers=[], interests="None",
    )  # fmt: skip
    told = {name: getattr(sign_off, name) for name in record.SIGNED}
    told |= {"sign_off": sign_off.pk, "credential": sign_off.credential_id, "builds_on": None}
    with transaction.atomic():
        ledger.record("sign_off", by=reviewer, at=make.NOW, of=review, details=told)
    return {"sign_off": sign_off}


def _extending() -> dict[str, Any]:
    ends = make.NOW.date() + timedelta(days=300)
    return {
        "credential": make.credential(holder=make.stranger(username="holder"), valid_until=ends),
        "valid_until": ends + timedelta(days=365),
    }


def _renaming() -> dict[str, Any]:
    person = make.contributor(user=make.reviewer())
    return {"person": person, "name": "Another name", "credentials": "MBBS"}


def _having_lost_it() -> dict[str, Any]:
    person = make.reviewer()
    access.app_of(person)
    return {"person": person, "reason": "Their phone was stolen; we spoke on the telephone."}


def _confirming_a_reset() -> dict[str, Any]:
    asked = actions.ask_for_factor_reset(**_having_lost_it(), by=make.superuser())
    return {"reset": asked}


def _being_the_last() -> dict[str, Any]:
    access.app_of(make.superuser())
    return {"person": make.superuser(), "reason": "My phone was stolen."}


ALL = [
    Act("submit", lambda: {"article": make.article()}, make.writer, ("submit", "publish_pending")),
    Act("claim", lambda: {"review": make.submitted()}, make.reviewer, ("claim",)),
    Act(
        "assign", lambda: {"review": make.submitted(), "reviewer": make.reviewer()}, make.editor, ("assign",)
    ),
    Act("assign_to_pool", _asking_a_pool, make.editor, ("assign_to_pool",)),
    Act("remind", lambda: {"review": make.claimed()}, make.editor, ("remind",)),
    Act("release", lambda: {"review": make.claimed()}, make.reviewer, ("release",)),
    Act("request_changes", _sending_back, make.reviewer, ("request_changes",)),
    Act("sign_off", _signing, make.reviewer, ("sign_off", "approve")),
    Act("withdraw", lambda: {"review": make.claimed()}, make.writer, ("withdraw",)),
    Act("publish_pending", _showing, make.editor, ("publish_pending",)),
    Act("comment", lambda: {"review": make.claimed(), "text": "Which dose?"}, make.reviewer, ("comment",)),
    Act("answer_comment", _answering, make.writer, ("answer_comment",)),
    Act("resolve_comment", _resolving, make.reviewer, ("resolve_comment",)),
    Act("countersign", _from_before_keys, make.editor, ("countersign",)),
    Act("waive_conflict", _waiving, make.editor, ("waive_conflict",)),
    Act("share", _sharing, make.editor, ("share",)),
    Act("revoke_share", _revoking, make.editor, ("revoke_share",)),
    Act("ask_for_draft", _noticing, make.editor, ("ask_for_draft",)),
    Act("correct", _noticing, make.editor, ("correct",)),
    Act("express_concern", _noticing, make.editor, ("express_concern",)),
    Act("retract", _noticing, make.editor, ("retract",)),
    Act("reinstate", _reinstating, make.editor, ("reinstate",)),
    Act("mark_for_re_review", _noticing, make.editor, ("mark_for_re_review",)),
    Act(
        "flag_retracted_source",
        _losing_a_source,
        make.editor,
        ("flag_retracted_source", "mark_for_re_review"),
    ),
    Act(
        "record_source_notices",
        _reading_a_list,
        make.editor,
        ("record_source_notices", "mark_for_re_review"),
    ),
    Act("supersede_source", _superseding_a_source, make.editor, ("supersede_source", "mark_for_re_review")),
    Act(
        "roll_back",
        lambda: {"review": make.approved_twice()[0], "reason": REASON},
        make.editor,
        ("supersede", "roll_back"),
    ),
    Act("merge_sources", _two_of_one, make.editor, ("merge_sources",)),
    Act("archive", _noticing, make.editor, ("archive",)),
    Act("schedule", _taking_the_time_back, make.editor, ("schedule",)),
    Act(
        "ask_for_waiver",
        lambda: {"review": make.claimed(), "interests": "Shares in a maker."},
        make.reviewer,
        ("ask_for_waiver",),
    ),
    Act("ask_for_factor_reset", _having_lost_it, make.editor, ("ask_for_factor_reset",)),
    Act("confirm_factor_reset", _confirming_a_reset, make.editor, ("confirm_factor_reset",)),
    Act("refuse_factor_reset", _confirming_a_reset, make.editor, ("refuse_factor_reset",)),
    Act("reset_factors_alone", _being_the_last, make.superuser, ("reset_factors_alone",)),
    Act("keep_credential", _extending, make.editor, ("keep_credential",)),
    Act("keep_person", _renaming, make.editor, ("register",)),
    Act("go_live", _waiting_for_its_day, make.editor, ("approve",)),
]
WITH_A_REASON = {
    "request_changes", "waive_conflict", "correct", "express_concern", "retract", "reinstate", "mark_for_re_review",
    "roll_back", "archive", "supersede_source", "ask_for_draft", "ask_for_factor_reset", "reset_factors_alone",
}  # fmt: skip
WITH_A_REVIEW = {"claim", "assign", "release", "request_changes", "sign_off", "withdraw", "roll_back"}


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table in which an act could leave a trace; that somebody came to the desk is none."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for label in ("articles", "reviews", "taggit")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if model not in (AccessEvent, DeskSession, EventOrigin)
    }
