"""What does the site say about itself, to people and to machines?"""

from datetime import UTC, datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone

from readers.about import versions
from readers.about.models import Subject
from readers.public import absolute, public_page
from readers.templatetags.marks import iso

PLAIN = "text/plain; charset=utf-8"


@public_page
def about(request: HttpRequest, page: str) -> HttpResponse:
    subject = _subject(page)
    context = {"title": subject.label, "about": versions.current(subject)}
    return render(request, f"readers/about_{page.replace('-', '_')}.html", context)


@public_page
def about_history(request: HttpRequest, page: str) -> HttpResponse:
    """Every text that stood on the page, and what each changed in the one before it."""
    subject = _subject(page)
    context = {
        "title": f"{subject.label}: history",
        "subject": subject,
        "versions": versions.history(subject),
    }
    return render(request, "readers/about_history.html", context)


def _subject(page: str) -> Subject:
    if page not in Subject.values:
        raise Http404
    return Subject(page)


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be read (RFC 9309)."""
    text = f"User-agent: *\nDisallow: /admin/\nAllow: /\n\nSitemap: {absolute('/sitemap.xml')}\n"
    return HttpResponse(text, content_type=PLAIN)


@public_page
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a hole in the site (RFC 9116). Without a contact there is nothing true to say."""
    if not settings.SECURITY_CONTACT:
        sentence = (
            "This site has not named a contact for security yet. Write to the editors: "
            f"{absolute(reverse('about', args=['contact']))}\n"
        )
        return HttpResponse(sentence, content_type=PLAIN, status=404)
    facts = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": iso(_half_a_year_on(timezone.now())),
        "Canonical": absolute(reverse("security")),
        "Policy": f"{absolute(reverse('about', args=['contact']))}#security",
        "Preferred-Languages": "en",
    }
    return HttpResponse("".join(f"{name}: {value}\n" for name, value in facts.items()), content_type=PLAIN)


def _half_a_year_on(now: datetime) -> datetime:
    """The first day of the sixth month from now: the same all month, so that caches need not ask in vain."""
    years, month = divmod(now.month - 1 + 6, 12)
    return datetime(now.year + years, month + 1, 1, tzinfo=UTC)


@public_page
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask here for the icon of a page that names none, as a JSON answer does."""
    return HttpResponsePermanentRedirect(static("icon.svg"))
