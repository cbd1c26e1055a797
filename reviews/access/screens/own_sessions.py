"""What does somebody see who asks where they are logged in?"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone

from articles.staff import staff
from reviews.access import sessions
from reviews.access.models import DeskSession
from reviews.access.screens.page import current, page


def my_sessions(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    user, now, own = staff(request), timezone.now(), current(request)
    mine = DeskSession.objects.filter(user=user)
    if request.method == "POST":
        pk = request.POST.get("session", "")
        chosen = (
            mine.exclude(pk=own.pk) if pk == "others" else mine.filter(pk=int(pk) if pk.isdecimal() else 0)
        )
        number = sessions.end(chosen)
        messages.success(request, f"{number} session{'' if number == 1 else 's'} ended.")
        return HttpResponseRedirect(request.path)
    context = {"title": "Your sessions", "sessions": mine.open(now), "own": own}
    return page(request, site, "sessions", context)


def stay(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    """How long the session lasts; posted to, it was seen now and lasts longer."""
    session = current(request)
    return JsonResponse({"seconds": session.seconds_left})
