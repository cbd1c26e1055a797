"""Where do editors write the pages about the site, and see every version?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from articles import markdown
from articles.staff import staff
from readers.about import versions
from readers.about.models import AboutText, Subject
from readers.correspondence.registers.editors import ForEditors
from reviews.admin.answers import CONFLICT, UNPROCESSABLE, faults, status_of
from reviews.exceptions import EditorialError


class TextForm(forms.Form):
    """``base`` is the version that its writer began from."""

    body = forms.CharField(
        label="The text, in Markdown", strip=False, widget=forms.Textarea(attrs={"rows": 22})
    )
    note = forms.CharField(
        label="What did you change?", max_length=300, help_text="Readers see it in the page’s history."
    )
    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


@admin.register(AboutText)
class AboutTextAdmin(ForEditors):
    list_display = ("subject", "number", "note", "author_name", "written_at")
    list_filter = ("subject",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """``?page=privacy`` says which; without it the pages are listed."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        page = request.GET.get("page", "")
        if page not in Subject.values:
            return self._shown(request, subjects=list(Subject), title="Write a page about the site")
        return (
            self._write(request, Subject(page))
            if request.method == "POST"
            else self._form(request, Subject(page))
        )

    def _form(self, request: HttpRequest, subject: Subject) -> HttpResponse:
        text = versions.current(subject)
        form = TextForm(initial={"body": text.body, "base": text.number})
        return self._shown(request, subject=subject, form=form, title=subject.label)

    def _write(self, request: HttpRequest, subject: Subject) -> HttpResponse:
        form = TextForm(request.POST)
        show: dict[str, Any] = {"subject": subject, "form": form, "title": subject.label}
        if "preview" in request.POST:
            show["preview"] = markdown.render(str(form.data.get("body", ""))[: versions.LONGEST]).html
            return self._shown(request, **show)
        if not form.is_valid():
            return self._shown(request, **show, fault=faults(form), status=UNPROCESSABLE)
        try:
            text = versions.write(subject=subject, by=staff(request), **form.cleaned_data)
        except versions.SomebodyWasFirst as late:
            show["form"] = TextForm(form.cleaned_data | {"base": late.latest.number})
            return self._shown(request, **show, fault=str(late), theirs=late.latest, status=CONFLICT)
        except EditorialError as refused:
            return self._shown(request, **show, fault=str(refused), status=status_of(refused))
        messages.success(request, f"“{subject.label}” now reads as you wrote it: version {text.number}.")
        return HttpResponseRedirect(reverse("admin:readers_abouttext_changelist"))

    def _shown(self, request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
        return TemplateResponse(
            request,
            "readers/desk/about_write.html",
            {**self.admin_site.each_context(request), **context},
            status=status,
        )
