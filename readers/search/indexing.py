"""How does the search stay true? Each act brings the article's document up to date inside its own transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F
from taggit.models import Tag, TaggedItem

from articles.prepared import Prepared
from readers.models import SearchDocument, SearchWord
from readers.related import OF_ARTICLES
from readers.search import schema, vocabulary
from readers.search.documents import WORDS, fields_of, folded, tags_of, vocabulary_of
from reviews.models import LedgerEntry, Policy, Publication

AT_ONCE = 100  # documents of a rebuild in memory
# Words are counted in memory and written seldom: a row that is changed in every step gets slower each time.
MOST_WORDS = 200_000


# What the desk says among itself: no word, state or date that readers see. Any other verb is looked at.
UNSEEN = {
    "answer_comment", "assign_to_pool", "comment", "remind", "resolve_comment", "revoke_share", "share", "sign_off",
    "waive_conflict",
}  # fmt: skip


def act_recorded(sender: type[LedgerEntry], *, entry: LedgerEntry, **kwargs: Any) -> None:
    """A verb that changes nothing in public finds its document as it should be."""
    if entry.verb in UNSEEN:
        return
    if entry.article_id is not None:
        refresh(article=entry.article_id)
    elif entry.details.get("register") == Policy._meta.label_lower:
        _after_change_of_policy(entry.details["row"])


def tag_renamed(sender: type[Tag], *, instance: Tag, created: bool, **kwargs: Any) -> None:
    """The register of tags is not on the record, so the tags themselves tell."""
    if not created:
        with transaction.atomic():
            schema.wait_for_acts()
            tagged = TaggedItem.objects.filter(tag=instance, **OF_ARTICLES)
            _retag(list(tagged.values_list("object_id", flat=True)))


def _retag(articles: Sequence[int]) -> None:
    """Nothing else of them changed, and to read their texts again would take most of the time."""
    moved: Counter[str] = Counter()
    for start in range(0, len(articles), AT_ONCE):
        some = articles[start : start + AT_ONCE]
        names = tags_of(some)
        found = SearchDocument.objects.filter(publication__article__in=some).defer("text")
        documents = list(found.annotate(article=F("publication__article")))
        for document in documents:
            left = vocabulary_of(document)
            document.tags = folded(" ".join(names.get(document.article, [])))
            moved.update(vocabulary.moved(left=left, entered=vocabulary_of(document)))
        SearchDocument.objects.bulk_update(documents, ["tags"])
    vocabulary.count(moved)


def _after_change_of_policy(policy: int) -> None:
    """It may hide or show the texts of its topic that were never approved."""
    pending = Publication.objects.filter(live_revision=None, current_review__isnull=False)
    for article in list(pending.filter(article__category__policy=policy).values_list("article", flat=True)):
        refresh(article=article)


def refresh(*, article: int) -> None:
    """Make the document of the article with this key what the public sees now; none for what is not public."""
    before = next(iter(_KEPT(article)), None)
    for publication in _PUBLIC(article):
        return _write(before, publication)
    if before is not None:
        before.delete()
        vocabulary.count(vocabulary.moved(left=vocabulary_of(before), entered=set()))
    return None


_KEPT = Prepared(
    SearchDocument, lambda article: SearchDocument.objects.filter(publication__article=article), int
)
_PUBLIC = Prepared(
    Publication, lambda article: Publication.objects.listed().with_facts().filter(article=article), int
)


def _write(before: SearchDocument | None, publication: Publication) -> None:
    tags = tags_of([publication.article_id]).get(publication.article_id, [])
    fields = fields_of(publication, tags=tags)
    changed = [name for name, value in fields.items() if before is None or getattr(before, name) != value]
    if not changed:
        return
    document = SearchDocument(pk=before.pk if before else None, publication=publication, **fields)
    document.save(update_fields=changed if before else None)
    if not set(WORDS).isdisjoint(changed):
        left = vocabulary_of(before) if before else set()
        vocabulary.count(vocabulary.moved(left=left, entered=vocabulary_of(document)))


def rebuild(*, tell: Callable[[int], object]) -> None:
    """Make everything anew; ``tell`` hears how many documents were made in each step.

    Readers see the former documents until the end. Acts wait meanwhile: one between two steps would be overwritten by
    what was read before it.
    """
    publications = Publication.objects.listed().with_facts().order_by("pk")
    with schema.written_anew():
        SearchDocument.objects.all().delete()
        SearchWord.objects.all().delete()
        words: Counter[str] = Counter()
        for some in batched(publications.iterator(chunk_size=AT_ONCE), AT_ONCE):
            words.update(_add(some))
            tell(len(some))
            if len(words) > MOST_WORDS:
                vocabulary.count(words)
                words.clear()
        vocabulary.count(words)


def batched(publications: Iterable[Publication], size: int) -> Iterator[list[Publication]]:
    rest = iter(publications)
    while some := list(islice(rest, size)):
        yield some


def _add(publications: list[Publication]) -> Counter[str]:
    """The number of the new documents that have each word."""
    tags = tags_of(publication.article_id for publication in publications)
    made = [
        SearchDocument(publication=p, **fields_of(p, tags=tags.get(p.article_id, []))) for p in publications
    ]
    SearchDocument.objects.bulk_create(made)
    return Counter(word for document in made for word in vocabulary_of(document) if vocabulary.is_kept(word))
