"""What does a writer fill in?"""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.fields import InvalidJSONInput
from django.http import QueryDict
from markdownx.widgets import AdminMarkdownxWidget

from articles import authors, opened
from articles.bibliography import identifiers
from articles.bibliography.records import TOO_DEEP, as_kept, cleaned
from articles.choosing import is_key
from articles.conflict import PIECES
from articles.draft import TEXTS, Draft
from articles.drafting import LIMITS, clean_fields
from articles.exceptions import InvalidArticle, PictureRefused
from articles.library import held_already
from articles.models import Article, Contributor, Picture, Significance, Source
from articles.pictures import MAX_BYTES, reencode
from articles.readiness import Finding


class SourcesField(forms.ModelMultipleChoiceField):
    def clean(self, value: Any) -> Any:
        for key in value or ():
            if not is_key(key):
                raise forms.ValidationError(f"“{key[:20]}” is not one of the sources.")
        return super().clean(value)

    def prepare_value(self, value: Any) -> Any:
        kept = [key for key in value if is_key(key)] if isinstance(value, list) else value
        return super().prepare_value(kept)


class PictureField(forms.ModelChoiceField):
    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value(value if is_key(value) else None)


class ArticleForm(forms.ModelForm):
    """The working copy. Nothing is saved here: ``article_fields`` goes to ``save_article``."""

    base = forms.IntegerField(widget=forms.HiddenInput, required=False)
    opened = forms.CharField(widget=forms.HiddenInput, required=False)  # what a merge compares with
    note = forms.CharField(label="What did you change?", required=False, max_length=500)
    significance = forms.ChoiceField(
        label="How much does it matter?", choices=Significance.choices, initial=Significance.SUBSTANTIVE
    )

    class Meta:
        model = Article
        fields = (
            "title", "slug", "category", "tags", "excerpt", "body", "listed_sources", "picture", "funding", "language",
            "reading_grade_reason",
        )  # fmt: skip
        field_classes = {"listed_sources": SourcesField, "picture": PictureField}
        widgets = {
            "body": AdminMarkdownxWidget(attrs={"rows": 28, "spellcheck": "true"}),
            "excerpt": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "funding": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "reading_grade_reason": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = list(self.instance.bylines.values_list("contributor", flat=True)) if self.instance.pk else []
        for name in ("excerpt", "body", "funding"):
            self.fields[name].validators.append(MaxLengthValidator(LIMITS[name]))
        cast(
            "forms.CharField", self.fields["body"]
        ).strip = False  # a save of the page as it is must find the text as it is
        self.fields["slug"].required = False
        self.fields["slug"].help_text = "The last part of the address. Left empty, it is made from the title."
        self.fields["base"].initial = self.instance.version
        self.fields["opened"].initial = opened.written(self.instance, byline=lines)
        self.fields.update(authors.places(lines, sent=self.data))
        self.left_out = self._put_back(authors=len(lines)) if self.is_bound and self.instance.pk else []

    def is_multipart(self) -> bool:
        """Though nothing is uploaded: line ends and other scripts than ours grow to three and nine times in the other form."""
        return True

    def _put_back(self, *, authors: int) -> list[str]:
        """The names of what did not arrive, though a browser sends an empty box too. As it is saved it stands in its
        place, so that sending the page again loses nothing.
        """
        places = 0 if PIECES in self.data else authors  # what settles a conflict has no empty places
        names = [*self.Meta.fields, *(f"author_{place + 1}" for place in range(places))]
        held = {name: self._held(name) for name in names if self._is_omitted(name)}
        lost = {name: value for name, value in held.items() if value or not self._is_choice(name)}
        if lost:
            self.data = cast("QueryDict", self.data).copy()
            self.data.update(lost)
        return list(lost)

    def _is_omitted(self, name: str) -> bool:
        return self.fields[name].widget.value_omitted_from_data(self.data, self.files, name)

    def _is_choice(self, name: str) -> bool:
        """Where nothing is held, none of the choices is as good as the empty one."""
        return isinstance(self.fields[name], forms.ChoiceField)

    def _held(self, name: str) -> str:
        field = self.fields[name]
        value = field.prepare_value(self.get_initial_for_field(field, name))
        written = field.widget.format_value(value)
        return str(written[0] if isinstance(written, list) else written or "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.left_out:
            labels = ", ".join(str(self.fields[name].label) for name in self.left_out)
            self.add_error(
                None,
                f"The form came without: {labels}. Nothing was saved. What is saved stands there again; "
                "look it through and save once more.",
            )
        try:
            clean_fields(self._typed(cleaned), article=self.instance if self.instance.pk else None)
        except InvalidArticle as invalid:
            for name, sentence in invalid.errors.items():
                if name not in self.errors:
                    self.add_error(name, sentence)
        return cleaned

    def _typed(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        fields = {name: cleaned[name] for name in self.Meta.fields if name in cleaned}
        if not fields.get("slug"):
            fields.pop("slug", None)
        return fields

    def article_fields(self) -> dict[str, Any]:
        """The keyword arguments for ``save_article``."""
        fields = self._typed(self.cleaned_data)
        fields["tags"] = list(fields.get("tags", []))
        fields["listed_sources"] = list(fields.get("listed_sources", []))
        return {**fields, "byline": self._byline()}

    def _byline(self) -> list[Contributor]:
        chosen = [self.cleaned_data.get(name) for name in self.fields if name.startswith("author_")]
        people = Contributor.objects.in_bulk([pk for pk in chosen if pk])
        return [people[pk] for pk in chosen if pk in people]

    def draft(self) -> Draft:
        """The text as it stands in the form. A field that cannot be kept counts as empty."""
        self.is_valid()
        held = self.cleaned_data
        texts: dict[str, Any] = {name: str(held.get(name) or "").replace("\r\n", "\n") for name in TEXTS}
        return Draft(
            **texts, language=held.get("language") or "en", category=held.get("category"), picture=held.get("picture"),
            byline=tuple(self._byline()), listed_sources=tuple(held.get("listed_sources") or ()),
            article=self.instance if self.instance.pk else None,
        )  # fmt: skip

    def not_kept(self) -> list[Finding]:
        """What the form itself refuses, said like what the readiness checks find."""
        return [
            Finding(name, " ".join(f"{self.fields[name].label}: {error}" for error in errors))
            for name, errors in self.errors.items()
            if name in self.Meta.fields
        ]


class PictureForm(forms.ModelForm):
    """A new picture is uploaded and said in words; a known one can only be described better."""

    upload = forms.FileField(label="Picture file", help_text="JPEG, PNG or WebP, at most 10 MB.")

    class Meta:
        model = Picture
        fields = ("upload", "alt", "credit", "caption")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["upload"]

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        try:
            reencode(upload.read(MAX_BYTES + 1))
        except PictureRefused as refused:
            raise forms.ValidationError(str(refused)) from refused
        upload.seek(0)
        return upload


class RecordField(forms.JSONField):
    """What is more than the reader of JSON bears, such as brackets in brackets by the thousand, is refused in a sentence."""

    def to_python(self, value: Any) -> Any:
        try:
            record = super().to_python(value)
            cleaned(record)
        except RecursionError as error:
            raise forms.ValidationError(f"The record cannot be kept: {TOO_DEEP}.") from error
        except ValueError as error:
            raise forms.ValidationError(f"The record cannot be kept: {error}.") from error
        return record

    def bound_data(self, data: Any, initial: Any) -> Any:
        return None if data is None else InvalidJSONInput(data)  # shown again as it was typed


class SourceForm(forms.ModelForm):
    class Meta:
        model = Source
        fields = ("key", "kind", "csl")
        field_classes = {"csl": RecordField}

    def clean_csl(self) -> dict[str, Any]:
        """A CSL-JSON record with a title, as an import would keep it, and whose identifiers can be ones."""
        csl = self.cleaned_data["csl"]
        if not isinstance(csl, dict) or not str(csl.get("title", "")).strip():
            raise forms.ValidationError(
                'Write one record, such as {"type": "article-journal", "title": "..."}.'
            )
        csl = as_kept(csl)
        if faults := [*identifiers.faults(csl), *held_already(csl, but=self.instance)]:
            raise forms.ValidationError(faults)
        return csl
