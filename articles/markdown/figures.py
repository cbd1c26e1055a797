"""How does a picture appear? As a figure, as an image in the line, or, from another site, as a link to it."""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from articles.markdown.links import attributes, is_elsewhere, relation, scheme_of
from articles.markdown.page import Page, line_of, page_of, words
from articles.markdown.rendered import Image, PictureFacts


def figures_plugin(md: MarkdownIt) -> None:
    """Find the pictures that stand alone in their paragraph; print every image by where it comes from."""
    md.core.ruler.after("text_join", "figures", _lone_pictures)
    md.add_render_rule("image", _image)


def _lone_pictures(state: StateCore) -> None:
    """A library picture alone in a paragraph takes the place of the paragraph."""
    tokens = state.tokens
    for i, token in enumerate(tokens):
        picture = token.children[0] if token.children and len(token.children) == 1 else None
        if not picture or picture.type != "image" or picture.attrs["src"] not in state.env["pictures"]:
            continue
        if (
            tokens[i - 1].type == "paragraph_open" and not tokens[i - 1].attrs
        ):  # the label of a box has a class
            picture.meta = {"alone": True}
            tokens[i - 1].hidden = tokens[i + 1].hidden = True


def _image(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    page, token = page_of(env), tokens[idx]
    src, title = str(token.attrs["src"]), str(token.attrGet("title") or "")
    facts = page.pictures.get(src)
    alt = words(token.children, verbatim=True) or (facts.alt if facts else "")
    page.images.append(Image(src, alt, line_of(token)))
    if not page.afford(src, title, *((facts.alt, facts.caption, facts.credit) if facts else ())):
        return escapeHtml(alt)
    if is_elsewhere(src) or scheme_of(src):
        return _elsewhere(src, alt, page)
    page.local_images[src] = None
    if facts and token.meta.get("alone"):
        return _figure(facts, alt=alt, caption=title or facts.caption)
    return _img(facts, alt=alt, title=title) if facts else f"<img{attributes(src=src, alt=alt, title=title)}>"


def _elsewhere(src: str, alt: str, page: Page) -> str:
    """The page asks no other site for anything. It has a link, or the words alone where no link can be."""
    text = escapeHtml(alt or src)
    if page.in_link or not is_elsewhere(src):
        return text
    return f"<a{attributes(href=src, rel=relation(src))}>{text}</a>"


def _figure(facts: PictureFacts, *, alt: str, caption: str) -> str:
    credit = f'<span class="credit">Credit: {escapeHtml(facts.credit)}</span>' if facts.credit else ""
    below = " ".join(part for part in (escapeHtml(caption), credit) if part)
    legend = f"<figcaption>{below}</figcaption>\n" if below else ""
    return f"<figure>\n{_img(facts, alt=alt)}\n{legend}</figure>\n"


def _img(facts: PictureFacts, *, alt: str, title: str = "") -> str:
    size = {"width": facts.width, "height": facts.height}
    return f"<img{attributes(src=facts.src, alt=alt, title=title, **size, loading='lazy', decoding='async')}>"
