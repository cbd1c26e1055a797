"""Who hears when something that signed records rest on was changed: a person, a source, a credential, a policy?"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db.models import Model
from django.dispatch import Signal

# Sent inside the transaction of the change; a receiver that fails undoes it.
register_changed = Signal()  # instance, by, fields (what they hold now, as text, by name), is_new


def announce(instance: Model, *, by: User, changed: Iterable[str], is_new: bool) -> None:
    """Tell that ``by`` wrote ``instance``; ``changed`` names its fields."""
    names = [name for name in changed if hasattr(instance, name)]
    fields = {name: str(getattr(instance, name)) for name in names}
    register_changed.send(type(instance), instance=instance, by=by, fields=fields, is_new=is_new)
