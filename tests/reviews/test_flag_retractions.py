"""Does the command take in a list of retractions, name what it refuses, and do nothing twice?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.models import SourceNotice
from reviews import retraction_list
from reviews.models import LedgerEntry, Publication
from tests import factories as make
from tests.retraction_lists import csv_of, row

pytestmark = pytest.mark.django_db


def flag(path: Path, capsys: pytest.CaptureFixture[str], *, code: int = 0, by: str = "") -> dict[str, object]:
    options = {"by": by} if by else {}
    if code:
        with pytest.raises(SystemExit) as ended:
            call_command("flag_retractions", str(path), json=True, **options)
        assert ended.value.code == code
    else:
        call_command("flag_retractions", str(path), json=True, **options)
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    return answer


def test_a_list_is_taken_in_by_the_clock_and_a_second_time_nothing_happens(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make.source(DOI="10.1000/plain")
    make.approved_article()
    path = tmp_path / "list.csv"
    path.write_bytes(csv_of(row(), row(OriginalPaperDOI="10.1000/elsewhere")))
    first = flag(path, capsys)
    assert first == {
        "file": str(path),
        "recorded": 1,
        "known": 0,
        "not_in_library": 1,
        "articles": 1,
        "refused": [],
    }
    assert LedgerEntry.objects.get(verb="record_source_notices").actor.get_username() == "clock"
    entries = LedgerEntry.objects.count()
    second = flag(path, capsys)
    assert (second["recorded"], second["known"], second["articles"]) == (0, 1, 0)
    assert LedgerEntry.objects.count() == entries


def test_a_refused_row_is_named_with_line_and_record_and_stops_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retraction_list, "AT_ONCE", 2)
    make.source(DOI="10.1000/plain", PMID="99")
    path = tmp_path / "list.csv"
    contradiction = row(**{"Record ID": "9", "OriginalPaperDOI": "10.1000/x", "OriginalPaperPubMedID": "99"})
    path.write_bytes(
        csv_of(contradiction, row(RetractionDate="soon"), row(), row(RetractionNature="Apology"))
    )
    answer = flag(path, capsys, code=1)
    assert answer["recorded"] == 1
    assert [(r["line"], r["record"]) for r in answer["refused"]] == [(2, "9"), (3, "7"), (5, "7")]  # type: ignore[attr-defined]
    with pytest.raises(SystemExit):
        call_command("flag_retractions", str(path))
    said = capsys.readouterr()
    assert f"{path}, line 3 (record 7): RetractionDate “soon” is no day." in said.err
    assert said.out.startswith("0 recorded, 1 known already, 0 not in the library, 3 refused.")


def test_what_cannot_be_read_or_may_not_be_done_is_said_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv"
    assert "The file cannot be read" in str(flag(path, capsys, code=1)["refused"])
    path.write_bytes(csv_of(row()))
    make.writer()
    assert "Only an editor can" in str(flag(path, capsys, code=1, by="writer")["refused"])
    assert not SourceNotice.objects.exists()
    assert not Publication.objects.exists()
