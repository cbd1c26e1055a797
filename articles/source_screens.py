"""How do works come into the bibliography and leave it by the admin? Upload or paste, look, confirm; and files out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from articles import library
from articles.bibliography.writing import FORMS
from articles.front_matter.decoding import decoded
from articles.front_matter.errors import FrontMatterError
from articles.library import Trial
from articles.models import Source
from articles.staff import staff

MOST_BYTES = 4_000_000  # what was looked at is sent again to be confirmed, and a form holds not much more
UNPROCESSABLE = 422
TOO_LARGE = (
    f"The text is larger than {MOST_BYTES // 1_000_000} MB. Split it, or use the command import_sources."
)
ACTIONS = {f"export_{ending}": form for ending, form in FORMS.items()}


class ImportForm(forms.Form):
    """A file or a text. ``filename`` helps to tell the format where the text does not."""

    file = forms.FileField(label="A file", required=False)
    text = forms.CharField(
        label="Or paste it here", required=False, strip=False, widget=forms.Textarea({"rows": 12})
    )
    filename = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        file, text = cleaned.get("file"), cleaned.get("text", "")
        if not self.errors and bool(file) == bool(text.strip()):
            raise forms.ValidationError("Choose a file or paste a text: one of the two.")
        if (file.size if file else len(text.encode("utf-8", "replace"))) > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return cleaned

    def data_and_name(self) -> tuple[bytes, str]:
        file = self.cleaned_data["file"]
        if file:
            return file.read(), str(file.name)
        return self.cleaned_data["text"].encode("utf-8", "replace"), self.cleaned_data["filename"]


class SourceScreens(admin.ModelAdmin):
    """The screens beside the list of sources that every writer has."""

    change_list_template = "articles/source_change_list.html"

    def get_urls(self) -> list[Any]:
        screens = [
            path("import/", self.admin_site.admin_view(self.import_screen), name="articles_source_import"),
            path(
                "export.<str:form>",
                self.admin_site.admin_view(self.export_all),
                name="articles_source_export",
            ),
        ]
        return [*screens, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        forms_out = {"forms_out": FORMS.items(), "may_import": self.has_add_permission(request)}
        return super().changelist_view(request, {**forms_out, **(extra_context or {})})

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Source], search_term: str
    ) -> tuple[QuerySet[Source], bool]:
        """Lists and boxes that search offer what can be cited anew; a merged source keeps its own page."""
        current = queryset.filter(merged_into__isnull=True)
        return super().get_search_results(request, current, search_term)

    def get_actions(self, request: HttpRequest) -> Any:
        return super().get_actions(request) | {
            name: (_export_chosen, name, f"Export as {form.name}") for name, form in ACTIONS.items()
        }

    def export_all(self, request: HttpRequest, form: str) -> HttpResponseBase:
        if form not in FORMS:
            raise Http404
        if not self.has_view_permission(request):
            raise PermissionDenied
        sources = Source.objects.current().order_by("key").iterator(chunk_size=500)
        return library.exported(library.works_of(sources), form=form, name="sources")

    def import_screen(self, request: HttpRequest) -> HttpResponse:
        """Nothing is kept before it was looked at: the first answer is a trial, the second the import."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._screen(request, ImportForm())
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._screen(request, form, status=UNPROCESSABLE)
        data, name = form.data_and_name()
        is_kept = "confirm" in request.POST
        trial = library.tried(data, filename=name, by=staff(request), is_kept=is_kept)
        if not is_kept:
            return self._screen(request, form, trial=trial, text=_text(data), filename=name)
        self._say(request, trial)
        return HttpResponseRedirect(reverse("admin:articles_source_changelist"))

    def _screen(
        self, request: HttpRequest, form: ImportForm, *, status: int = 200, **context: Any
    ) -> HttpResponse:
        shown = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Import sources",
            "form": form,
        }
        return TemplateResponse(request, "articles/source_import.html", shown | context, status=status)

    def _say(self, request: HttpRequest, trial: Trial) -> None:
        counts = trial.counts
        said = f"{counts['imported']} imported, {counts['updated']} changed, {counts['unchanged']} known already."
        messages.success(request, said)
        for row in trial.of("refused")[:20]:
            messages.warning(request, f"{f'Line {row.line}: ' if row.line else ''}{row.reason}")


def _text(data: bytes) -> str:
    """What will be confirmed; "" where there is nothing that could be."""
    try:
        return decoded(data)
    except FrontMatterError:
        return ""


def _export_chosen(modeladmin: Any, request: HttpRequest, queryset: QuerySet[Source]) -> HttpResponseBase:
    form = request.POST["action"].removeprefix("export_")
    works = library.works_of(queryset.order_by("key").iterator(chunk_size=500))
    return library.exported(works, form=form, name="sources")
