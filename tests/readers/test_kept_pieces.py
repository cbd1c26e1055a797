"""Do pieces of pages that are kept say what they would say if they were made anew?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client, override_settings
from django.urls import set_script_prefix
from django.utils import timezone
from django.utils.safestring import mark_safe
from taggit.models import Tag

from articles.addresses import address_of
from articles.models import Article, Category, Contributor, SourceNoticeKind
from config.tags import PIECES, Pieces
from readers.correspondence.models import CallToAction
from reviews import actions
from reviews.models import NoticeKind, Scope, SignOff
from tests import factories as make
from tests.readers.conftest import Tamper

BODY = "Sleep is **restored** by hours [@plain2020].\n\n## What helps\n\nGet up.\n\n::: clinicians\nAgain [@plain2020].\n:::\n"
TAILS = ("", "for/clinicians/", "record/")


@dataclass(frozen=True)
class Line:
    words: str


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    PIECES.forget()
    yield
    PIECES.forget()


def shown(words: str, **values: Any) -> str:
    return Template(words).render(Context(values))


# --- The tag ----------------------------------------------------------------------------------------------
def test_a_piece_is_made_once_for_the_same_values_and_anew_for_others() -> None:
    piece = Template("{% kept line=page.line %}{{ line.words }}{% endkept %}")
    said = [piece.render(Context({"page": {"line": Line(words)}})) for words in ("a", "b", "a", "b")]
    assert said == ["a", "b", "a", "b"]
    assert len(PIECES.made) == 2


def test_a_piece_knows_no_name_that_it_is_not_kept_by() -> None:
    assert shown("{% kept a %}{{ a }}{{ b }}{% endkept %}", a="1", b="2") == "1"


@pytest.mark.parametrize(
    ("one", "other"), [(1, True), (0, False), ("<b>", mark_safe("<b>")), ("", None), ("1", 1)]
)
def test_values_that_are_equal_and_written_differently_are_two(one: Any, other: Any) -> None:
    piece = Template("{% kept value %}{{ value }}{% endkept %}")
    plain = Template("{{ value }}")
    for value in (one, other, one):
        assert piece.render(Context({"value": value})) == plain.render(Context({"value": value}))


def test_a_piece_is_escaped_or_not_as_where_it_stands() -> None:
    piece = Template("{% kept value %}{{ value }}{% endkept %}")
    said = [piece.render(Context({"value": "<"}, autoescape=is_escaped)) for is_escaped in (True, False)]
    assert said == ["&lt;", "<"]


@pytest.mark.parametrize(
    "value", [Article(title="A"), (Article(pk=1),), Line(mark_safe("<b>")), [1], (1.5,)], ids=repr
)
def test_what_could_change_and_stay_equal_is_refused(value: Any) -> None:
    with pytest.raises((TemplateSyntaxError, TypeError)):
        shown("{% kept value %}{{ value }}{% endkept %}", value=value)


@pytest.mark.parametrize("words", ["{% block a %}{% endblock %}", "{% if a %}{% now 'Y' %}{% endif %}"])
def test_what_depends_on_the_page_or_the_clock_is_not_kept(words: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="not kept"):
        Template(f"{{% kept a %}}{words}{{% endkept %}}")


def test_pieces_take_bounded_memory() -> None:
    pieces = Pieces(room=10_000)
    for number in range(1_000):
        pieces.keep((number,), mark_safe("x" * 100))
        assert pieces.used <= pieces.room
        assert len(pieces.made) <= 15


def test_an_address_is_that_of_where_the_site_is_mounted() -> None:
    try:
        assert shown("{% url 'people' %}{% kept %}{% url 'people' %}{% endkept %}") == "/people//people/"
        set_script_prefix("/below/")
        assert address_of("people") == "/below/people/"
        assert shown("{% url 'people' %}") == "/below/people/"
    finally:
        set_script_prefix("/")
    assert address_of("people") == "/people/"


# --- The pages --------------------------------------------------------------------------------------------
def _pages(client: Client, article: Article) -> dict[str, bytes]:
    address = Article.objects.get(pk=article.pk).get_absolute_url()
    asked = [*(f"{address}{tail}" for tail in TAILS), "/articles/"]
    return {path: client.get(path).content for path in asked}


def _life(article: Article) -> Iterator[tuple[str, Callable[[], object]]]:
    """What can happen to a signed article, one thing after the other."""
    editor = make.editor()
    other = make.approved_article(title="Next to it", tags=["rest"], body=BODY)

    def call() -> object:
        return CallToAction.objects.create(title="Ask <us>", text="Now.", label="service", is_placed=True)

    def reword() -> object:
        changed = make.edited(
            article, significance="minor", body=f"{BODY}\nOne more.\n", title="A & <new> title"
        )
        return make.approved(article=changed, scope=Scope.CHANGES)

    def rename(model: Any, name: str) -> Callable[[], object]:
        return lambda: model.objects.filter(pk=model.objects.earliest("pk").pk).update(name=name)

    yield "a call beside it", call
    yield "a tag", rename(Tag, "Other & rest")
    yield "a topic", rename(Category, "Dreams <b>")
    yield "the neighbour", lambda: actions.retract(article=other, by=editor, reason="Wrong.")
    yield "a correction", lambda: actions.correct(article=article, by=editor, reason="A year.")
    yield "a concern", lambda: actions.express_concern(article=article, by=editor, reason="A doubt.")
    yield (
        "a source",
        lambda: make.source().notices.create(
            kind=SourceNoticeKind.CONCERN, published_on=timezone.now().date(), recorded_at=timezone.now()
        ),
    )
    yield "other words, signed as a change", reword
    yield "an update in review", lambda: make.submitted(article=make.edited(article))
    yield "its end", lambda: actions.withdraw(review=article.reviews.open().get(), by=editor)
    yield "a retraction", lambda: actions.retract(article=article, by=editor, reason="All wrong.")
    yield "a person", rename(Contributor, "Another name")


def test_whatever_happens_a_page_of_kept_pieces_is_the_page_made_anew(db: None, client: Client) -> None:
    article = make.approved_article(tags=["rest", "a <b>"], body=BODY)
    before = _pages(client, article)
    changes = 0
    for what, happen in _life(article):
        happen()
        kept = _pages(client, article)
        PIECES.forget()
        assert kept == _pages(client, article), what
        changes += kept != before
        before = kept
    assert changes > 8, "nothing was tested"
    assert NoticeKind.RETRACTION in {notice.kind for notice in article.notices.all()}


def test_a_signed_row_that_is_altered_is_noticed_on_the_next_request_however_often_it_verified(
    db: None, client: Client, tamper: Tamper
) -> None:
    article = make.approved_article(tags=["rest"], body=BODY)
    address = article.get_absolute_url()

    def state() -> str:
        return client.get(address).content.decode().partition('data-review-state="')[2].partition('"')[0]

    assert [state() for _ in range(3)] == ["approved"] * 3
    sign_off = SignOff.objects.get(review__article=article)
    for column, false, true in (
        ("printed_name", "Somebody else", sign_off.printed_name),
        ("statement", "I read nothing.", sign_off.statement),
        ("licence", "none", sign_off.licence),
    ):
        tamper(f"UPDATE reviews_signoff SET {column} = %s WHERE id = %s", false, sign_off.pk)
        assert [state() for _ in range(2)] == ["unreviewed"] * 2, column
        tamper(f"UPDATE reviews_signoff SET {column} = %s WHERE id = %s", true, sign_off.pk)
        assert state() == "approved"
    tamper("UPDATE articles_revision SET title = %s WHERE id = %s", "Another", sign_off.revision_id)
    assert state() == "unreviewed"


def test_no_key_no_mark_though_the_signature_verified_before(db: None, client: Client) -> None:
    address = make.approved_article(body=BODY).get_absolute_url()
    assert b'data-review-state="approved"' in client.get(address).content
    with override_settings(SIGNING_KEY="AAAA", FORMER_SIGNING_KEYS=[]):
        assert b'data-review-state="unreviewed"' in client.get(address).content
    assert b'data-review-state="approved"' in client.get(address).content
