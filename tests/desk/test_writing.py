"""Is a writer told what is missing while writing, where it is, how it reads, and why it cannot be submitted yet?"""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from articles.models import Article, Contributor
from reviews import actions
from reviews.workflow import State
from tests import factories as make
from tests.desk.form import ADD, filled_in
from tests.desk.screens import article_page, at_the_desk, soup, words

CHECK, PAGE = reverse("editor_check"), reverse("editor_preview_page")
HARD = "Pharmacological interventions necessitate individualised considerations. " * 8
EASY = "You can take one pill each day. Drink some milk with it. Call us if you feel ill. " * 4


def findings(page: Any) -> list[str]:
    """The sentences, each with what its link is called."""
    return [" ".join(line.get_text(" ").split()) for line in soup(page).select("#readiness li")]


def links(page: Any) -> list[tuple[str, str | None]]:
    return [(str(link["href"]), link.get("data-line")) for link in soup(page).select("#readiness li a")]  # type: ignore[misc]


def grades(page: Any) -> dict[str, str]:
    return {
        str(g["id"]).removeprefix("grade-"): " ".join(g.get_text(" ").split())
        for g in soup(page).select(".grade")
    }


def checked(article: Article | None, *, by: Any = None, **typed: Any) -> Any:
    """What the checks say of the form with these fields typed, unsaved."""
    sent = filled_in(article, **typed) | {"article": article.pk if article else ""}
    return at_the_desk(by or make.writer()).post(CHECK, sent)


def opened(article: Article, *, by: Any = None) -> Any:
    return at_the_desk(by or make.writer()).get(article_page(article))


# --- The checks of the saved text -------------------------------------------------------------------------
def test_each_finding_on_the_page_links_to_a_field_that_is_there() -> None:
    Contributor.objects.update(disclosures="")
    article = make.article(
        excerpt="", funding="", category=None, byline=[], listed_sources=[make.source(key="unused")]
    )
    page = opened(article)
    assert {href for href, _ in links(page)} == {
        "#id_excerpt", "#id_category", "#id_funding", "#id_author_1", "#id_listed_sources"
    }  # fmt: skip
    for href, _ in links(page):
        assert soup(page).select(href), href


def test_a_finding_in_the_text_names_its_line_for_the_caret() -> None:
    page = opened(make.article(body="One.\n\nTODO: the dose [@unknown2020].\n"))
    assert links(page) == [("#id_body", "3"), ("#id_body", "3")]
    assert findings(page)[0].endswith("Go to line 3")


def test_a_text_with_everything_is_said_to_be_so() -> None:
    assert "Every check of the text passes." in words(opened(make.article()))


def test_a_new_article_says_where_its_checks_will_stand() -> None:
    page = at_the_desk(make.writer()).get(ADD)
    assert "what is still missing is listed here" in words(page)


# --- The checks of what was typed ---------------------------------------------------------------------------
def test_what_was_typed_is_checked_without_being_saved() -> None:
    article = make.article()
    page = checked(article, body="One.\n\nTODO.\n", funding="")
    assert findings(page) == [
        "Funding is not answered. Write who paid for the article, or “None”. Go to funding",
        "Body, line 3, still says “TODO”. Go to line 3",
    ]
    assert "not saved yet" in words(page)
    assert Article.objects.get().version == article.version


def test_what_was_corrected_is_no_finding_any_more() -> None:
    article = make.article(funding="", category=None)
    assert len(findings(opened(article))) == 2
    assert findings(checked(article, funding="None", category=make.category().pk)) == []


def test_typed_and_saved_text_are_measured_by_the_same_rules() -> None:
    fields = {"body": f"## A\n\n#### B\n\n::: patients\n{HARD}\n:::\n[a](/nowhere/)", "excerpt": "TBC"}
    typed = findings(checked(make.article(slug="typed"), **fields))
    assert typed == findings(opened(make.article(slug="saved", **fields)))
    assert len(typed) == 4


def test_the_authors_sources_and_topic_of_the_form_count() -> None:
    article = make.article()
    silent = make.contributor(name="Test silent", disclosures="")
    page = checked(article, author_1=silent.pk, listed_sources=[make.source(key="unused").pk], category="")
    assert [sentence.split(".")[0] for sentence in findings(page)] == [
        "The article has no category", "Test silent has not answered the question on disclosures",
        "The source unused is listed but never cited",
    ]  # fmt: skip


def test_a_reviewer_put_on_the_byline_can_no_longer_review_it() -> None:
    article = make.article()
    page = checked(article, author_2=Contributor.objects.get(user=make.reviewer()).pk)
    assert "1 reviewer(s) must sign and 0 could" in findings(page)[0]


