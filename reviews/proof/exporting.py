"""What does a stranger need to check an article's record? One JSON, in one way of writing it, sealed with the site's key."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from articles.models import Article, Revision, Source
from reviews.models import LedgerEntry, Publication, Review, SignOff
from reviews.proof import ed25519, keys
from reviews.proof.checking import KIND
from reviews.proof.signatures import facts, moment, terms


def record_of(article: Article, *, now: datetime) -> dict[str, Any]:
    """The whole record, drafts and ledger included: for an archive or an inspector. Raises NoSigningKey."""
    ledger = [_entry(entry) for entry in LedgerEntry.objects.filter(article=article).order_by("number")]
    head = LedgerEntry.objects.order_by("-number").only("number", "digest").first()
    reviews = Review.objects.filter(article=article)
    parts = {
        "is_complete": True,
        "ledger": ledger,
        "ledger_numbers": [entry["number"] for entry in ledger],
        "ledger_head": {"number": head.number, "digest": head.digest} if head else None,
    }
    return _sealed(article, reviews, article.revisions.all(), now=now, parts=parts)


def public_record_of(article: Article, *, reviews: QuerySet[Review], now: datetime) -> dict[str, Any]:
    """The same of these reviews alone, and without the ledger, which tells of drafts and of people."""
    revisions = Revision.objects.filter(article=article, reviews__in=reviews).distinct()
    approved = reviews.filter(approved_at__isnull=False)
    return _sealed(
        article,
        approved,
        revisions,
        now=now,
        parts={"is_complete": False, "ledger": [], "ledger_numbers": []},
    )


def as_text(record: dict[str, Any]) -> str:
    """One way of writing it, so that a file in which any byte was edited is not it any more."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n"


def key_set() -> dict[str, Any]:
    """Every public key whose signatures count, the present one first."""
    return {"keys": [ed25519.as_jwk(public) for public in keys.trusted().values()]}


def _sealed(
    article: Article,
    reviews: QuerySet[Review],
    revisions: Iterable[Revision],
    *,
    now: datetime,
    parts: dict[str, Any],
) -> dict[str, Any]:
    seed = keys.seed()
    publication = Publication.objects.filter(article=article).select_related("live_revision").first()
    live = publication.live_revision if publication else None
    sign_offs = SignOff.objects.with_proof().filter(review__in=reviews)
    revisions = sorted(revisions, key=lambda revision: revision.number)
    record = {
        "kind": KIND, "site": settings.SITE_URL, "exported_at": moment(now),
        "article": {"id": article.pk, "slug": article.slug, "live_revision": live.number if live else None},
        "revisions": [_revision(revision) for revision in revisions],
        "reviews": [_review(review) for review in reviews.select_related("revision").order_by("pk")],
        "sign_offs": [_sign_off(sign_off) for sign_off in sign_offs.order_by("pk")],
        "sources": _sources(article, revisions),
        **key_set(), **parts, "key": keys.current_name(),
    }  # fmt: skip
    return record | {"signature": ed25519.sign(record, seed=seed)}


def _sources(article: Article, revisions: Iterable[Revision]) -> list[dict[str, Any]]:
    """The register's rows of what the article lists, and of what any of these texts cites."""
    cited = {source["key"] for revision in revisions for source in revision.sources}
    found = Source.objects.filter(Q(listed_in=article) | Q(key__in=cited)).distinct().order_by("key")
    return [{"key": source.key, "csl": source.csl} for source in found]


def _revision(revision: Revision) -> dict[str, Any]:
    return {
        "number": revision.number,
        "digest": revision.digest,
        "content": revision.content(),
        "rendered": revision.rendered,
        "author": revision.author_name,
        "created_at": moment(revision.created_at),
        "note": revision.note,
        "significance": revision.significance,
    }


def _review(review: Review) -> dict[str, Any]:
    return {
        "id": review.pk,
        "revision": review.revision.number,
        "state": review.state,
        "terms": terms(review),
        "approved_at": moment(review.approved_at) if review.approved_at else None,
    }


def _sign_off(sign_off: SignOff) -> dict[str, Any]:
    """What was signed, member by member, and the signature over all the others; null where there is none."""
    signature = getattr(sign_off, "signature", None)
    if signature is None:
        return facts(sign_off, key="", made_at=sign_off.signed_at) | {"signature": None}
    return facts(sign_off, key=signature.key, made_at=signature.made_at) | {"signature": signature.value}


def _entry(entry: LedgerEntry) -> dict[str, Any]:
    return entry.content() | {"digest": entry.digest}
