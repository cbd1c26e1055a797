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


@pytest.mark.parametrize(
    ("doi", "pmid", "said"),
    [
        ("10.1000/other", "12345678", "contradicts first (10.1000/first, PMID 12345678) in the library"),
        ("10.1000/first", "87654321", "contradicts first (10.1000/first, PMID 12345678) and second"),
        ("10.1000/first", "99999999", "The record says 10.1000/first, PMID 99999999"),
    ],
)
def test_a_record_whose_identifiers_belong_to_different_works_is_refused(
    tmp_path: Path, doi: str, pmid: str, said: str
) -> None:
    make.source(key="first", DOI="10.1000/first", PMID="12345678")
    make.source(key="second", PMID="87654321")
    quarrel = f"@article{{x, title={{T}}, doi={{{doi}}}, pmid={{{pmid}}}}}\n"
    answer = import_sources(write(tmp_path, "a.bib", quarrel + BIBTEX))
    assert answer.counts == (1, 0, 0, 1)
    assert said in answer.json["refused"][0]["error"]


def test_a_work_without_identifiers_is_known_by_title_year_and_first_author(tmp_path: Path) -> None:
    import_sources(write(tmp_path, "a.bib", BIBTEX))
    again = "@article{another, title={A PLAIN  Title.}, author={Test, A}, year={2020}, volume={7}}\n"
    not_it = again.replace("Test, A", "Else, B").replace("another", "else")
    assert import_sources(write(tmp_path, "b.bib", again + not_it)).counts == (1, 1, 0, 0)
    plain = Source.objects.get(key="plain")
    assert (plain.csl["volume"], plain.doi, plain.csl["container-title"]) == ("7", "10.1000/x", "A journal")


def test_a_work_that_was_merged_is_known_as_the_one_it_leads_to(tmp_path: Path) -> None:
    import_sources(write(tmp_path, "a.bib", BIBTEX))
    kept = make.source(key="kept", title="A plain title", author=[{"family": "Test", "given": "A"}])
    Source.objects.filter(key="plain").update(merged_into=kept)
    assert import_sources(write(tmp_path, "a.bib", BIBTEX)).counts == (0, 1, 0, 0)
    assert Source.objects.get(key="kept").doi == "10.1000/x"


def test_odd_works_are_kept_whole(tmp_path: Path) -> None:
    """No year, thousands of authors, LaTeX, an organisation, other scripts, markup: none of them is a fault."""
    crowd = " and ".join(f"Name{number}, A" for number in range(3000))
    text = (
        f"@article{{crowd, title={{Many}}, author={{{crowd}}}}}\n"
        "@book{latex, title={<script>alert(1)</script>}, author={{\\v R}eh{\\r u}{\\v r}ek, Radim and {World Health Organization}}}\n"
        "@book{scripts, title={睡眠 и сон}, author={李, 明}, year={n.d.}}\n"
    )
    assert import_sources(write(tmp_path, "a.bib", text)).counts == (3, 0, 0, 0)
    assert set(Source.objects.values_list("year", flat=True)) == {None}
    assert (
        Source.objects.get(key="latex")
        .as_cited()["reference"]
        .startswith("Řehůřek R; World Health Organization.")
    )


@pytest.mark.parametrize("ending", ["bib", "ris", "nbib", "json"])
def test_what_the_command_exports_it_imports_unchanged(tmp_path: Path, ending: str) -> None:
    import_sources(write(tmp_path, "a.bib", BIBTEX), write(tmp_path, "d.json", CSL))
    file = tmp_path / f"out.{ending}"
    assert command("export_sources", file).code == 0
    assert import_sources(file).counts == (0, 0, 2, 0)
    before = list(Source.objects.values("key", "kind", "csl"))
    Source.objects.all().delete()
    assert import_sources(file).counts == (2, 0, 0, 0)
    assert list(Source.objects.values("key", "kind", "csl")) == before


def test_the_command_exports_what_an_article_cites_or_what_was_named(tmp_path: Path) -> None:
    article = make.article()
    make.source(key="other", title="Other")
    file = tmp_path / "out.json"
    command("export_sources", file, "--article", article.slug)
    assert [work["id"] for work in json.loads(file.read_text())] == ["plain2020"]
    command("export_sources", file, "--key", "other")
    assert [work["id"] for work in json.loads(file.read_text())] == ["other"]
    for arguments, said in (
        ([tmp_path / "out.txt"], "Let it end in one of .bib, .ris, .nbib, .json"),
        ([file, "--article", "none"], "There is no article"),
        ([file, "--key", "none"], "There is no source none"),
        ([tmp_path / "no" / "out.bib"], "Choose another place"),
    ):
        with pytest.raises(CommandError, match=said):
            command("export_sources", *arguments)
