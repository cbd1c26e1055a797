"""What are readers told while an article is checked again, above all because a cited work has lost its ground?"""

from __future__ import annotations

from itertools import groupby

from articles import evidence
from articles.evidence import Notices
from articles.models import SourceNotice, SourceNoticeKind
from readers.cautions import Banner
from readers.templatetags.marks import day
from reviews.models import Publication
from reviews.standing import Standing

LONGEST = 200  # characters of a reference above the text; the list has it whole
STATES = {
    SourceNoticeKind.RETRACTION: "danger",
    SourceNoticeKind.CONCERN: "overdue",
    SourceNoticeKind.SUPERSESSION: "overdue",
}  # and for a correction a plain notice
TITLES = {
    SourceNoticeKind.RETRACTION: "{a} retracted on {day}. This article is being re-checked",
    SourceNoticeKind.CONCERN: "Concern about {a} published on {day}. This article is being re-checked",
    SourceNoticeKind.CORRECTION: "A correction of {a} published on {day}. This article is being re-checked against it",
    SourceNoticeKind.SUPERSESSION: "{a} superseded on {day}. This article is being re-checked",
}
WHAT_TO_DO = {
    SourceNoticeKind.RETRACTION: "Until the editors are done, do not rely on what rests on it:",
    SourceNoticeKind.CONCERN: "Until the editors are done, take what rests on it with caution:",
    SourceNoticeKind.CORRECTION: "The editors are looking whether it changes what is said here:",
    SourceNoticeKind.SUPERSESSION: "The editors are looking whether the newer work says something else:",
}


def source_notices(publication: Publication) -> Notices:
    """Those in force about the works that the text shown cites, of a publication fetched with them."""
    return evidence.by_key(SourceNotice.from_facts(facts) for facts in publication.source_notices or [])


def banners(standing: Standing) -> list[Banner]:
    """One for each kind of notice that came after the last review, the gravest first, and one for other reasons."""
    asked, reason = standing.publication.re_review_at, standing.publication.re_review_reason
    if asked is None:
        return []
    open_ = _since_review(standing)
    rest = evidence.without([evidence.sentence(notice) for notice in open_], reason)
    said = f"The editors asked for that on {day(asked)}: {rest if open_ else reason}"
    other = [Banner("overdue", "This article is being checked again", said)] if rest else []
    kinds = groupby(open_, key=lambda notice: SourceNoticeKind(notice.kind))
    return [*(_of_kind(kind, list(some), standing) for kind, some in kinds), *other]


def _since_review(standing: Standing) -> list[SourceNotice]:
    """What the last reviewer of the whole page could not know, the gravest kind first."""
    approval, order = standing.publication.approval, list(SourceNoticeKind)
    if approval is None or approval.reviewed_at is None:
        return []
    notices = [notice for some in source_notices(standing.publication).values() for notice in some]
    later = [notice for notice in notices if notice.recorded_at >= approval.reviewed_at]
    return sorted(later, key=lambda notice: order.index(SourceNoticeKind(notice.kind)))


def _of_kind(kind: SourceNoticeKind, notices: list[SourceNotice], standing: Standing) -> Banner:
    printed = {source["key"]: source["reference"] for source in standing.revision.sources}
    works = [_shortened(printed.get(notice.source.key, notice.source.key)) for notice in notices]
    latest = max(notice.published_on for notice in notices)
    title = TITLES[kind].format(a=_subject(kind, len(notices)), day=day(latest))
    text = "\n\n".join([WHAT_TO_DO[kind], *works])
    return Banner(STATES.get(kind, "notice"), title, text, "#references", "See it marked in the references")


def _subject(kind: SourceNoticeKind, number: int) -> str:
    is_about = kind in {SourceNoticeKind.CONCERN, SourceNoticeKind.CORRECTION}
    named = "cited source" if number == 1 else f"{number} cited sources"
    article = "a " if number == 1 else ""
    subject = f"{article}{named} {'was' if is_about or number == 1 else 'were'}"
    return subject if is_about else subject[0].upper() + subject[1:]


def _shortened(reference: str) -> str:
    return reference if len(reference) <= LONGEST else reference[:LONGEST].rsplit(" ", 1)[0] + " …"
