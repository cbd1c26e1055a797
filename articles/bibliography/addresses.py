"""Where on the web is this work?"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from articles.bibliography.citation_parts import doi, pmid
from articles.bibliography.names import plain


def link(csl: Mapping[str, Any]) -> str | None:
    """The address by DOI, else PubMed, else the work's own http or https URL, percent-encoded; else None."""
    if doi(csl):
        return f"https://doi.org/{quote(doi(csl), safe='/:;().,-_')}"
    if pmid(csl):
        return f"https://pubmed.ncbi.nlm.nih.gov/{pmid(csl)}/"
    return web_address(csl.get("URL"))


def web_address(value: Any) -> str | None:
    """An http or https URL with whatever it may not hold percent-encoded; None for any other text."""
    try:
        parts = urlsplit(plain(value))
        host, port = parts.hostname or "", parts.port
        if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
            return None
        ascii_host = host.encode("idna").decode() if not host.isascii() else host
    except ValueError:
        return None
    netloc = ascii_host if port is None else f"{ascii_host}:{port}"
    if ":" in ascii_host:
        return None
    allowed = "%/:;@!$&'()*+,=~-._"
    return urlunsplit(
        (
            parts.scheme,
            quote(netloc, safe=":"),
            quote(parts.path, safe=allowed),
            quote(parts.query, safe=allowed + "?[]"),
            quote(parts.fragment, safe=allowed + "?"),
        )
    )
