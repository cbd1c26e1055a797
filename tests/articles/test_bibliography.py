"""Is every work of a file read, or refused with its line, whatever program wrote the file?"""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.bibliography import Record, Refusal, read

BIB = "@article{a1,\n title = {A title},\n year = 2001\n}\n"
RIS = "TY  - JOUR\nTI  - A title\nPY  - 2001\nER  - \n"
NBIB = "PMID- 12345\nTI  - A title\nDP  - 2001\n"
CSL = '[{"id": "a1", "type": "article-journal", "title": "A title", "issued": {"date-parts": [["2001"]]}}]'
ALL = {"works.bib": BIB, "works.ris": RIS, "works.nbib": NBIB, "works.json": CSL}


def records(text: str, *, filename: str = "works") -> list[Record]:
    found, refusals = read(text.encode(), filename=filename)
    assert refusals == []
    return found


def refusal(data: str | bytes, *, filename: str = "works") -> Refusal:
    found, refusals = read(data.encode() if isinstance(data, str) else data, filename=filename)
    assert (found, len(refusals)) == ([], 1)
    return refusals[0]


@pytest.mark.parametrize("text", ALL.values())
@pytest.mark.parametrize("filename", [*ALL, "works.txt", ""])
def test_the_content_tells_the_format_whatever_the_name(text: str, filename: str) -> None:
    (record,) = records(text, filename=filename)
    assert record.csl["title"] == "A title"
    assert record.csl["issued"] == {"date-parts": [[2001]]}
    assert record.line == 1


@pytest.mark.parametrize("text", ALL.values())
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_costs_no_record(text: str, encoding: str) -> None:
    found, refusals = read(text.replace("\n", "\r\n").encode(encoding), filename="works")
    assert (len(found), refusals) == (1, [])


@pytest.mark.parametrize("text", ALL.values())
def test_bytes_that_are_not_utf8_refuse_the_file_and_name_the_line(text: str) -> None:
    broken = refusal(f"\n{text}".encode().replace(b"title", b"title \xe9"))
    assert broken.line == f"\n{text}".count("\n", 0, f"\n{text}".index("title")) + 1
    assert "0xE9" in broken.reason


@pytest.mark.parametrize("text", ALL.values())
def test_a_letter_that_a_conversion_lost_is_never_printed(text: str) -> None:
    assert "lost" in refusal(text.replace("A title", "A t\ufffdtle")).reason


@pytest.mark.parametrize("text", [BIB, RIS, NBIB])
def test_control_characters_are_left_out(text: str) -> None:
    (record,) = records(text.replace("A title", "A ti\x07tle\x1b"))
    assert record.csl["title"] == "A title"


@pytest.mark.parametrize("text", ALL.values())
def test_a_file_with_nul_characters_is_refused_and_told_how_to_be_saved(text: str) -> None:
    assert "save it as UTF-8" in refusal(text.replace("A title", "A ti\0tle").encode()).reason
    assert "save it as UTF-8" in refusal(text.encode("utf-16-le")).reason


@pytest.mark.parametrize(
    "data", [b"", b"\n \n", b"Just a letter.", b"%PDF-1.7", b"{broken", b"[]", b"% nothing"]
)
@pytest.mark.parametrize("filename", [*ALL, "works.doc"])
def test_a_file_without_a_work_is_refused(data: bytes, filename: str) -> None:
    assert refusal(data, filename=filename).reason


def test_a_file_that_is_too_large_is_refused() -> None:
    assert "20,000,000" in refusal(b" " * 20_000_001).reason


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("TY  - JOUR\nTI  - A title\nU1  - 12345[pmid]\nER  - \n", "pmid12345"),
        ("TY  - JOUR\nAU  - Éxample, A\nPY  - 2001\nER  - \n", "example2001"),
        ("TY  - JOUR\nAU  - Example Group\nPY  - 2001\nER  - \n", "example2001"),
        ("TY  - JOUR\nTI  - Title\nER  - \n", "title"),
        ("TY  - JOUR\nN1  - nothing more\nER  - \n", "source"),
        ("TY  - JOUR\nID  - two words\nER  - \n", "two-words"),
    ],
)
def test_a_work_without_a_citation_key_gets_one(text: str, key: str) -> None:
    assert records(text)[0].csl["id"] == key


def test_two_works_never_share_a_citation_key() -> None:
    twice = "TY  - JOUR\nID  - Same\nTI  - One\nER  - \n" * 2 + "TY  - JOUR\nID  - same\nTI  - One\nER  - \n"
    assert [record.csl["id"] for record in records(twice)] == ["Same", "Same-2", "same-3"]


class TestCslJson:
    def test_numbers_become_text_and_dates_whole_numbers(self) -> None:
        item = {
            "title": "A",
            "volume": 12,
            "issue": 1.5,
            "PMID": 123,
            "issued": {"date-parts": [["2001", 2.0, "x"]]},
        }
        (record,) = records(json.dumps([item]))
        assert record.csl == {
            "id": "pmid123", "type": "document", "title": "A", "volume": "12", "issue": "1.5", "PMID": "123",
            "issued": {"date-parts": [[2001]]},
        }  # fmt: skip

    @pytest.mark.parametrize("text", ['{"title": "A"}', '{"items": [{"title": "A"}]}', '[{"title": "A"},]'])
    def test_a_single_work_and_a_wrapped_list_are_read(self, text: str) -> None:
        assert records(text)[0].csl["title"] == "A"

    def test_the_works_before_a_mistake_are_kept_and_the_mistake_has_its_line(self) -> None:
        found, refusals = read(b'[\n{"title": "A"},\n{"title": "B"\n"x": 1}]', filename="works.json")
        assert [(record.line, record.csl["title"]) for record in found] == [(2, "A")]
        assert [item.line for item in refusals] == [4]

    @pytest.mark.parametrize(
        "item",
        ["3", '"text"', "[]", "{}", '{"note": "x"}', '{"title": "\ufffd"}', '{"a": ' * 9 + "1" + "}" * 9],
    )
    def test_an_item_that_is_no_work_is_refused_and_the_others_kept(self, item: str) -> None:
        found, refusals = read(f'[{{"title": "A"}},\n{item}]'.encode(), filename="works.json")
        assert (len(found), [refused.line for refused in refusals]) == (1, [2])

    @pytest.mark.parametrize("text", ['[{"title": NaN}]', "[" * 9000 + "]" * 9000, '[{"title": "A"}] more'])
    def test_json_that_is_none_is_refused(self, text: str) -> None:
        assert read(text.encode(), filename="works.json")[1]


@given(data=st.binary(max_size=60), filename=st.sampled_from([*ALL, "x"]))
def test_any_bytes_are_read_or_refused(data: bytes, filename: str) -> None:
    found, refusals = read(data, filename=filename)
    assert found or refusals


PIECES = [
    *ALL.values(),
    "TY  - ",
    "ER  -",
    "@article{",
    "}",
    "{",
    '"',
    "= ",
    ",",
    "#",
    "\\",
    "\n",
    "PMID- ",
    "FAU - A, B\n",
    "@string{a=1}",
]


@given(
    pieces=st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=8),
    filename=st.sampled_from([*ALL]),
)
def test_any_mixture_of_formats_is_read_or_refused(pieces: list[str], filename: str) -> None:
    found, refusals = read("".join(pieces).encode(), filename=filename)
    assert found or refusals
    assert all(record.csl["id"] for record in found)
