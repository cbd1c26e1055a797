"""How do several tags become one?"""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from taggit.models import Tag, TaggedItem

from articles.exceptions import NotPermitted


@transaction.atomic
def merge_tags(*, tags: Collection[Tag], name: str, by: User) -> Tag:
    """Everything that has one of ``tags`` has the one called ``name``, whatever its case; the others are on nothing.

    The merge of the library takes the tags off for good where ``name`` is one of those chosen.
    """
    if not (by.is_active and by.has_perm("taggit.change_tag")):
        raise NotPermitted("Only an editor can merge tags.")
    kept = Tag.objects.filter(name__iexact=name).order_by("pk").first() or Tag.objects.create(name=name)
    others = TaggedItem.objects.filter(tag__in=tags).exclude(tag=kept)
    same = TaggedItem.objects.filter(content_type=OuterRef("content_type"), object_id=OuterRef("object_id"))
    others.filter(Exists(same.filter(Q(tag=kept) | Q(tag__in=tags, pk__lt=OuterRef("pk"))))).delete()
    others.update(tag=kept)
    kept.save()  # the search index hears of it as of a tag that was renamed
    return kept
