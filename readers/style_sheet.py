"""How do the style sheets, kept apart in the sources, reach a reader as one? ``collectstatic`` joins them.

A browser that has to follow an ``@import`` asks once more and shows nothing meanwhile. With ``DEBUG`` the sources are
served as they are, so that a browser's tools name the file in which a rule stands.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "css/site.css"
_IMPORT = re.compile(r'@import "(?P<file>[^"]+)" layer\((?P<layer>[a-z]+)\);')
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANK = re.compile(r"\s*\n\s*")


class JoinedStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, in which the one sheet that pages link imports nothing."""

    def post_process(
        self, paths: dict[str, tuple[Storage, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool] | tuple[str, None, RuntimeError]]:
        if SHEET in paths and not dry_run:
            self.delete(SHEET)
            self.save(SHEET, ContentFile(joined(paths).encode()))
            paths = {**paths, SHEET: (self, SHEET)}
        yield from super().post_process(paths, dry_run=dry_run, **options)


def joined(paths: dict[str, tuple[Storage, str]]) -> str:
    """The sheet with every import replaced by what it names, in the same layer."""

    def layer(found: re.Match[str]) -> str:
        name = posixpath.join(posixpath.dirname(SHEET), found["file"])
        text = _read(name, paths)
        if posixpath.dirname(name) != posixpath.dirname(SHEET) and "url(" in text:
            raise ValueError(
                f"{name} must not use url(): its path would be wrong in {SHEET}. Say it in tokens.css."
            )
        return f"@layer {found['layer']} {{{text}}}"

    sheet = _IMPORT.sub(layer, _read(SHEET, paths))
    if "@import" in sheet:
        raise ValueError(f'{SHEET} may import only as @import "file.css" layer(name);')
    return sheet


def _read(name: str, paths: dict[str, tuple[Storage, str]]) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return _BLANK.sub("\n", _COMMENT.sub("", file.read().decode())).strip()
