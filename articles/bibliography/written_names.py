"""Which person or organisation does a name in a reference manager's file mean?"""

from articles.front_matter.organisations import is_organisation

Name = dict[str, str]
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "2nd", "3rd", "4th", "5th"})


def from_inverted(text: str) -> Name:
    """`Family, Given, Jr` and PubMed's `Family, Given Jr`; a name without a comma is an organisation's."""
    parts = [part.strip() for part in text.split(",")]
    parts = [part for part in parts if part]
    if len(parts) < 2 or is_organisation(text) or len(parts) > 3:
        return {"literal": text.strip(" ,")}
    given, suffix = without_suffix(parts[1])
    if len(parts) == 3:
        later_is_suffix = _is_suffix(parts[2])
        given, suffix = (parts[1], parts[2]) if later_is_suffix else (parts[2], parts[1])
    return _name(family=parts[0], given=given, suffix=suffix)


def from_abbreviated(text: str) -> Name:
    """PubMed's short form `van Moorselaar RJ`, for the records without full names."""
    words, suffix = without_suffix(text)
    family, _, initials = words.rpartition(" ")
    return _name(family=family, given=" ".join(initials), suffix=suffix) if family else {"literal": text}


def without_suffix(text: str) -> tuple[str, str]:
    """The text, and the `Jr` or `3rd` that ended it."""
    words = text.split()
    if len(words) > 1 and _is_suffix(words[-1]):
        return " ".join(words[:-1]), words[-1]
    return text, ""


def _is_suffix(word: str) -> bool:
    return word.rstrip(".").lower() in _SUFFIXES


def _name(**parts: str) -> Name:
    return {key: value for key, value in parts.items() if value}
