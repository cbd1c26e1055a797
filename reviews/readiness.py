"""May this article be submitted? The checks of its text, and those that only the desk can make."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from articles import readiness
from articles.draft import Draft
from articles.drafting import content_of
from articles.models import Article, Category, Revision
from articles.readiness import Finding
from articles.reading_grade import patients_grade
from reviews import eligibility
from reviews.models import Policy, Publication, Review
from reviews.models.policy import asked_for
from reviews.workflow import Role, State

# Part of a revision that is kept outside the article: (form field, what it is called)
KEPT_ELSEWHERE = {
    "byline": ("byline", "The byline"),
    "sources": ("listed_sources", "A cited source"),
    "pictures": ("body", "A picture"),
    "lead_picture": ("picture", "The picture above the text"),
}


def findings(article: Article, *, today: date) -> list[Finding]:
    """Everything that keeps the working copy from being submitted; none when it is ready."""
    return of_draft(Draft.of(article), today=today)


def of_draft(draft: Draft, *, today: date) -> list[Finding]:
    """The same rules for what a writer has typed so far, but for what only a save can tell."""
    policy = Policy.of(draft.category)
    latest = latest_of(draft.article) if draft.article and draft.is_saved else None
    return [
        *readiness.of_draft(draft),
        *(_moved_on(draft, latest) if latest else []),
        *_reading_grade(draft, policy),
        *_too_few(latest or draft.as_revision(), draft.category, policy, today=today),
    ]


def why_not_submit(
    article: Article, *, roles: Collection[Role], waits: Review | None, findings: list[Finding]
) -> str:
    """Why somebody with these roles cannot submit the latest revision: a sentence, empty when they can.

    ``waits`` is the open review of that very revision.
    """
    if article.archived_at:
        return "The article is archived: it is out of use, and nothing of it is submitted any more."
    if not {Role.WRITER, Role.EDITOR} & set(roles):
        return (
            "Only its writers and editors can submit it. You have written no revision and are not on its byline; "
            "ask one of them."
        )
    if waits:
        where = "waits for a reviewer" if waits.state == State.SUBMITTED else "is with its reviewer"
        return (
            f"The latest revision is in review already: it {where}, due on {waits.due_on:%-d %B %Y}. "
            "Save a change to submit a newer one in its place, or withdraw it."
        )
    if findings:
        left = f"{len(findings)} checks are" if len(findings) > 1 else "One check is"
        return f"It cannot be submitted yet: {left} left. The first: {findings[0].sentence}"
    return ""


def latest_of(article: Article) -> Revision:
    return article.revisions.get(number=article.revision_number)


def _moved_on(draft: Draft, revision: Revision) -> list[Finding]:
    """What would be different if the revision to be reviewed were made today. A live one is signed as it stands."""
    if Publication.objects.filter(live_revision=revision).exists():
        return []
    now = content_of(
        revision.article, byline=list(draft.byline), keys=revision.cited_keys, pictures=draft.pictures
    )
    return [
        Finding(
            place,
            f"{what} has changed since revision {revision.number} was made. Save the article again to take that in.",
        )
        for part, (place, what) in KEPT_ELSEWHERE.items()
        if now[part] != revision.content()[part]
    ]


def _reading_grade(draft: Draft, policy: Policy) -> list[Finding]:
    grade = patients_grade(draft.rendered.html)
    if grade is None or grade <= policy.patient_reading_grade or draft.reading_grade_reason.strip():
        return []
    return [
        Finding(
            "reading_grade_reason",
            f"The passages for patients read at grade {grade}; the target is {policy.patient_reading_grade}. "
            "Make them simpler, or write down why they cannot be.",
        )
    ]


def nobody_eligible(article: Article, policy: Policy, *, today: date) -> list[Finding]:
    return _too_few(latest_of(article), article.category, policy, today=today)


def _too_few(revision: Revision, category: Category | None, policy: Policy, *, today: date) -> list[Finding]:
    if category is None:
        return []  # said already
    text = eligibility.Text(revision=revision, specialties=asked_for(policy))
    able = eligibility.eligible_reviewers(text, today=today)
    if len(able) >= policy.required_sign_offs:
        return [
            Finding(
                "category",
                f"One signature must be in {specialty.label}, and nobody who could review this holds a valid credential in it. "
                "Ask an editor to find one.",
            )
            for specialty in eligibility.lacking(able, text.specialties, today=today)
        ]
    return [
        Finding(
            "category",
            f"{policy.required_sign_offs} reviewer(s) must sign and {len(able)} could: nobody else has a valid credential and "
            "took no part in writing. Ask an editor to find one.",
        )
    ]
