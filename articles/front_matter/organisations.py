"""Is this the name of a person or of an organisation?"""

import re

_GROUP_WORDS = re.compile(
    r"\b(team|group|association|society|committee|council|college|institutes?|university|department|ministry|office|"
    r"foundation|network|consortium|collaboration|collaborators|organi[sz]ation|editors|editorial|staff|board|agency|"
    r"service|services|hospital|centre|center|centers|trust|alliance|academy|federation|commission|investigators|"
    r"registry|wg|nhs|nice)\b",
    re.IGNORECASE,
)


def is_organisation(name: str) -> bool:
    """Whether a name has a word that no person's has, such as `Institute` or `Working Group`."""
    return bool(_GROUP_WORDS.search(name))
