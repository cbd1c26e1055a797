"""Do imports run one way, readers -> reviews -> articles, and does only an action move a state?"""

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

import pytest

from tests.house.project import APPS, code

ROOMS = (*APPS, "config")
MOVED = {"state", "live_revision", "live_revision_id"}
WRITERS = {"create", "update", "update_or_create", "get_or_create", "aupdate", "acreate"}


def names_in(path: str, source: str) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything that a module imports, or names by a string as Django allows."""
    package = PurePosixPath(path).parent.parts
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                above = package[: len(package) - level + 1] if level else ()
                base = [*above, *([module] if module else [])]
                yield from ((node.lineno, ".".join([*base, alias.name])) for alias in names)
            case ast.Call(func=ast.Attribute(attr="get_model"), args=[ast.Constant(value=str(name)), *_]):
                yield node.lineno, f"{name}."
            case ast.Constant(value=str(name)) if name.replace(".", "").isidentifier() and "." in name:
                yield node.lineno, name


def arrows_back(path: str, source: str) -> list[str]:
    """The lines of a module that name a room further along than its own."""
    own = path.split("/")[0]
    forbidden = ROOMS[ROOMS.index(own) + 1 :]
    found = [(line, name) for line, name in names_in(path, source) if name.split(".")[0] in forbidden]
    return [f"{path}:{line} names {name}" for line, name in found]


def moves(path: str, source: str) -> list[str]:
    """The lines of a module that set a review's state or an article's live revision."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(attr=attr, ctx=ast.Store() | ast.Del()) if attr in MOVED:
                lines.append((node.lineno, attr))
            case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value=attr), *_]) if (
                attr in MOVED
            ):
                lines.append((node.lineno, attr))
            case ast.Call(func=ast.Attribute(attr=verb), keywords=keywords) if verb in WRITERS:
                lines += [(node.lineno, word.arg) for word in keywords if word.arg in MOVED]
    return [f"{path}:{line} sets {attr}" for line, attr in lines]


def may_move(path: str) -> bool:
    """Actions do the moving; an error carries the state it met as an attribute of its own."""
    return path.endswith(("/actions.py", "/exceptions.py")) or "/actions/" in path


def test_imports_run_from_readers_to_reviews_to_articles() -> None:
    modules = [(path, source) for path, source in code() if path.split("/")[0] in APPS]
    assert {path.split("/")[0] for path, _ in modules} == set(APPS)
    assert [fault for path, source in modules for fault in arrows_back(path, source)] == []


def test_only_actions_move_a_state_or_the_live_revision() -> None:
    modules = [(path, source) for path, source in code() if not may_move(path)]
    assert [fault for path, source in modules for fault in moves(path, source)] == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("articles/admin.py", "import reviews"),
        ("articles/admin.py", "from reviews.models import Review"),
        ("articles/admin.py", "from .. import reviews"),
        ("articles/markdown/page.py", "def late():\n    from readers import feeds"),
        ("articles/models.py", "models.ForeignKey('reviews.Review')"),
        ("articles/models.py", "apps.get_model('reviews', 'Review')"),
        ("reviews/views.py", "import articles, readers.views"),
        ("readers/views.py", "from config import settings"),
    ],
)
def test_an_import_that_runs_back_is_found(path: str, source: str) -> None:
    assert len(arrows_back(path, source)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("readers/views.py", "from reviews.models import Review\nfrom articles import models"),
        ("reviews/models.py", "models.ForeignKey('articles.Article')"),
        ("articles/models.py", "from . import reviews"),
        ("articles/models.py", "'Nobody reviews. Readers read.'"),
    ],
)
def test_an_import_that_runs_forward_is_left_alone(path: str, source: str) -> None:
    assert arrows_back(path, source) == []


@pytest.mark.parametrize(
    "source",
    [
        "review.state = State.APPROVED",
        "article.live_revision_id, x = 3, 4",
        "setattr(review, 'state', 'approved')",
        "Review.objects.filter(pk=1).update(state='approved')",
        "article.live_revision: object = None",
    ],
)
def test_a_state_moved_outside_the_actions_is_found(source: str) -> None:
    assert len(moves("reviews/admin.py", source)) == 1


@pytest.mark.parametrize(
    "source", ["state.pos = 3", "x = review.state", "Review.objects.filter(state='approved')"]
)
def test_a_state_that_is_only_read_is_left_alone(source: str) -> None:
    assert moves("reviews/admin.py", source) == []
