"""What does a mail say? Its template makes the subject and the plain text; the HTML part is drawn from that text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from reviews.mail.people import Recipient

LONGEST_SUBJECT, LONGEST_QUOTE = 200, 2000
WORDS_A_MINUTE = 200


def absolute(path: str) -> str:
    """The address of a path of this site, as it must stand in a mail."""
    return path if path.startswith(("http://", "https://")) else f"{settings.SITE_URL}{path}"


def one_line(text: str) -> str:
    """Without line breaks and control characters, so that nothing in a title becomes a header or a paragraph."""
    folded = " ".join(text.split())
    return "".join(letter for letter in folded if unicodedata.category(letter) not in {"Cc", "Cs"})


class Quoted(str):
    """What somebody wrote, each line marked as theirs, so that it may stand in a mail as it is."""

    __slots__ = ()


def quoted(text: str) -> Quoted:
    """The words of somebody; the end of a very long text is left for the desk."""
    cut = text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]} … (the rest stands on the desk)"
    return Quoted("\n".join(f"> {one_line(line)}".rstrip() for line in cut.strip().splitlines()))


def minutes(text: str) -> int:
    """How long a careful reader takes."""
    return max(1, round(len(text.split()) / WORDS_A_MINUTE))


def worded(kind: str, to: Recipient, *, link: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and plain text of ``mail/<kind>.txt``, whose first line is the subject.

    Every text of ``context`` is brought to one line, but for what is ``quoted``.
    """
    plain = {name: one_line(v) if type(v) is str else v for name, v in context.items()}
    told = {
        **plain, "to": to, "name": one_line(to.name), "link": absolute(link), "site_name": settings.SITE_NAME,
        "site": settings.SITE_URL, "settings_link": absolute("/admin/me/") if to.user else "",
    }  # fmt: skip
    said = render_to_string(f"mail/{kind}.txt", told).strip()
    subject, _, text = said.partition("\n")
    return _shortened(one_line(subject)), re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _shortened(subject: str) -> str:
    return subject if len(subject) <= LONGEST_SUBJECT else f"{subject[: LONGEST_SUBJECT - 1]}…"


def page(*, subject: str, text: str, link: str) -> str:
    """The HTML part of the mail: no style, so that mail programs show it as they show their own."""
    return render_to_string(
        "mail/letter.html",
        {"subject": subject, "body": letter(text, link=link), "site_name": settings.SITE_NAME},
    )


def letter(text: str, *, link: str) -> SafeString:
    """The paragraphs of a plain text as HTML, every word escaped. Only addresses of this site become links."""
    paragraphs = [part for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]
    return format_html_join("\n", "{}", ((_paragraph(part.split("\n"), link=link),) for part in paragraphs))


def _paragraph(lines: list[str], *, link: str) -> SafeString:
    if lines[0].strip() == "--":
        return format_html("<hr>{}", _paragraph(lines[1:], link=link) if lines[1:] else "")
    if all(line.startswith(">") for line in lines):
        said = [(line[1:].strip(),) for line in lines]
        return format_html("<blockquote><p>{}</p></blockquote>", _broken(said))
    if all(line.startswith("  ") for line in lines):
        return format_html("<ul>\n{}\n</ul>", format_html_join("\n", "<li>{}</li>", map(_item, lines)))
    if len(lines) == 1 and _is_ours(lines[0]):
        return format_html('<p><a href="{0}">{0}</a></p>', lines[0].strip())
    if len(lines) > 1 and _is_ours(lines[-1]):
        return _linked(" ".join(lines[:-1]), lines[-1].strip(), is_main=lines[-1].strip() == link)
    return format_html("<p>{}</p>", _broken([(line,) for line in lines]))


def _broken(lines: list[tuple[str]]) -> SafeString:
    return format_html_join(SafeString("<br>\n"), "{}", lines)


def _item(line: str) -> tuple[SafeString]:
    """An item of a list; its label, if it has one, stands out."""
    label, colon, rest = line.strip().partition(":  ")
    return (format_html("<b>{}:</b> {}", label, rest.strip()) if colon else escape(line.strip()),)


def _linked(words: str, address: str, *, is_main: bool) -> SafeString:
    """The sentence before an address is what the link says; its last sentence alone, if there are several."""
    *before, said = re.split(r"(?<=[.?!]) ", words.removesuffix(":"))
    if is_main:
        return render_to_string(
            "mail/_button.html", {"before": " ".join(before), "address": address, "said": said}
        )
    lead = format_html("{} ", " ".join(before)) if before else ""
    return format_html('<p>{}<a href="{}">{}</a></p>', lead, address, said)


def _is_ours(line: str) -> bool:
    address, ours = urlsplit(line.strip()), urlsplit(settings.SITE_URL)
    return (address.scheme, address.netloc) == (ours.scheme, ours.netloc) and " " not in line.strip()
