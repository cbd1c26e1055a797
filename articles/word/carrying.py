"""What of a Word file can our Markdown say? The tree of pandoc, made simpler where it must be, and what that cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from articles.exceptions import PictureRefused
from articles.markdown.links import SCHEMES

Node = dict[str, Any]
Shown = Callable[[str, str], str]  # (name in the file, alternative text) -> address; raises PictureRefused


@dataclass
class Carried:
    tree: Node
    title: str = ""
    left_out: list[str] = field(default_factory=list)


def carry(tree: Node, *, shown: Shown) -> Carried:
    """The tree with pictures of the library, tables of plain cells, and links that may stand on a page."""
    carried = Carried(tree=tree)
    walk = _Walk(shown, left_out=carried.left_out)
    blocks = walk.each(tree.get("blocks", []))
    title = _inlines(tree.get("meta", {}).get("title", {}).get("c", []))
    if not title and blocks and blocks[0]["t"] == "Header" and blocks[0]["c"][0] == 1:
        title = words(blocks[0]["c"][2])
    carried.title, carried.tree = title, {**tree, "meta": {}, "blocks": blocks}
    if walk.formulas:
        carried.left_out.append(
            f"Formulas stand in the text as LaTeX: {walk.formulas}. Say them in words, or as pictures."
        )
    return carried


def words(content: Any) -> str:
    """The plain words of any part of a tree."""
    if isinstance(content, list):
        return "".join(words(part) for part in content)
    if not isinstance(content, dict):
        return ""
    kind, inner = content.get("t"), content.get("c")
    if kind == "Str":
        return str(inner)
    if kind in {"Space", "SoftBreak", "LineBreak"}:
        return " "
    if kind == "Code":
        return str(inner[1]) if isinstance(inner, list) else ""
    return words(inner) + (" " if kind in {"Para", "Plain"} else "")


def _inlines(content: Any) -> str:
    return words(content).strip()


class _Walk:
    def __init__(self, shown: Shown, *, left_out: list[str]) -> None:
        self.shown, self.left_out = shown, left_out
        self.formulas = self.tables = 0

    def each(self, content: Any) -> Any:
        """The content with every node in it as it can be carried."""
        if isinstance(content, list):
            return [part for item in content for part in self._one(item)]
        return (
            {key: self.each(inner) for key, inner in content.items()}
            if isinstance(content, dict)
            else content
        )

    def _one(self, item: Any) -> list[Any]:
        kind = item.get("t") if isinstance(item, dict) else None
        if kind == "Table":
            return [self._table(item)]
        if kind == "Image":
            return self._image(item)
        if kind == "Link":
            return self._link(item)
        if kind == "Math":
            self.formulas += 1
            return [{"t": "Code", "c": [["", [], []], str(item["c"][1])]}]
        if kind in {"Underline", "SmallCaps", "Span"}:
            return list(self.each(item["c"][1] if kind == "Span" else item["c"]))
        return [self.each(item)]

    def _image(self, item: Node) -> list[Node]:
        _, alt, (name, _) = item["c"]
        try:
            address = self.shown(str(name), _inlines(alt))
        except PictureRefused as refused:
            self.left_out.append(f"The picture {str(name).rpartition('/')[2]} was left out. {refused}")
            return []
        return [{"t": "Image", "c": [["", [], []], alt, [address, ""]]}]

    def _link(self, item: Node) -> list[Node]:
        _, text, (address, title) = item["c"]
        scheme = str(address).partition(":")[0].strip().lower() if ":" in str(address) else ""
        if scheme in SCHEMES or str(address).startswith("#"):
            return (
                [{"t": "Link", "c": [["", [], []], self.each(text), [address, title]]}]
                if scheme
                else self.each(text)
            )
        self.left_out.append(
            f"The link of “{_inlines(text)[:60]}” was left out: it leads to no address of the web."
        )
        return list(self.each(text))

    def _table(self, item: Node) -> Node:
        """Every cell one line and one field wide: what a table in Markdown can hold."""
        self.tables += 1
        _, caption, columns, head, bodies, foot = item["c"]
        rows = [row for part in (head, foot) for row in part[1]]
        rows += [row for body in bodies for row in (*body[2], *body[3])]
        if any(cell[2] > 1 or cell[3] > 1 for row in rows for cell in row[1]):
            self.left_out.append(
                f"Table {self.tables}: merged cells were taken apart. Look whether it still says the same."
            )
        for part in (head[1], foot[1], *(body[index] for body in bodies for index in (2, 3))):
            part[:] = list(self._flat(part, width=len(columns)))
        plain = [[spec[0], {"t": "ColWidthDefault"}] for spec in columns]
        return {"t": "Table", "c": [["", [], []], caption, plain, head, bodies, foot]}

    def _flat(self, rows: list[Any], *, width: int) -> Iterator[list[Any]]:
        """Rows in which a cell that spanned others is followed by empty ones, to its right and below."""
        below: dict[int, int] = {}  # column -> rows that a cell above still covers
        for attributes, cells in rows:
            waiting = iter(cells)
            flat: list[Any] = []
            while len(flat) < width:
                if below.get(len(flat), 0):
                    below[len(flat)] -= 1
                    flat.append(_cell([]))
                    continue
                cell = next(waiting, None)
                flat += self._spread(cell, below, at=len(flat)) if cell else [_cell([])]
            yield [attributes, flat[:width]]

    def _spread(self, cell: list[Any], below: dict[int, int], *, at: int) -> list[Any]:
        _, alignment, height, breadth, blocks = cell
        for column in range(at, at + breadth):
            below[column] = height - 1
        return [_cell(self._line(blocks), alignment), *(_cell([]) for _ in range(breadth - 1))]

    def _line(self, blocks: list[Node]) -> list[Node]:
        """Paragraphs and lists of a cell, one after another, apart by semicolons."""
        lines = [line for block in self.each(blocks) for line in _lines(block)]
        inlines: list[Node] = []
        for line in lines:
            inlines += [{"t": "Str", "c": ";"}, {"t": "Space"}] if inlines else []
            inlines += [{"t": "Space"} if part["t"] in {"LineBreak", "SoftBreak"} else part for part in line]
        return [{"t": "Plain", "c": inlines}] if inlines else []


def _cell(blocks: list[Node], alignment: Node | None = None) -> list[Any]:
    return [["", [], []], alignment or {"t": "AlignDefault"}, 1, 1, blocks]


def _lines(block: Any) -> Iterator[list[Node]]:
    """The lines of words in a block, whatever it is."""
    if isinstance(block, list):
        for inner in block:
            yield from _lines(inner)
    elif isinstance(block, dict) and block.get("t") in {"Para", "Plain"}:
        yield block["c"]
    elif isinstance(block, dict) and block.get("t") == "Header":
        yield block["c"][2]
    elif isinstance(block, dict):
        yield from _lines(block.get("c"))
