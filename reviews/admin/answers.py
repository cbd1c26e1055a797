"""Which status and sentence does a refused act get?"""

from __future__ import annotations

from django import forms

from reviews.exceptions import (
    EditConflict,
    EditorialError,
    NotPermitted,
    StaleEvidence,
    StaleRevision,
    TooManyAttempts,
    TransitionNotAllowed,
)

CONFLICT, FORBIDDEN, UNPROCESSABLE, TOO_MANY = 409, 403, 422, 429


def status_of(error: EditorialError) -> int:
    """409: the state or text moved on. 403: not this person. 429: not now. 422: something is missing or not ready."""
    if isinstance(error, TransitionNotAllowed | StaleRevision | StaleEvidence | EditConflict):
        return CONFLICT
    if isinstance(error, TooManyAttempts):
        return TOO_MANY
    return FORBIDDEN if isinstance(error, NotPermitted) else UNPROCESSABLE


def faults(form: forms.Form) -> str:
    """The form's faults as sentences that name the field."""
    found = []
    for name, errors in form.errors.items():
        label = form.fields[name].label or name.replace("_", " ").capitalize() if name in form.fields else ""
        found += [f"{label}: {error}" if label else str(error) for error in errors]
    return "Nothing was changed. " + " ".join(found)
