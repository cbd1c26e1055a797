"""How is a passkey made, and how is it asked for? The challenge waits in the session, for one answer alone."""

from __future__ import annotations

import json
import struct
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django_otp_webauthn.exceptions import OTPWebAuthnApiError
from django_otp_webauthn.helpers import WebAuthnHelper
from django_otp_webauthn.models import WebAuthnCredential
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import UserVerificationRequirement

MAKING, SHOWING = "passkey_to_make", "passkey_to_show"
# What a browser that lies can send besides well-formed answers that are wrong.
MALFORMED = (
    LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError, struct.error, IntegrityError,
)  # fmt: skip


class Passkeys(WebAuthnHelper):
    """The person is always verified by the device, when the passkey is made as when it is shown: it is two factors in one."""

    def get_generate_registration_options_kwargs(self, *, user: User) -> dict[str, Any]:
        options: dict[str, Any] = super().get_generate_registration_options_kwargs(user=user)
        options["authenticator_selection"].user_verification = UserVerificationRequirement.REQUIRED
        return options


def to_make(request: HttpRequest, *, user: User) -> dict[str, Any]:
    """What the browser needs to make a passkey for this person."""
    options, request.session[MAKING] = Passkeys(request).register_begin(user=user)
    return dict(options)


def to_show(request: HttpRequest, *, user: User) -> dict[str, Any]:
    """What the browser needs to show one of this person's passkeys."""
    options, request.session[SHOWING] = Passkeys(request).authenticate_begin(
        user=user, require_user_verification=True
    )
    return dict(options)


def made(request: HttpRequest, *, user: User, answer: str, name: str) -> WebAuthnCredential | None:
    """The passkey that the browser's answer holds, kept; None if it does not fit the challenge."""
    state = _taken(request, MAKING)
    try:
        with transaction.atomic():
            device = Passkeys(request).register_complete(user=user, state=state, data=json.loads(answer))
            device.name = name
            device.save(update_fields=["name"])
            return device
    except (OTPWebAuthnApiError, WebAuthnException, *MALFORMED):
        return None


def is_shown(request: HttpRequest, *, user: User, answer: str) -> bool:
    """Does the answer come from one of this person's passkeys, to the challenge of this session?"""
    state = _taken(request, SHOWING)
    try:
        with transaction.atomic():
            device = Passkeys(request).authenticate_complete(user=user, state=state, data=json.loads(answer))
    except (OTPWebAuthnApiError, WebAuthnException, *MALFORMED):
        return False
    return bool(device.confirmed and device.user_id == user.pk)


def _taken(request: HttpRequest, name: str) -> dict[str, Any]:
    """The challenge, which counts once whatever comes of it."""
    state = request.session.pop(name, {})
    request.session.save()
    return dict(state)
