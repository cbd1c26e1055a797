"""What is filled in for an editor's act on a public article?"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import User

from articles.models import Article
from reviews import actions
from reviews.forms.act import choice_of, reason_field
from reviews.models import Publication, Review


class PublicationForm(forms.Form):
    """An editor's act on a public article: which, and why."""

    VERBS: ClassVar[dict[str, str]] = {
        "correct": "Issue a correction",
        "express_concern": "Express concern",
        "retract": "Retract",
        "reinstate": "Reinstate",
        "mark_for_re_review": "Mark for re-review",
        "archive": "Archive",
    }
    verb = forms.ChoiceField(
        label="What to do", choices=[*VERBS.items(), ("roll_back", "Roll back")], widget=forms.HiddenInput
    )
    reason = reason_field("Reason, as the public will read it")
    review = forms.ModelChoiceField(
        Review.objects.none(), required=False, label="Which approved text", empty_label="Choose"
    )
    successor = forms.ModelChoiceField(Article.objects.none(), required=False, to_field_name="slug")

    def __init__(self, *args: Any, publication: Publication, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.publication = publication
        earlier = Review.objects.filter(
            article=publication.article, approved_at__isnull=False, state=Review.State.SUPERSEDED
        )
        choice_of(self, "review").queryset = earlier.select_related("revision")
        choice_of(self, "successor").queryset = Article.objects.exclude(pk=publication.article_id)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("verb") == "roll_back" and not data.get("review"):
            self.add_error("review", "Choose which approved text becomes live again.")
        return data

    def perform(self, *, by: User) -> str:
        data, article = self.cleaned_data, self.publication.article
        if data["verb"] == "roll_back":
            actions.roll_back(review=data["review"], by=by, reason=data["reason"])
            return (
                f"Revision {data['review'].revision.number} is live again, under its own sign-off and dates."
            )
        if data["verb"] == "archive":
            actions.archive(article=article, by=by, reason=data["reason"], successor=data["successor"])
            return "The article is archived. Its address stays."
        getattr(actions, data["verb"])(article=article, by=by, reason=data["reason"])
        return f"Done: {self.VERBS[data['verb']].lower()}. Readers see it from the next page they open."
