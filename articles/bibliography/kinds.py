"""What sort of evidence is this work?"""

import re
from collections.abc import Mapping
from typing import Any

from articles.bibliography.names import plain

_BOOKS = frozenset(
    {"book", "chapter", "entry", "entry-dictionary", "entry-encyclopedia", "collection", "classic"}
)
_WEB = frozenset({"webpage", "post", "post-weblog", "website"})

# In this order: a guideline built on a systematic review of trials is a guideline.
_WORDS = {
    "guideline": (
        r"\bguidelines?\b", r"\bguidance\b", r"\bconsensus (?:statement|development conference)",
        r"\bposition statement",
    ),
    "systematic_review": (
        r"\bsystematic (?:literature )?review", r"\bmeta-?\s?analys", r"\bcochrane review",
        r"\bscoping review",
    ),
    "case_report": (r"\bcase reports?\b", r"\bcase series\b", r"\bcase study\b"),
    "randomised_trial": (
        r"(?<!non-)(?<!non )(?<!mendelian )\brandomi[sz]ed\b.*\b(?:trial|study|controlled)\b",
        r"(?<!non-)(?<!non )\b(?:randomi[sz]ed|controlled|clinical) trial\b", r"\bdouble-blind\b",
        r"\bplacebo-controlled\b",
    ),
    "cohort": (
        r"\bcohort\b", r"\bprospective\b", r"\bretrospective\b", r"\bcase-control\b",
        r"\blongitudinal\b", r"\bobservational\b", r"\bregistry\b", r"\bfollow-up study\b",
    ),
    "basic_science": (
        r"\bin vitro\b", r"\bin vivo\b", r"\b(?:mice|mouse|rats?|rodents?|murine|zebrafish)\b",
        r"\bcell lines?\b",
    ),
}  # fmt: skip
_RULES = tuple((value, re.compile("|".join(words), re.IGNORECASE)) for value, words in _WORDS.items())


def kind(csl: Mapping[str, Any]) -> str:
    """The best guess, for an editor to correct.

    One of guideline, systematic_review, randomised_trial, cohort, case_report, basic_science, book, web_page
    and article. Publication types (`genre`, where PubMed's are kept) weigh more than words of the title.
    """
    for text in (f"{plain(csl.get('genre'))} {plain(csl.get('collection-title'))}", plain(csl.get("title"))):
        for value, words in _RULES:
            if words.search(text):
                return value
    if plain(csl.get("type")) in _BOOKS:
        return "book"
    return "web_page" if plain(csl.get("type")) in _WEB else "article"
