"""What can be done with the correspondence? Readers ask, confirm, leave and write; editors answer and close.

Each function is atomic, returns the fresh row or raises an ``EditorialError``. Readers have no account, so their acts
take no ``by``; those of the desk do.
"""

from readers.correspondence.actions.erasure import delete_old, export, forget
from readers.correspondence.actions.issues import build, try_again
from readers.correspondence.actions.letters import answer, close, hand_to_review, hand_to_writers, write
from readers.correspondence.actions.newsletter import ask, confirm, leave

__all__ = [
    "answer",
    "ask",
    "build",
    "close",
    "confirm",
    "delete_old",
    "export",
    "forget",
    "hand_to_review",
    "hand_to_writers",
    "leave",
    "try_again",
    "write",
]
