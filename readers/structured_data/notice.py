"""What do machines read of a notice, on its own page and on that of its article?"""

from __future__ import annotations

from typing import Any

from articles.addresses import address_of
from readers.public import absolute
from readers.structured_data.house import breadcrumb, publisher
from readers.templatetags.marks import iso
from reviews.models import Notice


def correction(notice: Notice) -> dict[str, Any]:
    return {
        "@type": "CorrectionComment",
        "@id": f"{_address(notice)}#notice",
        "name": notice.title,
        "text": notice.text,
        "datePublished": iso(notice.issued_at),
        "url": _address(notice),
    }


def notice_page(notice: Notice) -> dict[str, Any]:
    """``about`` names the article: the page that the article's ``correction`` leads to leads back."""
    article = absolute(notice.article.get_absolute_url())
    about = {
        "@type": "Article",
        "@id": f"{article}#article",
        "headline": notice.revision.title,
        "url": article,
    }
    return {
        "@type": "WebPage",
        "@id": f"{_address(notice)}#webpage",
        "url": _address(notice),
        "name": notice.title,
        "inLanguage": "en",
        "breadcrumb": breadcrumb(
            ("Corrections and retractions", absolute(address_of("notices"))), (notice.title, _address(notice))
        ),
        "publisher": publisher(),
        "mainEntity": correction(notice) | {"about": about, "publisher": publisher()},
    }


def _address(notice: Notice) -> str:
    return absolute(address_of("notice", notice.pk))
