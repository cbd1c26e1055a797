"""Do the templates of readers' pages fit what they are given? A name that is not there is nothing, so a slip would be silent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.template import engines
from jinja2 import Environment, meta, nodes

from tests.house.project import code, texts

BY_DJANGO = {"request", "csrf_input", "exception"}  # to every page, and to the one that refuses


def pages() -> Iterator[tuple[str, nodes.Template]]:
    for path, text in texts(".html", ".xml"):
        if path.startswith("pages/"):
            yield path, environment().parse(text)


def environment() -> Environment:
    made: Environment = engines["jinja2"].env
    return made


def test_a_page_names_nothing_that_nobody_gives_it() -> None:
    """Somewhere in the code it is the key of a context, or in another page it is set or looped over."""
    given = {name for _, source in code() for name in re.findall(r"""[" ]([a-z_]+)(?:"|=(?!=))""", source)}
    for _, page in pages():
        given |= {name.name for name in page.find_all(nodes.Name) if name.ctx in ("store", "param")}
        given |= {imported.target for imported in page.find_all(nodes.Import)}
    unknown = {
        f"{path}: {name}"
        for path, page in pages()
        for name in meta.find_undeclared_variables(page) - set(environment().globals) - BY_DJANGO - given
    }
    assert unknown == set()


def test_what_is_a_method_is_called() -> None:
    """Django's templates call by themselves, these do not: a method that is only named is true, and prints itself."""
    method = re.compile(r"get_\w+|has_(previous|next|other_pages)|(previous|next)_page_number")
    named = []
    for path, page in pages():
        called = {id(call.node) for call in page.find_all(nodes.Call)}
        named += [
            f"{path}: {found.attr}"
            for found in page.find_all(nodes.Getattr)
            if method.fullmatch(found.attr) and id(found) not in called
        ]
    assert named == []


def test_what_a_page_prints_is_escaped() -> None:
    assert environment().autoescape is True
    assert environment().from_string("{{ said }}").render(said="<b>") == "&lt;b&gt;"