def test_what_the_form_would_refuse_is_said_too() -> None:
    page = checked(make.article(), slug="two words", excerpt="e" * 2001, tags="t" * 101)
    assert len(findings(page)) == 3
    assert "Excerpt: Ensure this value has at most 2000 characters" in " ".join(findings(page))


def test_a_new_article_is_checked_before_it_is_saved_at_all() -> None:
    make.eligible_for(make.category())
    page = checked(None, title="A title", category=make.category().pk)
    assert [sentence.split(".")[0] for sentence in findings(page)] == [
        "The article has no excerpt: two or three sentences that say what it is about", "The article has no text",
        "Funding is not answered", "Nobody is on the byline",
    ]  # fmt: skip


def test_checking_takes_no_more_queries_for_more_mistakes(django_assert_max_num_queries: Any) -> None:
    article = make.article()

    def text(number: int) -> str:
        return "".join(f"[@key{n}] [a](/articles/none-{n}/)\n\n" for n in range(number))

    few, many = (filled_in(article, body=text(n)) | {"article": article.pk} for n in (2, 400))
    client = at_the_desk(make.writer())
    client.post(CHECK, few)
    with django_assert_max_num_queries(100) as captured:
        client.post(CHECK, few)
    with django_assert_max_num_queries(len(captured)):
        page = client.post(CHECK, many)
    assert "These are the first 50 of 800." in words(page)


@pytest.mark.parametrize(
    "body", ["[" * 149_000, "[@a; " * 20_000, "> " * 70_000, "a" * 149_000, "*a " * 49_000]
)
def test_an_absurd_text_is_checked_in_a_moment(body: str) -> None:
    assert checked(make.article(), body=body).status_code == 200


@pytest.mark.parametrize("body", ["[" * 500_000, "word " * 200_000])
def test_a_text_too_long_to_be_checked_while_typing_is_said_to_be_so(body: str) -> None:
    page = checked(make.article(), body=body)
    assert "Not checked while you type" in words(page)


@pytest.mark.parametrize("pk", ["0", "999999", "-1", "x", "1.5", "9" * 30, "١"])
def test_checks_of_an_article_that_is_none_are_not_found(pk: str) -> None:
    assert at_the_desk(make.writer()).post(CHECK, {"article": pk}).status_code == 404


@pytest.mark.parametrize("field", ["category", "picture", "listed_sources", "author_1", "significance"])
@pytest.mark.parametrize("value", ["x", "-1", "9" * 40, "\x00"])
def test_a_forged_field_is_checked_without_an_accident(field: str, value: str) -> None:
    assert checked(make.article(), **{field: value}).status_code == 200


def test_an_empty_form_is_checked_without_an_accident() -> None:
    assert at_the_desk(make.writer()).post(CHECK, {}).status_code == 200


def test_a_link_to_an_article_whose_address_no_database_takes_leads_nowhere() -> None:
    page = checked(make.article(), body="[a](/articles/%00/)\n")
    assert "leads to an article that does not exist" in findings(page)[0]


# --- The reading grades ---------------------------------------------------------------------------------------
def test_each_audience_has_its_grade_and_patients_their_target() -> None:
    body = f"{EASY}\n\n::: patients\n{HARD}\n:::\n\n::: clinicians\nShort.\n:::\n"
    make.category(patient_reading_grade=7)
    shown = grades(opened(make.article(body=body, reading_grade_reason="Names.")))
    assert shown["patients"].endswith(", too high: the target is 7")
    assert shown["everyone"].startswith("grade ")
    assert "target" not in shown["everyone"]
    assert shown["clinicians"] == "too short for a grade"


def test_a_grade_within_the_target_has_no_word_of_warning() -> None:
    shown = grades(opened(make.article(body=f"::: patients\n{EASY}\n:::\n")))
    assert shown["patients"].endswith(", the target is 9")
    assert "too high" not in shown["patients"]
    assert shown["clinicians"] == "no passages of their own"


def test_the_grades_follow_what_is_typed_and_the_topic_chosen() -> None:
    strict = make.category(name="Strict", patient_reading_grade=3)
    page = checked(make.article(), body=f"::: patients\n{HARD}\n:::\n", category=strict.pk)
    assert grades(page)["patients"].endswith("too high: the target is 3")


# --- The preview in a tab of its own ------------------------------------------------------------------------------
BOTH = "Common [@plain2020].\n\n::: patients\nAsk.\n:::\n\n::: clinicians\nTitrate [@other2021].\n:::\n"


