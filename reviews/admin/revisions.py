"""Every revision of an article: who wrote it, what became of it, what changed between any two, and the way back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse

from articles.admin import ArticleAdmin
from articles.exceptions import EditConflict, EditorialError
from articles.history import Comparison, restore_revision
from articles.models import Article, Revision
from articles.staff import staff
from reviews.admin.answers import CONFLICT, status_of
from reviews.models import Publication, Review

PER_PAGE = 25
LISTED = ("number", "significance", "note", "author_name", "created_at", "article")
MOST_DIGITS = 9  # of a revision's number


class RevisionPages(ArticleAdmin):
    """The pages below an article's own that show its history."""

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        one = "<int:pk>/revisions/"
        own = [
            path(one, wrap(self.revisions), name="articles_article_revisions"),
            path(f"{one}<int:number>/restore/", wrap(self.restore), name="articles_article_restore"),
        ]
        return [*own, *super().get_urls()]

    def revisions(self, request: HttpRequest, pk: int) -> HttpResponse:
        article = self._article(request, pk)
        if "a" in request.GET or "b" in request.GET:
            return self._compared(request, article)
        return self._listed(request, article)

    def restore(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        article = self._article(request, pk)
        if request.method != "POST":
            sentence = "Restoring takes the button on the list of revisions."
            return HttpResponse(sentence, status=405, content_type="text/plain", headers={"Allow": "POST"})
        revision = get_object_or_404(article.revisions.select_related("article"), number=_small(number))
        try:
            restored = restore_revision(revision=revision, by=staff(request), base=_version(request))
        except EditConflict as conflict:
            return self._listed(request, article, fault=_meanwhile(conflict), status=CONFLICT)
        except EditorialError as refused:
            return self._listed(request, article, fault=str(refused), status=status_of(refused))
        messages.success(request, _said(revision, restored, before=article))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))

    def _article(self, request: HttpRequest, pk: int) -> Article:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(Article, pk=_small(pk, digits=18))

    def _listed(
        self, request: HttpRequest, article: Article, *, fault: str = "", status: int = 200
    ) -> HttpResponse:
        page = Paginator(_rows(article), PER_PAGE).get_page(request.GET.get("page"))
        publication = Publication.objects.filter(article=article).first()
        context = {
            **self._context(request, article), "title": "Revisions", "page": page, "fault": fault,
            "live": publication.live_revision_id if publication else None,
            "may_restore": self.has_change_permission(request, article),
        }  # fmt: skip
        return TemplateResponse(request, "articles/article_revisions.html", context, status=status)

    def _compared(self, request: HttpRequest, article: Article) -> HttpResponse:
        one, other = (_numbered(article, request.GET.get(name, "")) for name in ("a", "b"))
        compared = Comparison.of(one, other)
        context = {
            **self._context(request, article), "compared": compared, "passages": compared.passages, "beside": compared.beside,
            "title": f"From revision {compared.before.number} to revision {compared.after.number}",
            "may_restore": self.has_change_permission(request, article),
        }  # fmt: skip
        return TemplateResponse(request, "articles/article_comparison.html", context)

    def _context(self, request: HttpRequest, article: Article) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts, "article": article}


def _rows(article: Article) -> QuerySet[Revision]:
    reviews = Review.objects.select_related("reviewer").order_by("-submitted_at", "-pk")
    return article.revisions.only(*LISTED).prefetch_related(Prefetch("reviews", reviews)).order_by("-number")


def _numbered(article: Article, number: str) -> Revision:
    is_number = number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS
    return get_object_or_404(article.revisions, number=int(number) if is_number else -1)


def _small(number: int, *, digits: int = MOST_DIGITS) -> int:
    """Raises Http404 for a number that no database takes."""
    if len(str(number)) > digits:
        raise Http404
    return number


def _version(request: HttpRequest) -> int:
    """The version that the person saw. One that is missing or nonsense was never seen."""
    sent = request.POST.get("base", "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) <= MOST_DIGITS else -1


def _meanwhile(conflict: EditConflict) -> str:
    theirs = conflict.theirs
    return (
        f"{theirs.author_name} saved revision {theirs.number} after you opened this page. Nothing was restored. "
        "Look at what changed, then restore again if it is still right."
    )


def _said(revision: Revision, restored: Article, *, before: Article) -> str:
    if restored.revision_number == before.revision_number:
        return f"The text is that of revision {revision.number} already. Nothing was changed."
    return (
        f"Revision {restored.revision_number} holds the text of revision {revision.number}. "
        "Readers see it when it is reviewed and approved."
    )
