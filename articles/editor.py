"""What does the editor in the admin talk to? Previews, the readiness checks, an upload and the sources, for writers alone."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from articles import library
from articles.admin import ArticleAdmin
from articles.draft import Draft
from articles.drafting import LIMITS
from articles.exceptions import EditorialError, StorageUnreachable
from articles.forms import ArticleForm
from articles.markdown import AUDIENCES, EVERYONE
from articles.models import Article, Source
from articles.pictures import add_picture
from articles.sheet import sheet_of
from articles.staff import staff

# What is rendered anew while somebody types; the longest text that is kept takes too long for that.
WHILE_TYPING = 150_000
TOO_LONG = "<p>This text is too long to be kept. Split it into several articles.</p>"
NOT_WHILE_TYPING = (
    "<p>This text is too long to be shown while you type. Open the preview in a new tab, or save.</p>"
)


@require_POST
@staff_member_required
def preview(request: HttpRequest) -> HttpResponse:
    """The text as readers would see it, with its references: the same function that makes the revision's HTML.

    ``for`` and ``title`` stand in the address: the widget sends the text and nothing else.
    """
    _require_writer(request)
    audience = _audience(request.GET.get("for", EVERYONE))
    text = request.POST.get("content", "")
    if len(text) > WHILE_TYPING:
        return HttpResponse(TOO_LONG if len(text) > LIMITS["body"] else NOT_WHILE_TYPING)
    title = request.GET.get("title", "")[: LIMITS["title"]]
    draft = Draft(title=title, body=text.replace("\r\n", "\n"))
    return render(request, "articles/_sheet.html", {"text": sheet_of(draft, audience=audience)})


@require_POST
@staff_member_required
def preview_page(request: HttpRequest) -> HttpResponse:
    """The whole public page of what stands in the form, in a tab of its own. Nothing is saved."""
    _require_writer(request)
    audience = _audience(request.POST.get("audience", EVERYONE))
    form = ArticleForm(request.POST)
    draft = form.draft()
    context = {"text": sheet_of(draft, audience=audience), "refused": form.errors.get("body")}
    return render(request, "articles/preview.html", context)


@require_POST
@staff_member_required
def check(request: HttpRequest) -> HttpResponse:
    """The readiness checks and the reading grades of what stands in the form."""
    _require_writer(request)
    article = _article(request.POST.get("article", ""))
    if len(request.POST.get("body", "")) > WHILE_TYPING:
        return render(request, "articles/_unchecked.html")
    desk = cast("ArticleAdmin", admin.site.get_model_admin(Article))
    return desk.checked(request, article)


@require_POST
@staff_member_required
def upload(request: HttpRequest) -> JsonResponse:
    """Keep a picture and answer with the Markdown that shows it, or with a sentence and status 400."""
    _require(request, "articles.add_picture")
    file = request.FILES.get("image")
    if file is None:
        return JsonResponse({"image": ["Choose a picture file: nothing was sent."]}, status=400)
    try:
        picture = add_picture(file=file, by=staff(request))
    except EditorialError as error:
        status = 503 if isinstance(error, StorageUnreachable) else 400
        return JsonResponse({"image": [str(error)]}, status=status)
    return JsonResponse({"image_code": f"![{picture.alt}]({picture.src})", "image_path": picture.src})


@require_GET
@staff_member_required
def sources(request: HttpRequest) -> JsonResponse:
    """The sources that a writer may mean by ``q``, for the box that cites them."""
    _require_writer(request)
    found = library.found(request.GET.get("q", ""))
    return JsonResponse({"sources": [_offered(source) for source in found]})


def _offered(source: Source) -> dict[str, Any]:
    return {
        "key": source.key,
        "reference": source.as_cited()["reference"],
        "kind": source.get_kind_display(),
        "is_retracted": source.retracted_on is not None,
    }


def _article(pk: str) -> Article | None:
    """None for a new one. Raises Http404 for what is no article."""
    if not pk:
        return None
    is_key = pk.isascii() and pk.isdecimal() and len(pk) < 19
    return get_object_or_404(Article.objects.select_related("category"), pk=pk if is_key else None)


def _audience(name: str) -> str:
    if name not in AUDIENCES:
        raise Http404("There is no such audience.")
    return name


def _require_writer(request: HttpRequest) -> None:
    _require(request, "articles.change_article")


def _require(request: HttpRequest, permission: str) -> None:
    if not staff(request).has_perm(permission):
        raise PermissionDenied("The editor is for writers.")
