"""What does a person fill in about themselves?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils import timezone

from reviews import preferences
from reviews.models import Preferences


def day_field(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class PreferencesForm(forms.Form):
    away_from = day_field("First day away")
    away_until = day_field("Last day away")
    daily_digest = forms.BooleanField(
        label="Send me one mail a day instead of one for each event", required=False
    )

    @classmethod
    def of(cls, kept: Preferences, *, today: date) -> PreferencesForm:
        """The form with what is kept; an absence that is over is not shown again."""
        is_over = kept.away_until is not None and kept.away_until < today
        away = {} if is_over else {"away_from": kept.away_from, "away_until": kept.away_until}
        return cls(initial={"daily_digest": kept.daily_digest, **away})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("away_from"), data.get("away_until")
        if self.errors:
            return data
        if bool(first) != bool(last):
            self.add_error(
                "away_until" if first else "away_from", "Give the first and the last day, or neither."
            )
        elif first and last and last < first:
            self.add_error("away_until", "The last day lies before the first one. Change one of them.")
        elif last and last < timezone.now().date():
            self.add_error("away_until", "This absence is over already. Give days to come, or empty both.")
        return data

    def perform(self, *, by: User) -> str:
        kept = preferences.prefer(by=by, **self.cleaned_data)
        if kept.away_from and kept.away_until:
            return f"Kept. You are away from {kept.away_from:%-d %B %Y} to {kept.away_until:%-d %B %Y}; nobody is sent to you then."
        return "Kept. You are here."
