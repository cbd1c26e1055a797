"""How does a stranger check a signature without us? The keys, the signed record of an article, and the way to do it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from readers.public import article_page, public_page
from readers.record import public_reviews
from reviews.models import Publication
from reviews.proof import exporting
from reviews.proof.keys import NoSigningKey

SCRIPT = settings.BASE_DIR / "static" / "check_record.py"


@public_page
def keys(request: HttpRequest) -> HttpResponse:
    """Every public key whose signatures count, as a JSON Web Key Set (RFC 7517)."""
    return JsonResponse(exporting.key_set(), json_dumps_params={"indent": 2})


@article_page
def signed_record(request: HttpRequest, publication: Publication) -> HttpResponse:
    """Texts and signatures of every public revision, in a file that holds without us."""
    reviews = public_reviews(publication)
    try:
        record = exporting.public_record_of(publication.article, reviews=reviews, now=timezone.now())
    except NoSigningKey:
        return JsonResponse(
            {"error": "The signing key cannot be used at the moment. Try again later."}, status=503
        )
    response = HttpResponse(exporting.as_text(record), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{publication.article.slug}.signed.json"'
    return response


@public_page
def verification(request: HttpRequest) -> HttpResponse:
    context = {
        "title": "How to check a signature without us",
        "script": SCRIPT.read_text(encoding="utf-8"),
        "keys": exporting.key_set()["keys"],
    }
    return render(request, "readers/about_verification.html", context)
