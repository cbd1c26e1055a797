"""Where is a forgotten password set anew? By a link in a mail, which shows no second factor and opens no session."""

from __future__ import annotations

from django.contrib.auth import views
from django.urls import path

from reviews.access.screens.forgotten import Forgotten
from reviews.desk import DeskSite

AT_THE_DESK = {"site_header": DeskSite.site_header, "site_title": DeskSite.site_title}

urlpatterns = [
    path("", Forgotten.as_view(extra_context=AT_THE_DESK), name="admin_password_reset"),
    path("sent/", views.PasswordResetDoneView.as_view(extra_context=AT_THE_DESK), name="password_reset_done"),
    path(
        "<uidb64>/<token>/",
        views.PasswordResetConfirmView.as_view(extra_context=AT_THE_DESK),
        name="password_reset_confirm",
    ),
    path(
        "done/",
        views.PasswordResetCompleteView.as_view(extra_context=AT_THE_DESK),
        name="password_reset_complete",
    ),
]
