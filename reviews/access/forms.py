"""What is filled in to show that it is you, and to keep your second factors?"""

from __future__ import annotations

from typing import Any

from django import forms

from reviews.access.factors import NAMES_UP_TO
from reviews.access.proving import Shown

MOST = 4096  # a password of any length that somebody could mean; no more is hashed


class Untold(forms.TextInput):
    """A field whose value never comes back: a code counts once."""

    def format_value(self, value: Any) -> None:
        return None


class HiddenUntold(forms.HiddenInput):
    def format_value(self, value: Any) -> None:
        return None


def password_field() -> forms.CharField:
    return forms.CharField(
        label="Your password", strip=False, required=False, max_length=MOST,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip


def code_field() -> forms.CharField:
    return forms.CharField(
        label="Code from your app, or a recovery code", required=False, max_length=60,
        widget=Untold(attrs={"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}),
    )  # fmt: skip


def passkey_field() -> forms.CharField:
    """Filled by the browser, where there is a script."""
    return forms.CharField(required=False, max_length=20_000, widget=HiddenUntold)


def name_field(label: str) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=NAMES_UP_TO)


def shown(data: dict[str, Any]) -> Shown:
    return Shown(password=data["password"], code=data["one_time_code"], passkey=data["passkey"])


class ProofForm(forms.Form):
    """The password, a second factor, or both, as the moment asks for."""

    password = password_field()
    one_time_code = code_field()
    passkey = passkey_field()

    def __init__(self, *args: Any, asks_password: bool, asks_factor: bool, **kwargs: Any) -> None:
        self.asks_password, self.asks_factor = asks_password, asks_factor
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.asks_password and not data.get("password"):
            self.add_error("password", "Type your password.")
        if self.asks_factor and not (data.get("one_time_code") or data.get("passkey")):
            self.add_error("one_time_code", "Type a code, or use a passkey.")
        return data

    def shown(self) -> Shown:
        return shown(self.cleaned_data)


class AppForm(forms.Form):
    one_time_code = forms.CharField(
        label="The code that the app shows", max_length=12,
        widget=Untold(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
        error_messages={"required": "Type the code that the app shows."},
    )  # fmt: skip
    name = name_field("A name for it, to know it again (optional)")


class PasskeyForm(forms.Form):
    name = name_field("A name for it, to know it again (optional)")
    passkey = passkey_field()
