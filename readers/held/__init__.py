"""Which pages need not be made again? ``door`` answers from held bytes, ``edition`` says whether they still stand."""

from readers.held.door import Door

__all__ = ["Door"]