def previewed(article: Article, *, by: Any = None, **typed: Any) -> Any:
    return at_the_desk(by or make.writer()).post(PAGE, filled_in(article, **typed))


@pytest.mark.parametrize(
    ("audience", "shown", "hidden"), [("patients", "Ask.", "Titrate"), ("clinicians", "Titrate", "Ask.")]
)
def test_the_preview_is_the_page_of_the_audience_chosen(audience: str, shown: str, hidden: str) -> None:
    page = previewed(make.article(), body=BOTH, audience=audience)
    assert f"Preview for {audience}" in words(page)
    assert shown in words(page)
    assert hidden not in words(page)


def test_the_preview_holds_what_the_public_page_holds_of_the_text() -> None:
    make.source(key="other2021", title="The other source")
    article = make.article(body=BOTH)
    preview = soup(previewed(article, audience="clinicians"))
    actions.submit(article=article, by=make.writer())
    public = soup(at_the_desk(make.writer()).get(f"/articles/{article.slug}/for/clinicians/"))
    for part in ("h1", ".lead", ".byline", ".prose", ".references"):
        [mine], [theirs] = preview.select(part), public.select(part)
        assert " ".join(mine.get_text().split()) == " ".join(theirs.get_text().split()), part
    assert str(preview.select_one(".prose")) == str(public.select_one(".prose"))


def test_a_preview_saves_nothing_and_keeps_out_of_search_engines() -> None:
    article = make.article()
    page = previewed(article, title="Another title", body="Another text.", audience="everyone")
    assert "Another title" in words(page)
    assert soup(page).select('meta[name=robots][content="noindex"]')
    assert Article.objects.get().title == article.title


def test_an_unknown_audience_is_not_found() -> None:
    assert previewed(make.article(), audience="robots").status_code == 404


def test_a_preview_of_a_text_that_cannot_be_kept_says_so() -> None:
    page = previewed(make.article(), body="word " * 140_000, audience="everyone")
    assert "at most 500000 characters" in words(page)


def test_the_form_has_a_button_that_opens_the_preview_without_any_script() -> None:
    [button] = soup(opened(make.article())).select("button[formaction]")
    assert (button["formaction"], button["formtarget"], button["type"]) == (PAGE, "_blank", "submit")
    chosen = soup(opened(make.article())).select("#article_form input[name=audience]")
    assert [c["value"] for c in chosen] == ["everyone", "patients", "clinicians"]


# --- Why not ----------------------------------------------------------------------------------------------------
def why_not(article: Article, *, by: Any) -> str:
    said = soup(opened(article, by=by)).select_one("#why-not")
    return " ".join(said.get_text(" ").split()) if said else ""


def test_who_can_submit_sees_the_button_and_no_reason() -> None:
    article = make.article()
    assert why_not(article, by=make.writer()) == ""
    assert "Submit revision 1 for review" in words(opened(article))


def test_findings_that_are_left_are_counted_and_the_first_is_named() -> None:
    article = make.article(funding="", excerpt="")
    assert why_not(article, by=make.writer()).startswith(
        "It cannot be submitted yet: 2 checks are left. The first: The article has no excerpt"
    )


@pytest.mark.parametrize("person", [make.reviewer, make.coauthor])
def test_whoever_did_not_write_it_is_told_who_can(person: Any) -> None:
    article = make.article(funding="")
    assert why_not(article, by=person()).startswith("Only its writers and editors can submit it.")


@pytest.mark.parametrize(
    ("state", "says"),
    [(State.SUBMITTED, "waits for a reviewer"), (State.UNDER_REVIEW, "is with its reviewer")],
)
def test_a_text_in_review_says_where_it_is_and_by_when(state: State, says: str) -> None:
    review = make.review_at(state)
    said = why_not(review.article, by=make.writer())
    assert f"in review already: it {says}, due on {review.due_on:%-d %B %Y}" in said


def test_an_archived_article_says_that_it_is_out_of_use() -> None:
    article = make.article()
    actions.archive(article=article, by=make.editor(), reason="Out of date.")
    assert "The article is archived" in why_not(article, by=make.writer())


def test_nobody_who_could_review_it_is_a_reason_that_names_the_topic() -> None:
    article = make.article()
    make.edited(article, category=make.category(name="Dentistry", required_sign_offs=5))
    assert "5 reviewer(s) must sign and 1 could" in why_not(Article.objects.get(), by=make.writer())
    assert links(opened(Article.objects.get())) == [("#id_category", None)]
