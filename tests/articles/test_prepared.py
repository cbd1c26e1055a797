"""Does a question that is worded once give the very objects that Django gives?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.models import Model
from django.db.models.signals import post_init

from articles import prepared
from articles.models import Article, Category
from readers import related, shown
from reviews import actions
from reviews.models import SignOff
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def slug() -> str:
    """Of an article with a topic, tags, a successor and a notice, so that all that is fetched along is there."""
    article = make.approved_article(category=make.category(), tags=["sleep", "rest"])
    actions.retract(article=article, by=make.editor(), reason="Its figures were wrong.")
    Article.objects.filter(pk=article.pk).update(successor=make.approved_article())
    return article.slug


def told(made: Model | None, seen: tuple[Model, ...] = ()) -> Any:
    """Whatever an object and those that hang on it know, as values that can be compared."""
    if made is None or any(made is other for other in seen):
        return made
    known = {name: value for name, value in vars(made).items() if name != "_state"}
    along = made._state.fields_cache
    state = (made._state.adding, made._state.db, made.get_deferred_fields())
    return type(made), known, state, {name: told(other, (*seen, made)) for name, other in along.items()}


def test_an_article_with_all_that_is_fetched_along(slug: str) -> None:
    [ours], [djangos] = shown._AT_ADDRESS(slug), shown._at_address(slug)
    assert told(ours) == told(djangos)
    assert ours.notice is not None
    assert ours.article.successor is not None


def test_an_article_of_which_much_is_missing() -> None:
    slug = make.approved_article().slug
    [ours], [djangos] = shown._AT_ADDRESS(slug), shown._at_address(slug)
    assert told(ours) == told(djangos)
    assert (ours.notice, ours.article.successor) == (None, None)


def test_related_articles() -> None:
    keys = [make.approved_article().publication.pk for _ in range(2)] + [0, -1]
    by_key = {p.pk: p for p in related._unretracted(*keys)}
    ours = related._UNRETRACTED(*keys)
    assert {p.pk: told(p) for p in ours} == {key: told(p) for key, p in by_key.items()} != {}


def test_what_was_not_fetched_is_fetched_when_it_is_looked_at(slug: str) -> None:
    [ours] = shown._AT_ADDRESS(slug)
    assert "body" in ours.article.get_deferred_fields()
    assert ours.article.body == Article.objects.get(slug=slug).body != ""


def test_an_object_can_be_changed_and_kept(slug: str) -> None:
    [ours] = shown._AT_ADDRESS(slug)
    category = ours.article.category
    assert category is not None
    category.description = "About sleep."
    category.save()
    assert Category.objects.get().description == "About sleep."


@contextmanager
def listening(model: type[Model]) -> Iterator[list[Model]]:
    heard: list[Model] = []

    def note(sender: type[Model], instance: Model, **_: Any) -> None:
        heard.append(instance)

    post_init.connect(note, sender=model)
    try:
        yield heard
    finally:
        post_init.disconnect(note, sender=model)


def test_whoever_listens_to_the_making_of_objects_is_told() -> None:
    make.category(name="Sleep")
    with listening(Category) as heard:
        asked = prepared.Prepared(Category, lambda name: Category.objects.filter(name=name), str)
        assert asked("Sleep") == heard != []


def test_a_model_with_a_constructor_of_its_own_is_made_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Model] = []
    usual = Category.__init__

    def own(self: Category, *values: Any, **named: Any) -> None:
        usual(self, *values, **named)
        made.append(self)

    make.category(name="Sleep")
    monkeypatch.setattr(Category, "__init__", own)
    asked = prepared.Prepared(Category, lambda name: Category.objects.filter(name=name), str)
    assert asked("Sleep") == made != []


def test_signatures_with_their_proof() -> None:
    review = make.approved()
    found = SignOff.objects.with_proof().filter(review=review)
    asked = prepared.Prepared(SignOff, lambda key: SignOff.objects.with_proof().filter(review=key), int)
    assert [told(s) for s in asked(review.pk)] == [told(s) for s in found] != []
