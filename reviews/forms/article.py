"""What is filled in to submit an article?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import Q

from articles.models import Article
from reviews import actions
from reviews.forms.act import reason_field
from reviews.models import Comment, Publication

ANSWER = "answer_to_"
SHOWN = (
    "text", "quote", "is_blocking", "written_at", "resolved_at", "review__revision__number", "guest__name",
    "author__username", "author__first_name", "author__last_name",
)  # fmt: skip


class SubmitForm(forms.Form):
    """Submit an article, or its live revision as it stands (``renew``), with an answer to each comment left open.

    Without the article it asks for no answers.
    """

    note = reason_field("Note to the reviewer (optional)", required=False)
    renew = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, article: Article | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.comments = self._to_answer(article) if article else []
        for comment in self.comments:
            self.fields[f"{ANSWER}{comment.pk}"] = reason_field("Your answer (optional)", required=False)

    def _to_answer(self, article: Article) -> list[Comment]:
        """Those that are open, of whichever round, and those whose answer was typed before somebody closed them."""
        typed = [name.removeprefix(ANSWER) for name in self.data if name.startswith(ANSWER)]
        wanted = Q(resolved_at=None) | Q(
            pk__in=[key for key in typed if key.isdecimal() and len(key) < 16][:500]
        )
        return list(
            Comment.objects.filter(wanted, review__article=article)
            .select_related("author", "guest", "review__revision")
            .only(*SHOWN)
            .prefetch_related("answers__author")
        )

    def open_comments(self) -> list[tuple[Comment, forms.BoundField]]:
        return [(comment, self[f"{ANSWER}{comment.pk}"]) for comment in self.comments]

    def perform(self, *, article: Article, by: User) -> str:
        publication = Publication.objects.filter(article=article).first()
        live = publication.live_revision if publication and self.cleaned_data["renew"] else None
        review = actions.submit(
            article=article, by=by, note=self.cleaned_data["note"], revision=live, answers=self._answers()
        )
        return f"Revision {review.revision.number} waits for a reviewer, due on {review.due_on:%-d %B %Y}."

    def _answers(self) -> dict[int, str]:
        return {comment.pk: self.cleaned_data[f"{ANSWER}{comment.pk}"] for comment in self.comments}
