"""The pages of the newsletter: ask for it, confirm, leave. Opening a link changes nothing; pressing its button does."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles.models import Category
from readers.correspondence import actions, tokens
from readers.correspondence.actions.newsletter import pending
from readers.correspondence.exceptions import Refused
from readers.correspondence.forms import NewsletterForm
from readers.correspondence.views.intake import form_page, take
from readers.listed.walks import topics
from reviews.limits import visitor

CHOSEN_ABOVE = "on the topics chosen above, or on any topic if none is chosen"


def wording(chosen: Collection[Category]) -> str:
    """What is agreed to: it stands in the mail and above the button that confirms, and is kept as it stood there."""
    names = ", ".join(topic.name for topic in chosen)
    return _wording(f"on these topics: {names}" if names else "on any topic")


def _wording(about: str) -> str:
    return (
        f"{settings.SITE_NAME} may write to my e-mail address when articles are new, updated, corrected or retracted, "
        f"{about}. I can leave at any time by a link in every mail."
    )


@form_page
def newsletter(request: HttpRequest) -> HttpResponse:
    def make_form(*args: Any, **kwargs: Any) -> NewsletterForm:
        return NewsletterForm(*args, topics=topics(), **kwargs)

    def show(form: NewsletterForm, *, fault: str = "", status: int = 200) -> HttpResponse:
        context = {"form": form, "fault": fault, "wording": _wording(CHOSEN_ABOVE), "title": "Newsletter"}
        return render(request, "readers/newsletter.html", context, status=status)

    def keep(ticket: tokens.Ticket, typed: dict[str, Any]) -> None:
        now = timezone.now()
        actions.ask(
            nonce=ticket.nonce,
            address=typed["address"],
            topics=typed["topics"],
            wording=wording(typed["topics"]),
            source_page=request.path,
            visitor=visitor(request, today=now.date()),
            now=now,
        )

    def thank() -> HttpResponse:
        return render(request, "readers/newsletter_asked.html", {"title": "Look into your mail"})

    return take(request, make_form=make_form, about="newsletter", show=show, keep=keep, thank=thank)


@form_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    try:
        consent = tokens.consent_of(token)
        if request.method == "POST":
            subscription = actions.confirm(consent=consent, now=now)
            context = {"title": "You are subscribed", "leave": tokens.to_leave(subscription.fingerprint)}
            return render(request, "readers/newsletter_confirmed.html", context)
        asked = {"title": "Confirm the newsletter", "wording": pending(consent, now=now).wording}
        return render(request, "readers/newsletter_confirm.html", asked)
    except Refused as refused:
        return _refuse(request, refused)


@form_page
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """One click (RFC 8058): mail programs POST here without a cookie and follow no redirect."""
    try:
        fingerprint = tokens.leaver(token)
    except Refused as refused:
        return _refuse(request, refused)
    if request.method == "POST":
        actions.leave(fingerprint=fingerprint, now=timezone.now())
        return render(request, "readers/newsletter_left.html", {"title": "You have left the newsletter"})
    return render(request, "readers/newsletter_leave.html", {"title": "Leave the newsletter"})


def _refuse(request: HttpRequest, refused: Refused) -> HttpResponse:
    context = {"title": "This link does not work", "fault": str(refused)}
    return render(request, "readers/newsletter_refused.html", context, status=refused.status)
