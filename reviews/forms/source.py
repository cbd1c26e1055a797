"""What is filled in when a cited work was retracted or superseded, and to take in a list of such works?"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from articles.models import Source
from reviews import actions, retraction_list
from reviews.actions.evidence import Recorded
from reviews.forms.act import reason_field

MOST_BYTES = 200_000_000  # the whole public list has about 60 MB
MOST_REFUSALS = 200  # on the page


class SourceActForm(forms.Form):
    """An act on one source: ``perform`` calls the action and returns the sentence that says what happened."""

    verb: ClassVar[str]

    def perform(self, *, source: Source, by: User) -> str:
        raise NotImplementedError


class RetractedSourceForm(SourceActForm):
    verb = "retracted"
    retracted_on = forms.DateField(
        label="The day its retraction was published",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def perform(self, *, source: Source, by: User) -> str:
        day = self.cleaned_data["retracted_on"]
        marked = len(actions.flag_retracted_source(source=source, by=by, retracted_on=day))
        return f"The source {source.key} is recorded as retracted. {_articles(marked)} citing it must be looked at again."


class SupersededSourceForm(SourceActForm):
    verb = "superseded"
    successor = forms.CharField(label="Key of the newer work", max_length=100)
    reason = reason_field("What changed")

    def clean_successor(self) -> Source:
        key = self.cleaned_data["successor"].removeprefix("[").removesuffix("]").removeprefix("@")
        found = Source.objects.filter(key=key).first()
        if found is None:
            raise forms.ValidationError(
                f"No source has the key “{key}”. Add the newer work to the sources first."
            )
        return found

    def perform(self, *, source: Source, by: User) -> str:
        newer = self.cleaned_data["successor"]
        reason = self.cleaned_data["reason"]
        marked = len(actions.supersede_source(source=source, successor=newer, by=by, reason=reason))
        return (
            f"The source {source.key} is recorded as superseded by {newer.key}. "
            f"{_articles(marked)} citing it must be looked at again."
        )


class RetractionListForm(forms.Form):
    file = forms.FileField(
        label="The list, a CSV file", widget=forms.FileInput(attrs={"accept": ".csv,text/csv"})
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                f"The file has more than {MOST_BYTES // 1_000_000} MB. Take it in with manage.py flag_retractions."
            )
        return file

    def perform(self, *, by: User) -> dict[str, Any]:
        """What became of the rows, for the page."""
        whole = Recorded()
        refused = 0
        for part in retraction_list.take_in(self.cleaned_data["file"].file, by=by, now=timezone.now()):
            whole.recorded += part.recorded
            whole.known += part.known
            whole.not_in_library += part.not_in_library
            whole.marked |= part.marked
            refused += len(part.refused)
            whole.refused += part.refused[: MOST_REFUSALS - len(whole.refused)]
        return {"answer": whole, "refused": refused, "more": refused - len(whole.refused)}


SOURCE_FORMS: dict[str, type[SourceActForm]] = {
    form.verb: form for form in (RetractedSourceForm, SupersededSourceForm)
}


def _articles(number: int) -> str:
    return f"{number} article{'' if number == 1 else 's'}"
