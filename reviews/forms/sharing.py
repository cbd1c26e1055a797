"""What is filled in to invite an outside expert, and what does the expert fill in?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from reviews import actions
from reviews.actions.guests import LONGEST
from reviews.actions.sharing import DAYS
from reviews.forms.act import ReviewForm, choice_of
from reviews.guests import sharing
from reviews.models import ShareLink
from reviews.reading.blocks import Block


class ShareForm(ReviewForm):
    verb = "share"
    name = forms.CharField(label="Name of the expert", max_length=200)
    email = forms.EmailField(label="E-mail address")
    note = forms.CharField(
        label="What to look at (optional)",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    days = forms.IntegerField(
        label="Days until the link ends", initial=14, min_value=DAYS[0], max_value=DAYS[-1]
    )

    def perform(self) -> str:
        link = actions.share(review=self.review, by=self.user, **self.cleaned_data)
        return (
            f"{link.name} can read this text until {link.expires_at:%-d %B %Y}. A mail is on its way to {link.email}; "
            f"to pass the link on yourself: {sharing.address(link)}"
        )


class RevokeShareForm(ReviewForm):
    verb = "revoke_share"
    link = forms.ModelChoiceField(ShareLink.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_of(self, "link").queryset = self.review.share_links.all()

    def perform(self) -> str:
        link = actions.revoke_share(link=self.cleaned_data["link"], by=self.user)
        return f"The link of {link.name} opens nothing any more. What they wrote stays."


class CodeForm(forms.Form):
    code = forms.CharField(
        label="The six digits from the mail",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class GuestCommentForm(forms.Form):
    """A comment on one of the numbered paragraphs, or on the text as a whole."""

    paragraph = forms.TypedChoiceField(label="What it is about", required=False, coerce=int, empty_value=None)
    text = forms.CharField(label="Your comment", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, blocks: Sequence[Block], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        begins = [
            (block.number, f"{block.number}. {_beginning(block.text)}") for block in blocks if block.text
        ]
        cast("forms.ChoiceField", self.fields["paragraph"]).choices = [("", "The text as a whole"), *begins]


def _beginning(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60].rsplit(' ', 1)[0]}…"
