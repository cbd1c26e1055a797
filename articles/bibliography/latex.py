"""What does this LaTeX say in plain text, and how is plain text written in it?"""

import re
from functools import lru_cache

from pylatexenc.latex2text import LatexNodes2Text

_MARKS = re.compile(r"[\\$~]|--|``|''")
# A bare % begins a comment in LaTeX; in a title it is a per cent sign that somebody forgot to escape.
_BARE_PERCENT = re.compile(r"(?<!\\)%")
_ESCAPED = re.compile(r"\\([_%&#$~{}])")
_URL_MACRO = re.compile(r"\\(?:url|href|path)\s*\{([^{}]*)\}")
# BibTeX counts braces even where LaTeX does not, so those of the text are written as the signs they are.
_WRITTEN = {
    "\\": r"{\textbackslash}", "{": r"$\lbrace$", "}": r"$\rbrace$", "$": r"\$", "&": r"\&", "#": r"\#",
    "^": r"{\string^}", "_": r"\_", "~": r"{\textasciitilde}", "%": r"\%", '"': '{"}', "`": r"{\textasciigrave}",
    "@": "{@}",
}  # fmt: skip
_LIGATURES = re.compile(r"-{2,}|'{2,}")  # would print as a dash or as a quotation mark
_DECODER = LatexNodes2Text(math_mode="text", strict_latex_spaces=False, keep_comments=False)


@lru_cache(maxsize=4096)  # names and journals come again and again, and decoding is slow
def decoded_latex(source: str) -> str:
    """`{\\v R}eh{\\r u}{\\v r}ek` as `Řehůřek`, on one line; text without LaTeX as it is."""
    source = " ".join(source.split())
    if not _MARKS.search(source):
        return " ".join(source.replace("{", "").replace("}", "").split())
    text = _DECODER.latex_to_text(_BARE_PERCENT.sub(r"\\%", source))
    return " ".join(text.split())


def without_markup(source: str) -> str:
    """An address or identifier without the braces and escapes around it, nothing else decoded."""
    text = _URL_MACRO.sub(r"\1", source)
    return "".join(_ESCAPED.sub(r"\1", text).replace("{", "").replace("}", "").split())


def in_one_brace(source: str) -> bool:
    """Whether one pair of braces holds the whole text, as around `{World Health Organization}`."""
    if not (source.startswith("{") and source.endswith("}")):
        return False
    depth = 0
    for place, letter in enumerate(source):
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if depth == 0:
            return place == len(source) - 1
    return False


def encoded_latex(text: str) -> str:
    """The text with everything that LaTeX or BibTeX would take for a command, a dash or a quotation mark escaped."""
    escaped = "".join(_WRITTEN.get(letter, letter) for letter in text)
    return _LIGATURES.sub(lambda match: "".join(f"{{{letter}}}" for letter in match[0]), escaped)
