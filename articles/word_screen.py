"""Where does a writer upload a Word file?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from articles import word
from articles.exceptions import EditorialError
from articles.staff import staff
from articles.word import Draft
from articles.word.pandoc import ABSENT

MOST_SAID = 20
UNPROCESSABLE = 422


class WordForm(forms.Form):
    file = forms.FileField(label="A Word file (.docx)")


class WordScreen(admin.ModelAdmin):
    """A screen beside the list of articles: one file, one new draft."""

    change_list_template = "articles/article_change_list.html"

    def get_urls(self) -> list[Any]:
        screen = self.admin_site.admin_view(self.word)
        return [path("word/", screen, name="articles_article_word"), *super().get_urls()]

    def word(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._screen(request, WordForm(), fault="" if word.is_available() else ABSENT)
        form = WordForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._screen(request, form, status=UNPROCESSABLE)
        file = form.cleaned_data["file"]
        try:
            draft = word.draft_from(file.read(word.MAX_BYTES + 1), filename=str(file.name), by=staff(request))
        except EditorialError as refused:
            return self._screen(request, form, fault=str(refused), status=UNPROCESSABLE)
        self._say(request, draft)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[draft.article.pk]))

    def _say(self, request: HttpRequest, draft: Draft) -> None:
        messages.success(request, f"“{draft.article}” is a draft now. Read it once against the file.")
        for sentence in draft.left_out[:MOST_SAID]:
            messages.warning(request, sentence)
        if (more := len(draft.left_out) - MOST_SAID) > 0:
            messages.warning(request, f"And {more} more that could not be carried over.")

    def _screen(
        self, request: HttpRequest, form: WordForm, *, fault: str = "", status: int = 200
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": "From a Word file", "form": form,
            "fault": fault, "is_available": word.is_available(),
        }  # fmt: skip
        return TemplateResponse(request, "articles/article_word.html", context, status=status)
