"""What happens in the demonstration? Each article is brought to one state by the real actions, day by day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.contrib.auth.models import User

from articles import bibliography, library
from articles.actions import save_article
from articles.importing import Importer
from articles.models import Article, Significance
from readers.correspondence.models import CallToAction, Label
from reviews import actions
from reviews.models import Review, Scope

HERE = Path(__file__).parent
Act = Callable[["Stage", Article, datetime], None]


@dataclass
class Stage:
    """The cast, by username."""

    cast: dict[str, User]

    def open_review(self, article: Article) -> Review:
        return article.reviews.open().get()


def submit(stage: Stage, article: Article, now: datetime) -> None:
    actions.submit(article=article, by=stage.cast["writer"], now=now)


def claim(stage: Stage, article: Article, now: datetime) -> None:
    actions.claim(review=stage.open_review(article), by=stage.cast["reviewer"], now=now)


def sign(stage: Stage, article: Article, now: datetime) -> None:
    _sign(stage, article, now, by="reviewer")


def countersign(stage: Stage, article: Article, now: datetime) -> None:
    _sign(stage, article, now, by="second-reviewer")


def sign_changes(stage: Stage, article: Article, now: datetime) -> None:
    _sign(stage, article, now, by="reviewer", scope=Scope.CHANGES)


def _sign(stage: Stage, article: Article, now: datetime, *, by: str, scope: Scope = Scope.WHOLE) -> None:
    review = stage.open_review(article)
    answers = {question["key"]: "yes" for question in review.checklist}
    actions.sign_off(
        review=review,
        by=stage.cast[by],
        digest=review.revision.digest,
        answers=answers,
        interests="None",
        scope=scope,
        now=now,
    )


def send_back(stage: Stage, article: Article, now: datetime) -> None:
    review = stage.open_review(article)
    actions.request_changes(
        review=review, by=stage.cast["reviewer"], digest=review.revision.digest, now=now,
        reason="Say what a review does when the trials it found disagree. The rest reads well.",
    )  # fmt: skip


def polish(stage: Stage, article: Article, now: datetime) -> None:
    article = Article.objects.get(pk=article.pk)
    save_article(
        by=stage.cast["coauthor"], article=article, excerpt=article.excerpt + " It takes about three minutes to read.",
        note="Says how long it takes to read", significance=Significance.EDITORIAL, now=now,
    )  # fmt: skip


def extend(stage: Stage, article: Article, now: datetime) -> None:
    article = Article.objects.get(pk=article.pk)
    further = "\n## What this page does not say\n\nIt does not say what any one person should do. That is for you and your own clinician.\n"
    save_article(
        by=stage.cast["writer"], article=article, body=article.body.rstrip("\n") + "\n" + further,
        note="Says what the page is not for", significance=Significance.SUBSTANTIVE, now=now,
    )  # fmt: skip


def correct(stage: Stage, article: Article, now: datetime) -> None:
    reason = "A demonstration of a correction: an earlier version of this page ended without saying what it is not for. It does now."
    actions.correct(article=article, by=stage.cast["editor"], reason=reason, now=now)


def retract(stage: Stage, article: Article, now: datetime) -> None:
    reason = (
        "A demonstration of a retraction: nothing is known to be wrong with this text. On a real site this paragraph says what was "
        "wrong, how it was found, and who decided."
    )
    actions.retract(article=article, by=stage.cast["editor"], reason=reason, now=now)


def approved(*, days: int) -> list[tuple[int, Act]]:
    """Submitted, claimed and signed within a week, ``days`` ago."""
    return [(days + 6, submit), (days + 4, claim), (days, sign)]


# slug: [(days ago, act)]
STORY: dict[str, list[tuple[int, Act]]] = {
    "early-ketamine-trials": [
        *approved(days=60),
        (21, polish),
        (20, submit),
        (19, claim),
        (18, sign_changes),
    ],
    "ketamine-consensus-statement": [*approved(days=95), (4, extend), (3, submit), (2, claim)],
    "ketamine-side-effects": [(412, submit), (410, claim), (408, sign), (405, countersign)],
    "ketamine-and-suicidal-thoughts": [(50, submit), (48, claim), (46, sign), (44, countersign)],
    "microdosing-and-hidden-doses": [(6, submit), (5, claim)],
    "short-follow-up": [*approved(days=120), (9, retract)],
    "absolute-and-relative-risk": approved(days=33),
    "questions-for-your-appointment": approved(days=12),
    "blinding-and-expectation": approved(days=75),
    "systematic-reviews": [(11, submit), (10, claim), (7, send_back)],
    "randomisation-explained": approved(days=140),
    "comparison-groups": [(2, submit)],
    "confidence-intervals": [
        *approved(days=200),
        (31, extend),
        (30, submit),
        (29, claim),
        (28, sign),
        (28, correct),
    ],
    "study-designs-compared": approved(days=26),
}


def call() -> None:
    """What an editor may place beside articles: here a service, and no advertising."""
    CallToAction.objects.create(
        title="Bring your questions", label=Label.SERVICE, is_placed=True, link_text="Write to the editors",
        text="A demonstration of a labelled call: on a real site it may lead to a service of the publisher. "
        "It is not part of any signed text.",
    )  # fmt: skip


def play(cast: dict[str, User], *, now: datetime) -> None:
    """Import the sources and texts, then do every act of the story in the order of its day."""
    records, _ = bibliography.read((HERE / "sources.json").read_bytes(), filename="sources.json")
    for record in records:
        library.keep(record, by=cast["editor"])
    call()
    begun = now - timedelta(days=420)
    importer = Importer(by=cast["writer"], now=begun)
    articles = {file.stem: importer.add(file)[1] for file in sorted((HERE / "articles").glob("*.md"))}
    stage = Stage(cast=cast)
    acts = [
        (days, order, slug, act) for slug, story in STORY.items() for order, (days, act) in enumerate(story)
    ]
    for days, order, slug, act in sorted(acts, key=lambda row: (-row[0], row[2], row[1])):
        act(stage, articles[slug], now - timedelta(days=days) + timedelta(minutes=7 * order))
