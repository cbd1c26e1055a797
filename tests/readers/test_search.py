"""Is everything that is public found, by whatever a reader remembers of it, and told as it stands?"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from articles.models import Article
from readers.views.search import PER_PAGE
from reviews import actions
from reviews.workflow import State
from tests import factories as make
from tests.readers.conftest import Read

CLINICIANS = "For all.\n\n::: clinicians\nTitrate the dose slowly.\n:::\n"


def search(read: Read, q: str, **choice: str | list[str]) -> BeautifulSoup:
    return read("/search/?" + urlencode({"q": q, **choice}, doseq=True))


def titles(page: BeautifulSoup) -> list[str]:
    return [heading.get_text() for heading in page.find("main").select(".entries h3")]


def heading(page: BeautifulSoup) -> str:
    return str(page.find(id="count").get_text())


@pytest.fixture
def sleep(db: None) -> Article:
    """One article in which each field has a word of its own."""
    make.source(key="lancet", title="Actigraphy in shift workers")
    return make.approved_article(
        title="Sleeping through the night",
        excerpt="Why darkness matters.",
        body="Melatonin is a hormone [@lancet].\n\n" + CLINICIANS,
        byline=[make.contributor(name="Zoë Abernathy", credentials="PhD")],
        tags=["Circadian rhythm"],
    )


@pytest.mark.parametrize(
    "word", ["night", "darkness", "melatonin", "titrate", "Abernathy", "PhD", "actigraphy", "circadian"]
)
def test_an_article_is_found_by_each_of_its_fields(word: str, sleep: Article, read: Read) -> None:
    make.approved_article(title="Another one")
    page = search(read, word)
    assert titles(page) == ["Sleeping through the night"]
    assert heading(page) == f"1 result for “{word}”"
    assert page.title.get_text().startswith(f"1 result for “{word}”")


@pytest.mark.parametrize("word", ["sleep", "Sleeps", "SLEEPING", "hormones", "hormone's", "matter"])
def test_a_word_is_found_in_its_other_forms(word: str, sleep: Article, read: Read) -> None:
    assert titles(search(read, word)) == ["Sleeping through the night"]


@pytest.mark.parametrize("word", ["zoe", "Zoë", "zoe\u0308"])
def test_accents_matter_neither_in_the_question_nor_in_the_text(
    word: str, sleep: Article, read: Read
) -> None:
    make.approved_article(title="Of Zoe", body="Plain letters [@plain2020].")
    assert set(titles(search(read, word))) == {"Sleeping through the night", "Of Zoe"}


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("COVID-19", True), ("covid 19", True), ("covid", True), ("19-covid", False), ("Alzheimers", True),
        ("alzheimer’s disease", True), ("o'neill", True), ("0.5 mg", True), ("mg/day", True), ("vitamin A", True),
        ("b₁₂", True), ("smørrebrød", True), ("smorrebrod", True), ("what is covid", True), ("how to", False),
    ],
)  # fmt: skip
def test_words_are_found_however_they_are_punctuated(
    typed: str, is_found: bool, db: None, read: Read
) -> None:
    body = (
        "COVID-19, Alzheimer's disease and O’Neill: 0.5 mg/day of vitamin A, B12, a smørrebrød [@plain2020]."
    )
    make.approved_article(title="Odds", excerpt="Ends.", body=body)
    assert titles(search(read, typed)) == (["Odds"] if is_found else [])


def test_words_in_quotes_stand_next_to_each_other(db: None, read: Read) -> None:
    make.approved_article(title="Together", body="High blood pressure [@plain2020].")
    make.approved_article(title="Apart", body="The pressure of blood [@plain2020].")
    assert set(titles(search(read, "blood pressure"))) == {"Together", "Apart"}
    for quoted in ('"blood pressure"', "“blood pressure”", '"blood pressures', "blood-pressure"):
        assert titles(search(read, quoted)) == ["Together"]


def test_a_minus_leaves_out(db: None, read: Read) -> None:
    make.approved_article(title="Sleep of adults")
    make.approved_article(title="Sleep of children")
    make.approved_article(title="Sleep of older people")
    assert set(titles(search(read, "sleep -children"))) == {"Sleep of adults", "Sleep of older people"}
    assert set(titles(search(read, 'sleep -"older people"'))) == {"Sleep of adults", "Sleep of children"}
    assert set(titles(search(read, "sleep -CHILDREN −adult"))) == {"Sleep of older people"}
    assert "Sleep of children" in titles(search(read, "sleep - children"))


@pytest.mark.parametrize("typed", ["-children", '-"older people" -x', "-a -b"])
def test_exclusions_alone_are_refused_in_a_sentence(typed: str, sleep: Article, read: Read) -> None:
    page = search(read, typed)
    assert "This search only says what to leave out." in page.find(role="alert").get_text()
    assert titles(page) == []


@pytest.mark.parametrize("typed", ['"', "***", "🙂", "- -", '""', "…", "\x00"])
def test_a_question_without_a_word_is_answered_by_what_to_do(typed: str, sleep: Article, read: Read) -> None:
    page = search(read, typed)
    alert = page.find(role="alert")
    assert alert is None if typed == "\x00" else "There is no word in this search." in alert.get_text()
    assert titles(page) == []


def test_an_empty_search_shows_where_to_begin(sleep: Article, read: Read) -> None:
    for address in ("/search/", "/search/?q=", "/search/?q=++&topic=sleep"):
        page = read(address).find("main")
        assert page.find("search").find("label", attrs={"for": "q"})
        assert page.find(class_="topics").get_text() == "Sleep1 article"
        assert page.find(role="alert") is None


def test_nothing_found_says_what_could_be_done(sleep: Article, read: Read) -> None:
    page = search(read, "sleep unicorns", topic="sleep")
    assert heading(page) == "0 results for “sleep unicorns”"
    assert "Use fewer words" in page.find(class_="hints").get_text()
    assert page.find(class_="hints").find("a", href="/articles/")
    assert page.find("a", href="/search/?q=sleep%20unicorns")


def test_what_matches_in_the_title_comes_first_then_the_latest_review(db: None, read: Read) -> None:
    now = timezone.now()
    for age, name in ((5, "Old"), (1, "New"), (3, "Middle")):
        body = f"Insomnia is a symptom {name} [@plain2020]."
        make.approved_article(title=name, body=body, excerpt="Same.", now=now - timedelta(days=age))
    make.approved_article(title="Insomnia", excerpt="Same.", now=now - timedelta(days=9))
    assert titles(search(read, "insomnia")) == ["Insomnia", "New", "Middle", "Old"]
    assert titles(search(read, "insomnia", sort="date")) == ["New", "Middle", "Old", "Insomnia"]
    assert titles(search(read, "insomnia", sort="nonsense"))[0] == "Insomnia"


def test_what_is_not_signed_or_retracted_says_so(db: None, read: Read) -> None:
    make.review_at(State.SUBMITTED, title="Ketamine pending")
    make.review_at(State.CHANGES_REQUESTED, title="Ketamine sent back")
    make.approved_article(title="Ketamine overdue", now=timezone.now() - timedelta(days=800))
    retracted = make.approved_article(title="Ketamine trial")
    actions.retract(article=retracted, by=make.editor(), reason="Wrong.")
    entries = {e.find("h3").get_text(): e for e in search(read, "ketamine").select(".entry")}
    said = {
        title: (e.find(class_="status").get_text(strip=True), e.find(class_="meta").get_text())
        for title, e in entries.items()
    }
    assert said.keys() == {
        "Ketamine pending",
        "Ketamine sent back",
        "Ketamine overdue",
        "Retracted: Ketamine trial",
    }
    assert said["Ketamine pending"][0] == "Submitted"
    assert said["Ketamine sent back"][0] == "Not reviewed"
    assert "Not signed by a clinician." in said["Ketamine pending"][1]
    assert said["Ketamine overdue"][0] == "Review overdue"
    assert "Signed by Test reviewer, MD." in " ".join(said["Ketamine overdue"][1].split())
    assert said["Retracted: Ketamine trial"][0] == "Retracted"
    assert "Do not rely on it." in said["Retracted: Ketamine trial"][1]


def test_the_passage_shows_the_words_marked_and_escaped(db: None, read: Read) -> None:
    filler = "Nothing to see. " * 40
    make.approved_article(
        title="Plain", body=f"{filler}\n\n{filler}Of `<b>` and **dosing**, Dosé & doses. {filler}[@plain2020]"
    )
    page = search(read, "dose")
    passage = page.find(class_="entry").find("p")
    assert [mark.get_text() for mark in passage.find_all("mark")] == ["dosing", "Dosé", "doses"]
    assert "Of <b> and dosing, Dosé & doses." in passage.get_text()
    assert len(passage.get_text()) < 300
    assert passage.get_text().startswith("… ")
    assert not passage.find("b")


def test_the_title_is_marked_too(sleep: Article, read: Read) -> None:
    page = search(read, "sleep zoe actigraphy")
    assert page.find("h3").find("mark").get_text() == "Sleeping"
    assert {mark.get_text() for mark in page.find(class_="entry").find("p").find_all("mark")} <= {
        "Zoë",
        "Actigraphy",
    }


def test_hostile_words_are_shown_as_words(db: None, read: Read) -> None:
    make.approved_article(
        title="<script>alert(1)</script> & <mark>", body="<img src=x onerror=alert(1)> [@plain2020]"
    )
    for typed in ("script", "<mark>", '"><script>alert(1)</script>', "onerror"):
        page = search(read, typed)
        assert titles(page) == ["<script>alert(1)</script> & <mark>"]
        assert not page.find("main").find_all(["script", "img"])
        assert page.find(id="q")["value"] == typed


def test_a_page_of_results_is_not_for_other_search_engines(sleep: Article, read: Read) -> None:
    assert search(read, "sleep").find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert search(read, "-").find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert read("/search/").find("meta", attrs={"name": "robots"}) is None


def test_long_results_are_cut_into_pages_that_keep_the_question(db: None, read: Read) -> None:
    for number in range(PER_PAGE + 1):
        make.approved_article(title=f"Number {number}", tags=["many"])
    first = search(read, "number", topic="sleep", sort="date")
    assert heading(first) == f"{PER_PAGE + 1} results for “number”"
    assert len(titles(first)) == PER_PAGE
    second = read("/search/" + first.find("a", rel="next")["href"])
    assert len(titles(second)) == 1
    assert not set(titles(first)) & set(titles(second))
    assert "page 2" in second.title.get_text()
    assert second.find("a", rel="prev")


@pytest.mark.parametrize("page", ["0", "2", "-1", "x", "", "%00", "9" * 30, "9" * 5000])
def test_a_page_of_results_there_is_not_is_not_found(page: str, sleep: Article, read: Read) -> None:
    read(f"/search/?q=sleep&page={page}", status=404)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("melatonni", "melatonin"), ("mellatonin", "melatonin"), ("elatonin", "melatonin"), ("melltnin", "melatonin"),
        ("sleep darknes melatomin", "sleep darkness melatonin"), ('"circadian rythm" -x', '"circadian rhythm" -x'),
    ],
)  # fmt: skip
def test_a_slip_of_the_pen_is_put_right_by_the_words_of_the_site(
    typed: str, meant: str, sleep: Article, read: Read
) -> None:
    page = search(read, typed)
    if titles(page):  # the stem forgave it
        pytest.fail("no slip at all")
    link = page.find("main").find(class_="lead").find("a")
    assert link.get_text() == meant
    assert titles(read(link["href"])) == ["Sleeping through the night"]


@pytest.mark.parametrize("typed", ["zzzzzzzz", "unicorns", "sleep xyz"])
def test_where_no_word_is_near_none_is_suggested(typed: str, sleep: Article, read: Read) -> None:
    assert "Did you mean" not in search(read, typed).get_text()


def test_a_long_question_is_cut_and_says_so(sleep: Article, read: Read) -> None:
    page = search(read, " ".join(["sleep"] + [f"word{n}" for n in range(40)]))
    assert "only its first 16 words were looked for" in page.get_text()
