"""What does this YAML say, and how is it written back?"""

import re
from typing import Any

import yaml

from articles.front_matter.errors import FrontMatterError
from articles.front_matter.mistakes import explain
from articles.front_matter.yaml_reader import YamlReader
from articles.front_matter.yaml_scalars import named, written

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def read_yaml(block: str, *, first_line: int) -> tuple[dict[str, Any], dict[str, int]]:
    """The mapping and the line of each of its keys; the block begins at `first_line` of the file."""
    _refuse_unprintable(block, first_line=first_line)
    reader = YamlReader(block=block, first_line=first_line)
    try:
        metadata = reader.document()
    except yaml.YAMLError as error:
        raise explain(error, block=block, first_line=first_line, long_quote=reader.long_quote) from None
    if metadata is None:
        return {}, {}
    if not isinstance(metadata, dict):
        reason = f"The front matter is {named(metadata)}, not keys with values; write lines like “title: …”."
        raise FrontMatterError(line=first_line, reason=reason)
    return metadata, reader.key_lines


def write_yaml(metadata: dict[str, Any]) -> str:
    """The mapping as YAML that `read_yaml` reads back unchanged; "" for an empty one."""
    if not metadata:
        return ""
    text: str = yaml.dump(
        metadata, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=False, width=2**30
    )
    return text


def _refuse_unprintable(block: str, *, first_line: int) -> None:
    found = _UNPRINTABLE.search(block)
    if found:
        code = f"U+{ord(found.group()):04X}"
        raise FrontMatterError(
            line=first_line + block.count("\n", 0, found.start()),
            reason=f"The control character {code} cannot stand in front matter; remove it.",
        )


class _Dumper(yaml.CSafeDumper):
    """Quotes whatever another YAML reader could take for something else than text, dates apart.

    A date is written bare, as people write it; `read_yaml` takes it as text and other programs as a date.
    """

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in rules if tag != "tag:yaml.org,2002:timestamp"]
        for first, rules in yaml.CSafeDumper.yaml_implicit_resolvers.items()
    }

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_float(dumper: yaml.CSafeDumper, number: float) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:float", written(number))


_Dumper.add_representer(float, _represent_float)
