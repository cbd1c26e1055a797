"""How is the public list of retractions written? A row of it, with what a test wants to say in it."""

from __future__ import annotations

import csv
import io

COLUMNS = (
    "Record ID", "Title", "Subject", "Institution", "Journal", "Publisher", "Country", "Author", "URLS", "ArticleType",
    "RetractionDate", "RetractionDOI", "RetractionPubMedID", "OriginalPaperDate", "OriginalPaperDOI",
    "OriginalPaperPubMedID", "RetractionNature", "Reason", "Paywalled", "Notes",
)  # fmt: skip


def row(**cells: str) -> dict[str, str]:
    """One line about a work that a test can name; ``cells`` replace what stands in a column."""
    return {
        "Record ID": "7", "Title": "A title, with a comma", "RetractionDate": "3/1/2026 0:00", "RetractionDOI": "unavailable",
        "RetractionPubMedID": "0", "OriginalPaperDate": "2/1/2001 0:00", "OriginalPaperDOI": "10.1000/plain",
        "OriginalPaperPubMedID": "0", "RetractionNature": "Retraction", "Reason": "+Error in Data;", "Paywalled": "No", **cells,
    }  # fmt: skip


def csv_of(*rows: dict[str, str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
