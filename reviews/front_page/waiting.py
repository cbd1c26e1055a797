"""What waits for me at the desk? Sections of rows, the oldest first, each in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from operator import attrgetter

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from articles.evidence import A_SOURCE_FELL
from articles.models import Revision
from reviews import eligibility, work
from reviews.front_page.urgency import Due
from reviews.models import Publication, Review
from reviews.permissions import is_editor
from reviews.workflow import State

ROWS = 10  # of each section
MOST = 1000  # what is counted; more is "1,000+"
SHOWN = (
    "state", "due_on", "submitted_at", "reason", "go_live_at", "required_sign_offs", "article__category__name",
    "revision__title", "revision__number", "submitted_by__username", "submitted_by__first_name",
    "submitted_by__last_name",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    title: str
    url: str
    topic: str
    detail: str
    due: Due | None
    since: datetime | None

    @property
    def age(self) -> str:
        return f"Since {self.since:%-d %b %Y}" if self.since else ""


@dataclass(frozen=True)
class Section:
    """``more`` is where the rest is, when there are more than are shown."""

    heading: str
    verb: str
    rows: list[Row]
    number: int
    more: str = ""
    empty: str = ""

    @property
    def count(self) -> str:
        return counted(self.number)

    @property
    def has_more(self) -> bool:
        return self.number > len(self.rows)

    @property
    def overdue(self) -> int:
        return sum(row.due is not None and row.due.tone == "late" for row in self.rows)


Waiting = Callable[[User, datetime], Section | None]
FURTHER: list[Waiting] = []  # what other rooms have waiting for somebody; they add it when the site starts


def counted(number: int) -> str:
    """A count that stops at ``MOST``."""
    return f"{MOST:,}+" if number > MOST else f"{number:,}"


def summary(sections: list[Section]) -> str:
    number = sum(section.number for section in sections)
    if not number:
        return "Nothing waits for you."
    return f"{counted(number)} thing{' waits' if number == 1 else 's wait'} for you."


def waiting_for(user: User, *, now: datetime) -> list[Section]:
    """Every section that holds something for ``user``; when nothing waits, the first one, which says so."""
    today = now.date()
    reviews = Review.objects.filter(closed_at=None).select_related(
        "article__category", "revision", "submitted_by"
    )
    texts = eligibility.open_to(user, reviews, today=today)
    free = _in_nobody_s_hands(texts)
    pools = list(user.pools.values_list("pk", flat=True))
    make = _Maker(today=today)
    found = [
        make.of_reviews(
            "In your hands", "Read and decide", reviews.filter(reviewer=user, state=State.UNDER_REVIEW).order_by("due_on"),
            more="?with=me#h-queue", empty="No review is in your hands. Claim one from the queue, and it stands here.",
        ),
        make.of_reviews("Waits for one more signature", "Read and sign", _to_sign(texts, user)),
        make.of_reviews("Your pool is asked", "Look and claim", free.filter(pool__in=pools)),
        make.of_reviews(
            "You could claim", "Look and claim", free.exclude(pool__in=pools) if pools else free, more="?with=nobody#h-queue"
        ),
        make.of_returned(user),
        *(section for waits in FURTHER if (section := waits(user, now))),
        *(_for_editors(make, reviews) if is_editor(user) else []),
        make.of_reviews("Goes public at its time", "Look", _scheduled(reviews, user), detail=_when_public),
    ]  # fmt: skip
    return [section for section in found if section.rows] or found[:1]


def _for_editors(make: _Maker, reviews: QuerySet[Review]) -> list[Section]:
    marked = _live().filter(re_review_at__isnull=False)
    fallen = marked.filter(re_review_reason__contains=A_SOURCE_FELL)
    return [
        make.of_publications("Live, and citing a retracted source", fallen, more="source"),
        make.of_reviews(
            "Nobody has these yet",
            "Assign",
            _in_nobody_s_hands(reviews),
            more="?with=nobody#h-queue",
        ),
        make.of_renewals(marked.exclude(re_review_reason__contains=A_SOURCE_FELL)),
        _work_that_failed(),
    ]


def _work_that_failed() -> Section:
    page, jobs = reverse("admin:work"), work.given_up()
    rows = [
        Row(job.name, page, "Work outside the request", job.reason, due=None, since=job.task.finished_at)
        for job in jobs[:ROWS]
    ]
    return Section("Failed, and tried by nobody any more", "Look", rows, len(jobs), more=page)


def _in_nobody_s_hands(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Both say the same; together they are what the index of open reviews begins with."""
    return reviews.filter(reviewer=None, state=State.SUBMITTED)


def _to_sign(texts: QuerySet[Review], user: User) -> QuerySet[Review]:
    """Reviews in somebody else's hands that ask for more than one signature, and not yet mine."""
    shared = texts.filter(state=State.UNDER_REVIEW, required_sign_offs__gt=1)
    return shared.exclude(reviewer=user).exclude(sign_offs__signer=user)


def _scheduled(reviews: QuerySet[Review], user: User) -> QuerySet[Review]:
    waiting = reviews.filter(go_live_at__isnull=False).order_by("go_live_at")
    return waiting if is_editor(user) else waiting.filter(reviewer=user, state=State.UNDER_REVIEW)


def _when_public(review: Review) -> str:
    return f"Revision {review.revision.number} goes public on {review.go_live_at:%-d %B %Y at %H:%M} UTC, once it is signed"


def _live() -> QuerySet[Publication]:
    """Live texts in use of which no review is open."""
    return (
        Publication.objects.in_no_review()
        .filter(live_revision__isnull=False, article__archived_at=None)
        .select_related("article__category", "live_revision", "approval")
    )


