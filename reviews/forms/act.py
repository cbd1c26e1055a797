"""What do the forms of all acts have in common?"""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.contrib.auth.models import User
from django.http import HttpRequest

from reviews.models import Review


def reason_field(label: str, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )


def choice_of(form: forms.Form, name: str) -> forms.ModelChoiceField:
    return cast("forms.ModelChoiceField", form.fields[name])


class ReviewForm(forms.Form):
    """An act on one review: ``perform`` calls the action and returns the sentence that says what happened."""

    verb: ClassVar[str]
    place = ""  # the part of the page to come back to once it is done

    def __init__(self, *args: Any, review: Review, user: User, **kwargs: Any) -> None:
        self.review, self.user = review, user
        super().__init__(*args, **kwargs)

    def prove(self, request: HttpRequest) -> None:
        """Whoever signs shows that it is them; no other act asks for that."""

    def perform(self) -> str:
        raise NotImplementedError
