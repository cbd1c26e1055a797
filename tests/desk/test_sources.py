"""Do works come into the bibliography by the admin after a look, and leave it as files?"""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.bibliography import read
from articles.bibliography.writing import FORMS
from articles.models import Source
from reviews.models import LedgerEntry
from tests import factories as make
from tests.desk.screens import alert, at_the_desk, messages, soup, words

IMPORT = "/admin/articles/source/import/"
BIBTEX = (
    "@article{plain2020, title={A plain source, now longer}, author={Test, A}, journal={J}, year={2020}}\n"
)
NEW = "@book{new1999, title={A new book}, author={Test, B}, year={1999}, isbn={0-306-40615-2}}\n"
BAD = "@book{bad1999, title={A bad book}, year={1999}, isbn={0-306-40615-3}}\n"


def look(text: str, *, by: Any = None, **more: Any) -> Any:
    return at_the_desk(by or make.writer()).post(IMPORT, {"text": text, "filename": "", **more}, follow=True)


def rows(response: Any) -> list[tuple[str, ...]]:
    found = soup(response).select(".trial tbody tr")
    return [tuple(" ".join(cell.get_text(" ").split()) for cell in row.select("td")) for row in found]


def test_an_import_is_looked_at_before_anything_is_kept() -> None:
    make.source()
    entries = LedgerEntry.objects.count()
    page = look(BIBTEX.replace("A plain source, now longer", "A plain source") + NEW + BAD)
    assert [(line, what) for line, what, _ in rows(page)] == [
        ("1", "changed"),
        ("2", "new"),
        ("3", "refused"),
    ]
    assert "The last digit of the ISBN 0306406153 does not fit the others." in rows(page)[2][2]
    assert (Source.objects.count(), LedgerEntry.objects.count()) == (1, entries)


def test_what_was_confirmed_is_kept_and_what_was_refused_is_named() -> None:
    sent = soup(look(NEW + BAD)).select_one("textarea[name=text]")
    assert sent is not None
    done = look(sent.get_text(), confirm="on")
    assert messages(done)[0] == "1 imported, 0 changed, 0 known already."
    assert messages(done)[1].startswith("Line 2: The last digit")
    source = Source.objects.get()
    assert (source.key, source.isbn, source.year, source.kind) == ("new1999", "9780306406157", 1999, "book")
    assert LedgerEntry.objects.filter(verb="register").exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("@book{a, title={Mörike}}".encode("latin-1"), "The byte 0xF6 is not UTF-8; save the file as UTF-8."),
        ("@book{a, title={A}}".encode("utf-16-le"), "save it as UTF-8"),
        (b"", "The submitted file is empty."),
        (b"\x89PNG", "is not UTF-8"),
        (b"Dear editor", "The file is neither BibTeX, RIS, PubMed (.nbib) nor CSL-JSON"),
    ],
)
def test_a_file_that_is_none_is_refused_with_what_to_do(data: bytes, said: str) -> None:
    file = SimpleUploadedFile("sources.txt", data)
    page = at_the_desk(make.writer()).post(IMPORT, {"file": file})
    assert page.status_code in (200, 422)
    assert said in words(page)
    assert not soup(page).select("[name=confirm]")
    assert not Source.objects.exists()


def test_a_file_in_utf_16_with_its_mark_is_read() -> None:
    file = SimpleUploadedFile("sources.bib", NEW.encode("utf-16"))
    [row] = rows(at_the_desk(make.writer()).post(IMPORT, {"file": file}))
    assert row[1] == "new"


def test_nothing_at_all_or_both_at_once_is_asked_again() -> None:
    assert "one of the two" in alert(look(""))
    both = at_the_desk(make.writer()).post(IMPORT, {"text": NEW, "file": SimpleUploadedFile("a.bib", b"x")})
    assert both.status_code == 422


