"""Which second factors does a person have, who must have one, and how does one come and go?"""

from __future__ import annotations

import hashlib
import secrets
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from reviews.access.events import record
from reviews.access.models import Happened, RecoveryCode
from reviews.access.telling import tell
from reviews.exceptions import EditorialError
from reviews.permissions import MANAGE

CODES = 10
GROUPS = 6  # of four letters each: 120 bits, so that a plain digest is enough to keep
NAMES_UP_TO = 60


class NoSuchFactor(EditorialError):
    """It is not this person's, or is gone already."""


@dataclass(frozen=True)
class Factor:
    """An app or a passkey, as its owner sees it."""

    kind: str
    pk: int
    name: str
    added_at: datetime | None
    used_at: datetime | None

    @property
    def label(self) -> str:
        return {"app": "Authenticator app", "passkey": "Passkey"}[self.kind]


KINDS = {"app": TOTPDevice, "passkey": WebAuthnCredential}


def is_required(user: User) -> bool:
    """Of those who judge, and of those who rule."""
    judges = user.is_superuser or user.has_perm("reviews.sign_review") or user.has_perm(MANAGE)
    return bool(settings.REQUIRE_SECOND_FACTOR and user.is_staff and judges)


def has_any(user: User) -> bool:
    """Recovery codes alone are none: they stand in for one that is lost."""
    return any(model.objects.filter(user=user, confirmed=True).exists() for model in KINDS.values())


def factors_of(user: User) -> list[Factor]:
    return [
        Factor(kind, found.pk, found.name, found.created_at, found.last_used_at)
        for kind, model in KINDS.items()
        for found in model.objects.filter(user=user, confirmed=True).order_by("pk")
    ]


# --- An app ---------------------------------------------------------------------------------------------------
def prepare_app(user: User) -> TOTPDevice:
    """A key that counts once a code made with it was typed. An earlier one that never did is dropped."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    return TOTPDevice.objects.create(user=user, confirmed=False, name="")


def prepared_app(user: User) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=False).first()


def key_in_words(device: TOTPDevice) -> str:
    """In groups of four, to be typed by hand."""
    key = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))


@transaction.atomic
def confirm_app(user: User, *, code: str, name: str, request: HttpRequest, now: datetime) -> bool:
    """The first code from the app makes it count. False: the code was not right."""
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
    if device is None or not device.verify_token(plain(code)):
        return False
    # One app a person: a code is tried against one key, and a wrong one slows down the guessing of that key alone.
    TOTPDevice.objects.filter(user=user, confirmed=True).delete()
    device.confirmed, device.name = True, name.strip()[:NAMES_UP_TO] or "Authenticator app"
    device.save()
    added(user, name=device.name, request=request, now=now)
    return True


def plain(code: str) -> str:
    """Without the blanks and strokes that people type between groups."""
    return "".join(letter for letter in code if letter.isalnum()).upper()


# --- Recovery codes --------------------------------------------------------------------------------------------
@transaction.atomic
def make_recovery_codes(user: User, *, request: HttpRequest, now: datetime) -> list[str]:
    """Ten new ones, to be shown once; the former ones count no more."""
    user.recovery_codes.all().delete()
    codes = [b32encode(secrets.token_bytes(15)).decode() for _ in range(CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=_digest(code), made_at=now) for code in codes
    )
    record(Happened.CODES_MADE, user=user, request=request, now=now)
    tell(user, "New recovery codes were made. The former ones do not work any more.", now=now)
    return ["-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes]


def use_recovery_code(user: User, *, code: str, now: datetime) -> bool:
    """Once: two who try the same one at a time are told apart by the database."""
    unused = RecoveryCode.objects.left().filter(user=user, digest=_digest(plain(code)))
    return unused.update(used_at=now) == 1


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


# --- Coming and going ------------------------------------------------------------------------------------------
def added(user: User, *, name: str, request: HttpRequest, now: datetime) -> None:
    record(Happened.FACTOR_ADDED, user=user, request=request, details=name, now=now)
    tell(user, f"A second factor was added to your account: {name}.", now=now)


@transaction.atomic
def remove(user: User, *, kind: str, pk: int, request: HttpRequest, now: datetime) -> str:
    """One of the person's own. Raises NoSuchFactor."""
    model = KINDS.get(kind)
    found = model.objects.filter(user=user, pk=pk, confirmed=True).first() if model else None
    if found is None:
        raise NoSuchFactor("This second factor is not yours, or was removed already.")
    name = found.name
    found.delete()
    if not has_any(user):
        user.recovery_codes.all().delete()
    record(Happened.FACTOR_REMOVED, user=user, request=request, details=name, now=now)
    tell(user, f"A second factor was removed from your account: {name}.", now=now)
    return name


def remove_all(user: User) -> None:
    for model in KINDS.values():
        model.objects.filter(user=user).delete()
    user.recovery_codes.all().delete()
