"""What do editors keep for readers? The pages about the site, and the registers of what readers send."""

from readers.about import register
from readers.correspondence import registers

__all__ = ["register", "registers"]
