"""What can be done to an article's text? One verb: save. Every change becomes a revision, nobody overwrites anybody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.dispatch import Signal
from django.utils import timezone
from taggit.models import Tag

from articles import snapshot
from articles.drafting import as_stored, clean_fields, is_as_in, snapshot_of
from articles.exceptions import EditConflict, InvalidArticle, NotPermitted
from articles.models import Article, Byline, CitedKey, Contributor, FormerSlug, Revision, Significance
from articles.slugs import RESERVED, free_slug

CONTENT_FIELDS = ("title", "excerpt", "body", "language", "funding", "picture")
NAVIGATION_FIELDS = ("slug", "category", "reading_grade_reason", "original_published_at", "front_matter")
RELATIONS = ("byline", "tags", "listed_sources")
EDITABLE = frozenset(CONTENT_FIELDS + NAVIGATION_FIELDS + RELATIONS)

# Sent inside the transaction of the save; a receiver that fails undoes the save.
article_saved = (
    Signal()
)  # article, by, revision (or None when only navigation changed), changed (field names), now


@transaction.atomic
def save_article(
    *,
    by: User,
    article: Article | None = None,
    base: int | None = None,
    note: str = "",
    significance: str = Significance.SUBSTANTIVE,
    now: datetime | None = None,
    **fields: Any,
) -> Article:
    """Write ``fields`` to the working copy and make the revision that goes with them; return the fresh article.

    ``base`` is ``Article.version`` as the writer last saw it; left out, the version of the instance passed in counts.
    A save that changes nothing writes nothing. ``byline`` is a sequence of Contributors in order, ``tags`` of names,
    ``listed_sources`` of Sources. Raises NotPermitted, InvalidArticle, or EditConflict when somebody else saved first.
    """
    _require_writer(by, article)
    if unknown := fields.keys() - EDITABLE:
        raise TypeError(f"save_article() cannot change {', '.join(sorted(unknown))}")
    now = now or timezone.now()
    if article is None:
        locked = Article(created_by=by, created_at=now)
        fields = {"title": "", **fields}
        if "slug" not in fields:
            fields["slug"] = free_slug(str(fields["title"]), is_taken=_is_taken)
    else:
        base = article.version if base is None else base
        locked = (
            Article.objects.select_for_update(of=("self",))
            .select_related("category", "picture")
            .get(pk=article.pk)
        )
    fields = clean_fields(fields | {"note": note}, article=article)
    note = fields.pop("note")
    changed = _changes(locked, fields)
    if article is not None and not changed and not _snapshot_moved_on(locked):
        return locked
    if article is not None and base != locked.version:
        raise EditConflict(article=locked, theirs=_latest(locked), yours=fields)
    return _write(
        locked, by=by, fields=fields, changed=changed, note=note, significance=significance, now=now
    )


def _require_writer(by: User, article: Article | None) -> None:
    verb = "add" if article is None else "change"
    if not (by.is_active and by.has_perm(f"articles.{verb}_article")):
        raise NotPermitted(
            f"{by.get_username()} may not {verb} articles. Ask an administrator to add them to the group Writers."
        )


def _is_taken(slug: str) -> bool:
    return (
        slug in RESERVED
        or Article.objects.filter(slug=slug).exists()
        or FormerSlug.objects.filter(slug=slug).exists()
    )


def _latest(article: Article) -> Revision:
    return article.revisions.get(number=article.revision_number)


def _relation(article: Article, name: str) -> list[Any]:
    """What a relation holds now, in an order that can be compared."""
    if article.pk is None:
        return []
    if name == "byline":
        return [line.contributor for line in article.bylines.select_related("contributor")]
    if name == "tags":
        return sorted(article.tags.names())
    return sorted(article.listed_sources.all(), key=lambda source: source.key)


def _wanted(name: str, value: Any) -> list[Any]:
    if name == "byline":
        return list(dict.fromkeys(value))
    return sorted(value) if name == "tags" else sorted(set(value), key=lambda source: source.key)


def _changes(article: Article, fields: dict[str, Any]) -> set[str]:
    """The names of the fields that would differ from what is stored."""
    plain = {
        n for n in fields.keys() - set(RELATIONS) if article.pk is None or getattr(article, n) != fields[n]
    }
    related = {
        n for n in fields.keys() & set(RELATIONS) if _differ(n, _relation(article, n), _wanted(n, fields[n]))
    }
    return plain | related


def _differ(name: str, held: list[Any], wanted: list[Any]) -> bool:
    """Tags are one tag whatever their case, and keep the one that they were first written in."""
    if name == "tags":
        return {tag.casefold() for tag in held} != {tag.casefold() for tag in wanted}
    return held != wanted


def _snapshot_moved_on(article: Article) -> bool:
    """Did a credential, a source or a picture change since the latest revision was made?"""
    return not is_as_in(article, revision=_latest(article), byline=_relation(article, "byline"))


def _write(
    article: Article,
    *,
    by: User,
    fields: dict[str, Any],
    changed: set[str],
    note: str,
    significance: str,
    now: datetime,
) -> Article:
    if article.pk and "slug" in changed:
        FormerSlug.objects.filter(slug=fields["slug"]).delete()
        FormerSlug.objects.get_or_create(slug=article.slug, defaults={"article": article})
    for name in changed - set(RELATIONS):
        setattr(article, name, fields[name])
    article.version += 1
    article.changed_at = now
    _store(article)
    for name in changed & set(RELATIONS):
        _write_relation(article, name, fields[name])
    revision = _revise(article, by=by, note=note, significance=significance, now=now)
    article_saved.send(Article, article=article, by=by, revision=revision, changed=changed, now=now)
    return article


def _store(article: Article) -> None:
    try:
        with transaction.atomic():
            article.save()
    except IntegrityError as error:  # between our look at the slugs and now
        sentence = f"Another article took the address “{article.slug}” a moment ago. Save again, or choose another slug."
        raise InvalidArticle({"slug": sentence}) from error


def _write_relation(article: Article, name: str, value: Any) -> None:
    if name == "tags":
        # Tags are found whatever their case, which reads all there are: not for those that are named as they stand.
        known = {tag.name: tag for tag in Tag.objects.filter(name__in=value)}
        article.tags.set([known.get(tag, tag) for tag in value])
    elif name == "listed_sources":
        article.listed_sources.set(value)
    else:
        article.bylines.all().delete()
        wanted = _wanted("byline", value)
        Byline.objects.bulk_create(
            Byline(article=article, contributor=c, position=n) for n, c in enumerate(wanted)
        )


def _revise(article: Article, *, by: User, note: str, significance: str, now: datetime) -> Revision | None:
    byline = _relation(article, "byline")
    if article.revision_number and is_as_in(article, revision=_latest(article), byline=byline):
        return None
    if significance not in Significance.values:
        raise InvalidArticle(
            {"significance": f"“{significance}” is not one of {', '.join(Significance.values)}."}
        )
    article.revision_number += 1
    article.save(update_fields=["revision_number"])
    content, rendered = snapshot_of(article, byline=byline)
    stored = as_stored(rendered)
    revision = Revision.objects.create(
        article=article, number=article.revision_number, rendered=stored, note=note, significance=significance,
        digest=snapshot.digest(content=content, rendered=stored), author=by, author_name=printed_name(by),
        created_at=now, **content,
    )  # fmt: skip
    CitedKey.objects.bulk_create(CitedKey(revision=revision, key=s["key"]) for s in content["sources"])
    return revision


def printed_name(user: User) -> str:
    """The name that records print for an account: the contributor's, else the account's own."""
    contributor = Contributor.objects.filter(user=user).first()
    return contributor.name if contributor else user.get_full_name() or user.get_username()
