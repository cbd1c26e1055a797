"""Is the house in order: names, sizes, paths, settings?"""

import ast
import re

import pytest

from tests.house.project import ROOT, code, settings_read, texts

EMPTY_NAMES = {"common", "helper", "helpers", "misc", "service", "services", "signals", "util", "utils"}
MOST_LINES = 300
OF_ONE_MACHINE = re.compile(r"(?<![\w.:/-])/(?:home|root|Users|work)/\w|\b[A-Z]:\\Users\\")
READS_ENVIRONMENT = re.compile(
    r"\bos\.(?:environ|getenv)\b|\bfrom os import .*\b(?:environ|getenv)\b|\benviron\.Env\b"
)
MAY_READ_ENVIRONMENT = {
    *("config/settings.py", "config/wsgi.py", "config/asgi.py", "manage.py"),
    *("config/serve.py", "gunicorn.conf.py"),  # they start what reads the settings
}


def environment_table() -> str:
    """The section of the README called Environment."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"^#+ Environment\n(.*?)(?=^#+ |\Z)", readme, flags=re.MULTILINE | re.DOTALL)
    assert found, "README.md has no section called Environment"
    return found[1]


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [path for path, _ in code() if EMPTY_NAMES & set(path.removesuffix(".py").split("/"))] == []


def test_no_module_grows_past_what_one_can_read_at_once() -> None:
    sizes = {path: len(source.splitlines()) for path, source in code()}
    assert {path: size for path, size in sizes.items() if size > MOST_LINES} == {}


def test_every_module_says_which_question_it_answers() -> None:
    mute = [path for path, source in code() if source.strip() and not ast.get_docstring(ast.parse(source))]
    assert mute == []


def test_no_file_names_a_folder_of_one_machine() -> None:
    found = {path: match[0] for path, text in texts() if (match := OF_ONE_MACHINE.search(text))}
    assert found == {}


@pytest.mark.parametrize(
    "parts", [["", "home", "somebody"], ["cd ", "root", "site"], ["C:", "Users", "somebody"]]
)
def test_a_folder_of_one_machine_is_found(parts: list[str]) -> None:
    separator = "\\" if "C:" in parts else "/"
    assert OF_ONE_MACHINE.search(separator.join(parts))


def test_the_environment_is_read_in_the_settings_alone() -> None:
    readers = {path for path, source in code() if READS_ENVIRONMENT.search(source)}
    assert readers - MAY_READ_ENVIRONMENT == set()


def test_the_readme_explains_every_environment_variable_of_the_settings() -> None:
    table = environment_table()
    assert {"DATABASE_URL", "SECRET_KEY", "DEBUG"} <= settings_read()
    assert {name for name in settings_read() if f"`{name}`" not in table} == set()
