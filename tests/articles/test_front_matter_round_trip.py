"""Does a file that is written give back what was read?"""

from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.front_matter import Document, FrontMatterError, read, write

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=20)
words = st.sampled_from(
    [
        "no",
        "yes",
        "true",
        "null",
        "~",
        "1.10",
        "007",
        "12:30",
        "2024-01-31",
        "---",
        "...",
        "+++",
        "&a",
        "*b",
        "!c",
        "{x}",
        "[y]",
        "<<",
    ]
)
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
keys = texts.filter(bool) | words


def values(*others: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    leaves = st.one_of(st.booleans(), numbers, texts, words, *others)
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
        max_leaves=8,
    )


def outcome(data: bytes) -> tuple[Document | None, int]:
    """The document, or the line of the refusal."""
    try:
        return read(data), 1
    except FrontMatterError as error:
        return None, error.line


def same(*, metadata: dict[str, Any], body: str, kind: Literal["yaml", "toml"]) -> None:
    document = read(write(metadata=metadata, body=body, kind=kind))
    assert (document.kind, document.metadata, document.body) == (kind, metadata, body)
    assert list(document.metadata) == list(metadata)


@given(metadata=st.dictionaries(keys, values(st.none()), max_size=5), body=texts)
def test_what_is_written_as_yaml_is_read_back_unchanged(metadata: dict[str, Any], body: str) -> None:
    same(metadata=metadata, body=body, kind="yaml")


@given(metadata=st.dictionaries(keys, values(), max_size=5), body=texts)
def test_what_is_written_as_toml_is_read_back_unchanged(metadata: dict[str, Any], body: str) -> None:
    document = read(write(metadata=metadata, body=body, kind="toml"))
    assert (document.metadata, document.body) == (metadata, body)


@given(
    values=st.lists(st.text("ab:-'\"[]{}#&*!|>,?% \t\\~.10=", max_size=12)), body=st.text("ab-\n", max_size=9)
)
def test_any_values_are_refused_with_a_line_or_survive_being_written(values: list[str], body: str) -> None:
    block = "".join(f"key{number}: {value}\n" for number, value in enumerate(values))
    document, line = outcome(f"---\n{block}---\n{body}".encode())
    assert 1 <= line <= len(values) + 2
    if document:
        same(metadata=document.metadata, body=body, kind="yaml")


@given(data=st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        document = read(data)
    except FrontMatterError:
        return
    again = read(write(metadata=document.metadata, body=document.body, kind=document.kind))
    assert (again.metadata, again.body) == (document.metadata, document.body)


def test_dates_are_written_bare_and_words_that_others_misread_in_quotes() -> None:
    written = write(metadata={"date": "2024-01-31", "title": "no", "text": "Zoë"}, body="", kind="yaml")
    assert written.decode() == "---\ndate: 2024-01-31\ntitle: 'no'\ntext: Zoë\n---\n"


def test_metadata_needs_front_matter_to_stand_in() -> None:
    assert write(metadata={}, body="Text.", kind="none") == b"Text."
    with pytest.raises(ValueError, match="choose yaml or toml"):
        write(metadata={"title": "a"}, body="", kind="none")
