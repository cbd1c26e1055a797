"""How is each request new? Hypothesis varies an example five times by repeating parts of it; here one draw is one example."""

from __future__ import annotations

from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider

NAME = "anew"


class Anew(HypothesisProvider):
    """Its own choices and its own shrinking, by another name: only what bears its own name is varied."""


AVAILABLE_PROVIDERS[NAME] = f"{__name__}.{Anew.__name__}"
