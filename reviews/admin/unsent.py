"""How does what was typed too late come back? In the form where it was typed, or on a page of its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse

from articles.conflict import assembled
from articles.staff import staff
from reviews import unsent
from reviews.forms import REVIEW_FORMS, ReviewForm
from reviews.models import Review


def unsent_page(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    """All that waits, to be looked at, sent or thrown away. Looking sends nothing."""
    if request.method == "POST":
        unsent.forget(request, form=request.POST.get("form", ""))
        messages.success(request, "It is thrown away.")
        return HttpResponseRedirect(request.path)
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    context = {**site.each_context(request), "title": "Not sent yet", "waiting": unsent.waiting(request)}
    return TemplateResponse(request, "reviews/unsent.html", context)


def form_for(request: HttpRequest, review: Review) -> ReviewForm | None:
    """The form of the act that was not done, as it was typed."""
    found = unsent.waiting_at(request, request.path)
    if found is None or found.verb not in REVIEW_FORMS:
        return None
    return REVIEW_FORMS[found.verb](
        found.data(), review=review, user=staff(request), auto_id=f"{found.verb}_%s"
    )


def refilled(request: HttpRequest, form: type[forms.ModelForm]) -> type[forms.ModelForm]:
    """The form, which opens with what was typed in place of what is saved."""
    found = unsent.waiting_at(request, request.path) if request.method == "GET" else None
    if found is None:
        return form
    typed = assembled(found.data())

    class Refilled(form):  # type: ignore[misc, valid-type]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            for name, field in self.fields.items():
                self.initial[name] = field.widget.value_from_datadict(typed, {}, self.add_prefix(name))

    return Refilled
