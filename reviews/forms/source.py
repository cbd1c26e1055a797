"""What is filled in when a cited work was retracted?"""

from __future__ import annotations

from django import forms
from django.contrib.auth.models import User

from articles.models import Source
from reviews import actions


class RetractedSourceForm(forms.Form):
    retracted_on = forms.DateField(
        label="The day its retraction was published",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def perform(self, *, source: Source, by: User) -> str:
        day = self.cleaned_data["retracted_on"]
        marked = len(actions.flag_retracted_source(source=source, by=by, retracted_on=day))
        articles = f"{marked} article{'' if marked == 1 else 's'}"
        return (
            f"The source {source.key} is recorded as retracted. {articles} citing it must be looked at again."
        )
