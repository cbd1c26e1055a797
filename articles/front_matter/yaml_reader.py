"""What does this YAML hold, built without recursion and without building anything it should not?

Anchors, aliases and tags are refused: they hide values, multiply them or ask for objects. Values are built
from parser events, one after the other, so that depth costs nothing and can be bounded.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import yaml

from articles.front_matter.errors import FrontMatterError
from articles.front_matter.yaml_scalars import named, resolved

MAX_DEPTH = 20
_TEXT_TAG = "tag:yaml.org,2002:str"


@dataclass
class _Open:
    """A list or mapping that is still being read; `key` waits for its value."""

    value: dict[str, Any] | list[Any]
    key: str | None = None


@dataclass
class YamlReader:
    """Reads one block; `key_lines` and `long_quote` say afterwards where things were.

    `long_quote` has the first and last line of the value read last, if it was quoted and took several lines.
    """

    block: str
    first_line: int
    key_lines: dict[str, int] = field(default_factory=dict)
    long_quote: tuple[int, int] | None = None

    def document(self) -> Any:
        """The one value of the block, None when there is none; raises FrontMatterError or yaml.YAMLError."""
        result: Any = None
        stack: list[_Open] = []
        for event in self._events():
            if not isinstance(event, yaml.NodeEvent):
                stack.pop()
            elif stack and isinstance(stack[-1].value, dict) and stack[-1].key is None:
                stack[-1].key = self._key(event, mapping=stack[-1].value, is_top=len(stack) == 1)
            else:
                value = self._value(event)
                result = self._stored(value, stack=stack) if stack else value
                if isinstance(value, dict | list):
                    stack.append(_Open(value))
                    self._refuse_depth(len(stack), event=event)
        return result

    def _events(self) -> Iterator[yaml.NodeEvent | yaml.CollectionEndEvent]:
        """The events that begin or end a value, each one checked."""
        documents = 0
        for event in yaml.parse(self.block, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._refusal(event, "A second YAML document begins here; keep one.")
            elif isinstance(event, yaml.NodeEvent):
                self._check(event)
                yield event
            elif isinstance(event, yaml.CollectionEndEvent):
                self.long_quote = None
                yield event

    def _check(self, event: yaml.NodeEvent) -> None:
        if isinstance(event, yaml.AliasEvent):
            reason = f"YAML reads *{event.anchor} as an alias; put the value in quotes or write it out."
            raise self._refusal(event, reason)
        if event.anchor:
            reason = f"YAML reads &{event.anchor} as an anchor; put the value in quotes."
            raise self._refusal(event, reason)
        tag = getattr(event, "tag", None)
        if tag not in (None, "!", _TEXT_TAG):
            raise self._refusal(event, f"The tag {tag} asks for an object, which is never built; remove it.")
        is_quoted = isinstance(event, yaml.ScalarEvent) and event.style in ("'", '"')
        first, last = self._line(event.start_mark), self._line(event.end_mark)
        self.long_quote = (first, last) if is_quoted and last > first else None

    def _key(self, event: yaml.NodeEvent, *, mapping: dict[str, Any], is_top: bool) -> str:
        key = self._value(event)
        if not isinstance(key, str) or not key:
            raise self._refusal(event, f"The key here is {named(key)}, not text; put it in quotes.")
        if key in mapping:
            raise self._refusal(event, f"The key “{key}” stands twice; keep one of the two.")
        mapping[key] = None
        if is_top:
            self.key_lines[key] = self._line(event.start_mark)
        return key

    def _stored(self, value: Any, *, stack: list[_Open]) -> Any:
        """Puts the value in the innermost list or mapping; gives the outermost."""
        parent = stack[-1]
        if isinstance(parent.value, list):
            parent.value.append(value)
        elif parent.key is not None:
            parent.value[parent.key], parent.key = value, None
        return stack[0].value

    def _value(self, event: yaml.NodeEvent) -> Any:
        if not isinstance(event, yaml.ScalarEvent):
            return {} if isinstance(event, yaml.MappingStartEvent) else []
        if "\0" in event.value:
            raise self._refusal(event, "The value holds a NUL character, which no text has; remove it.")
        is_bare = event.implicit[0]
        return resolved(event.value) if is_bare else event.value

    def _refuse_depth(self, depth: int, *, event: yaml.NodeEvent) -> None:
        if depth > MAX_DEPTH:
            raise self._refusal(event, f"Lists and mappings are nested over {MAX_DEPTH} deep; flatten them.")

    def _line(self, mark: Any) -> int:
        # Marks count U+0085, U+2028 and U+2029 as line ends; editors do not. The character index is sure.
        return self.first_line + bisect_left(self._line_ends, mark.index)

    @cached_property
    def _line_ends(self) -> list[int]:
        return [place for place, letter in enumerate(self.block) if letter == "\n"]

    def _refusal(self, event: yaml.Event, reason: str) -> FrontMatterError:
        return FrontMatterError(line=self._line(event.start_mark), reason=reason)
