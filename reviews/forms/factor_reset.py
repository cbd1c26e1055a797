"""What is filled in when somebody has lost their second factor?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User

from reviews.forms.act import choice_of, reason_field


class ResetForm(forms.Form):
    """Whose factors, and why."""

    do = forms.CharField(widget=forms.HiddenInput, initial="ask")
    person = forms.ModelChoiceField(
        User.objects.none(), label="Who lost their second factor", empty_label="Choose"
    )
    reason = reason_field("What happened, and how you know that it is really them")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = User.objects.filter(is_staff=True, is_active=True).exclude(pk=by.pk)
        choice_of(self, "person").queryset = others.order_by("username")
