"""Is what an editor places beside the articles labelled, outside the signed text, and absent until it is placed?"""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from readers.correspondence.models import Kind, Label, Letter
from reviews import actions
from tests import factories as make
from tests.correspondence.conftest import soup, ticket, words
from tests.correspondence.kept import a_call
from tests.desk.screens import at_the_desk

POLICY = "/about/editorial-policy/"


def call_on(address: str) -> Any:
    return soup(Client().get(address)).find(class_="call")


def test_nothing_is_placed_until_an_editor_places_it() -> None:
    article = make.approved_article()
    a_call(is_placed=False)
    for address in (article.get_absolute_url(), "/topics/sleep/", "/"):
        assert call_on(address) is None
    assert "There is no advertising on this site." in words(Client().get(POLICY))


@pytest.mark.parametrize("label", Label)
def test_it_stands_labelled_beside_the_articles_and_outside_the_signed_text(label: Label) -> None:
    article = make.approved_article()
    a_call(label=label, link="https://example.com/help")
    for address in (article.get_absolute_url(), "/topics/sleep/"):
        found = call_on(address)
        assert found.name == "aside"
        assert label.label in found["aria-label"]
        assert found.find(class_="call-label").get_text() == label.label
        assert found.find_parent(class_="prose") is None
        assert found.find("a")["href"] == "https://example.com/help"
    assert ("There is no advertising" in words(Client().get(POLICY))) is (label == Label.SERVICE)


def test_that_of_the_topic_comes_before_that_of_the_site_and_of_others_none() -> None:
    article = make.approved_article()
    a_call(title="For pain", topic=make.category(name="Pain"))
    assert call_on(article.get_absolute_url()) is None
    a_call(title="For all")
    assert call_on(article.get_absolute_url()).h2.get_text() == "For all"
    a_call(title="For sleep", topic=article.category)
    a_call(title="For all, later")
    assert call_on(article.get_absolute_url()).h2.get_text() == "For sleep"
    assert call_on("/topics/sleep/").h2.get_text() == "For sleep"


def test_that_of_the_site_stands_on_the_front_page_and_the_list_of_articles_too() -> None:
    article = make.approved_article()
    a_call(title="For sleep", topic=article.category)
    for address in ("/", "/articles/"):
        assert call_on(address) is None
    a_call(title="For all")
    for address in ("/", "/articles/"):
        assert call_on(address).h2.get_text() == "For all"


@pytest.mark.parametrize("label", Label)
def test_nothing_is_offered_beside_a_text_that_nobody_stands_for(label: Label) -> None:
    a_call(label=label)
    retracted = make.approved_article(title="Retracted")
    actions.retract(article=retracted, by=make.editor(), reason="It harms.")
    for article in (retracted, make.submitted(title="Pending").article):
        assert call_on(article.get_absolute_url()) is None


def test_without_a_link_it_leads_to_an_enquiry_that_names_it() -> None:
    article, call = make.approved_article(), a_call()
    address = call_on(article.get_absolute_url()).find("a")["href"]
    page = soup(Client().get(address))
    assert "Talk to somebody" in page.find(id="write").get_text()
    sent = {"message": "Hello", "address": "a@example.net", "ticket": ticket(about="contact")}
    Client().post(page.find("form", method="post")["action"], sent)
    found = Letter.objects.get()
    assert (found.kind, found.call) == (Kind.ENQUIRY, call)


@pytest.mark.parametrize("number", ["x", "0", "-1", "1" * 30, "²", "%00", ""])
def test_nonsense_in_the_address_of_an_enquiry_is_passed_over(number: str) -> None:
    assert Client().get(f"/about/contact/?about={number}").status_code == 200


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "//example.com", "example", "ftp://example.com/"]
)
def test_a_link_that_is_no_web_address_is_refused(link: str) -> None:
    sent = {"title": "T", "text": "T", "label": "service", "link": link, "link_text": "Go", "is_placed": "on"}
    answer = at_the_desk(make.editor()).post("/admin/readers/calltoaction/add/", sent)
    assert answer.status_code == 200
    assert "Enter a whole web address" in BeautifulSoup(answer.text, "html5lib").get_text()


def test_an_editor_places_one_at_the_desk() -> None:
    sent = {
        "title": "T",
        "text": "<b>x</b>",
        "label": "service",
        "link": "",
        "link_text": "Go",
        "is_placed": "on",
    }
    at_the_desk(make.editor()).post("/admin/readers/calltoaction/add/", sent)
    article = make.approved_article()
    assert "<b>x</b>" in call_on(article.get_absolute_url()).get_text()


def test_a_label_is_not_optional_even_for_the_database() -> None:
    from django.db import IntegrityError

    with pytest.raises(IntegrityError):
        a_call(label="")
