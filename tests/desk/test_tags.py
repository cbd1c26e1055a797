"""Do editors keep the tags in order, and nobody else, and does a merge say what it needs?"""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from taggit.models import Tag

from articles import tags as merging
from articles.models import Article
from readers.listed.models import Tally
from readers.models import SearchDocument, SearchWord
from tests import factories as make
from tests.desk.screens import at_the_desk, messages

LIST, MERGE = reverse("admin:taggit_tag_changelist"), reverse("admin:taggit_tag_merge_tags")


def tagged() -> list[Any]:
    make.article(tags=["sleep", "night"])
    return [tag.pk for tag in Tag.objects.order_by("name")]


def choose(client: Any, keys: list[Any]) -> Any:
    return client.post(f"{LIST}?q=", {"action": "render_tag_form", "_selected_action": keys})


def test_an_editor_makes_several_tags_one() -> None:
    client = at_the_desk(make.editor())
    between = choose(client, tagged())
    assert between.url == MERGE
    client.post(MERGE, {"new_tag_name": "sleep"})
    assert list(Article.objects.get().tags.names()) == ["sleep"]
    choose(client, [Tag.objects.get(name="sleep").pk])
    assert "Merged: every text" in messages(client.post(MERGE, {"new_tag_name": "Rest"}, follow=True))[0]
    assert list(Article.objects.get().tags.names()) == ["Rest"]


@pytest.mark.parametrize("person", ["writer", "reviewer", "stranger"])
def test_nobody_else_merges_tags_by_list_or_address(person: str) -> None:
    keys, client = tagged(), at_the_desk(getattr(make, person)())
    choose(client, keys)
    session = client.session
    session["selected_tag_ids"] = ",".join(map(str, keys))
    session.save()
    assert client.get(MERGE).status_code == client.post(MERGE, {"new_tag_name": "x"}).status_code == 403
    assert set(Article.objects.get().tags.names()) == {"sleep", "night"}


def test_a_merge_of_nothing_or_of_a_tag_that_is_gone_leads_back_to_the_list_with_a_sentence() -> None:
    client, keys = at_the_desk(make.editor()), tagged()
    for _ in range(2):
        answer = client.post(MERGE, {"new_tag_name": "x"}, follow=True)
        assert messages(answer) == ["Choose in the list which tags become one. Nothing was changed."]
        choose(client, keys)
        Tag.objects.filter(name="night").delete()
    assert list(Article.objects.get().tags.names()) == ["sleep"]


def test_a_row_that_no_list_offers_is_refused_at_its_field() -> None:
    page = at_the_desk(make.editor()).post(
        "/admin/articles/contributor/add/", {"name": "A", "user": "nobody"}
    )
    assert page.status_code == 200
    assert "not one of the available choices" in page.text


def documents() -> list[Any]:
    return list(SearchDocument.objects.order_by("publication").values("tags", "text"))


def test_a_merge_leaves_one_tag_on_each_text_and_lists_and_search_know_it_at_once() -> None:
    for number, tags in enumerate(
        (["a"], ["a", "b"], ["b", "c", "other"], ["a", "b", "c", "kept"], ["other"])
    ):
        make.approved_article(slug=f"n{number}", tags=tags)
    merging.merge_tags(tags=list(Tag.objects.filter(name__in=["a", "b", "c"])), name="Kept", by=make.editor())
    merged = Article.objects.order_by("slug")
    assert [sorted(one.tags.names()) for one in merged] == [
        *[["kept"]] * 2,
        ["kept", "other"],
        ["kept"],
        ["other"],
    ]
    assert Tally.objects.filter(key=f"tag {Tag.objects.get(name='kept').pk}").aggregate(n=Sum("number")) == {
        "n": 4
    }
    assert set(SearchWord.objects.filter(word__in=["kept", "other"]).values_list("word", "documents")) == {
        ("kept", 4), ("other", 2)
    }  # fmt: skip
    kept = documents()
    call_command("rebuild_search", verbosity=0, stdout=StringIO())
    assert documents() == kept


def test_a_merge_asks_no_more_of_the_database_for_a_tag_of_many_texts() -> None:
    def queries(number: int) -> int:
        for place in range(number):
            make.approved_article(slug=f"text-{number}-{place}", tags=[f"few{number}"])
        chosen = [Tag.objects.get(name=f"few{number}")]
        with CaptureQueriesContext(connection) as captured:
            merging.merge_tags(tags=chosen, name=f"merged{number}", by=make.superuser())
        return len(captured)

    queries(1)  # what is kept for the process is kept now
    assert queries(2) == queries(8)
