"""What does Django tell of log-ins and accounts, and who hears it?"""

from __future__ import annotations

from axes.signals import user_locked_out
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_save

from reviews.access import events, sessions


def register() -> None:
    user_logged_in.connect(sessions.logged_in, dispatch_uid="desk")
    user_logged_out.connect(sessions.logged_out, dispatch_uid="desk")
    user_login_failed.connect(events.log_in_failed, dispatch_uid="desk")
    user_locked_out.connect(events.locked_out, dispatch_uid="desk")
    post_save.connect(sessions.account_saved, sender=User, dispatch_uid="desk")