NO_REVIEW_OPEN = Q(article__publication__current_review=None) | Q(
    article__publication__current_review__state=State.CHANGES_REQUESTED
)


def fell_due(today: date) -> QuerySet[Review]:
    """Approvals of live texts in use whose day is past, and of which no review is open."""
    return Review.objects.filter(
        NO_REVIEW_OPEN, state=State.APPROVED, next_review_on__lt=today, article__archived_at=None
    ).order_by("next_review_on")  # fmt: skip


@dataclass(frozen=True)
class _Maker:
    today: date

    def of_reviews(
        self,
        heading: str,
        verb: str,
        reviews: QuerySet[Review],
        *,
        more: str = "",
        empty: str = "",
        detail: Callable[[Review], str] | None = None,
    ) -> Section:
        ordered = reviews if reviews.query.order_by else reviews.order_by("submitted_at", "pk")
        number = _number(reviews)  # first: to find none, all are looked through, and once is enough
        found = ordered.only(*SHOWN)[:ROWS] if number else []
        rows = [self._row(review, detail or _submitted) for review in found]
        return Section(heading, verb, rows, number, more=more, empty=empty)

    def _row(self, review: Review, detail: Callable[[Review], str]) -> Row:
        return Row(
            title=review.revision.title,
            url=reverse("admin:reviews_review_change", args=[review.pk]),
            topic=str(review.article.category or "No topic"),
            detail=detail(review),
            due=Due.on(review.due_on, today=self.today) if review.is_open else None,
            since=review.submitted_at,
        )

    def of_returned(self, user: User) -> Section:
        """Texts sent back with changes, to those who submitted or wrote them, until they submit again."""
        back = Review.objects.filter(
            Exists(Publication.objects.filter(current_review=OuterRef("pk"))), state=State.CHANGES_REQUESTED
        ).select_related("article__category", "revision", "submitted_by")
        written = Revision.objects.filter(author=user).order_by().values("pk")
        both = [back.filter(submitted_by=user), back.filter(revision__in=written).exclude(submitted_by=user)]
        number = sum(_number(mine) for mine in both)
        oldest = [mine.order_by("submitted_at").only(*SHOWN)[:ROWS] for mine in both if number]
        newest = [review for reviews in oldest for review in reviews]
        rows = [self._row(review, _asked) for review in sorted(newest, key=attrgetter("submitted_at"))[:ROWS]]
        return Section("Sent back to you with changes", "See what is asked", rows, number)

    def of_publications(self, heading: str, publications: QuerySet[Publication], *, more: str) -> Section:
        rows = [self._live_row(publication) for publication in _oldest_marks(publications)]
        return Section(heading, "Open", rows, _number(publications), more=_re_review_list(more))

    def of_renewals(self, marked: QuerySet[Publication]) -> Section:
        """What was marked and what fell due, by the day since which it waits."""
        due = fell_due(self.today)
        unmarked = due.filter(article__publication__re_review_at=None)
        found = [self._live_row(publication) for publication in _oldest_marks(marked)]
        found += [self._fallen_row(review) for review in _with_live_text(unmarked)[:ROWS]]
        rows = sorted(found, key=lambda row: row.since or datetime.max.replace(tzinfo=UTC))[:ROWS]
        number = _number(marked) + _number(unmarked)
        return Section(
            "Approved, and due to be looked at again", "Open", rows, number, more=_re_review_list("")
        )

    def _live_row(self, publication: Publication) -> Row:
        approval, live = publication.approval, publication.live_revision
        return Row(
            title=live.title if live else str(publication.article),
            url=reverse("admin:reviews_publication_change", args=[publication.pk]),
            topic=str(publication.article.category or "No topic"),
            detail=publication.re_review_reason,
            due=Due.on(approval.next_review_on, today=self.today) if approval and approval.next_review_on else None,
            since=publication.re_review_at,
        )  # fmt: skip

    def _fallen_row(self, review: Review) -> Row:
        day = review.next_review_on or self.today
        return Row(
            title=review.revision.title,
            url=reverse("admin:reviews_publication_change", args=[review.article.publication.pk]),
            topic=str(review.article.category or "No topic"),
            detail="The review fell due.",
            due=Due.on(day, today=self.today),
            since=datetime.combine(day, time(), tzinfo=UTC),
        )


def _number(rows: QuerySet[Review] | QuerySet[Publication]) -> int:
    return rows.order_by()[: MOST + 1].count()


def _oldest_marks(marked: QuerySet[Publication]) -> Iterable[Publication]:
    return marked.order_by("re_review_at").only(
        "re_review_at", "re_review_reason", "article__title", "article__category__name", "live_revision__title",
        "approval__next_review_on",
    )[:ROWS]  # fmt: skip


def _with_live_text(reviews: QuerySet[Review]) -> QuerySet[Review]:
    return reviews.select_related("article__category", "article__publication", "revision").only(
        "next_review_on", "article__category__name", "article__publication__id", "revision__title"
    )


def _re_review_list(kind: str) -> str:
    return reverse("admin:reviews_publication_changelist") + (f"?again={kind}" if kind else "")


def _submitted(review: Review) -> str:
    person = review.submitted_by
    return (
        f"Revision {review.revision.number}, submitted by {person.get_full_name() or person.get_username()}"
    )


def _asked(review: Review) -> str:
    words = review.reason.split()
    asked = " ".join(words[:20]) + (" …" if len(words) > 20 else "")
    return f"Revision {review.revision.number}. Asked for: {asked}"
