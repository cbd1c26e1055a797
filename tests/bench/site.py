"""A large site in little time: ``python -m tests.bench.site N`` fills the empty database of ``DATABASE_URL``.

A few articles are brought to their states by the real actions; the others are copies of them, written in bulk while no
trigger stands: each has a text, a digest, a review and signatures of its own, which verify as any do. Their acts are not
in the ledger. Topics, people and tags grow with the site as they do in life; one tag is on every article.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any, TypeVar

import django

if __name__ == "__main__":
    django.setup()

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, models, transaction
from django.test import Client
from django.utils import timezone
from taggit.models import Tag, TaggedItem

from articles import append_only
from articles.models import Article, Category, Contributor, Revision
from readers.listed import drawing
from reviews import actions
from reviews.models import Publication, Review, Signature, SignOff
from reviews.proof import ed25519, keys, signatures
from reviews.workflow import State
from tests import factories as make
from tests.bench.files import BODY

TOPICS, TAGS, PER_AUTHOR, AT_ONCE = 4, 200, 100, 500
SEEN = "seen"  # the slug of the article that is measured, made by the real actions to the end
SHORT = (
    "Sleep number {number} is **restored** by regular hours [@plain2020].\n\n## What helps\n\n"
    + "Get up at the same time each day. " * 20
)


def fill(number: int) -> None:
    now = timezone.now()
    topics = [make.category(name=f"Topic {n}") for n in range(TOPICS)]
    tags = [Tag.objects.create(name=f"tag {n}") for n in range(TAGS)] + [Tag.objects.create(name="all")]
    people = [make.contributor(name=f"Author {n}") for n in range(max(4, number // PER_AUTHOR))]
    models_of = {
        "approved": make.approved(
            title="Signed", category=topics[0], body=SHORT, now=now - timedelta(days=400)
        ),
        "open": make.submitted(title="Open", category=topics[0], body=SHORT, now=now - timedelta(days=5)),
    }
    append_only.remove(connection)
    try:
        _copy(number, models_of, topics=topics, tags=tags, people=people)
    finally:
        append_only.install(connection)
    drawing.all_anew(connection)
    _seen(topics, tags)
    call_command("rebuild_search", verbosity=0, stdout=sys.stderr)
    if connection.vendor == "postgresql":  # which does so by itself in time
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _seen(topics: list[Category], tags: list[Tag]) -> None:
    """As long as real ones are, with a table, lists, tags in common with many and an old notice."""
    article = make.approved_article(
        title="The article that is measured", slug=SEEN, category=topics[0],
        body="Rest is restored by regular hours [@plain2020].\n" + BODY.format(number=1),
        tags=["all", *(tag.name for tag in tags[:4])],
    )  # fmt: skip
    actions.correct(article=article, by=make.editor(), reason="A year was wrong.")


def _copy(
    number: int,
    of: dict[str, Review],
    *,
    topics: list[Category],
    tags: list[Tag],
    people: list[Contributor],
) -> None:
    """One in fifty is in review, the others are signed, over eight years."""
    kind = ContentType.objects.get_for_model(Article)
    for some in _batched(range(number), AT_ONCE):
        with transaction.atomic():
            made = [
                _one(
                    n,
                    of["open" if n % 50 == 0 else "approved"],
                    topic=topics[n % TOPICS],
                    author=people[n % len(people)],
                )
                for n in some
            ]
            _stored(made)
            TaggedItem.objects.bulk_create(
                TaggedItem(tag=tag, object_id=article.pk, content_type=kind)
                for n, (article, *_) in zip(some, made, strict=True)
                for tag in {tags[n % TAGS], tags[n * 7 % TAGS], tags[-1]}
            )


Row = TypeVar("Row", bound=models.Model)
Made = tuple[Article, Revision, Review, list[SignOff], Publication]


def _one(n: int, review: Review, *, topic: Category, author: Contributor) -> Made:
    then = timezone.now() - timedelta(hours=n * 7 % 70_000)
    article = _fresh(
        review.article, slug=f"copy-{n}", title=f"Copy {n} of sleep", category=topic, changed_at=then
    )
    byline = [review.revision.byline[0] | {"slug": author.slug, "name": author.name}]
    revision = _fresh(
        review.revision, article=article, number=1, title=article.title, byline=byline, created_at=then
    )
    revision.digest = revision.computed_digest()
    is_signed = review.state == State.APPROVED
    dates = dict.fromkeys(("approved_at", "updated_at", "reviewed_at", "claimed_at", "closed_at"), then)
    copied = _fresh(
        review, article=article, revision=revision, submitted_at=then,
        **(dates | {"next_review_on": (then + timedelta(days=365)).date()} if is_signed else {}),
    )  # fmt: skip
    signed = [
        _fresh(s, review=copied, revision=revision, digest=revision.digest, signed_at=then)
        for s in review.sign_offs.all()
    ] if is_signed else []  # fmt: skip
    publication = Publication(
        article=article, current_review=copied, published_at=then if is_signed else None,
        **({"live_revision": revision, "approval": copied} if is_signed else {}),
    )  # fmt: skip
    return article, revision, copied, signed, publication


def _fresh(row: Row, **changes: Any) -> Row:
    """A row like this one that is not stored yet."""
    same = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
    for name in changes:
        same.pop(row._meta.get_field(name).attname)  # type: ignore[union-attr]
    return type(row)(**same, **changes)


def _stored(made: list[Made]) -> None:
    """In the order in which they need each other's keys."""
    articles, revisions, reviews, signed, publications = zip(*made, strict=True)
    Article.objects.bulk_create(articles)
    Revision.objects.bulk_create(revisions)
    Review.objects.bulk_create(reviews)
    sign_offs = SignOff.objects.bulk_create([one for several in signed for one in several])
    key, seed = keys.current_name(), keys.seed()
    Signature.objects.bulk_create(
        Signature(sign_off=s, key=key, made_at=s.signed_at,
                  value=ed25519.sign(signatures.facts(s, key=key, made_at=s.signed_at), seed=seed))
        for s in sign_offs
    )  # fmt: skip
    Publication.objects.bulk_create(publications)


def _batched(numbers: range, size: int) -> Iterator[list[int]]:
    rest = iter(numbers)
    while some := list(islice(rest, size)):
        yield some


def session_of_an_editor() -> str:
    """The cookie of somebody at the desk."""
    client = Client()
    client.force_login(make.editor(), backend="django.contrib.auth.backends.ModelBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


if __name__ == "__main__":
    fill(int(sys.argv[1]))
    print(session_of_an_editor())
