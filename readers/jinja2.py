"""What do the templates of readers' pages know beside their context? Pieces, addresses, and how things are written.

They are Jinja2's, which compiles them: Django's walk through each page cost more than all the rest of it. Filters have
Django's names and do what Django's do, so that a piece reads the same in both.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.core.files.storage import Storage, storages
from django.template.defaultfilters import register as filters_of_django
from jinja2 import ChainableUndefined, Environment
from jinja2.runtime import Context

from articles.addresses import address_of
from readers.correspondence import calls
from readers.templatetags import marks

PIECES = ("around", "lines", "marks")  # macros that every page knows
OF_DJANGO = (
    "capfirst", "date", "linebreaks", "linebreaksbr", "pluralize", "timesince", "truncatechars", "urlencode",
)  # fmt: skip


def environment(**options: Any) -> Environment:
    """What is not in the context is nothing, as in Django's templates: most pieces leave something out."""
    made = Pages(**options | {"undefined": ChainableUndefined})
    made.globals = {name: Pieces(made, f"pieces/{name}.html") for name in PIECES}
    made.globals |= {"address_of": address_of, "static": static, "has_advertising": calls.has_advertising}
    made.filters |= {name: filters_of_django.filters[name] for name in OF_DJANGO} | marks.register.filters
    return made


class Plain(Context):
    def call(
        self, what: Any, *args: Any, _loop_vars: Any = None, _block_vars: Any = None, **named: Any
    ) -> Any:
        """Of what is called here nothing asks for the context, which Jinja2 looks for at each of a page's sixty calls."""
        return what(*args, **named)


class Pages(Environment):
    context_class = Plain

    def make_globals(self, d: Any) -> Any:
        """All templates know the same, so each need not have a map of its own, which is walked at each include."""
        return self.globals


class Pieces:
    """The macros of one file, as it is now. To import them anew in every part of a page costs more than they do."""

    def __init__(self, environment: Environment, path: str) -> None:
        self._environment, self._path = environment, path

    def __getattr__(self, name: str) -> Any:
        return getattr(self._environment.get_template(self._path).module, name)


def static(path: str) -> str:
    """Where a static file stands."""
    return _static(storages["staticfiles"], path)


@lru_cache(maxsize=100)
def _static(storage: Storage, path: str) -> str:
    return storage.url(path)
