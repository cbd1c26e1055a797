"""Which second factors do tests hold, and which code does an app show now?"""

from __future__ import annotations

import time

from django.contrib.auth.models import User
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice


def app_of(user: User) -> TOTPDevice:
    """The app of this person, made and confirmed where there is none."""
    found = TOTPDevice.objects.filter(user=user, confirmed=True).first()
    return found or TOTPDevice.objects.create(user=user, name="Phone", confirmed=True)


def code_of(user: User, *, confirmed: bool = True) -> str:
    """A code that was not used yet: the next one, where the present one was."""
    device = TOTPDevice.objects.get(user=user, confirmed=confirmed)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time() + (device.step if totp.t() <= device.last_t else 0)
    return f"{totp.token():06d}"


def wrong_code_of(user: User) -> str:
    return f"{(int(code_of(user)) + 1) % 1_000_000:06d}"
