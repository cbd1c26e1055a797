"""What is filled in to say who has the review?"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils import timezone

from articles.actions import printed_name
from reviews import actions, eligibility, permissions, suggestions
from reviews.forms.act import ReviewForm, choice_of, reason_field
from reviews.models import Policy, Pool, Review
from reviews.suggestions import Suggestions
from reviews.workflow import State


def due_field() -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label="Due on", required=False, widget=widget)


def usual_due_day(review: Review) -> date:
    """So many days from now as the category's policy gives a reviewer."""
    return timezone.now().date() + timedelta(days=Policy.of(review.article.category).due_days)


class ClaimForm(ReviewForm):
    verb = "claim"

    def perform(self) -> str:
        review = actions.claim(review=self.review, by=self.user)
        return f"The review is yours. Decide by {review.due_on:%-d %B %Y}."


class AssignForm(ReviewForm):
    """One person; the suggestions are drawn beside their radio buttons."""

    verb = "assign"
    reviewer = forms.ModelChoiceField(User.objects.none())
    due_on = due_field()
    reason = reason_field("Why it changes hands", required=False)
    anyway = forms.BooleanField(label="Assign anyway, though the reviewer is away", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_of(self, "reviewer").queryset = User.objects.filter(is_active=True)
        self.fields["due_on"].initial = lambda: usual_due_day(self.review)

    @cached_property
    def suggestions(self) -> Suggestions:
        """Made when the page asks for them, for they cost a few queries; nobody else's business than an editor's."""
        if not permissions.is_editor(self.user):
            return Suggestions([], [], [])
        return suggestions.suggest(self.review, now=timezone.now())

    @property
    def takes_a_reason(self) -> bool:
        return self.review.state == State.UNDER_REVIEW

    @cached_property
    def to_pool(self) -> AssignToPoolForm | None:
        """The other way, where the state allows it and there are pools."""
        form = AssignToPoolForm(review=self.review, user=self.user, auto_id="assign_to_pool_%s")
        return form if not self.takes_a_reason and form.has_pools else None

    def clean_reviewer(self) -> User:
        reviewer: User = self.cleaned_data["reviewer"]
        text = eligibility.Text.of(self.review)
        if reasons := eligibility.refusals(reviewer, text, today=timezone.now().date()):
            raise forms.ValidationError([f"{printed_name(reviewer)} cannot review this.", *reasons])
        return reviewer

    def perform(self) -> str:
        review = actions.assign(review=self.review, by=self.user, **self.cleaned_data)
        return (
            f"{printed_name(self.cleaned_data['reviewer'])} has the review, due on {review.due_on:%-d %B %Y}."
        )


class AssignToPoolForm(ReviewForm):
    verb = "assign_to_pool"
    pool = forms.ModelChoiceField(Pool.objects.none(), empty_label="Choose a pool")
    due_on = due_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_of(self, "pool").queryset = Pool.objects.all()
        self.fields["due_on"].initial = lambda: usual_due_day(self.review)

    @property
    def has_pools(self) -> bool:
        return Pool.objects.exists()

    def perform(self) -> str:
        review = actions.assign_to_pool(review=self.review, by=self.user, **self.cleaned_data)
        return f"{review.pool} is asked. Whoever claims it first has it, due on {review.due_on:%-d %B %Y}."


class ReleaseForm(ReviewForm):
    verb = "release"
    reason = reason_field("Why (optional)", required=False)

    def perform(self) -> str:
        actions.release(review=self.review, by=self.user, reason=self.cleaned_data["reason"])
        return "The review is back in the queue. Another reviewer can claim it."
