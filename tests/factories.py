"""Who and what do the tests play with? A cast named by what it may do, and reviews made by the real actions.

Asking twice for the same person, category or source gives the same one. Every act takes ``now``,
which left out is now.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group, User

from articles.actions import save_article
from articles.models import Article, Category, Contributor, Significance, Source, SourceNoticeKind
from articles.retraction_watch import Listed
from reviews import actions
from reviews.models import Credential, Policy, Review, Scope, SignOff, Specialty
from reviews.workflow import State

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)  # for tests in which time matters
PASSWORD = "a password for tests only"
BODY = "Sleep is **restored** by regular hours [@plain2020].\n\n## What helps\n\nGet up at the same time.\n"


# --- The cast ------------------------------------------------------------------------------------------
def account(*, username: str, group: str = "", is_superuser: bool = False) -> User:
    """A member of staff, fresh from the database, in one group."""
    user = User.objects.filter(username=username).first()
    if user is None:
        make = User.objects.create_superuser if is_superuser else User.objects.create_user
        user = make(username, f"{username}@example.org", PASSWORD, is_staff=True)
        if group:
            user.groups.add(Group.objects.get(name=group))
    return User.objects.get(pk=user.pk)


def writer(*, username: str = "writer") -> User:
    return account(username=username, group="Writers")


def coauthor(*, username: str = "coauthor") -> User:
    return account(username=username, group="Writers")


def editor(*, username: str = "editor") -> User:
    return account(username=username, group="Editors")


def stranger(*, username: str = "stranger") -> User:
    """Staff who may open the admin and nothing else."""
    return account(username=username)


def superuser(*, username: str = "superuser") -> User:
    return account(username=username, is_superuser=True)


def reviewer(*, username: str = "reviewer", specialty: str = Specialty.PSYCHIATRIC) -> User:
    """A reviewer known to the public, whose credential is valid for any day that tests use."""
    user = account(username=username, group="Medical reviewers")
    contributor(user=user, credentials="MD")
    if not user.credentials.filter(specialty=specialty).exists():
        credential(holder=user, specialty=specialty)
    return user


def second_reviewer(*, username: str = "second-reviewer") -> User:
    return reviewer(username=username)


def reviewers(*, number: int = 1, specialty: str = "") -> list[User]:
    """So many reviewers with a credential in that specialty, the two of the cast first."""
    names = ["reviewer", "second-reviewer", *(f"reviewer-{n}" for n in range(3, number + 1))][:number]
    return [reviewer(username=name, specialty=specialty or Specialty.PSYCHIATRIC) for name in names]


def eligible_for(category: Category | None) -> list[User]:
    """As many reviewers as the category's policy asks for, each with the credential it asks for."""
    policy = Policy.of(category)
    return reviewers(number=policy.required_sign_offs, specialty=policy.specialty)


def credential(
    *,
    holder: User,
    specialty: str = Specialty.PSYCHIATRIC,
    valid_from: date = date(2000, 1, 1),
    valid_until: date = date(2999, 12, 31),
    revoked_at: datetime | None = None,
) -> Credential:
    return Credential.objects.create(
        holder=holder, specialty=specialty, licence=f"licence of {holder.username}", register="A register",
        verified_by=account(username="verifier", group="Editors"), verified_at=NOW,
        valid_from=valid_from, valid_until=valid_until, revoked_at=revoked_at,
    )  # fmt: skip


def contributor(
    *, user: User | None = None, name: str = "", credentials: str = "", disclosures: str = "None"
) -> Contributor:
    """The person as readers know them; a user has one, named after the account."""
    name = name or f"Test {(user.username if user else 'contributor').replace('-', ' ')}"
    wanted = {"user": user} if user else {"name": name}
    new = {"name": name, "credentials": credentials, "disclosures": disclosures}
    return Contributor.objects.get_or_create(**wanted, defaults=new)[0]


# --- What is written -----------------------------------------------------------------------------------
def category(*, name: str = "Sleep", **policy: Any) -> Category:
    """A category; any field of ``Policy`` given makes or changes its policy."""
    found, _ = Category.objects.get_or_create(name=name, defaults={"slug": name.lower().replace(" ", "-")})
    if policy:
        Policy.objects.update_or_create(category=found, defaults=policy)
    return Category.objects.get(pk=found.pk)


def source(*, key: str = "plain2020", title: str = "A plain source", **csl: Any) -> Source:
    found = Source.objects.filter(key=key).first()
    return found or Source.objects.create(key=key, csl={"type": "article-journal", "title": title, **csl})


def listed(
    *, kind: SourceNoticeKind = SourceNoticeKind.RETRACTION, day: date = date(2026, 3, 1), **facts: Any
) -> Listed:
    """A row of the public list of retractions; ``facts`` are its other fields, above all the ``doi`` of the work."""
    return Listed(
        kind=kind, published_on=day,
        **{"line": 2, "record": "1", "doi": "", "pmid": "", "notice_doi": "", "notice_pmid": "", "reasons": "", **facts},
    )  # fmt: skip


