"""The writer's screen of an article, with the panel that says where its review stands."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone

from articles.draft import Draft
from articles.models import Article
from articles.readiness import Finding, remarks
from articles.reading_grade import Reading, readings
from articles.staff import staff
from reviews import permissions, readiness, workflow
from reviews.admin.answers import UNPROCESSABLE, faults, status_of
from reviews.admin.revisions import RevisionPages
from reviews.admin.unsent import refilled
from reviews.exceptions import EditorialError, NotReady
from reviews.forms import SubmitForm
from reviews.models import Policy, Publication, Review

MOST_SAID = 20  # findings above the page; the page lists them


@admin.register(Article)
class DeskArticleAdmin(RevisionPages):
    change_form_template = "articles/article_change_form.html"
    list_display = ("title", "category", "where_it_stands", "revision_number", "changed_at")

    def get_queryset(self, request: HttpRequest) -> Any:
        return (
            super()
            .get_queryset(request)
            .select_related("publication__current_review", "publication__approval", "publication__notice")
        )

    @admin.display(description="Where it stands")
    def where_it_stands(self, article: Article) -> str:
        publication = getattr(article, "publication", None)
        if publication is None:
            return "Draft"
        notice = f"{publication.notice.get_kind_display()}. " if publication.notice else ""
        live = "Approved" if publication.approval else ""
        review = publication.current_review.get_state_display() if publication.current_review else ""
        return notice + (
            ", update ".join(part for part in (live, review.lower() if live else review) if part) or "Draft"
        )

    def get_urls(self) -> list[Any]:
        submit = path(
            "<path:object_id>/submit/",
            self.admin_site.admin_view(self.submit),
            name="articles_article_submit",
        )
        return [submit, *super().get_urls()]

    def get_form(
        self, request: HttpRequest, obj: Article | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        return refilled(request, super().get_form(request, obj, change=change, **kwargs))

    def findings(self, draft: Draft) -> list[Finding]:
        return readiness.of_draft(draft, today=timezone.now().date())

    def readings(self, draft: Draft) -> list[Reading]:
        return readings(draft.rendered.html, target=Policy.of(draft.category).patient_reading_grade)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        article = self.get_object(request, object_id)
        panel = self._panel(request, article) if article else {}
        return super().change_view(request, object_id, form_url, {**panel, **(extra_context or {})})

    def _panel(self, request: HttpRequest, article: Article) -> dict[str, Any]:
        today = timezone.now().date()
        reviews = article.reviews.select_related("revision", "reviewer", "submitted_by", "closed_by")[:20]
        current = next((review for review in reviews if review.is_open), None)
        publication = (
            Publication.objects.filter(article=article)
            .select_related("live_revision", "approval", "notice")
            .first()
        )
        roles = permissions.roles(staff(request), article=article, review=current, today=today)
        is_latest_open = current is not None and current.revision.number == article.revision_number
        submittable = workflow.available(
            state=current.state if current and is_latest_open else None, actor_roles=roles
        )
        withdrawable = workflow.available(state=current.state, actor_roles=roles) if current else []
        draft = Draft.of(article)
        findings = readiness.of_draft(draft, today=today)
        waits = current if is_latest_open else None
        return {
            "publication": publication, "reviews": reviews, "current": current,
            "submit_form": SubmitForm(article=article, auto_id="submit_%s"),
            "can_submit": "submit" in submittable and not article.archived_at,
            "is_writer": bool(roles & {workflow.Role.WRITER, workflow.Role.EDITOR}),
            "can_withdraw": "withdraw" in withdrawable,
            "can_manage": permissions.is_editor(staff(request)), "findings": findings,
            "remarks": remarks(draft),
            "why_not": readiness.why_not_submit(article, roles=roles, waits=waits, findings=findings),
            "revisions": article.revisions.only("number", "significance", "note", "author_name", "created_at", "article")[:5],
            "returned": next((r for r in reviews[:1] if r.state == Review.State.CHANGES_REQUESTED), None),
        }  # fmt: skip

    def submit(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        article = get_object_or_404(Article, pk=object_id if object_id.isdecimal() else None)
        if request.method != "POST":
            return HttpResponse(
                "Submitting takes the button on the article's page.", status=405, content_type="text/plain"
            )
        form = SubmitForm(request.POST, article=article, auto_id="submit_%s")
        if not form.is_valid():
            return self._refused(request, article, form, faults(form), status=UNPROCESSABLE)
        try:
            messages.success(request, form.perform(article=article, by=staff(request)))
        except NotReady as unready:
            more = len(unready.findings) - MOST_SAID
            rest = [f"And {more} more, which stand on the page."] if more > 0 else []
            sentences = ["This article is not ready to be submitted:", *unready.findings[:MOST_SAID], *rest]
            return self._refused(request, article, form, *sentences, status=status_of(unready))
        except EditorialError as refused:
            return self._refused(request, article, form, str(refused), status=status_of(refused))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))

    def _refused(
        self, request: HttpRequest, article: Article, form: SubmitForm, *sentences: str, status: int
    ) -> HttpResponse:
        """The article's page as it stands, with the sentences above it and the note still in its box."""
        for sentence in sentences:
            messages.error(request, sentence)
        shown = copy(request)
        shown.method = "GET"  # the page itself would take a POST for a save
        response = self.change_view(shown, str(article.pk), extra_context={"submit_form": form})
        response.status_code = status
        return response
