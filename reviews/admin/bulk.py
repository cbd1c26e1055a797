"""Acts on many rows of a list. Each row passes the gate of its own act; the answer names every row that did not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from articles.models import Article
from articles.staff import staff
from reviews import actions, permissions
from reviews.admin.answers import UNPROCESSABLE, faults
from reviews.exceptions import EditorialError
from reviews.forms.bulk import BulkAssignForm, BulkReasonForm
from reviews.models import Review

MOST = 200


class BulkActs(admin.ModelAdmin):
    """A list whose rows stand for a review and an article. Nothing is signed in bulk."""

    actions: tuple[str, ...] = ("assign", "remind", "mark_for_re_review")

    def review_of(self, row: Any) -> Review:
        """The open review of a row. Raises EditorialError when it has none."""
        raise NotImplementedError

    def article_of(self, row: Any) -> Article:
        article: Article = row.article
        return article

    def has_manage_permission(self, request: HttpRequest) -> bool:
        return permissions.is_editor(staff(request))

    @admin.action(description="Assign to a reviewer", permissions=["manage"])
    def assign(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        def act(row: Any, data: dict[str, Any]) -> Any:
            return actions.assign(review=self.review_of(row), by=staff(request), **data)

        return self._asked(request, queryset, act, form=BulkAssignForm, verb="assign", done="assigned")

    @admin.action(description="Remind the reviewer", permissions=["manage"])
    def remind(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        def act(row: Any, data: dict[str, Any]) -> Any:
            return actions.remind(review=self.review_of(row), by=staff(request))

        if (rows := self._rows(request, queryset)) is not None:
            self._each(request, rows, act, data={}, done="reminded")

    @admin.action(description="Mark for re-review", permissions=["manage"])
    def mark_for_re_review(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        def act(row: Any, data: dict[str, Any]) -> Any:
            return actions.mark_for_re_review(article=self.article_of(row), by=staff(request), **data)

        return self._asked(
            request,
            queryset,
            act,
            form=BulkReasonForm,
            verb="mark_for_re_review",
            done="marked for re-review",
        )

    def _rows(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any] | None:
        rows = list(queryset[: MOST + 1])
        if len(rows) <= MOST:
            return rows
        said = (
            f"More than {MOST} rows were chosen, which is the most at once. Nothing was done. Choose fewer."
        )
        messages.error(request, said)
        return None

    def _asked(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        act: Callable[[Any, dict[str, Any]], Any],
        *,
        form: type[forms.Form],
        verb: str,
        done: str,
    ) -> HttpResponse | None:
        """First a page that asks what is needed, then the acts."""
        rows = self._rows(request, queryset)
        if rows is None:
            return None
        if "apply" not in request.POST:
            return self._between(request, rows, form(), verb=verb)
        filled = form(request.POST)
        if not filled.is_valid():
            return self._between(request, rows, filled, verb=verb, fault=faults(filled))
        self._each(request, rows, act, data=filled.cleaned_data, done=done)
        return None

    def _between(
        self, request: HttpRequest, rows: list[Any], form: forms.Form, *, verb: str, fault: str = ""
    ) -> HttpResponse:
        label = str(getattr(type(self), verb).short_description)
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": label, "form": form, "verb": verb,
            "rows": [(row.pk, self.article_of(row).title) for row in rows], "fault": fault,
        }  # fmt: skip
        return TemplateResponse(request, "reviews/bulk.html", context, status=UNPROCESSABLE if fault else 200)

    def _each(
        self,
        request: HttpRequest,
        rows: list[Any],
        act: Callable[[Any, dict[str, Any]], Any],
        *,
        data: dict[str, Any],
        done: str,
    ) -> None:
        """One transaction a row: what cannot be done for one does not undo the others."""
        skipped = []
        for row in rows:
            try:
                act(row, data)
            except EditorialError as refused:
                skipped.append(f"Skipped “{self.article_of(row).title}”: {refused}")
        number = len(rows) - len(skipped)
        say = messages.success if number else messages.error
        say(request, f"{number} of {len(rows)} {done}.")
        for sentence in skipped:
            messages.warning(request, sentence)
