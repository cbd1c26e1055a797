"""Is BibTeX read as BibTeX means it?"""

import pytest

from articles.bibliography import Refusal, read


def csl(text: str) -> dict[str, object]:
    found, refusals = read(text.encode(), filename="works.bib")
    assert (len(found), refusals) == (1, [])
    return found[0].csl


def entry(fields: str, *, kind: str = "article") -> dict[str, object]:
    return csl(f"@{kind}{{key1, {fields}}}")


def refused(text: str) -> list[Refusal]:
    return read(text.encode(), filename="works.bib")[1]


def test_an_article_has_its_fields_under_their_csl_names() -> None:
    assert entry(
        'author = {Example, Alpha B. and Sample, C}, title = "A title", journal = {The Journal}, volume = 3,'
        "number = {2}, pages = {10--19}, year = 2001, month = may, day = 7, doi = {10.1000/a\\_b}, pmid = 77,"
        "issn = {1234-5678}, url = {https://example.org/a\\%20b}"
    ) == {
        "id": "key1", "type": "article-journal", "title": "A title", "container-title": "The Journal",
        "author": [{"family": "Example", "given": "Alpha B."}, {"family": "Sample", "given": "C"}],
        "volume": "3", "issue": "2", "page": "10-19", "issued": {"date-parts": [[2001, 5, 7]]},
        "DOI": "10.1000/a_b", "PMID": "77", "ISSN": "1234-5678", "URL": "https://example.org/a%20b",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("{Example Health Organization}", {"literal": "Example Health Organization"}),
        ("Example Health Organization", {"literal": "Example Health Organization"}),
        ("{{\\'E}cole Exemple}", {"literal": "École Exemple"}),
        ("Ab Cd Example", {"family": "Example", "given": "Ab Cd"}),
        ("van der Example, Ab", {"family": "Example", "given": "Ab", "non-dropping-particle": "van der"}),
        ("Example, Jr, Ab", {"family": "Example", "given": "Ab", "suffix": "Jr"}),
        ("Example, Ab {\\'E}", {"family": "Example", "given": "Ab É"}),
        ("{\\v R}eh{\\r u}{\\v r}ek, Ab", {"family": "Řehůřek", "given": "Ab"}),
        ('{\\"O}z, {\\c C}', {"family": "Öz", "given": "Ç"}),
        ("Example", {"family": "Example"}),
        ("others", {"literal": "et al"}),
    ],
)
def test_names_are_taken_apart_before_latex_is_decoded(written: str, name: dict[str, str]) -> None:
    assert entry(f"author = {{{written}}}")["author"] == [name]


def test_and_inside_braces_does_not_part_names() -> None:
    assert entry("author = {{Council on One and Two} and Example, A}")["author"] == [
        {"literal": "Council on One and Two"},
        {"family": "Example", "given": "A"},
    ]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("{{DNA} and {\\it in vivo}}", "DNA and in vivo"),
        ("{10\\% of 5 \\& 6}", "10% of 5 & 6"),
        ("{A 10% reduction in \\emph{all} cases}", "A 10% reduction in all cases"),
        ("{A 10% reduction {in} cases}", "A 10% reduction in cases"),
        ("{``Quoted'' --- so}", "“Quoted” — so"),
        ("{5~mg of\n   drug}", "5 mg of drug"),
        ("{Effect of $\\alpha$-blockers}", "Effect of α-blockers"),
        ("{{\\ss} and {\\o}}", "ß and ø"),
        ("{A <i>title</i> & more}", "A <i>title</i> & more"),
    ],
)
def test_latex_becomes_plain_text(written: str, title: str) -> None:
    assert entry(f"title = {written}")["title"] == title


def test_macros_and_concatenation_give_one_value() -> None:
    macros = '@string{ex = "Example"}\n@STRING(pub = ex # { House})\n'
    text = f'{macros}@book(b1, title = ex # " and " # {{more}}, publisher = PUB)'
    assert (csl(text)["title"], csl(text)["publisher"]) == ("Example and more", "Example House")


def test_a_cross_reference_lends_what_the_entry_leaves_out() -> None:
    text = (
        "@inproceedings{a, title = {A part}, crossref = {B}, year = 2001}\n"
        "@proceedings{b, title = {The whole}, year = 2000, editor = {Example, A}, publisher = {House}}"
    )
    found, refusals = read(text.encode(), filename="works.bib")
    assert refusals == []
    part = found[0].csl
    assert (part["container-title"], part["publisher"]) == ("The whole", "House")
    assert part["issued"] == {"date-parts": [[2001]]}
    assert part["editor"] == [{"family": "Example", "given": "A"}]
    assert found[1].csl["title"] == "The whole"


