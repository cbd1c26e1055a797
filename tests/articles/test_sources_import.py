"""Do works of four formats reach the library once, under a key that can be cited?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError

from articles.models import Source
from tests import factories as make
from tests.articles.importer import Answer, command, write

pytestmark = pytest.mark.django_db

BIBTEX = "@article{plain, title={A plain title}, author={Test, A}, journal={A journal}, year={2020}, doi={10.1000/X}}\n"
RIS = "TY  - JOUR\nTI  - A second title\nAU  - Test, B\nPY  - 2021\nER  - \n"
NBIB = "PMID- 12345678\nTI  - A third title.\nFAU - Test, C\nDP  - 2019 May\nPT  - Journal Article\n"
CSL = json.dumps([{"id": "fourth", "type": "book", "title": "A fourth title", "volume": 1.5}])


def import_sources(*files: Path, by: str = "editor") -> Answer:
    return command("import_sources", *files, "--by", by, "--json")


@pytest.fixture(autouse=True)
def an_editor() -> None:
    make.editor()


def test_works_of_all_four_formats_are_kept(tmp_path: Path) -> None:
    files = [
        write(tmp_path, name, text)
        for name, text in {"a.bib": BIBTEX, "b.ris": RIS, "c.nbib": NBIB, "d.json": CSL}.items()
    ]
    answer = import_sources(*files)
    assert answer.json["refused"] == []
    assert (answer.code, answer.counts) == (0, (4, 0, 0, 0))
    titles = {title.rstrip(".") for title in Source.objects.values_list("title", flat=True)}
    assert titles == {"A plain title", "A second title", "A third title", "A fourth title"}
    assert import_sources(*files).counts == (0, 0, 4, 0)


def test_a_number_with_a_fraction_is_kept_as_text_so_that_no_digest_rounds_it(tmp_path: Path) -> None:
    import_sources(write(tmp_path, "d.json", CSL))
    assert Source.objects.get().csl["volume"] == "1.5"


def test_a_work_is_known_by_its_doi_whatever_its_key_and_case(tmp_path: Path) -> None:
    import_sources(write(tmp_path, "a.bib", BIBTEX))
    other = BIBTEX.replace("plain,", "other,").replace("10.1000/X", "10.1000/x").replace("2020", "2022")
    assert import_sources(write(tmp_path, "b.bib", other)).counts == (0, 1, 0, 0)
    source = Source.objects.get()
    assert (source.key, source.year) == ("plain", 2022)


def test_another_work_under_the_same_key_gets_a_key_of_its_own(tmp_path: Path) -> None:
    import_sources(write(tmp_path, "a.bib", BIBTEX))
    other = BIBTEX.replace("10.1000/X", "10.1000/other").replace("A plain title", "Another")
    assert import_sources(write(tmp_path, "b.bib", other)).counts == (1, 0, 0, 0)
    assert set(Source.objects.values_list("key", flat=True)) == {"plain", "plain-2"}


def test_a_broken_record_is_refused_with_its_line_and_the_others_are_kept(tmp_path: Path) -> None:
    broken = RIS + "TY  - JOUR\nTI  - Never ended\n"
    answer = import_sources(write(tmp_path, "b.ris", broken))
    assert (answer.code, answer.counts) == (1, (1, 0, 0, 1))
    [refused] = answer.json["refused"]
    assert set(refused) == {"file", "line", "error"}
    assert refused["line"] == 6


def test_what_is_no_bibliography_or_not_there_is_refused_and_never_stops_the_rest(tmp_path: Path) -> None:
    strange, missing = write(tmp_path, "x.bib", b"\xff\xfe\x00"), tmp_path / "missing.ris"
    answer = import_sources(strange, missing, write(tmp_path, "a.bib", BIBTEX))
    assert answer.counts[0] == 1
    assert {refused["file"] for refused in answer.json["refused"]} == {str(strange), str(missing)}


def test_without_json_the_answer_is_in_words(tmp_path: Path) -> None:
    file = write(tmp_path, "b.ris", RIS + "TY  - JOUR\nTI  - Never ended\n")
    answer = command("import_sources", file, "--by", "editor")
    assert answer.said.strip() == "1 imported, 0 updated, 0 unchanged, 1 refused."
    assert answer.complained.startswith(f"{file}, line 6: ")


def test_whoever_may_not_add_sources_adds_none(tmp_path: Path) -> None:
    make.reviewer()
    answer = import_sources(write(tmp_path, "a.bib", BIBTEX), by="reviewer")
    assert answer.counts == (0, 0, 0, 1)
    assert "Only writers and editors can add sources." in answer.json["refused"][0]["error"]
    with pytest.raises(CommandError, match="There is no active account"):
        import_sources(write(tmp_path, "a.bib", BIBTEX), by="nobody")
