"""Is there advertising on the site today? The policy says so."""

from __future__ import annotations

from django import template

from readers.correspondence import calls

register = template.Library()
register.simple_tag(calls.has_advertising)
