"""How is a person or an organisation written in a reference?"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

# Scripts written without spaces between family and given name, and without initials.
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003134f]")
_AND_OTHERS = frozenset({"et al", "et al.", "others"})
_ORDINAL_SUFFIXES = {"II": "2nd", "III": "3rd", "IV": "4th", "V": "5th"}


def listed(
    people: Any, *, limit: int = 6, shown: int = 6, initials: int | None = None, ordinal_suffixes: bool = True
) -> str:
    """A CSL name list as `Halpern SD, Ubel PA; Study Group`, or "" when nobody is named.

    Above `limit` names the first `shown` stand, then `et al` (ICMJE: six; AMA: three once there are more than
    six). `initials` cuts a person's initials (NLM: two). Organisations follow a semicolon.
    """
    named = [name for name in people if isinstance(name, Mapping)] if isinstance(people, Sequence) else []
    names = [name for name in named if plain(name.get("literal")) not in _AND_OTHERS]
    text = ""
    for name in names[:shown] if len(names) > limit else names:
        organisation = _organisation(name)
        written = organisation or _person(name, initials=initials, ordinal=ordinal_suffixes)
        separator = "; " if organisation else ", "
        text += (separator if text and written else "") + written
    has_more = len(names) > limit or len(names) < len(named)
    return f"{text}, et al" if text and has_more else text


def count(people: Any) -> int:
    """How many names a CSL name list holds."""
    return len(people) if isinstance(people, Sequence) and not isinstance(people, str) else 0


def _organisation(name: Mapping[str, Any]) -> str:
    family, given = plain(name.get("family")), plain(name.get("given"))
    # A family name without a given one, of several words, is an organisation in the wrong field.
    return plain(name.get("literal")) or (family if not given and " " in family else "")


def _person(name: Mapping[str, Any], *, initials: int | None, ordinal: bool) -> str:
    given, particle = _without_particle(plain(name.get("given")))
    particles = (plain(name.get("dropping-particle")), plain(name.get("non-dropping-particle")), particle)
    family = " ".join(part for part in (*particles, plain(name.get("family"))) if part)
    if _EAST_ASIAN.search(given):
        return family + given
    suffix = plain(name.get("suffix")).rstrip(".")
    if ordinal:
        suffix = _ORDINAL_SUFFIXES.get(suffix, suffix)
    return " ".join(part for part in (family, initials_of(given)[:initials], suffix) if part)


def _without_particle(given: str) -> tuple[str, str]:
    """Lower-case words that end a given name belong to the family name: `Ludwig van`."""
    words = given.split()
    start = len(words)
    while start > 1 and words[start - 1].islower() and len(words[start - 1].rstrip(".")) > 1:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


class _Initials(list[str]):
    """Initials that join to text when cut, so that a letter keeps its combining marks."""

    def __getitem__(self, cut: Any) -> Any:
        return "".join(super().__getitem__(cut))


def initials_of(given: str) -> _Initials:
    """`Robert-Jan B.` gives R, J and B; `RJ` and `R.J.` give R and J."""
    letters = _Initials()
    for part in re.split(r"[\s.\-‐‑]+", given):
        if part.isupper() and len(part) <= 3 and part.isascii():
            letters.extend(part)
        elif part:
            letters.append(_first_letter(part))
    return letters


def _first_letter(word: str) -> str:
    word = word.lstrip("'’ʼ`\"([")
    end = 1
    while end < len(word) and unicodedata.category(word[end]).startswith("M"):
        end += 1
    return word[:end].upper()


def plain(value: Any) -> str:
    """A CSL value as one line of text; "" for a missing or structured one."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return " ".join(str(value).split())
