"""Which people and organisations does an author field of BibTeX name?

Names are taken apart before LaTeX is decoded, since the braces say what belongs together.
"""

from bibtexparser.middlewares.names import (
    InvalidNameError,
    NameParts,
    parse_single_name_into_parts,
    split_multiple_persons_names,
)

from articles.bibliography.latex import decoded_latex, in_one_brace
from articles.bibliography.written_names import Name, without_suffix
from articles.front_matter.organisations import is_organisation


def names_of(field: str) -> list[Name]:
    """The names as CSL has them; `and others` becomes the literal `et al`."""
    names = (name.strip() for name in split_multiple_persons_names(" ".join(field.split())))
    return [_name(name) for name in names if name]


def _name(written: str) -> Name:
    if written == "others":
        return {"literal": "et al"}
    plain = decoded_latex(written)
    if in_one_brace(written) or ("," not in written and is_organisation(plain)):
        return {"literal": plain}
    try:
        return _person(parse_single_name_into_parts(written, strict=False))
    except InvalidNameError:
        return {"literal": plain}


def _person(parts: NameParts) -> Name:
    family, given = _joined(parts.last), _joined(parts.first)
    suffix = _joined(parts.jr)
    if not suffix:
        given, suffix = without_suffix(given)
    name = {"family": family, "given": given, "suffix": suffix, "non-dropping-particle": _joined(parts.von)}
    return {key: value for key, value in name.items() if value}


def _joined(words: list[str]) -> str:
    return decoded_latex(" ".join(words))
