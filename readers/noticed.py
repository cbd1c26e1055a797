"""What are readers of an article told of the notices about it: above the text, and in a list below it?"""

from __future__ import annotations

from articles.addresses import address_of
from readers.cautions import Banner
from readers.templatetags.marks import day
from reviews.models import Notice, NoticeKind, Publication
from reviews.models.notice import in_force

MARKS = {NoticeKind.RETRACTION: "retracted", NoticeKind.CONCERN: "danger"}  # else a plain notice
TITLES = {
    NoticeKind.RETRACTION: "This article was retracted on {day}",
    NoticeKind.CONCERN: "The editors expressed concern about this article on {day}",
    NoticeKind.CORRECTION: "This article was corrected on {day}",
    NoticeKind.REINSTATEMENT: "This article was retracted, and reinstated on {day}",
}
MEANINGS = {
    NoticeKind.RETRACTION: "Do not rely on it. It can still be read, so that nobody need wonder what it said.",
    NoticeKind.CONCERN: "The editors are looking into a doubt about it. Until that is settled, read it with caution.",
    NoticeKind.CORRECTION: "Something in it was wrong. The notice says what, and what is right.",
    NoticeKind.REINSTATEMENT: "The retraction no longer holds: since then, clinicians have signed the whole page anew.",
}


def banners(publication: Publication) -> list[Banner]:
    """One for each kind of notice that holds, the gravest first. Of more than one of a kind it says so."""
    every = publication.notices
    return [_banner(notice, among=every) for notice in in_force(every)]


def _banner(notice: Notice, *, among: list[Notice]) -> Banner:
    kind = NoticeKind(notice.kind)
    earlier = [n for n in among if n.kind == kind and n.pk != notice.pk]
    days = ", ".join(day(n.issued_at) for n in earlier)
    before = f"An earlier notice of this kind is of {days}." if earlier else ""
    return Banner(
        MARKS.get(kind, "notice"),
        TITLES[kind].format(day=day(notice.issued_at)),
        "\n\n".join(part for part in (MEANINGS[kind], notice.text, before) if part),
        address_of("notice", notice.pk),
        f"The notice of {kind.label.lower()}",
    )
