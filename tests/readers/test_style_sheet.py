"""Do readers get one style sheet that says what its sources say?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import InMemoryStorage
from django.core.management import call_command
from django.test import override_settings

from readers.style_sheet import SHEET, joined

STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "readers.style_sheet.JoinedStorage"}}
SOURCES = Path(settings.BASE_DIR) / "static"


def collected() -> str:
    """The name under which pages link the sheet after ``collectstatic``."""
    call_command("collectstatic", interactive=False, verbosity=0)
    return str(staticfiles_storage.stored_name(SHEET))


def test_the_one_sheet_holds_every_rule_and_asks_for_no_other() -> None:
    with override_settings(STORAGES=STORAGES):
        name = collected()
        text = (Path(settings.STATIC_ROOT) / name).read_text()
        assert collected() == name  # a second time over what is there already
        assert (Path(settings.STATIC_ROOT) / SHEET).read_text().startswith("@layer tokens, base")
    assert "@import" not in text
    assert text.count("{") == text.count("}")
    sheets = [path for path in SOURCES.glob("css/**/*.css") if path.name != "site.css"]
    assert len(re.findall(r"@layer \w+ \{", text)) == len(sheets)
    for sheet in sheets:
        for rule in re.findall(r"^[^\s@/*}].*\{$", sheet.read_text(), re.MULTILINE):
            assert rule in text, f"{sheet.name}: {rule}"
    for found in re.findall(
        r'url\("?([^")]+)', text
    ):  # from where the sheet stands, by the name of the content
        assert re.fullmatch(r"\.\./fonts/[\w-]+\.[0-9a-f]{12}\.woff2", found), found


@pytest.mark.parametrize(
    ("sheet", "part", "said"),
    [
        ('@import "deep/a.css" layer(pages);', "a { background: url(b.png) }", "must not use url"),
        ('@import "deep/a.css";', "a { color: red }", "may import only as"),
    ],
)
def test_a_sheet_that_cannot_be_joined_is_named(sheet: str, part: str, said: str) -> None:
    memory = InMemoryStorage()
    with memory.open(SHEET, "w") as whole, memory.open("css/deep/a.css", "w") as other:
        whole.write(sheet)
        other.write(part)
    paths = {name: (memory, name) for name in (SHEET, "css/deep/a.css")}
    with pytest.raises(ValueError, match=said):
        joined(paths)
