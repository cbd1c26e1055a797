"""How do writers and editors reach what is written? The desk (``reviews.admin``) puts its panels beside these."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from articles import authors, readiness
from articles.actions import save_article
from articles.choosing import DayAndTime, OfferedSelect, OfferedSelectMultiple
from articles.conflict import assembled, merging
from articles.draft import Draft
from articles.exceptions import EditConflict, PictureRefused
from articles.forms import ArticleForm, PictureForm, SourceForm
from articles.long_lists import LongList
from articles.models import Article, Category, Contributor, Picture, Revision, Source
from articles.pictures import add_picture
from articles.readiness import Finding
from articles.reading_grade import Reading, readings
from articles.registers import announce
from articles.source_screens import SourceScreens
from articles.staff import staff
from articles.word_screen import UNPROCESSABLE, WordScreen

FIELDSETS: dict[str | None, list[str]] = {
    None: ["title", "slug", "category", "tags", "excerpt"],
    "Text": ["body", "listed_sources", "picture"],
    "Authors, in order": [],
    "Declarations": ["funding", "reading_grade_reason", "language"],
    "This change": ["note", "significance", "base", "opened"],
}


class NeverDeleted(admin.ModelAdmin):
    """What the record names is kept: no screen deletes it. What is not public has no page to be viewed on."""

    view_on_site = False
    paginator = LongList
    show_full_result_count = False
    formfield_overrides: ClassVar[dict[Any, Any]] = {
        models.DateTimeField: {"form_class": forms.SplitDateTimeField, "widget": DayAndTime}
    }

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", OfferedSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", OfferedSelectMultiple(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """No button leads here; whoever comes all the same is told why not."""
        one = self.opts.verbose_name
        raise PermissionDenied(
            f"This {one} cannot be deleted. Signed texts and the record of who did what may name it, and they must "
            "stay readable. Change it, or take it out of use, where its own page offers that."
        )

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Whoever may open none of them is not told which there are."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if form.changed_data or not change:
            announce(obj, by=staff(request), changed=form.changed_data, is_new=not change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        for obj in formset.new_objects:
            announce(obj, by=staff(request), changed=[f.name for f in obj._meta.fields], is_new=True)
        for obj, changed in formset.changed_objects:
            announce(obj, by=staff(request), changed=changed, is_new=False)


class ReadOnly(NeverDeleted):
    """What is written by actions alone: to be looked at here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ArticleAdmin(WordScreen, NeverDeleted):
    form = ArticleForm
    list_display: tuple[str, ...] = ("title", "category", "revision_number", "changed_at")
    list_filter = ("category", "language")
    search_fields = ("title", "slug", "excerpt")
    autocomplete_fields = ("listed_sources", "picture")
    list_select_related = ("category",)
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        return super().get_queryset(request).select_related("category")

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        if not self.has_change_permission(request, obj) and obj:
            return [
                (None, {"fields": ["title", "slug", "category", "excerpt", "body", "funding", "language"]})
            ]
        places = authors.names(obj.bylines.count() if obj else 0, sent=request.POST)
        return [
            (title, {"fields": places if title == "Authors, in order" else fields})
            for title, fields in FIELDSETS.items()
        ]

    def get_form(
        self, request: HttpRequest, obj: Article | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        may_write = self.has_change_permission(request, obj) if change else self.has_add_permission(request)
        kwargs |= {"fields": None} if may_write else {"form": forms.ModelForm}
        return super().get_form(request, obj, change=change, **kwargs)

    def save_model(self, request: HttpRequest, obj: Article, form: ArticleForm, change: bool) -> None:
        data = form.cleaned_data
        saved = save_article(
            by=staff(request), article=obj if change else None, base=data.get("base") or 0,
            note=data["note"], significance=data["significance"], **form.article_fields(),
        )  # fmt: skip
        for name in ("pk", "version", "revision_number", "slug"):
            setattr(obj, name, getattr(saved, name))
        obj._state.adding = False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """``save_article`` wrote the relations already, in its own transaction."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        if request.method == "POST":
            request.POST = assembled(request.POST)  # type: ignore[assignment]  # it may be set, says Django
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except EditConflict as conflict:
            return self._conflict(request, conflict)

    def _conflict(self, request: HttpRequest, conflict: EditConflict) -> HttpResponse:
        """What both changed is a choice, the rest is merged; nothing that this writer typed is left out."""
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": "Somebody saved before you", "conflict": conflict,
            "article": conflict.article, "theirs": conflict.theirs, "merging": merging(conflict, since=request.POST.get("opened", "")),
            "kept": [(name, request.POST.get(name, "")) for name in ("note", "significance")],
            "your_body": conflict.yours["body"], "number": conflict.article.revision_number + 1,
        }  # fmt: skip
        return TemplateResponse(request, "articles/article_conflict.html", context, status=409)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """The audiences with their reading grades, and the preview, stand above the text."""
        article = kwargs.get("obj")
        if self.has_change_permission(request, article) if article else self.has_add_permission(request):
            draft = Draft.of(article) if article else Draft()
            bar = {"readings": self.readings(draft), "article": article}
            for name, options in context["adminform"].fieldsets:
                if name == "Text":
                    options["description"] = render_to_string("articles/_editor_bar.html", bar, request)
        page = super().render_change_form(request, context, *args, **kwargs)
        if getattr(context["adminform"].form, "left_out", None):
            page.status_code = UNPROCESSABLE
        return page

    def findings(self, draft: Draft) -> list[Finding]:
        """What keeps a text from being submitted. The desk adds what only it can know."""
        return readiness.of_draft(draft)

    def readings(self, draft: Draft) -> list[Reading]:
        return readings(draft.rendered.html)

    def checked(self, request: HttpRequest, article: Article | None) -> HttpResponse:
        """The findings and reading grades of the form as it was sent, which is not saved."""
        form = ArticleForm(request.POST, instance=article)
        draft, refused = form.draft(), form.not_kept()
        places = {finding.place for finding in refused}
        found = [*refused, *(f for f in self.findings(draft) if f.place not in places)]
        remarks = readiness.remarks(draft)
        context = {
            "findings": found, "remarks": remarks, "readings": self.readings(draft), "is_typed": True,
        }  # fmt: skip
        return render(request, "articles/_checked.html", context)


@admin.register(Revision)
class RevisionAdmin(ReadOnly):
    list_display = ("number", "title", "significance", "author_name", "created_at")
    list_filter = ("significance",)
    search_fields = ("title", "digest")
    ordering = ("-pk",)  # which is that of time
    fields = (
        "article", "number", "digest", "significance", "note", "author_name", "created_at", "title", "excerpt", "as_read", "funding",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        return super().get_queryset(request).select_related("article")

    @admin.display(description="Text as readers see it")
    def as_read(self, revision: Revision) -> str:
        return format_html('<div class="paper">{}</div>', _stored_html(revision))


def _stored_html(revision: Revision) -> Any:
    return mark_safe(revision.rendered["everyone"]["html"])  # noqa: S308 - sanitised when the revision was made


@admin.register(Category)
class CategoryAdmin(NeverDeleted):
    list_display = ("name", "slug")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Contributor)
class ContributorAdmin(NeverDeleted):
    list_display = ("name", "credentials", "affiliation", "is_health_professional")
    search_fields = ("name", "affiliation")
    autocomplete_fields = ("user",)


@admin.register(Source)
class SourceAdmin(SourceScreens, NeverDeleted):
    form = SourceForm
    list_display = ("key", "kind", "year", "title")
    list_filter = ("kind",)
    search_fields = ("key", "title", "doi", "pmid")
    readonly_fields = ("reference", "doi", "pmid", "isbn", "url", "publisher")

    def has_change_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        is_kept = (
            obj is not None and not obj.is_current
        )  # for the texts that cite its key; corrected where it went
        return not is_kept and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Source | None = None) -> Any:
        return (*self.readonly_fields, "key") if obj else self.readonly_fields

    @admin.display(description="As it is printed")
    def reference(self, source: Source) -> str:
        return source.as_cited()["reference"] if source.csl else "-"


KEPT_OF_PICTURES = ("file", "width", "height", "digest", "owner")


@admin.register(Picture)
class PictureAdmin(NeverDeleted):
    form = PictureForm
    list_display = ("__str__", "credit", "width", "height", "owner")
    search_fields = ("alt", "credit", "file")
    list_select_related = ("owner",)

    def get_fields(self, request: HttpRequest, obj: Picture | None = None) -> Any:
        said = ("alt", "credit", "caption")
        return (*said, *KEPT_OF_PICTURES) if obj else ("upload", *said)

    def get_readonly_fields(self, request: HttpRequest, obj: Picture | None = None) -> Any:
        return KEPT_OF_PICTURES if obj else ()

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A picture that could not be kept leads back to the form, with what was said of it."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except PictureRefused as refused:
            messages.error(request, str(refused))
            said = {name: request.POST.get(name, "") for name in ("alt", "credit", "caption")}
            return HttpResponseRedirect(f"{request.path}?{urlencode(said)}")

    def save_model(self, request: HttpRequest, obj: Picture, form: PictureForm, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        data = form.cleaned_data
        told = {name: data[name] for name in ("alt", "credit", "caption")}
        added = add_picture(file=data["upload"], by=staff(request), **told)
        obj.pk, obj.file, obj._state.adding = added.pk, added.file, False
