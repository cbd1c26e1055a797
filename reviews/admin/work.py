"""What does an editor see of the work outside the request, and what can be done when it fails?"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone

from articles.staff import staff
from reviews import permissions, work
from reviews.exceptions import EditorialError


def work_page(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    """For editors. Looking changes nothing; a button tries one task again."""
    user, now = staff(request), timezone.now()
    if not permissions.is_editor(user):
        raise PermissionDenied
    if request.method == "POST":
        try:
            job = work.do_again(task=request.POST.get("task", ""), by=user, now=now)
        except EditorialError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"“{job.name}” will be tried again now.")
        return HttpResponseRedirect(request.path)
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    standing = work.standing(now=now)
    context = {
        **site.each_context(request), "title": "Work outside the request", "standing": standing, "now": now,
        "is_stuck": standing.is_stuck(now), "running": work.running(), "failed": work.failed(),
    }  # fmt: skip
    return TemplateResponse(request, "reviews/work.html", context)