@pytest.mark.parametrize(
    ("kind", "fields", "csl_type"),
    [
        ("ARTICLE", "journal = {J}", "article-journal"),
        ("book", "", "book"),
        ("incollection", "booktitle = {B}", "chapter"),
        ("inbook", "chapter = 3", "book"),
        ("inproceedings", "booktitle = {B}", "paper-conference"),
        ("phdthesis", "school = {S}", "thesis"),
        ("techreport", "institution = {I}", "report"),
        ("online", "url = {https://example.org}", "webpage"),
        ("misc", "url = {https://example.org}", "webpage"),
        ("misc", "howpublished = {\\url{https://example.org}}", "webpage"),
        ("misc", "", "document"),
        ("jurthesis", "", "document"),
    ],
)
def test_the_type_of_an_entry_becomes_a_type_of_csl(kind: str, fields: str, csl_type: str) -> None:
    assert entry(f"title = {{A}}, {fields}", kind=kind)["type"] == csl_type


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ("year = 2001, month = {March}", {"date-parts": [[2001, 3]]}),
        ("year = 2001, month = 3, day = {04}", {"date-parts": [[2001, 3, 4]]}),
        ("year = {c. 1999}", {"date-parts": [[1999]]}),
        ("year = {in press}", {"literal": "in press"}),
        ("date = {2001-03-04}", {"date-parts": [[2001, 3, 4]]}),
        ("date = {2001-03}, year = 1999", {"date-parts": [[2001, 3]]}),
    ],
)
def test_dates_are_read_in_their_several_forms(fields: str, date: dict[str, object]) -> None:
    assert entry(fields)["issued"] == date


@pytest.mark.parametrize(
    "fields",
    [
        "note = {PMID: 12345}",
        "note = {{PMID:} 12345}",
        "pmid = {12345}",
        "eprint = 12345, eprinttype = {pubmed}",
    ],
)
def test_the_pubmed_number_is_found_where_programs_put_it(fields: str) -> None:
    assert entry(fields)["PMID"] == "12345"


def test_comments_and_text_between_entries_are_no_works() -> None:
    text = '% Encoding: UTF-8\nA remark.\n@comment{x: {y}}\n@preamble{"z"}\n@book{b, title = {T}}\n'
    found, refusals = read(text.encode(), filename="works.bib")
    assert ([record.line for record in found], refusals) == ([5], [])


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ("@book{b, title = {T},, year = 2001}\n", "commas"),
        ("@book{\n title = {T}\n}\n", "commas"),
        ("@book{b, title = {T}\n year = 2001}\n", "is missing"),
        ('@book{b, title = "T"\n year = 2001}\n', "is missing"),
        ("@book{b, title = two words}\n", "is missing"),
        ("@book{b, title = {T}, title = {U}}\n", "title twice"),
        ("@book{b, title = {T\n\n", "commas"),
        ("@book{good, title = {Again}}\n", "stands twice"),
        ("@ book {b, title = {T}}\n", "told from a comment"),
    ],
)
def test_a_broken_entry_is_refused_with_its_line_and_the_others_are_kept(broken: str, words: str) -> None:
    text = f"@book{{good, title = {{G}}}}\n\n{broken}\n@book{{last, title = {{L}}}}\n"
    found, refusals = read(text.encode(), filename="works.bib")
    assert [record.csl["id"] for record in found] == ["good", "last"]
    assert [refusal.line for refusal in refusals] == [3]
    assert words in refusals[0].reason


def test_macros_that_double_at_every_step_are_refused() -> None:
    steps = "".join(f"@string{{a{step + 1} = a{step} # a{step}}}\n" for step in range(40))
    found, refusals = read(
        f'@string{{a0 = "xx"}}\n{steps}@book{{b, title = {{T}}}}'.encode(), filename="works.bib"
    )
    assert ([record.csl["title"] for record in found], refusals[0].line) == (["T"], 17)
    assert "100,000" in refusals[0].reason


def test_a_macro_defined_twice_is_refused() -> None:
    text = '@string{a = "x"}\n@string{a = "y"}\n@book{b, title = a}'
    assert [(refusal.line, "macro" in refusal.reason) for refusal in refused(text)] == [(2, True)]


def test_entries_without_a_key_are_not_doubles_of_each_other() -> None:
    text = "@book{, title = {One}, year = 2001}\n@book{, title = {Two}, year = 2001}"
    found, refusals = read(text.encode(), filename="works.bib")
    assert ([record.csl["id"] for record in found], refusals) == (["one2001", "two2001"], [])


def test_braces_nested_too_deep_are_refused() -> None:
    assert refused("@book{b, title = " + "{" * 5000 + "{\\o}" + "}" * 5000 + "}")
