"""What is filled in to comment on the text, to answer, and to say that a comment is settled?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from reviews import actions
from reviews.forms.act import ReviewForm, choice_of
from reviews.models import Comment

LONGEST = 5000


class CommentForm(ReviewForm):
    verb = "comment"
    text = forms.CharField(label="Your comment", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))
    quote = forms.CharField(
        label="The words it is about (optional)",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    block = forms.IntegerField(required=False, min_value=0, max_value=99_999, widget=forms.HiddenInput)
    audience = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    is_blocking = forms.BooleanField(label="Nobody can sign until it is resolved", required=False)

    def perform(self) -> str:
        said = {**self.cleaned_data, "block": self.cleaned_data["block"] or 0}
        written = actions.comment(review=self.review, by=self.user, **said)
        self.place = f"comment-{written.pk}"
        return "Your comment stands beside the text."


class _OnComment(ReviewForm):
    comment = forms.ModelChoiceField(Comment.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_of(self, "comment").queryset = self.comments()

    def comments(self) -> QuerySet[Comment]:
        """Those of this round, and those of earlier ones, which were carried over."""
        return Comment.objects.up_to(self.review)


class ResolveForm(_OnComment):
    verb = "resolve_comment"

    def perform(self) -> str:
        settled = actions.resolve_comment(comment=self.cleaned_data["comment"], by=self.user)
        self.place = f"comment-{settled.pk}"
        return "The comment is resolved."


class AnswerForm(_OnComment):
    verb = "answer_comment"
    answer = forms.CharField(
        label="Your answer", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )

    def perform(self) -> str:
        data = self.cleaned_data
        said = actions.answer_comment(comment=data["comment"], by=self.user, text=data["answer"])
        self.place = f"comment-{said.comment_id}"
        return "Your answer stands under the comment."
