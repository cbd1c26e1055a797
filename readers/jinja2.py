"""What do the templates of readers' pages know beside their context? Addresses, static files, and how things are written.

They are Jinja2's, which compiles them: Django's walk through each page cost more than all the rest of it. Filters have
Django's names and do what Django's do, so that a piece reads the same in both.
"""

from __future__ import annotations

from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.defaultfilters import register as filters_of_django
from jinja2 import ChainableUndefined, Environment
from jinja2.runtime import Context

from articles.addresses import address_of
from readers.correspondence import calls
from readers.templatetags import marks

OF_DJANGO = (
    "capfirst", "date", "linebreaks", "linebreaksbr", "pluralize", "timesince", "truncatechars", "urlencode",
)  # fmt: skip


class Plain(Context):
    def call(
        self, what: Any, *args: Any, _loop_vars: Any = None, _block_vars: Any = None, **named: Any
    ) -> Any:
        """Of what is called here nothing asks for the context, which Jinja2 looks for at each of a page's sixty calls."""
        return what(*args, **named)


class Pages(Environment):
    context_class = Plain


def environment(**options: Any) -> Environment:
    """What is not in the context is nothing, as in Django's templates: most pieces leave something out."""
    made = Pages(**options | {"undefined": ChainableUndefined})
    made.globals |= {
        "address_of": address_of,
        "static": staticfiles_storage.url,
        "has_advertising": calls.has_advertising,
    }
    made.filters |= {name: filters_of_django.filters[name] for name in OF_DJANGO} | marks.register.filters
    return made
