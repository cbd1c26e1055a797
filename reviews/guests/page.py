"""What does an outside expert see of a text under review? What readers would see of it, and their own comments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from articles import diff
from articles.actions import printed_name
from articles.as_read import AsRead
from articles.beside import beside
from articles.markdown import EVERYONE
from articles.models import Revision
from reviews.forms.sharing import CodeForm, GuestCommentForm
from reviews.guests import codes
from reviews.models import Comment, ShareLink
from reviews.reading.blocks import Block, split


@dataclass(frozen=True)
class SharedText(AsRead):
    """With its passages, which the guest may comment on."""

    @classmethod
    def asked_for(cls, request: HttpRequest, link: ShareLink) -> SharedText:
        """For the audience of ``?for=``; an audience that the text does not know reads what everyone reads."""
        wanted = request.GET.get("for", EVERYONE)
        revision = link.review.revision
        return cls(revision, wanted if wanted in revision.rendered else EVERYONE)

    @cached_property
    def blocks(self) -> list[Block]:
        return split(self.rendered["html"])

    @property
    def numbered(self) -> list[Block]:
        return [block for block in self.blocks if block.number]


def context(
    request: HttpRequest,
    link: ShareLink,
    *,
    now: datetime,
    code_form: CodeForm | None = None,
    comment_form: GuestCommentForm | None = None,
    fault: str = "",
) -> dict[str, Any]:
    text = SharedText.asked_for(request, link)
    is_known = codes.is_known(request, link)
    before = approved_before(link)
    initial = {"paragraph": request.GET.get("comment", "")}
    return {
        "link": link, "host": printed_name(link.made_by), "text": text, "is_known": is_known, "fault": fault,
        "before": before, "passages": diff.passages(before.body, text.revision.body) if before else [],
        "beside": beside(before, text.revision) if before else [],
        "sent": codes.sent(request, link, now=now), "code_form": code_form or CodeForm(),
        "comment_form": comment_form or GuestCommentForm(blocks=text.numbered, initial=initial),
        "comments": comments_of(link) if is_known else [],
    }  # fmt: skip


def comments_of(link: ShareLink) -> QuerySet[Comment]:
    """What this expert wrote, with the answers to it, and nobody else's."""
    return link.comments.select_related("guest").prefetch_related("answers__author")


def approved_before(link: ShareLink) -> Revision | None:
    """The last approved revision: readers know it already."""
    earlier = Revision.objects.filter(article=link.review.article_id, number__lt=link.review.revision.number)
    return earlier.filter(reviews__approved_at__isnull=False).order_by("-number").first()
