"""What does a person fill in for each act at the desk? A form checks shape and password; the action checks the rules."""

from __future__ import annotations

from reviews.forms.act import ReviewForm
from reviews.forms.article import SubmitForm
from reviews.forms.assignment import AssignForm, AssignToPoolForm, ClaimForm, ReleaseForm
from reviews.forms.comments import AnswerForm, CommentForm, ResolveForm
from reviews.forms.decision import RequestChangesForm, ScheduleForm, SignOffForm, WaiveForm, WithdrawForm
from reviews.forms.publication import PublicationForm
from reviews.forms.sharing import RevokeShareForm, ShareForm

__all__ = ["REVIEW_FORMS", "AnswerForm", "PublicationForm", "ReviewForm", "SubmitForm"]

REVIEW_FORMS: dict[str, type[ReviewForm]] = {
    form.verb: form
    for form in (
        ClaimForm, AssignForm, AssignToPoolForm, ReleaseForm, RequestChangesForm, WithdrawForm, SignOffForm, CommentForm,
        ResolveForm, AnswerForm, WaiveForm, ScheduleForm, ShareForm, RevokeShareForm,
    )
}  # fmt: skip
