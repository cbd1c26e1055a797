"""What in a template is the same each time? ``{% url %}`` and ``{% include %}`` remember what they found, ``{% kept %}`` what it made.

The first two take the place of Django's in every template and do the same: a page asks for forty addresses and includes
forty pieces, and to find each anew took a fifth of the time in which the page was made.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Node, NodeList, TemplateSyntaxError
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode, url
from django.template.loader_tags import IncludeNode, do_include
from django.urls import get_script_prefix, get_urlconf
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from articles.addresses import address_of

register = template.Library()
KEPT = 100  # of one piece


class Address(URLNode):
    """Of a page of our own. Names of the admin's pages depend on the request, so those are left to Django."""

    def render(self, context: Context) -> str:
        found = address_of(self.view_name.resolve(context), *[part.resolve(context) for part in self.args])
        return conditional_escape(found) if context.autoescape else found


class Piece(IncludeNode):
    """A template that is named in the template, and so is the same as long as this one is kept."""

    found: Any = None

    def render(self, context: Context) -> str:
        if self.found is None:
            self.found = context.template.engine.get_template(self.template.var)
        values = {name: value.resolve(context) for name, value in self.extra_context.items()}
        with context.push(**values):
            return self.found.render(context)


class Kept(Node):
    """``{% kept a b %}…{% endkept %}``: made once for each ``a`` and ``b``, of nothing else, so it can show nothing else.

    For what a site has few of: its name, the states of a review. No ``{% block %}`` may be inside.
    """

    def __init__(self, names: list[str], nodelist: NodeList) -> None:
        self.names, self.nodelist = names, nodelist
        self.made: dict[tuple[Any, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        values = [context.get(name) for name in self.names]
        # Two values that are equal may be written differently: 1 and True, a text and one that is safe.
        key = (get_script_prefix(), get_urlconf(), context.autoescape, *values, *map(type, values))
        if (made := self.made.get(key)) is None:
            made = self._made(context, dict(zip(self.names, values, strict=True)))
            if len(self.made) < KEPT:
                self.made[key] = made
        return made

    def _made(self, context: Context, values: dict[str, Any]) -> SafeString:
        if not all(isinstance(value, str | int | None) for value in values.values()):
            raise TemplateSyntaxError(f"{self.names} are kept by their values: use texts and numbers only.")
        return self.nodelist.render(context.new(values))


@register.tag("kept")
def do_kept(parser: Parser, token: Token) -> Kept:
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(token.split_contents()[1:], nodelist)


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
