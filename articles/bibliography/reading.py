"""Which works does this file describe?"""

import re
from collections.abc import Callable

from articles.bibliography.bibtex import read_bibtex
from articles.bibliography.csl_json import read_csl_json
from articles.bibliography.medline import read_medline
from articles.bibliography.records import Record, Refusal, with_keys
from articles.bibliography.ris import read_ris
from articles.front_matter.decoding import decoded
from articles.front_matter.errors import FrontMatterError

MAX_BYTES = 20_000_000
_Reader = Callable[[str], tuple[list[Record], list[Refusal]]]
# The first line that only one format can have decides; names of files are often wrong.
_SIGNS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (re.compile(r"\A\s*(?:\[\s*[{\]]|\{\s*[\"}])"), read_csl_json),
    (re.compile(r"^PMID- ", re.MULTILINE), read_medline),
    (re.compile(r"^TY {1,2}- ", re.MULTILINE), read_ris),
    (re.compile(r"^[ \t]*@[ \t]*\w+[ \t]*[{(]", re.MULTILINE), read_bibtex),
)
_SUFFIXES = {
    ".json": read_csl_json, ".nbib": read_medline, ".ris": read_ris,
    ".bib": read_bibtex, ".bibtex": read_bibtex,
}  # fmt: skip


def read(data: bytes, *, filename: str) -> tuple[list[Record], list[Refusal]]:
    """The works of a BibTeX, RIS, PubMed (.nbib) or CSL-JSON file, and what was refused, with line and why.

    Nothing is lost in silence: what is no record is a refusal. The content tells the format, else the suffix
    of `filename`. The text is UTF-8, or UTF-16 with a byte order mark.
    """
    if len(data) > MAX_BYTES:
        return [], [Refusal(line=None, reason=f"The file is larger than {MAX_BYTES:,} bytes; split it.")]
    try:
        text = decoded(data)
    except FrontMatterError as error:
        return [], [Refusal(line=error.line, reason=error.reason)]
    if "\0" in text:
        return [], [
            Refusal(
                line=1,
                reason="The text holds NUL characters, as UTF-16 without its mark does; save it as UTF-8.",
            )
        ]
    reader = _reader(text, filename=filename)
    if reader is None:
        reason = "The file is neither BibTeX, RIS, PubMed (.nbib) nor CSL-JSON; export it as one."
        return [], [Refusal(line=1, reason=reason)]
    records, refusals = reader(text)
    if not records and not refusals:
        refusals = [Refusal(line=1, reason="The file holds no work; export the works again.")]
    return with_keys(records), refusals


def _reader(text: str, *, filename: str) -> _Reader | None:
    found = [(match.start(), reader) for sign, reader in _SIGNS if (match := sign.search(text))]
    if found:
        return min(found, key=lambda pair: pair[0])[1]
    suffix = f".{filename.lower().rpartition('.')[2]}"
    return _SUFFIXES.get(suffix) if text.strip() else None