def test_markup_in_a_title_stays_text_on_every_screen() -> None:
    title = "<script>alert(1)</script>"
    text = json.dumps([{"id": "evil", "type": "book", "title": title}])
    assert title in words(look(text))
    look(text, confirm="on")
    for address in ("/admin/articles/source/", f"/admin/articles/source/{Source.objects.get().pk}/change/"):
        page = at_the_desk(make.editor()).get(address)
        assert "<script>alert" not in page.text
        assert title in page.text.replace("&lt;", "<").replace("&gt;", ">")


def test_reviewers_import_nothing() -> None:
    assert look(NEW, by=make.reviewer()).status_code == 403
    assert at_the_desk(make.stranger()).get("/admin/articles/source/export.bib").status_code == 403


@pytest.mark.parametrize("form", FORMS)
def test_all_sources_and_those_chosen_leave_as_files(form: str) -> None:
    first, second = make.source(), make.source(key="second", title="Second", DOI="10.1000/2")
    Source.objects.filter(pk=second.pk).update(kind="guideline")
    client = at_the_desk(make.writer())
    everything = client.get(f"/admin/articles/source/export.{form}")
    chosen = client.post(
        "/admin/articles/source/", {"action": f"export_{form}", "_selected_action": [first.pk]}
    )
    assert everything["Content-Disposition"] == f'attachment; filename="sources.{form}"'
    for response, keys in ((everything, ["plain2020", "second"]), (chosen, ["plain2020"])):
        records, refusals = read(response.getvalue(), filename=f"x.{form}")
        assert ([record.csl["id"] for record in records], refusals) == (keys, [])


@pytest.mark.parametrize("form", FORMS)
def test_what_was_exported_changes_nothing_when_it_is_imported_again(form: str) -> None:
    make.source(author=[{"family": "Example", "given": "A"}], DOI="10.1000/2", volume="1.50")
    Source.objects.update(kind="guideline")
    before = list(Source.objects.values("key", "kind", "csl"))
    text = at_the_desk(make.writer()).get(f"/admin/articles/source/export.{form}").getvalue().decode()
    assert [row[1] for row in rows(look(text))] == ["known"]
    Source.objects.all().delete()
    look(text, confirm="on")
    assert list(Source.objects.values("key", "kind", "csl")) == before


def test_a_form_that_is_none_is_not_found() -> None:
    assert at_the_desk(make.editor()).get("/admin/articles/source/export.exe").status_code == 404


@pytest.mark.parametrize(
    ("csl", "said"),
    [
        ({"ISBN": "0-306-40615-3"}, "does not fit"),
        ({"DOI": "not one"}, "is no DOI"),
        ({"PMID": "PMC12"}, "is no PubMed number"),
        ({"DOI": "https://doi.org/10.1000/HELD"}, "under the key plain2020"),
    ],
)
def test_a_source_that_is_typed_in_needs_identifiers_that_can_be_ones_and_are_free(
    csl: dict[str, str], said: str
) -> None:
    make.source(DOI="10.1000/held")
    typed = {"key": "typed", "kind": "book", "csl": json.dumps({"type": "book", "title": "T", **csl})}
    page = at_the_desk(make.editor()).post("/admin/articles/source/add/", typed)
    assert said in words(page)
    assert Source.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("[" * 3000, "nested too deep"),
        *((f'{{"title": {"[" * depth}{"]" * depth}}}', "nested too deep") for depth in (10, 700, 900, 3000)),
        (f'{{"title": "T", "volume": {"9" * 5000}}}', "The record cannot be kept"),
        ('{"title": "A lost letter: \ufffd"}', "The record cannot be kept"),
        ("not a record", "valid JSON"),
        ('"a text"', "Write one record"),
    ],
    ids=lambda value: value[:12],
)
def test_what_is_no_record_is_refused_in_a_sentence_and_stands_there_as_it_was_typed(
    typed: str, said: str
) -> None:
    for address in ("add/", f"{make.source().pk}/change/"):
        page = at_the_desk(make.editor()).post(
            f"/admin/articles/source/{address}", {"key": "typed", "kind": "book", "csl": typed}
        )
        assert said in words(page)
        assert soup(page).select_one("#id_csl").get_text().strip() == typed  # type: ignore[union-attr]
    assert Source.objects.get().csl["title"] == "A plain source"
