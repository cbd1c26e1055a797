"""Is this a Word file, may it be opened, and what does it hold that no draft can?"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

from articles.exceptions import WordRefused
from articles.pictures import MAX_BYTES as MOST_OF_A_PICTURE

MAX_BYTES = 20_000_000
MAX_UNPACKED = 200_000_000
MOST_PARTS = 5_000
TEXT = "word/document.xml"
NONE = "This is not a Word file (.docx) that can be read. Save it in Word as a .docx file without a password."
MARKS = {
    rb"<w:ins ": "Tracked changes were accepted: {number}. Compare with the file if they were not meant to be.",
    rb"<w:del ": "Deletions that were tracked are gone: {number}.",
    rb"<w:txbxContent": "Text boxes may be missing: {number}. Copy their words by hand.",
}
PARTS = {
    r"word/charts/chart[^/]*\.xml": "Charts were left out: {number}. Save each as a picture and upload it.",
    r"word/diagrams/data[^/]*\.xml": "Diagrams (SmartArt) were left out: {number}. Save each as a picture and upload it.",
    r"word/embeddings/.+": "Embedded files were left out: {number}.",
}


@dataclass(frozen=True)
class Package:
    archive: zipfile.ZipFile
    left_out: list[str]

    def picture(self, name: str) -> bytes | None:
        """The bytes of a picture by its name in the text; None where the file does not hold it."""
        try:
            with self.archive.open(f"word/{name}") as part:
                return part.read(MOST_OF_A_PICTURE + 1)
        except (KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError):
            return None


def opened(data: bytes) -> Package:
    """Raises WordRefused for what is no Word file, is locked, or would unpack to too much."""
    if len(data) > MAX_BYTES:
        raise WordRefused(
            f"The file has {len(data) // 1_000_000} MB; the most is {MAX_BYTES // 1_000_000}. Make its pictures smaller."
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
            raise WordRefused(f"Unpacked, the file has more than {MAX_UNPACKED // 1_000_000} MB. Split it.")
        if len(archive.infolist()) > MOST_PARTS:
            raise WordRefused(f"The file holds more than {MOST_PARTS:,} parts. Split it.")
        text = archive.read(TEXT)
        comments = archive.read("word/comments.xml") if "word/comments.xml" in archive.namelist() else b""
    except WordRefused:
        raise
    except Exception as error:
        raise WordRefused(NONE) from error
    return Package(archive=archive, left_out=list(_left_out(text, comments, archive.namelist())))


def _left_out(text: bytes, comments: bytes, names: list[str]) -> list[str]:
    found = {sentence: len(re.findall(mark, text)) for mark, sentence in MARKS.items()}
    found |= {
        sentence: sum(bool(re.fullmatch(pattern, name)) for name in names)
        for pattern, sentence in PARTS.items()
    }
    found["Comments in the margin were left out: {number}."] = len(re.findall(rb"<w:comment ", comments))
    return [sentence.format(number=number) for sentence, number in found.items() if number]
