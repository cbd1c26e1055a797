"""Which works does the site hold, and how do they come in, go out and get found?

keeping     a record that was read becomes a source, or is refused
known       which source a record describes, and which sources describe one work
trying      what an import would do, without doing it
leaving     sources as a file for a reference manager
finding     the sources a writer may mean by a few letters
"""

from articles.library.finding import found
from articles.library.keeping import keep, key_for
from articles.library.known import Duplicate, contradictions, duplicates, held_already
from articles.library.leaving import exported, works_cited, works_of
from articles.library.trying import Trial, tried

__all__ = [
    "Duplicate",
    "Trial",
    "contradictions",
    "duplicates",
    "exported",
    "found",
    "held_already",
    "keep",
    "key_for",
    "tried",
    "works_cited",
    "works_of",
]
