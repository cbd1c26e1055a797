"""Do two texts that grew from one become one, with nothing lost and nothing mixed up?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.merging import CLASH, Piece, joined, merge, merge_names, together

BASE = "One.\n\nTwo.\n\nThree.\n"
PARAGRAPHS = st.lists(st.sampled_from(["A", "B", "C", "    d", "- e\n- f", "A B"]), max_size=6)


def text(paragraphs: list[str]) -> str:
    return joined(f"{paragraph}\n\n" for paragraph in paragraphs)


def merged(theirs: str, yours: str, base: str | None = BASE) -> str:
    return joined(piece.settled for piece in merge(base, theirs, yours))


def clashes(theirs: str, yours: str, base: str | None = BASE) -> list[tuple[str, str]]:
    pieces = merge(base, theirs, yours)
    return [(piece.theirs.strip(), piece.yours.strip()) for piece in pieces if piece.kind == CLASH]


@pytest.mark.parametrize(
    ("theirs", "yours", "both"),
    [
        ("One!\n\nTwo.\n\nThree.\n", "One.\n\nTwo.\n\nThree!\n", "One!\n\nTwo.\n\nThree!\n"),
        ("One!\n\nTwo.\n\nThree.\n", "One.\n\nTwo!\n\nThree.\n", "One!\n\nTwo!\n\nThree.\n"),
        ("Zero.\n\n" + BASE, BASE + "\nFour.\n", "Zero.\n\n" + BASE + "\nFour.\n"),
        ("Zero.\n\n" + BASE, "One!\n\nTwo.\n\nThree.\n", "Zero.\n\nOne!\n\nTwo.\n\nThree.\n"),
        ("One.\n\nThree.\n", BASE + "\nFour.\n", "One.\n\nThree.\n\nFour.\n"),
        ("One!\n\nTwo.\n\nThree.\n", "One!\n\nTwo.\n\nThree.\n", "One!\n\nTwo.\n\nThree.\n"),
        (BASE + "\nFour.\n", "One.\n\nTwo.\n\nThree!\n", "One.\n\nTwo.\n\nThree!\n\nFour.\n"),
    ],
)
def test_what_one_side_alone_changed_is_taken_over(theirs: str, yours: str, both: str) -> None:
    assert merged(theirs, yours) == both
    assert clashes(theirs, yours) == []
    assert merged(yours, theirs) == both


def test_a_paragraph_that_both_changed_is_a_clash_and_the_rest_is_not() -> None:
    assert clashes("One!\n\nTwo!\n\nThree.\n", "One.\n\nTwo?\n\nThree?\n") == [("Two!", "Two?")]


def test_a_paragraph_deleted_by_one_and_changed_by_the_other_is_a_clash() -> None:
    assert clashes("One.\n\nThree.\n", "One.\n\nTwo!\n\nThree.\n") == [("", "Two!")]


def test_two_paragraphs_put_in_at_the_same_place_are_a_clash_that_keeps_both() -> None:
    theirs, yours = BASE + "\nTheirs.\n", BASE + "\nYours.\n"
    assert clashes(theirs, yours) == [("Theirs.", "Yours.")]
    assert merged(theirs, yours) == BASE + "\nTheirs.\n\nYours.\n"


def test_blank_lines_inside_code_and_indentation_stay_as_they_were_typed() -> None:
    code = "```\na\n\n\n    b\n```\n"
    assert merged(code + "\nOne.\n", code + "\nTwo.\n", base=code) == code + "\nOne.\n\nTwo.\n"
    assert clashes("    One.\n", "One!\n", base="One.\n") == [("One.", "One!")]


def test_without_a_base_every_difference_at_one_place_is_a_clash_and_nothing_goes() -> None:
    assert clashes("One.\n\nTheirs.\n", "One.\n\nYours.\n", base=None) == [("Theirs.", "Yours.")]
    assert merged("One.\n\nTwo.\n", "Two.\n\nThree.\n", base=None) == "One.\n\nTwo.\n\nThree.\n"


@given(base=PARAGRAPHS, yours=PARAGRAPHS)
def test_who_merges_with_an_unchanged_text_gets_their_own(base: list[str], yours: list[str]) -> None:
    assert merged(text(base), text(yours), base=text(base)) == text(yours)
    assert merged(text(yours), text(base), base=text(base)) == text(yours)
    assert clashes(text(base), text(yours), base=text(base)) == []


@given(base=PARAGRAPHS, theirs=PARAGRAPHS, yours=PARAGRAPHS)
def test_every_paragraph_that_was_new_on_either_side_is_in_the_merged_text(
    base: list[str], theirs: list[str], yours: list[str]
) -> None:
    pieces = merge(text(base), text(theirs), text(yours))
    assert joined(piece.theirs for piece in pieces) == text(theirs)
    assert joined(piece.yours for piece in pieces) == text(yours)
    result = joined(piece.settled for piece in pieces)
    for paragraph in {*theirs, *yours} - set(base):
        assert paragraph.strip() in result


def piece(base: str, theirs: str, yours: str) -> Piece:
    return Piece(CLASH, base, theirs, yours)


def test_changes_to_different_sentences_of_a_paragraph_fit_together() -> None:
    both = together(piece("Take one. Drink milk.\n", "Take two. Drink milk.\n", "Take one. Drink water.\n"))
    assert both == ("Take two. Drink water.\n", True)


def test_a_sentence_added_by_one_fits_a_sentence_changed_by_the_other() -> None:
    both = together(piece("Take one.\n", "Take two.\n", "Take one. Drink water.\n"))
    assert both == ("Take two. Drink water.\n", True)


def test_words_of_one_sentence_are_never_mixed() -> None:
    said, fits = together(piece("Take 5 mg a day.\n", "Take 10 mg a day.\n", "Take 5 g a day.\n"))
    assert not fits
    assert said == "Take 10 mg a day.\n\nTake 5 g a day.\n"


def test_of_names_what_either_added_is_in_and_what_either_took_away_is_out() -> None:
    assert merge_names(["a", "b", "c"], ["a", "c", "t"], ["b", "c", "y"]) == ["c", "t", "y"]
    assert merge_names([], ["a"], ["a", "b"]) == ["a", "b"]
