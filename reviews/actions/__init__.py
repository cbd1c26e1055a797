"""What can be done at the desk? One function for each verb; ``by`` is the person who does it, never None.

Each one is atomic: it locks the article, asks ``workflow`` and the preconditions, writes, and enters the ledger, or
raises an ``EditorialError`` and leaves everything as it was. ``now`` is for jobs and demonstrations; left out, it is now.
"""

from reviews.actions.assignment import assign, assign_to_pool, claim, release, remind
from reviews.actions.bibliography import merge_sources
from reviews.actions.comments import answer_comment, comment, resolve_comment
from reviews.actions.countersigning import countersign
from reviews.actions.credentials import keep_credential
from reviews.actions.decision import request_changes, sign_off, waive_conflict
from reviews.actions.drafting import ask_for_draft
from reviews.actions.evidence import flag_retracted_source, record_source_notices, supersede_source
from reviews.actions.factor_resets import (
    ask_for_factor_reset,
    confirm_factor_reset,
    refuse_factor_reset,
    reset_factors_alone,
)
from reviews.actions.notices import correct, express_concern, reinstate, retract
from reviews.actions.people import keep_person
from reviews.actions.re_review import mark_for_re_review
from reviews.actions.schedule import go_live, schedule
from reviews.actions.sharing import revoke_share, share
from reviews.actions.submission import publish_pending, submit, withdraw
from reviews.actions.upkeep import archive, roll_back
from reviews.actions.waivers import ask_for_waiver

__all__ = [
    "answer_comment",
    "archive",
    "ask_for_draft",
    "ask_for_factor_reset",
    "ask_for_waiver",
    "assign",
    "assign_to_pool",
    "claim",
    "comment",
    "confirm_factor_reset",
    "correct",
    "countersign",
    "express_concern",
    "flag_retracted_source",
    "go_live",
    "keep_credential",
    "keep_person",
    "mark_for_re_review",
    "merge_sources",
    "publish_pending",
    "record_source_notices",
    "refuse_factor_reset",
    "reinstate",
    "release",
    "remind",
    "request_changes",
    "reset_factors_alone",
    "resolve_comment",
    "retract",
    "revoke_share",
    "roll_back",
    "schedule",
    "share",
    "sign_off",
    "submit",
    "supersede_source",
    "waive_conflict",
    "withdraw",
]
