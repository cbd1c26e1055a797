"""How does a test fill in the writer's form? As a browser does: the page is read, typed over, and sent back."""

from __future__ import annotations

from typing import Any

from articles.models import Article
from tests import factories as make
from tests.desk.screens import article_page, at_the_desk, soup

ADD = "/admin/articles/article/add/"


def filled_in(article: Article | None = None, *, page: Any = None, **other: Any) -> dict[str, Any]:
    """The form, of this ``page`` or newly opened, as the browser sends it back, with ``other`` typed over it; None leaves
    a field out.
    """
    opened = page or at_the_desk(make.writer()).get(article_page(article) if article else ADD)
    form = soup(opened).select_one("#article_form")
    assert form is not None
    sent: dict[str, Any] = {}
    for field in form.select("input[name]:not([type=submit]), textarea[name]"):
        text = field.get_text().removeprefix("\n") if field.name == "textarea" else field.get("value", "")
        sent[str(field["name"])] = str(text).replace("\n", "\r\n")  # as browsers do
    for field in form.select("select[name]"):
        first = (
            [] if field.has_attr("multiple") else field.select("option")[:1]
        )  # which a browser sends where none is chosen
        chosen = field.select("option[selected]") or first
        sent[str(field["name"])] = [option["value"] for option in chosen]
    sent |= {"_continue": "on"} | other
    return {name: value for name, value in sent.items() if value is not None}


def save(article: Article | None, *, by: Any = None, **typed: Any) -> Any:
    url = article_page(article) if article else ADD
    return at_the_desk(by or make.writer()).post(url, filled_in(article, **typed))
