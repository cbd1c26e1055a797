"""How is one article with its review copied a hundred thousand times? By the database, but for what is each one's own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import count
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from taggit.models import Tag, TaggedItem

from articles import snapshot
from articles.markdown import EVERYONE, render
from articles.models import Article, Byline, Category, CitedKey, Contributor, Revision, Source
from reviews.models import Notice, Publication, Review, Signature, SignOff
from reviews.proof import ed25519, keys, signatures
from tests.bench import words

COPIED = [Article, Byline, Revision, CitedKey, Review, SignOff, Signature, Notice, Publication, TaggedItem]
YEARS, LATELY = 70_000, 9_000  # hours since texts went public, and since they were last reviewed
Values = dict[str, Any]
Keys = dict[type[models.Model], int]


@dataclass(frozen=True)
class Surroundings:
    """What all copies share out among them. The last tag is on each."""

    topics: list[Category]
    tags: list[Tag]
    people: list[Contributor]
    sources: list[Source]


class Copies:
    """Of the article of one review, whose text has LEAD and TEXT where each copy has its own."""

    LEAD, TEXT = "LEADOFCOPY", "TEXTOFCOPY"

    def __init__(self, review: Review, around: Surroundings) -> None:
        self.review, self.around = review, around
        self.revision, self.publication = review.revision, Publication.objects.get(article=review.article)
        self.sign_off = review.sign_offs.with_proof().first()  # type: ignore[attr-defined]
        self.kind = ContentType.objects.get_for_model(Article)
        self.key, self.seed = (keys.current_name(), keys.seed()) if self.sign_off else ("", b"")
        self._cited = lru_cache(maxsize=None)(self._citing)
        self._prove_that_copies_are_true()

    def write(self, numbers: Sequence[int], *, now: datetime) -> None:
        """In the order in which they need each other's keys."""
        rows: dict[type[models.Model], list[Values]] = {model: [] for model in COPIED}
        first = {model: _last_key(model) for model in COPIED}
        for place, number in enumerate(numbers, 1):
            at = {model: key + place for model, key in first.items()}
            for model, values in self._one(number, at=at, now=now).items():
                rows[model].append(values)
        for model, some in rows.items():
            if some:
                _copy(model, of=self._of(model), rows=some)
        self._tag(numbers, first=first[Article] + 1)

    def _of(self, model: type[models.Model]) -> models.Model:
        found: dict[type[models.Model], Any] = {
            Article: self.review.article, Revision: self.revision, Review: self.review, SignOff: self.sign_off,
            Publication: self.publication, Notice: self.publication.notice,
            Byline: Byline.objects.filter(article=self.review.article).first(),
            CitedKey: CitedKey.objects.filter(revision=self.revision).first(),
            Signature: Signature.objects.filter(sign_off=self.sign_off).first(),
        }  # fmt: skip
        return found[model]

    def _one(self, n: int, *, at: Keys, now: datetime) -> dict[type[models.Model], Values]:
        author, source = (some[n % len(some)] for some in (self.around.people, self.around.sources))
        begun, then = now - timedelta(hours=n * 7 % YEARS), now - timedelta(hours=n * 7 % LATELY)
        begun = min(begun, then)
        topic = self.around.topics[n % len(self.around.topics)]
        texts = self._texts(n, author=author, key=source.key)
        digest = snapshot.digest(
            content={name: texts.get(name, getattr(self.revision, name)) for name in snapshot.CONTENT},
            rendered=texts["rendered"],
        )
        article = {name: texts[name] for name in ("title", "excerpt", "body")}
        moved = {"approved_at": then, "updated_at": then, "reviewed_at": then, "claimed_at": then, "closed_at": then,
                 "next_review_on": (then + timedelta(days=365)).date()} if self.sign_off else {}  # fmt: skip
        made: dict[type[models.Model], Values] = {
            Article: {"id": at[Article], "slug": f"copy-{n}", "category_id": topic.pk, "created_at": begun, "changed_at": then} | article,
            Byline: {"id": at[Byline], "article_id": at[Article], "contributor_id": author.pk},
            Revision: {"id": at[Revision], "article_id": at[Article], "digest": digest, "created_at": then} | texts,
            CitedKey: {"id": at[CitedKey], "revision_id": at[Revision], "key": source.key},
            Review: {"id": at[Review], "article_id": at[Article], "revision_id": at[Revision], "submitted_at": then} | moved,
            Publication: {"id": at[Publication], "article_id": at[Article], "current_review_id": at[Review]},
        }  # fmt: skip
        if self.sign_off:
            signed, signature = self._signed(made[Review], digest=digest, at=at)
            shown = {"published_at": begun, "live_revision_id": at[Revision], "approval_id": at[Review]}
            made |= {SignOff: signed, Signature: signature}
            made[Publication] |= shown
        if self.publication.notice:
            issued = {"id": at[Notice], "issued_at": now - timedelta(hours=n % 1_000)}
            made[Notice] = issued | {"article_id": at[Article]}
            made[Publication] |= {"notice_id": at[Notice]}
        return made

    def _texts(self, n: int, *, author: Contributor, key: str) -> Values:
        """``rendered`` is what the pipeline makes of ``body``, without asking it a hundred thousand times."""
        title, excerpt, paragraphs = words.text(n)
        cited = self._cited(key)
        page = cited["rendered"][EVERYONE]
        html = page["html"].replace(self.LEAD, paragraphs[0]).replace(self.TEXT, "</p>\n<p>".join(paragraphs))
        body = cited["body"].replace(self.LEAD, paragraphs[0]).replace(self.TEXT, "\n\n".join(paragraphs))
        return {
            "title": title, "excerpt": excerpt, "body": body, "sources": cited["sources"],
            "byline": [self.revision.byline[0] | {"slug": author.slug, "name": author.name}],
            "rendered": {EVERYONE: page | {"html": html}},
        }  # fmt: skip

    def _citing(self, key: str) -> Values:
        """The text of the model, citing this work in the place of its own."""
        own = json.dumps({name: getattr(self.revision, name) for name in ("body", "sources", "rendered")})
        cited: Values = json.loads(own.replace(self.revision.cited_keys[0], key))
        return cited

    def _prove_that_copies_are_true(self) -> None:
        texts = self._texts(7, author=self.around.people[-1], key=self.around.sources[-1].key)
        if render(texts["body"]).html != texts["rendered"][EVERYONE]["html"]:
            raise AssertionError("The pipeline makes something else of the text of a copy.")

    def _signed(self, review: Values, *, digest: str, at: Keys) -> tuple[Values, Values]:
        then = review["approved_at"]
        self.sign_off.digest, self.sign_off.signed_at = digest, then
        self.sign_off.review.pk, self.sign_off.review.article_id = review["id"], review["article_id"]
        value = ed25519.sign(signatures.facts(self.sign_off, key=self.key, made_at=then), seed=self.seed)
        of_text = {"review_id": review["id"], "revision_id": review["revision_id"], "digest": digest}
        signature = {"id": at[Signature], "sign_off_id": at[SignOff], "value": value, "made_at": then}
        return {"id": at[SignOff], "signed_at": then} | of_text, signature

    def _tag(self, numbers: Iterable[int], *, first: int) -> None:
        tags = self.around.tags
        TaggedItem.objects.bulk_create(
            TaggedItem(tag=tag, object_id=article, content_type=self.kind)
            for n, article in zip(numbers, count(first))
            for tag in {tags[n % (len(tags) - 1)], tags[n * 7 % (len(tags) - 1)], tags[-1]}
        )


def _last_key(model: type[models.Model]) -> int:
    return model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0


def _copy(model: type[models.Model], *, of: models.Model, rows: list[Values]) -> None:
    """Rows like ``of``, but for the columns that each of ``rows`` names, which are the same in all."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    columns = ", ".join(str(field.column) for field in fields.values())
    taken = ", ".join("%s" if name in rows[0] else str(field.column) for name, field in fields.items())
    named = [field for name, field in fields.items() if name in rows[0]]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {taken} FROM {model._meta.db_table} "
            f"WHERE {model._meta.pk.column} = {of.pk}",  # type: ignore[union-attr]
            [[field.get_db_prep_save(row[field.attname], connection) for field in named] for row in rows],
        )
