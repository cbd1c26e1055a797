"""Where can an article stand, and who stands around it?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from articles.models import Article
from reviews import actions
from reviews.models import Publication, Review
from reviews.workflow import State
from tests import factories as make
from tests.desk.screens import at_the_desk
from tests.fuzz.requests import forms_on

# A letter for each of the cast, in the order in which a cell of the grids names them.
CAST = {
    "A": "anonymous", "X": "stranger", "W": "writer", "C": "coauthor", "R": "reviewer", "S": "second_reviewer", "E": "editor",
    "U": "superuser",
}  # fmt: skip
REASON = "A newer guideline says otherwise."


@dataclass(frozen=True)
class Stage:
    """``writer`` wrote it; ``reviewer`` has its review, or had it; ``coauthor`` and ``second_reviewer`` had no part."""

    article: Article
    review: Review | None
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def publication(self) -> Publication | None:
        return Publication.objects.filter(article=self.article).first()

    def form(self, page: str) -> dict[str, Any]:
        """What the form of that page holds, as a browser of somebody who may send it has it: read once for all."""
        if page not in self.forms:
            found = forms_on(at_the_desk(make.superuser()), page)
            self.forms[page] = next((dict(form.fields) for form in found if form.path == page), {})
        return dict(self.forms[page])


def draft() -> Stage:
    return Stage(make.article(), None)


def at(state: State) -> Callable[[], Stage]:
    def stage() -> Stage:
        review = make.review_at(state)
        return Stage(Article.objects.get(pk=review.article_id), review)

    return stage


def update_in_review() -> Stage:
    article = make.approved_article()
    review = make.claimed(article=make.edited(article))
    return Stage(Article.objects.get(pk=article.pk), review)


def after(act: Callable[..., Any]) -> Callable[[], Stage]:
    def stage() -> Stage:
        review = make.approved()
        act(article=review.article, by=make.editor(), reason=REASON)
        return Stage(Article.objects.get(pk=review.article_id), Review.objects.get(pk=review.pk))

    return stage


STAGES: dict[str, Callable[[], Stage]] = {
    "draft": draft,
    "submitted": at(State.SUBMITTED),
    "under_review": at(State.UNDER_REVIEW),
    "changes_requested": at(State.CHANGES_REQUESTED),
    "approved": at(State.APPROVED),
    "update": update_in_review,
    "retracted": after(actions.retract),
    "archived": after(actions.archive),
}
