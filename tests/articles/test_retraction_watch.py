"""Is the public list of retractions read row by row, and is what is wrong with a row said of that row alone?"""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest

from articles.models import SourceNoticeKind
from articles.retraction_watch import Listed, Refusal, read
from tests.retraction_lists import csv_of, row

TODAY = date(2026, 3, 2)


def parsed(content: bytes) -> list[Listed | Refusal]:
    return list(read(io.BytesIO(content), today=TODAY))


def refused(content: bytes) -> list[str]:
    found = parsed(content)
    return [str(one) for one in found if isinstance(one, Refusal)]


def test_a_row_is_read_as_the_list_writes_it() -> None:
    written = row(
        RetractionDate="3/6/2004 0:00", OriginalPaperDOI="10.1016/S0140-6736(97)11096-0", OriginalPaperPubMedID="9500320",
        RetractionDOI="10.1016/S0140-6736(04)15715-2", RetractionPubMedID="15016483", Reason="+Error in Data;+Ethical Violations;",
    )  # fmt: skip
    assert parsed(csv_of(written)) == [
        Listed(
            line=2, record="7", kind=SourceNoticeKind.RETRACTION, published_on=date(2004, 3, 6),
            doi="10.1016/s0140-6736(97)11096-0", pmid="9500320", notice_doi="10.1016/s0140-6736(04)15715-2",
            notice_pmid="15016483", reasons="Error in Data; Ethical Violations",
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("nature", "kind"),
    [
        ("Retraction", "retraction"), ("Correction", "correction"), ("Expression of concern", "concern"),
        ("Reinstatement", "reinstatement"), ("retraction ", "retraction"),
    ],
)  # fmt: skip
def test_every_nature_of_a_notice_is_known(nature: str, kind: str) -> None:
    [found] = parsed(csv_of(row(RetractionNature=nature)))
    assert isinstance(found, Listed)
    assert found.kind == kind


def test_what_is_not_known_is_no_number_and_a_notice_at_the_work_s_own_address_has_none() -> None:
    [unknown, own] = parsed(
        csv_of(
            row(OriginalPaperDOI="Unavailable", OriginalPaperPubMedID="0", RetractionDOI="unavailable"),
            row(OriginalPaperDOI="https://doi.org/10.1000/A", RetractionDOI="10.1000/a"),
        )
    )
    assert isinstance(unknown, Listed)
    assert isinstance(own, Listed)
    assert (unknown.doi, unknown.pmid, unknown.notice_doi) == ("", "", "")
    assert (own.doi, own.notice_doi) == ("10.1000/a", "")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"RetractionDate": "31/12/2004 0:00"}, "is no day. It is written like 3/6/2004, the month first"),
        ({"RetractionDate": ""}, "is no day"),
        ({"RetractionDate": "3/6/2104 0:00"}, "lies ahead"),
        ({"RetractionNature": "Apology"}, "RetractionNature “Apology” is none of Retraction, Correction"),
        ({"OriginalPaperDOI": "see text", "OriginalPaperPubMedID": "?"}, "It names no work"),
        ({"Title": "A \x00 title"}, "not text"),
    ],
)
def test_what_is_wrong_with_a_row_names_it_and_the_rest_goes_through(wrong: Any, said: str) -> None:
    content = csv_of(row(), row(**{"Record ID": "8", **wrong}), row())
    [fault] = refused(content)
    assert fault.startswith("Line 3 (record 8): ")
    assert said in fault
    assert sum(isinstance(one, Listed) for one in parsed(content)) == 2


def test_a_row_in_another_encoding_is_named_and_the_rest_goes_through() -> None:
    content = csv_of(row(), row(Author="Müller"), row()).replace(
        "Müller".encode(), "Müller".encode("latin-1")
    )
    assert refused(content) == [
        "Line 3 (record 7): It holds bytes that are not UTF-8 text. Save the list as “CSV UTF-8”."
    ]
    assert len(parsed(content)) == 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "does not name the column RetractionDate, nor RetractionNature, nor OriginalPaperDOI or"),
        (b"Title;RetractionDate\nx;y\n", "does not name the column RetractionDate"),
        (b"DOI,Date\n10.1000/a,3/6/2004\n", "does not name the column"),
        (csv_of(row()).decode().encode("utf-16"), "The file is not UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "does not name the column"),
    ],
    ids=["empty", "semicolons", "other columns", "UTF-16", "a picture"],
)
def test_what_is_no_list_at_all_is_refused_as_a_whole(content: bytes, said: str) -> None:
    [fault] = refused(content)
    assert said in fault
    assert len(parsed(content)) == 1


def test_a_byte_order_mark_and_line_breaks_within_a_cell_do_no_harm() -> None:
    content = b"\xef\xbb\xbf" + csv_of(row(Notes="two\r\nlines"), row(**{"Record ID": "8"}))
    assert [(one.line, one.record) for one in parsed(content)] == [(2, "7"), (4, "8")]


def test_a_quotation_mark_that_is_never_closed_takes_the_rest_and_is_named() -> None:
    content = csv_of(row()) + b'8,"never closed,\r\n' + csv_of(row(Title="x"), row(Title="x"))
    [first, fault] = parsed(content)
    assert isinstance(first, Listed)
    assert isinstance(fault, Refusal)
    assert fault.reason.startswith("It has 2 cells up to line 6")


def test_a_cell_without_end_does_not_fill_the_memory() -> None:
    content = (
        csv_of(row())
        + b'"'
        + b"x" * (csv.field_size_limit() + 10)
        + b'"\r\n'
        + csv_of(row()).split(b"\r\n", 1)[1]
    )
    [_, fault, after] = parsed(content)
    assert isinstance(fault, Refusal)
    assert "It is no row of a CSV file" in fault.reason
    assert isinstance(after, Listed)
