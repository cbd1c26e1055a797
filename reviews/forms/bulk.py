"""What is filled in once for many rows?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils import timezone

from reviews import suggestions
from reviews.forms.act import choice_of, reason_field
from reviews.forms.assignment import due_field
from reviews.models import Preferences
from reviews.suggestions import Load


class BulkAssignForm(forms.Form):
    """One reviewer for all; whether they may have each is found out row by row."""

    reviewer = forms.ModelChoiceField(User.objects.none())
    due_on = due_field()
    reason = reason_field("Why, where somebody has it already", required=False)
    anyway = forms.BooleanField(label="Assign anyway, though the reviewer is away", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, people = choice_of(self, "reviewer"), suggestions.reviewers()
        field.queryset = User.objects.filter(pk__in=[person.pk for person in people])
        field.choices = [("", "Choose a reviewer"), *_labels(people)]


def _labels(people: list[User]) -> list[tuple[int, str]]:
    """Each with what they have in hand, and until when they are away."""
    today = timezone.now().date()
    names, loads = suggestions.names(people), suggestions.loads(people, today=today)
    away = dict(Preferences.objects.filter(user__in=people).away_on(today).values_list("user", "away_until"))
    return [
        (
            person.pk,
            f"{names[person.pk]}: {str(loads.get(person.pk, Load())).lower()}"
            + (f", away until {away[person.pk]:%-d %B %Y}" if person.pk in away else ""),
        )
        for person in people
    ]


class BulkReasonForm(forms.Form):
    reason = reason_field("Why it must be looked at again")
