"""How does a revision read to one audience? What every page that shows a text takes from it: public, preview, desk, guest."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from articles.evidence import Notices
from articles.markdown import CLINICIANS
from articles.models import Revision
from articles.reference_list import Reference, references_of
from articles.strength import Group, grouped


@dataclass(frozen=True)
class Heading:
    """One line of the contents: the id in the text, and its words."""

    id: str
    title: str


@dataclass(frozen=True)
class AsRead:
    """One revision as one audience reads it, in the words that the templates of a text know.

    ``notices`` are what is known today of the works it cites; they mark the references, beside the signed text.
    """

    revision: Revision
    audience: str
    notices: Notices = field(default_factory=dict, kw_only=True)

    @property
    def rendered(self) -> dict[str, Any]:
        rendered: dict[str, Any] = self.revision.rendered[self.audience]
        return rendered

    @property
    def html(self) -> SafeString:
        """Sanitised when the revision was made, and part of what is signed."""
        return mark_safe(self.rendered["html"])  # noqa: S308 - see above

    @cached_property
    def contents(self) -> tuple[Heading, ...]:
        found = self.rendered["contents"]
        return tuple(Heading(id=h["id"], title=h["title"]) for h in found if h["level"] == 2)

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        return tuple(references_of(self.revision, audience=self.audience, notices=self.notices))

    @cached_property
    def reference_groups(self) -> tuple[Group, ...]:
        """For clinicians the list says what sort of evidence each is; for others there is one list."""
        return tuple(grouped(self.references)) if self.audience == CLINICIANS else ()

    @cached_property
    def lead_picture(self) -> dict[str, Any] | None:
        return next((p for p in self.revision.pictures if p["src"] == self.revision.lead_picture), None)

    @cached_property
    def direction(self) -> str:
        """For ``dir``: which way the language is written."""
        return "rtl" if self.revision.language.split("-")[0] in settings.LANGUAGES_BIDI else "ltr"