def article(*, by: User | None = None, now: datetime | None = None, **fields: Any) -> Article:
    """An article by ``writer()`` that is ready for submission; ``fields`` are those of ``save_article``."""
    by = by or writer()
    source()
    ready: dict[str, Any] = {
        "title": "How to sleep better",
        "excerpt": "What helps to sleep, and what does not.",
        "body": BODY,
        "funding": "None",
    }
    if "category" not in fields:
        ready["category"] = category()
    if "byline" not in fields:
        ready["byline"] = [contributor(user=by)]
    ready |= fields
    eligible_for(ready["category"])  # a text that nobody could review cannot be submitted
    return save_article(by=by, now=now, **ready)


def edited(
    article: Article,
    *,
    by: User | None = None,
    significance: str = Significance.SUBSTANTIVE,
    now: datetime | None = None,
    **fields: Any,
) -> Article:
    """The article with one more revision; without ``fields`` a paragraph is added to the body."""
    fresh = Article.objects.get(pk=article.pk)
    fields = fields or {"body": f"{fresh.body}\nOne more sentence, number {fresh.version}.\n"}
    return save_article(by=by or writer(), article=fresh, significance=significance, now=now, **fields)


# --- How it is judged ----------------------------------------------------------------------------------
def submitted(
    *, article: Article | None = None, by: User | None = None, now: datetime | None = None, **fields: Any
) -> Review:
    """An open review, waiting; ``fields`` make the article where none is given."""
    article = article or _article(by=by, now=now, **fields)
    return actions.submit(article=article, by=by or article.created_by, now=now)


def claimed(
    *, article: Article | None = None, by: User | None = None, now: datetime | None = None, **fields: Any
) -> Review:
    """An open review in the hands of ``by``, else of ``reviewer()``."""
    return actions.claim(review=submitted(article=article, now=now, **fields), by=by or reviewer(), now=now)


def sign(
    review: Review,
    *,
    by: User | None = None,
    scope: str = Scope.WHOLE,
    now: datetime | None = None,
    **other: Any,
) -> SignOff:
    """A complete sign-off of the review's revision; ``other`` replaces the digest, answers, claims or interests."""
    request: dict[str, Any] = {
        "digest": review.revision.digest, "answers": yes_to_all(review), "interests": "None",
        "claims": range(1, len(review.revision.claims) + 1), **other,
    }  # fmt: skip
    return actions.sign_off(review=review, by=by or reviewer(), scope=scope, now=now, **request)


def yes_to_all(review: Review) -> dict[str, str]:
    return {question["key"]: "yes" for question in review.checklist}


def approved(
    *,
    article: Article | None = None,
    by: Sequence[User] = (),
    scope: str = Scope.WHOLE,
    now: datetime | None = None,
    **fields: Any,
) -> Review:
    """An approved review, signed by as many as the policy asks for: those of ``by``, else the cast."""
    review = submitted(article=article, now=now, **fields)
    signers = list(by) or reviewers(number=review.required_sign_offs, specialty=review.specialty)
    actions.claim(review=review, by=signers[0], now=now)
    for signer in signers:
        sign(review, by=signer, scope=scope, now=now)
    return Review.objects.get(pk=review.pk)


def approved_article(*, now: datetime | None = None, **fields: Any) -> Article:
    """An article whose only revision is live."""
    return Article.objects.get(pk=approved(now=now, **fields).article_id)


def approved_twice(*, now: datetime | None = None, **fields: Any) -> tuple[Review, Review]:
    """The superseded first approval and the live second one, a day later, of one article."""
    now = now or NOW
    first = approved(now=now, **fields)
    second = approved(article=edited(first.article, now=now), now=now + timedelta(days=1))
    return Review.objects.get(pk=first.pk), second


def review_at(
    state: State, *, article: Article | None = None, now: datetime | None = None, **fields: Any
) -> Review:
    """A review that the real actions brought to ``state``, by the writer and the reviewer of the cast."""
    if state == State.APPROVED:
        return approved(article=article, now=now, **fields)
    review = submitted(article=article, now=now, **fields)
    if state in {State.UNDER_REVIEW, State.CHANGES_REQUESTED}:
        actions.claim(review=review, by=reviewer(), now=now)
    if state == State.CHANGES_REQUESTED:
        actions.request_changes(
            review=review,
            by=reviewer(),
            digest=review.revision.digest,
            reason="The dose is missing.",
            now=now,
        )
    elif state == State.WITHDRAWN:
        actions.withdraw(review=review, by=review.submitted_by, now=now)
    elif state == State.SUPERSEDED:
        changed = edited(review.article, by=review.submitted_by, now=now)
        actions.submit(article=changed, by=review.submitted_by, now=now)
    return Review.objects.get(pk=review.pk)


_article = article  # under a name that arguments called ``article`` do not hide
