"""What in a template is the same each time? ``{% url %}`` and ``{% include %}`` remember what they found, ``{% kept %}`` what it made.

The first two take the place of Django's in every template and do the same: a page asks for forty addresses and includes
forty pieces, and to find each anew took a fifth of the time in which the page was made.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from django import template
from django.template import Node, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token
from django.template.context import Context
from django.template.defaulttags import NowNode, URLNode, url
from django.template.loader_tags import BlockNode, IncludeNode, do_include
from django.urls import get_script_prefix, get_urlconf
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from articles.addresses import address_of

register = template.Library()


class Pieces:
    """What ``{% kept %}`` made in this process, in bounded memory: where it is full, all is made anew."""

    def __init__(self, *, room: int = 16 * 2**20) -> None:
        self.room, self.used = room, 0
        self.made: dict[tuple[Any, ...], SafeString] = {}

    def keep(self, key: tuple[Any, ...], made: SafeString) -> None:
        self.used += 500 + 2 * len(made)  # in bytes, about: the values are as long as what is made of them
        if self.used > self.room:
            self.forget()
        self.made[key] = made

    def forget(self) -> None:
        self.made, self.used = {}, 0


PIECES = Pieces()


class Address(URLNode):
    """Of a page of our own. Names of the admin's pages depend on the request, so those are left to Django."""

    def render(self, context: Context) -> str:
        found = address_of(self.view_name.resolve(context), *[part.resolve(context) for part in self.args])
        return conditional_escape(found) if context.autoescape else found


class Piece(IncludeNode):
    """A template that is named in the template, and so is the same as long as this one is kept."""

    found: Any = None

    def render(self, context: Context) -> SafeString:
        if self.found is None:
            self.found = context.template.engine.get_template(self.template.var)  # type: ignore[union-attr]
        values = {name: value.resolve(context) for name, value in self.extra_context.items()}
        with context.push(**values):
            made: SafeString = self.found.render(context)
        return made


class Kept(Node):
    """``{% kept a b=c.d %}…{% endkept %}``: made once of each ``a`` and ``b``, and of nothing else.

    The words inside know no other name, so they can show nothing that they are not kept by. A value is told from another
    by all that it holds: texts, numbers, moments, and frozen dataclasses and tuples of them. No ``{% block %}`` may be inside.
    """

    child_nodelists = ()  # no block is inside, so nobody need look for one

    def __init__(self, values: dict[str, FilterExpression], nodelist: NodeList) -> None:
        self.names, self.expressions, self.nodelist = list(values), list(values.values()), nodelist

    def render(self, context: Context) -> SafeString:
        values = [expression.resolve(context, ignore_failures=True) for expression in self.expressions]
        # Two values that are equal may be written differently: 1 and True, a text and one that is safe.
        key = (self, get_script_prefix(), get_urlconf(), context.autoescape, *values, *map(type, values))
        if (made := PIECES.made.get(key)) is None:
            for value in values:
                _check(value, self.names)
            made = self.nodelist.render(context.new(dict(zip(self.names, values, strict=True))))
            PIECES.keep(key, made)
        return made


def _check(value: Any, names: list[str], *, is_part: bool = False) -> None:
    """Raises TemplateSyntaxError for what could change and stay equal, as a row of the database does."""
    if isinstance(value, tuple):
        parts = list(value)
    elif is_dataclass(value) and type(value).__hash__ not in (None, object.__hash__):
        parts = [getattr(value, field.name) for field in fields(value)]
    elif isinstance(value, str | int | date | None) and not (is_part and isinstance(value, SafeString)):
        return
    else:
        raise TemplateSyntaxError(
            f"What is kept by {', '.join(names)} is not kept by {type(value).__name__}."
        )
    for part in parts:
        _check(part, names, is_part=True)


@register.tag("kept")
def do_kept(parser: Parser, token: Token) -> Kept:
    values = {}
    for word in token.split_contents()[1:]:
        name, _, expression = word.partition("=")
        values[name] = parser.compile_filter(expression or name)
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    if nodelist.get_nodes_by_type(BlockNode | NowNode):  # type: ignore[arg-type]
        raise TemplateSyntaxError("What depends on the page or on the clock is not kept.")
    return Kept(values, nodelist)


@register.tag("url")
def do_url(parser: Parser, token: Token) -> URLNode:
    node = url(parser, token)
    name = node.view_name.var
    if node.kwargs or node.asvar or node.view_name.filters or not isinstance(name, str) or ":" in name:
        return node
    return Address(node.view_name, node.args, node.kwargs, node.asvar)


@register.tag("include")
def do_piece(parser: Parser, token: Token) -> IncludeNode:
    node = do_include(parser, token)
    name = node.template.var
    if node.isolated_context or node.template.filters or not isinstance(name, str) or name.startswith("."):
        return node
    return Piece(node.template, extra_context=node.extra_context)
