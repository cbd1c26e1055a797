"""How is this work cited, where is it, and what sort of evidence is it?"""

from articles.bibliography.addresses import link
from articles.bibliography.ama_style import ama
from articles.bibliography.kinds import kind
from articles.bibliography.nlm_style import vancouver

__all__ = ["ama", "kind", "link", "vancouver"]
