"""Which small mistakes could somebody make in this module? Each as a syntax tree of the whole module with one thing changed."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Is: ast.IsNot,
    ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """``function`` is the line of the definition around it, 0 where it stands outside all of them."""

    line: int
    function: int
    what: str
    tree: ast.Module


def mutants(source: str) -> Iterator[Mutant]:
    whole = ast.parse(source)
    nodes = list(ast.walk(whole))
    functions = [n for n in nodes if isinstance(n, ast.FunctionDef)]
    silent = {id(part) for node in nodes for part in _said(node)}
    for place, node in enumerate(nodes):
        if id(node) in silent:
            continue
        for number, what in enumerate(_changes(node)):
            tree = copy.deepcopy(whole)
            list(_ways(list(ast.walk(tree))[place]))[number][1]()
            line = getattr(node.target if isinstance(node, ast.comprehension) else node, "lineno", 0)
            around = [f for f in functions if f.lineno <= line <= (f.end_lineno or 0)]
            outer = max(around, key=lambda f: f.lineno, default=None)
            yield Mutant(line, outer.lineno if outer else 0, what, ast.fix_missing_locations(tree))


def _said(node: ast.AST) -> Iterator[ast.AST]:
    """Types, docstrings, imports and sentences for people: a change of them is no mistake of this kind."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr | ast.Raise):
        yield from ast.walk(node)
    if isinstance(node, ast.AnnAssign) and node.annotation:
        yield from ast.walk(node.annotation)
    if isinstance(node, ast.arg) and node.annotation:
        yield from ast.walk(node.annotation)
    if isinstance(node, ast.FunctionDef):
        yield from (
            part for found in (node.returns, *node.decorator_list) if found for part in ast.walk(found)
        )
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield from ast.walk(node)


def _changes(node: ast.AST) -> list[str]:
    return [what for what, _ in _ways(node)]


def _ways(node: ast.AST) -> Iterator[tuple[str, object]]:
    """Each way with the function that does it to this node."""
    if isinstance(node, ast.Compare):
        for at, op in enumerate(node.ops):
            if type(op) in SWAPS:
                yield (
                    f"{type(op).__name__} -> {SWAPS[type(op)].__name__}",
                    lambda at=at, op=op: node.ops.__setitem__(at, SWAPS[type(op)]()),
                )
    elif isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in SWAPS:
        yield (
            f"{type(node.op).__name__} -> {SWAPS[type(node.op)].__name__}",
            lambda: setattr(node, "op", SWAPS[type(node.op)]()),
        )
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        yield "condition always true", lambda: setattr(node, "test", ast.Constant(value=True))
        yield "condition never true", lambda: setattr(node, "test", ast.Constant(value=False))
    elif isinstance(node, ast.comprehension) and node.ifs:
        yield "filter dropped", node.ifs.clear
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield (
            "not dropped",
            lambda: (
                setattr(node, "op", ast.Not()),
                setattr(node, "operand", ast.UnaryOp(op=ast.Not(), operand=node.operand)),
            ),
        )
    elif isinstance(node, ast.Set | ast.List) and len(node.elts) > 1:
        for at in range(len(node.elts)):
            yield f"element {at} dropped", lambda at=at: node.elts.pop(at)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "opposite", lambda: setattr(node, "value", not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield "one more", lambda: setattr(node, "value", node.value + 1)  # type: ignore[operator]
    elif isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant):
        yield "returns None", lambda: setattr(node, "value", ast.Constant(value=None))
    elif isinstance(node, ast.FunctionDef | ast.If | ast.For | ast.With | ast.Try):
        yield from ()
    if isinstance(node, ast.FunctionDef | ast.If | ast.For | ast.With):
        for at, statement in enumerate(node.body):
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
                yield (
                    f"call of line {statement.lineno} left out",
                    lambda at=at: node.body.__setitem__(at, ast.Pass()),
                )
            elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Attribute):
                yield (
                    f"assignment of line {statement.lineno} left out",
                    lambda at=at: node.body.__setitem__(at, ast.Pass()),
                )
