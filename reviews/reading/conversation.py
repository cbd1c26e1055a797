"""What was said about the text, in this round and the ones before, and beside which paragraph does it stand?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.contrib.auth.models import User

from articles.models import Revision
from reviews.actions.comments import may_resolve
from reviews.forms import AnswerForm
from reviews.models import Answer, Comment, Review
from reviews.reading import anchors
from reviews.reading.anchors import Spot
from reviews.workflow import Role

HEAVY = ("body", "rendered", "sources", "pictures", "byline")


@dataclass
class Thread:
    """A comment with its answers. ``block`` is where it stands in the text that is shown; 0 where it does not."""

    comment: Comment
    answers: list[Answer]
    is_earlier: bool
    block: int = 0
    elsewhere: str = ""  # the audience in whose wording the quote stands, or "title"
    can_resolve: bool = False
    answer_form: AnswerForm | None = None

    @property
    def is_open(self) -> bool:
        return self.comment.resolved_at is None

    @property
    def has_lost_its_place(self) -> bool:
        return bool(self.comment.quote) and not self.block and not self.elsewhere

    @property
    def state(self) -> str:
        """For the icon and the colour."""
        return "resolved" if not self.is_open else "blocking" if self.comment.is_blocking else "open"


@dataclass
class Conversation:
    threads: list[Thread] = field(default_factory=list)

    @property
    def current(self) -> list[Thread]:
        """Those of this round, and those of earlier ones that were carried over because they are open."""
        return [thread for thread in self.threads if thread.is_open or not thread.is_earlier]

    @property
    def open(self) -> list[Thread]:
        return [thread for thread in self.threads if thread.is_open]

    @property
    def blocking(self) -> list[Thread]:
        return [thread for thread in self.open if thread.comment.is_blocking]

    @property
    def in_place(self) -> list[Thread]:
        return [thread for thread in self.current if thread.block]

    @property
    def aside(self) -> list[Thread]:
        """On the text as a whole, on the title, on another wording, or on words that are gone."""
        return [thread for thread in self.current if not thread.block]

    @property
    def earlier(self) -> list[tuple[Revision, list[Thread]]]:
        """What was resolved in earlier rounds, the latest revision first."""
        settled = [thread for thread in self.threads if thread.is_earlier and not thread.is_open]
        settled.sort(key=lambda thread: -thread.comment.review_id)
        rounds = groupby(settled, key=lambda thread: thread.comment.review)
        return [(review.revision, list(threads)) for review, threads in rounds]

    def beside(self, block: int) -> list[Thread]:
        return [thread for thread in self.in_place if thread.block == block]


def conversation(review: Review, audience: str, *, by: User, roles: Collection[Role]) -> Conversation:
    """All that was said up to this round, placed in the wording for ``audience``, which is shown."""
    comments = list(
        Comment.objects.up_to(review)
        .select_related("author", "guest", "resolved_by", "review__revision")
        .defer(*(f"review__revision__{name}" for name in HEAVY))
        .prefetch_related("answers__author")
    )
    found = Conversation([_thread(comment, review, by=by, roles=roles) for comment in comments])
    _place(found.current, review.revision, audience)
    return found


def _thread(comment: Comment, review: Review, *, by: User, roles: Collection[Role]) -> Thread:
    is_open = comment.resolved_at is None
    may_answer = bool(roles) and review.is_pending and (is_open or comment.review_id == review.pk)
    return Thread(
        comment=comment,
        answers=list(comment.answers.all()),
        is_earlier=comment.review_id != review.pk,
        can_resolve=is_open and review.is_open and may_resolve(comment, by, roles=roles),
        answer_form=_answer_form(comment, review, by=by) if may_answer else None,
    )


def _answer_form(comment: Comment, review: Review, *, by: User) -> AnswerForm:
    return AnswerForm(
        review=review, user=by, initial={"comment": comment.pk}, auto_id=f"answer_{comment.pk}_%s"
    )


def _place(threads: Iterable[Thread], revision: Revision, audience: str) -> None:
    quoting = [thread for thread in threads if thread.comment.quote]
    texts = _texts({thread.comment.review.revision_id for thread in quoting} - {revision.pk})
    texts[revision.pk] = revision
    for thread in quoting:
        spot = _spot(thread.comment, texts[thread.comment.review.revision_id], revision)
        if spot is None:
            continue
        thread.block = anchors.shown_at(spot, revision, audience)
        thread.elsewhere = "" if thread.block else spot.audience if spot.block else "title"


def _texts(keys: Collection[int]) -> dict[int, Revision]:
    """The texts that comments of earlier rounds were written on."""
    return Revision.objects.only("title", "excerpt", "rendered").in_bulk(list(keys))


def _spot(comment: Comment, written_on: Revision, shown: Revision) -> Spot | None:
    home = anchors.find(comment.quote, written_on, wanted=Spot(comment.audience, comment.block))
    if home is None or written_on.pk == shown.pk:
        return home
    return anchors.follow(comment.quote, home, before=written_on, after=shown)
