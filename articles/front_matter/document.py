"""What do the front matter and the body of this file say?"""

from dataclasses import dataclass, field
from typing import Any

from articles.front_matter.decoding import text_of
from articles.front_matter.fence import Kind, split
from articles.front_matter.toml_block import read_toml, write_toml
from articles.front_matter.yaml_block import read_yaml, write_yaml


@dataclass(frozen=True)
class Document:
    """A file that could be read.

    `metadata` is safe for JSON, in the order of the file; dates are text (as written in YAML, ISO 8601 from
    TOML) so that an export writes what the import read. `lines` gives the line of each top-level key and
    `body_line` the line where the body starts, both from 1.
    """

    kind: Kind
    metadata: dict[str, Any]
    body: str
    body_line: int
    lines: dict[str, int] = field(default_factory=dict)


def read(data: bytes) -> Document:
    """The document in these bytes; a file that is refused raises FrontMatterError with line and remedy."""
    parts = split(text_of(data))
    metadata: dict[str, Any] = {}
    lines: dict[str, int] = {}
    if parts.kind == "yaml" and parts.block.strip():
        metadata, lines = read_yaml(parts.block, first_line=parts.block_line)
    elif parts.kind == "toml":
        metadata, lines = read_toml(parts.block, first_line=parts.block_line)
    return Document(
        kind=parts.kind, metadata=metadata, body=parts.body, body_line=parts.body_line, lines=lines
    )


def write(*, metadata: dict[str, Any], body: str, kind: Kind) -> bytes:
    """The file, UTF-8 with `\\n` line endings, from which `read` gives the same metadata and body."""
    if kind == "none":
        if metadata:
            raise ValueError("A file without front matter cannot hold metadata; choose yaml or toml.")
        return body.encode()
    fence, block = ("---", write_yaml(metadata)) if kind == "yaml" else ("+++", write_toml(metadata))
    return f"{fence}\n{block}{fence}\n{body}".encode()
