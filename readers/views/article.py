"""The pages of one article: as it stands, an earlier text, what changed, its review record, and its citation."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header

from articles import library
from articles.bibliography.writing import FORMS as REFERENCE_FILES
from articles.bibliography.writing import Form as ReferenceForm
from articles.bibliography.writing import write
from articles.markdown import EVERYONE
from readers import changes, citing, pages
from readers.citation_files import FORMS, Form
from readers.listing import titled
from readers.public import absolute, article_page
from readers.record import as_json, record_of
from reviews.models import Publication
from reviews.standing import standing


@article_page
def article(request: HttpRequest, publication: Publication) -> HttpResponse:
    return _shown(request, publication, EVERYONE)


@article_page
def article_for(request: HttpRequest, publication: Publication, audience: str) -> HttpResponse:
    """The wording for patients or for clinicians, where the writer gave one. Everyone's has its own address."""
    if audience == EVERYONE:
        raise Http404
    return _shown(request, publication, audience)


def _shown(request: HttpRequest, publication: Publication, audience: str) -> HttpResponse:
    page = pages.article_page(publication, audience=audience, now=timezone.now())
    return render(
        request, "readers/article.html", {"page": page, "standing": page.standing, "text": page.text}
    )


@article_page
def revision(request: HttpRequest, publication: Publication, number: int) -> HttpResponse:
    """A text that was approved once, or is shown now. Anything else was never public."""
    page = pages.revision_page(publication, number=number, now=timezone.now())
    return render(
        request, "readers/revision.html", {"page": page, "standing": page.standing, "text": page.text}
    )


@article_page
def record(request: HttpRequest, publication: Publication) -> HttpResponse:
    found = record_of(publication, now=timezone.now())
    context = {"record": found, "standing": found.standing, "title": titled(found.standing)}
    return render(request, "readers/record.html", context)


@article_page
def record_json(request: HttpRequest, publication: Publication) -> HttpResponse:
    return JsonResponse(
        as_json(record_of(publication, now=timezone.now())),
        json_dumps_params={"indent": 2, "ensure_ascii": False},
    )


@article_page
def what_changed(request: HttpRequest, publication: Publication, first: int, last: int) -> HttpResponse:
    page = changes.changes_page(publication, first=first, last=last, now=timezone.now())
    context = {"page": page, "standing": page.standing, "title": titled(page.standing)}
    return render(request, "readers/changes.html", context)


@article_page
def cite(request: HttpRequest, publication: Publication, form: str) -> HttpResponse:
    """The citation of the page as it stands now, for a reference manager."""
    if form not in FORMS:
        raise Http404
    where, article = standing(publication, today=timezone.now().date(), check_text=True), publication.article
    work = citing.work_of(where, title=titled(where), url=absolute(article.get_absolute_url()))
    return _file(FORMS[form].written(work), FORMS[form], f"{article.slug}.{form}")


@article_page
def references(request: HttpRequest, publication: Publication, form: str) -> HttpResponse:
    """What the text shown now rests on, for a reference manager."""
    if form not in REFERENCE_FILES:
        raise Http404
    where = standing(publication, today=timezone.now().date(), check_text=True)
    works = library.works_cited(where.revision)
    return _file(
        write(works, form=form), REFERENCE_FILES[form], f"{publication.article.slug}-references.{form}"
    )


def _file(text: str, form: Form | ReferenceForm, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=form.media_type)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    return response
