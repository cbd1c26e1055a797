"""Where at the desk is access kept? Each screen's name, address and view."""

from __future__ import annotations

from reviews.access.screens.own_factors import app, app_code, my_factors, passkey, to_make
from reviews.access.screens.own_sessions import my_sessions, stay
from reviews.access.screens.proving import prove, to_show
from reviews.access.screens.resets import resets

ADDRESSES = {
    "prove": ("prove/", prove),
    "passkey_to_show": ("prove/passkey/", to_show),
    "factors": ("me/factors/", my_factors),
    "factor_app": ("me/factors/app/", app),
    "factor_app_code": ("me/factors/app/code.svg", app_code),
    "factor_passkey": ("me/factors/passkey/", passkey),
    "passkey_to_make": ("me/factors/passkey/new/", to_make),
    "sessions": ("me/sessions/", my_sessions),
    "stay": ("stay/", stay),
    "factor_resets": ("factor-resets/", resets),
}
