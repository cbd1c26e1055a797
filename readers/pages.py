"""What does an article's page say? Everything that its template prints, gathered in at most four queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch
from django.http import Http404
from django.utils.safestring import SafeString
from taggit.models import Tag

from articles.as_read import AsRead
from articles.bibliography.writing import FORMS as REFERENCE_FILES
from articles.evidence import Notices, known_of
from articles.markdown import EVERYONE
from articles.models import Revision
from articles.strength import Evidence, evidence_of
from readers import citing
from readers.audiences import DISCLAIMERS, Choice, address, choices
from readers.banners import Banner, banners, of_revision
from readers.correspondence.calls import of_article
from readers.correspondence.models import CallToAction
from readers.listing import Entry, titled
from readers.public import absolute
from readers.re_checks import source_notices
from readers.record import public_reviews, signed
from readers.related import related, tags_of
from readers.structured_data.article import behind, medical_web_page
from readers.structured_data.script import script
from reviews.models import Publication, SignOff
from reviews.proof import keys, signatures
from reviews.standing import PublicState, Standing, standing


@dataclass(frozen=True)
class Text(AsRead):
    """The same on the article's page and among its old revisions."""

    title: str

    @property
    def disclaimer(self) -> str:
        return DISCLAIMERS[self.audience]


@dataclass(frozen=True)
class ArticlePage:
    standing: Standing
    text: Text
    url: str
    banners: list[Banner]
    audiences: list[Choice]
    citations: citing.Citations
    structured_data: SafeString
    evidence: Evidence
    made_on: date
    signed: list[SignOff]  # of this approval
    signatures: list[SignOff]  # and the whole-page ones that signatures of changes build on
    tags: list[Tag]
    related: list[Entry]

    @property
    def reference_files(self) -> tuple[tuple[str, str], ...]:
        return tuple((ending, form.name) for ending, form in REFERENCE_FILES.items())

    @property
    def call(self) -> CallToAction | None:
        """What an editor placed beside it, outside the signed text. Nothing is offered beside what nobody stands for."""
        return of_article(self.standing.publication) if self.standing.is_reviewed else None


def article_page(publication: Publication, *, audience: str, now: datetime) -> ArticlePage:
    """Raises Http404 when the revision has no such rendering."""
    where = standing(publication, today=now.date(), check_text=True)
    text = text_of(
        where.revision, audience=audience, title=titled(where), notices=source_notices(publication)
    )
    references = text.references
    url = absolute(address(publication.article.slug, audience))
    sign_offs = list(where.sign_offs)
    tags = tags_of(publication)
    return ArticlePage(
        standing=where,
        text=text,
        url=url,
        banners=banners(where),
        audiences=choices(where.revision, slug=publication.article.slug, current=audience),
        citations=citing.citations(where, title=text.title, url=url),
        structured_data=script(
            medical_web_page(
                where,
                sign_offs=sign_offs,
                references=[r.text for r in references],
                url=url,
                title=text.title,
                audience=audience,
            )
        ),
        evidence=evidence_of(references, this_year=now.year),
        made_on=now.date(),
        signed=sign_offs,
        signatures=behind(sign_offs),
        tags=tags,
        related=[
            Entry(other, sign_offs=[])
            for other in related(publication.article, publication=publication.pk, tags=tags, today=now.date())
        ],
    )


def text_of(revision: Revision, *, audience: str, title: str, notices: Notices) -> Text:
    if audience not in revision.rendered:
        raise Http404
    return Text(revision=revision, audience=audience, title=title, notices=notices)


@dataclass(frozen=True)
class RevisionPage:
    """A public revision at its own address. ``sign_offs`` are those that were given to this very text."""

    standing: Standing
    text: Text
    banners: list[Banner]
    sign_offs: list[SignOff]

    @property
    def state(self) -> str:
        """For ``data-review-state``: only the text that is shown now can be approved."""
        is_shown = self.text.revision.pk == self.standing.revision.pk
        return self.standing.state if is_shown or self.standing.is_retracted else PublicState.UNREVIEWED


def revision_page(publication: Publication, *, number: int, now: datetime) -> RevisionPage:
    """Raises Http404 for a revision that the public may not see."""
    where = standing(publication, today=now.date(), check_text=True)
    reviews = public_reviews(publication).filter(revision__number=number).select_related("revision")
    review = reviews.prefetch_related(Prefetch("sign_offs", SignOff.objects.with_proof())).first()
    if review is None:
        raise Http404
    revision, is_intact = review.revision, review.revision.is_intact()
    trusted = keys.trusted()
    sign_offs = [
        s
        for s in signed(review)
        if is_intact and s.digest == revision.digest and signatures.carries(s, trusted=trusted)
    ]
    cited = [source["key"] for source in revision.sources]
    return RevisionPage(
        standing=where,
        text=text_of(revision, audience=EVERYONE, title=revision.title, notices=known_of(cited)),
        banners=of_revision(where, revision, is_intact=is_intact, sign_offs=sign_offs),
        sign_offs=sign_offs,
    )
