"""Can what somebody types keep a regular expression of ours busy? Each meets long texts made of its own parts."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest
from django.core.validators import RegexValidator

from tests.house.project import APPS, code

LENGTH, SECONDS = 8_000, 0.25  # an expression whose work grows with the square of the text takes longer
CALL = re.compile(r"re\.(compile|match|search|subn?|fullmatch|findall|finditer|split)")
ANCHORED = {"match", "fullmatch"}  # these begin at one place; the others at each
OF_A_KIND = {
    op.CATEGORY_DIGIT: "1", op.CATEGORY_SPACE: " ", op.CATEGORY_WORD: "a",
    op.CATEGORY_NOT_DIGIT: "a", op.CATEGORY_NOT_SPACE: "a", op.CATEGORY_NOT_WORD: "-",
}  # fmt: skip
NO_FIT = "\x00"  # stands at the end, so that the whole does not fit
OF_OUR_OWN_FILES = {"readers.style_sheet._COMMENT", "readers.style_sheet._BLANK"}


@dataclass(frozen=True)
class Expression:
    where: str
    pattern: str
    flags: int = 0
    is_anchored: bool = False


def written() -> Iterator[Expression]:
    """Those that stand in a call, where they are used."""
    for path, source in code():
        for node in _inside_functions(ast.parse(source)):
            if isinstance(node, ast.Call) and (how := CALL.fullmatch(ast.unparse(node.func))):
                pattern = node.args[0]
                if isinstance(pattern, ast.Constant) and isinstance(pattern.value, str):
                    yield Expression(f"{path}:{node.lineno}", pattern.value, _flags(node), how[1] in ANCHORED)


def _inside_functions(tree: ast.AST) -> Iterator[ast.AST]:
    """What stands outside them is found by ``compiled``, with all its uses."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield from ast.walk(node)


def _flags(node: ast.Call) -> int:
    named = {
        word for argument in ast.walk(node) if isinstance(argument, ast.Attribute) for word in [argument.attr]
    }
    return sum(
        int(getattr(re, name))
        for name in named & {"IGNORECASE", "MULTILINE", "DOTALL", "VERBOSE", "I", "M", "S", "X"}
    )


def compiled() -> Iterator[Expression]:
    """Those that modules hold, put together from parts, in lists and validators too."""
    whole = "\n".join(source for _, source in code())
    for app in APPS:
        package = importlib.import_module(app)
        for found in pkgutil.walk_packages(package.__path__, f"{app}."):
            if ".migrations" not in found.name:
                for name, value in vars(importlib.import_module(found.name)).items():
                    for pattern in _patterns(value):
                        if isinstance(pattern.pattern, str):
                            used = set(re.findall(rf"\b{name}\.(\w+)\(", whole))
                            is_anchored = bool(used) and used <= ANCHORED
                            yield Expression(
                                f"{found.name}.{name}",
                                pattern.pattern,
                                pattern.flags & ~re.UNICODE,
                                is_anchored,
                            )


def _patterns(value: Any) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, RegexValidator):
        yield value.regex
    elif isinstance(value, dict):
        yield from _patterns([*value, *value.values()])
    elif isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from _patterns(part)


def parts(tree: Any) -> Iterator[str]:
    """A text for each letter, class and literal run of an expression, in order."""
    run = ""
    for kind, value in tree:
        if kind is op.LITERAL:
            run += chr(value)
            continue
        if run:
            yield run
            run = ""
        yield from _inside(kind, value)
    if run:
        yield run


# Where the inner expressions stand in what the parser says of an outer one.
INNER: dict[Any, Callable[[Any], list[Any]]] = {
    op.MAX_REPEAT: lambda value: [value[2]],
    op.MIN_REPEAT: lambda value: [value[2]],
    op.POSSESSIVE_REPEAT: lambda value: [value[2]],
    op.SUBPATTERN: lambda value: [value[3]],
    op.BRANCH: lambda value: list(value[1]),
    op.ASSERT: lambda value: [value[1]],
    op.ASSERT_NOT: lambda value: [value[1]],
    op.ATOMIC_GROUP: lambda value: [value],
}


def _inside(kind: Any, value: Any) -> Iterator[str]:
    if kind is op.IN:
        yield from _of_class(value)
    elif kind in (op.ANY, op.NOT_LITERAL):
        yield "a"
    for inner in INNER.get(kind, lambda _: [])(value):
        yield from parts(inner)


def _of_class(items: Any) -> Iterator[str]:
    if items[0][0] is op.NEGATE:
        yield "a"
        return
    for kind, value in items:
        if kind is op.LITERAL:
            yield chr(value)
        elif kind is op.RANGE:
            yield chr(value[0])
        elif kind is op.CATEGORY:
            yield OF_A_KIND.get(value, "a")


def attacks(pattern: str, flags: int) -> Iterator[str]:
    own = list(dict.fromkeys(parts(parser.parse(pattern, flags))))[:8]
    whole = "".join(own)
    for brick in dict.fromkeys([*own, *(a + b for a, b in pairwise(own)), whole, " ", "\n"]):
        wall = (brick * (LENGTH // len(brick) + 1))[:LENGTH]
        yield from (wall + NO_FIT, whole + wall)


class TooSlow(Exception):
    pass


def is_slow(expression: Expression) -> bool:
    """In seconds of this process, so that what else the machine does is no matter."""

    def give_up(*_: Any) -> None:
        raise TooSlow

    made = re.compile(expression.pattern, expression.flags)
    use = made.match if expression.is_anchored else made.search
    before = signal.signal(signal.SIGVTALRM, give_up)
    try:
        for text in attacks(expression.pattern, expression.flags):
            signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
            use(text)
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except TooSlow:
        return True
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return False


def test_no_text_keeps_any_regular_expression_busy() -> None:
    found = {(e.pattern, e.flags, e.is_anchored): e for e in [*written(), *compiled()]}
    assert len(found) > 100
    slow = [e for e in found.values() if is_slow(e) and e.where not in OF_OUR_OWN_FILES]
    assert {e.where: e.pattern for e in slow} == {}


@pytest.mark.parametrize(
    "pattern", [r"(a+)+$", r"(?:\w+\s?)*:", r"(?:a|a)*b", r"^(\s*\S+\s*)*!$", r"\s*,?\s+x"]
)
def test_an_expression_that_can_be_kept_busy_is_found(pattern: str) -> None:
    assert is_slow(Expression("here", pattern))
