"""The pages on which readers ask about an article, report a problem with it, or write to the editors."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from articles.models import Revision
from readers.about import versions
from readers.about.models import Subject
from readers.correspondence import actions, tokens
from readers.correspondence.forms import EnquiryForm, ProblemForm, QuestionForm, ReaderForm
from readers.correspondence.models import CallToAction, Kind
from readers.correspondence.views.intake import form_page, take
from readers.listing import titled
from readers.record import public_reviews
from readers.shown import address_today, at_address
from reviews.limits import visitor
from reviews.models import Publication
from reviews.standing import standing

FORMS: dict[Kind, type[ReaderForm]] = {Kind.QUESTION: QuestionForm, Kind.PROBLEM: ProblemForm}
NAMES = {Kind.QUESTION: "ask", Kind.PROBLEM: "report"}


@form_page
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    return _about_article(request, slug, kind=Kind.QUESTION)


@form_page
def report(request: HttpRequest, slug: str) -> HttpResponse:
    return _about_article(request, slug, kind=Kind.PROBLEM)


def _about_article(request: HttpRequest, slug: str, *, kind: Kind) -> HttpResponse:
    """A former address leads to today's. What was typed under one is not lost by that: it is taken in where it arrived."""
    today = address_today(slug)
    publication = at_address(slug) or (at_address(today) if today and request.method == "POST" else None)
    if publication is None:
        if today is None:
            raise Http404
        return redirect(NAMES[kind], permanent=True, slug=today)
    where = standing(publication, today=timezone.now().date())
    article, about = publication.article, f"{kind.value} {publication.article_id}"
    named = {"article": article, "article_title": titled(where)}

    def show(form: ReaderForm, *, fault: str = "", status: int = 200) -> HttpResponse:
        context = {"form": form, "fault": fault, **named}
        return render(request, f"readers/{NAMES[kind]}.html", context, status=status)

    def keep(ticket: tokens.Ticket, typed: dict[str, Any]) -> None:
        seen = Revision.objects.filter(article=article, pk=ticket.revision or 0).first() or where.revision
        _write(request, kind=kind, ticket=ticket, typed=typed, revision=seen)

    def thank() -> HttpResponse:
        return render(request, f"readers/{NAMES[kind]}_done.html", named)

    seen = _seen(publication, request.GET.get("revision", "")) or where.revision.pk
    return take(request, make_form=FORMS[kind], about=about, show=show, keep=keep, thank=thank, revision=seen)


def _seen(publication: Publication, number: str) -> int | None:
    """The revision that the link of the article's page names, if it is one that the public may have seen."""
    if not (number.isascii() and number.isdigit() and len(number) < 9):
        return None
    reviews = public_reviews(publication).filter(revision__number=int(number))
    return reviews.values_list("revision", flat=True).first()


@form_page
def contact(request: HttpRequest) -> HttpResponse:
    call = _call(request.GET.get("about", ""))

    def show(form: ReaderForm, *, fault: str = "", status: int = 200) -> HttpResponse:
        context = {"form": form, "fault": fault, "title": "Contact", "call": call,
                   "about": versions.current(Subject.CONTACT)}  # fmt: skip
        return render(request, "readers/about_contact.html", context, status=status)

    def keep(ticket: tokens.Ticket, typed: dict[str, Any]) -> None:
        _write(request, kind=Kind.ENQUIRY, ticket=ticket, typed=typed, call=call)

    def thank() -> HttpResponse:
        return render(request, "readers/contact_done.html", {"title": "Your message has arrived"})

    return take(request, make_form=EnquiryForm, about="contact", show=show, keep=keep, thank=thank)


def _call(number: str) -> CallToAction | None:
    if not (number.isascii() and number.isdigit() and len(number) < 9):
        return None
    return CallToAction.objects.filter(pk=int(number), is_placed=True).first()


def _write(
    request: HttpRequest, *, kind: Kind, ticket: tokens.Ticket, typed: dict[str, Any], **about: Any
) -> None:
    now = timezone.now()
    actions.write(
        kind=kind,
        nonce=ticket.nonce,
        message=typed["message"],
        name=typed.get("name", ""),
        address=typed["address"],
        visitor=visitor(request, today=now.date()),
        now=now,
        **about,
    )
