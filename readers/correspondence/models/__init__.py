"""What is kept of the correspondence with readers, and for how long?"""

from readers.correspondence.models.call_to_action import CallToAction, Label
from readers.correspondence.models.letter import Kind, Letter
from readers.correspondence.models.newsletter import Consent, Issue, Subscription, Suppression
from readers.correspondence.models.post import Post

__all__ = [
    "CallToAction",
    "Consent",
    "Issue",
    "Kind",
    "Label",
    "Letter",
    "Post",
    "Subscription",
    "Suppression",
]
