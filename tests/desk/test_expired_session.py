"""Is anything lost when a session ends while somebody types at the desk?"""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from articles.models import Article, Contributor
from reviews.models import Comment, LedgerEntry, Review, SignOff
from reviews.unsent import MOST_BYTES
from tests import factories as make
from tests.desk.form import ADD, filled_in
from tests.desk.screens import act, article_page, at_the_desk, messages, review_page, soup, typed, words

KEPT = "Your session had ended. What you typed is kept; log in to go on."
NOT_SENT = "This was not sent yet. Look at it and send it again."
LOGIN = "/admin/login/"
UNSENT = "/admin/unsent/"


def left_alone(user: User) -> Client:
    """Somebody's browser that has shown the desk, and whose session has ended since."""
    client = at_the_desk(user)
    assert client.get("/admin/").status_code == 200
    Session.objects.all().delete()
    return client


def log_in(client: Client, user: User, *, to: str) -> Any:
    """By the form, as everybody does; the answer is the page that it leads to."""
    assert client.get(to).status_code == 200
    answer = client.post(to, {"username": user.username, "password": make.PASSWORD})
    assert answer.status_code == 302
    return client.get(answer.url)


def comment(client: Client, review: Review, **data: Any) -> Any:
    return act(
        client, review, "comment", text="Which dose?\n\nAnd how often?", quote="Sleep is restored", **data
    )


# --- A comment and other acts on a review ------------------------------------------------------------------
def test_a_comment_sent_too_late_leads_to_the_login_with_a_sentence() -> None:
    review = make.claimed()
    client = left_alone(make.reviewer())
    answer = comment(client, review)
    assert answer.status_code == 302
    assert answer.url == f"{LOGIN}?next={review_page(review)}%23comment_text"
    assert KEPT in words(client.get(answer.url))
    assert not Comment.objects.exists()


def test_after_the_login_the_comment_stands_in_its_form_and_is_sent_from_there() -> None:
    review = make.claimed()
    client = left_alone(make.reviewer())
    page = log_in(client, make.reviewer(), to=comment(client, review, is_blocking="on").url)
    assert page.status_code == 200
    assert NOT_SENT in messages(page)[0]
    assert typed(page, "text") == "Which dose?\n\nAnd how often?"
    assert typed(page, "quote") == "Sleep is restored"
    assert soup(page).select_one("input[name=is_blocking][checked]")
    assert not Comment.objects.exists()
    assert comment(client, review).status_code == 302
    assert Comment.objects.get().text == "Which dose?\n\nAnd how often?"
    assert not [said for said in messages(client.get(review_page(review))) if NOT_SENT in said]


def test_what_waits_is_there_until_it_is_sent_however_often_the_page_is_looked_at() -> None:
    review = make.claimed()
    client = left_alone(make.reviewer())
    log_in(client, make.reviewer(), to=comment(client, review).url)
    for _ in range(2):
        assert typed(client.get(review_page(review)), "text").startswith("Which dose?")
    client.get("/admin/")
    client.post("/admin/me/", {})
    assert typed(client.get(review_page(review)), "text").startswith("Which dose?")


def test_a_signature_sent_too_late_comes_back_without_the_password_and_signs_nothing() -> None:
    review = make.claimed()
    client = left_alone(make.reviewer())
    answers = {f"answer_{question['key']}": "yes" for question in review.checklist}
    sent = act(client, review, "sign_off", digest=review.revision.digest, interests="declare",
               declared="A lecture fee.", password=make.PASSWORD, **answers)  # fmt: skip
    assert make.PASSWORD not in str(dict(client.session))
    page = log_in(client, make.reviewer(), to=sent.url)
    assert NOT_SENT in messages(page)[0]
    assert typed(page, "declared") == "A lecture fee."
    assert typed(page, "password") == ""
    assert not SignOff.objects.exists()


def test_a_request_for_changes_comes_back_with_its_reason() -> None:
    review = make.claimed()
    client = left_alone(make.reviewer())
    sent = act(
        client, review, "request_changes", digest=review.revision.digest, reason="The dose is missing."
    )
    page = log_in(client, make.reviewer(), to=sent.url)
    [field] = soup(page).select("textarea#request_changes_reason")
    assert field.get_text().strip() == "The dose is missing."
    assert Review.objects.get().state == Review.State.UNDER_REVIEW


# --- The text of an article --------------------------------------------------------------------------------
def test_an_article_sent_too_late_stands_in_its_form_after_the_login_and_is_not_saved() -> None:
    article = make.article()
    form = filled_in(
        article,
        title="A new title",
        body="A new text, longer than all the rest.\r\n\r\nOf two paragraphs.",
        note="All new",
    )
    client = left_alone(make.writer())
    answer = client.post(article_page(article), form)
    assert answer.url == f"{LOGIN}?next={article_page(article)}%23id_body"
    page = log_in(client, make.writer(), to=answer.url)
    assert NOT_SENT in messages(page)[0]
    assert typed(page, "title") == "A new title"
    assert typed(page, "body") == "A new text, longer than all the rest.\n\nOf two paragraphs."
    assert soup(page).select_one("#id_note")["value"] == "All new"
    assert typed(page, "base") == form["base"]
    assert Article.objects.get().title == article.title
    assert client.post(article_page(article), form).status_code == 302
    assert Article.objects.get().title == "A new title"
    assert not soup(client.get(article_page(article))).select_one("#id_note").get("value")


def test_a_form_that_was_opened_from_a_search_counts_as_the_same_form() -> None:
    article = make.article()
    form = filled_in(article, title="A new title")
    client = left_alone(make.writer())
    answer = client.post(f"{article_page(article)}?_changelist_filters=q%3Dsleep", form)
    assert typed(log_in(client, make.writer(), to=answer.url), "title") == "A new title"
    client.post(article_page(article), form)
    assert "Nothing waits here" in words(client.get(UNSENT))


def test_a_new_article_sent_too_late_is_not_lost_either() -> None:
    make.category()
    client = left_alone(make.writer())
    ada = str(make.contributor(name="Ada").pk)
    sent = client.post(ADD, {"title": "Brand new", "body": "Text.", "author_2": ada})
    page = log_in(client, make.writer(), to=sent.url)
    assert (typed(page, "title"), typed(page, "body"), typed(page, "author_2")) == ("Brand new", "Text.", ada)
    assert not Article.objects.exists()


def test_somebody_who_saved_meanwhile_is_not_written_over() -> None:
    article = make.article()
    form = filled_in(article, title="Mine")
    client = left_alone(make.writer())
    make.edited(article, by=make.editor(), title="Theirs")
    page = log_in(client, make.writer(), to=client.post(article_page(article), form).url)
    assert typed(page, "title") == "Mine"
    again = {**form, "base": typed(page, "base")}
    assert client.post(article_page(article), again).status_code == 409
    assert Article.objects.get().title == "Theirs"


# --- Any other form ----------------------------------------------------------------------------------------
def test_any_other_form_waits_on_a_page_of_its_own_from_where_it_is_sent() -> None:
    client = left_alone(make.superuser())
    path = reverse("admin:articles_contributor_add")
    sent = {"name": "Ada <b>Outside</b>", "slug": "ada-outside", "disclosures": "None\r\nat all"}
    answer = client.post(path, sent)
    assert answer.url == f"{LOGIN}?next={UNSENT}"
    page = log_in(client, make.superuser(), to=answer.url)
    form = soup(page).select_one(f'form[action="{path}"]')
    kept = {str(field["name"]): field.get_text().removeprefix("\n") for field in form.select("textarea")}
    assert kept == {name: value.replace("\r\n", "\n") for name, value in sent.items()}
    assert "<b>Outside" not in page.text
    assert client.post(path, {**kept, "affiliation": "", "credentials": ""}).status_code == 302
    assert "Nothing waits here" in words(client.get(UNSENT))
    assert Contributor.objects.filter(name=sent["name"], disclosures="None\nat all").exists()


def test_what_waits_can_be_thrown_away() -> None:
    review = make.claimed()
    client = left_alone(make.reviewer())
    log_in(client, make.reviewer(), to=comment(client, review).url)
    page = client.get(UNSENT)
    assert "Which dose?" in words(page)
    form = soup(page).select_one("input[name=form]")["value"]
    assert client.post(UNSENT, {"form": form}).status_code == 302
    assert "Nothing waits here" in words(client.get(UNSENT))
    assert typed(client.get(review_page(review)), "text") == ""


def test_two_forms_sent_too_late_are_both_kept() -> None:
    article, review = make.article(title="Another"), make.claimed()
    client = left_alone(make.superuser())
    comment(client, review)
    answer = client.post(article_page(article), filled_in(article, title="Changed"))
    page = log_in(client, make.superuser(), to=answer.url)
    assert typed(page, "title") == "Changed"
    assert typed(client.get(review_page(review)), "text").startswith("Which dose?")


@pytest.mark.parametrize("method", ["put", "delete"])
def test_the_page_of_what_waits_takes_no_other_method(method: str) -> None:
    assert getattr(at_the_desk(make.editor()), method)(UNSENT).status_code == 405


# --- Whose it is -------------------------------------------------------------------------------------------
def test_nobody_else_who_logs_in_there_is_shown_what_was_typed() -> None:
    review = make.claimed()
    client = left_alone(make.reviewer())
    answer = comment(client, review)
    page = log_in(client, make.editor(), to=answer.url)
    assert typed(page, "text") == ""
    assert not [said for said in messages(page) if NOT_SENT in said]
    assert "Which dose?" not in client.get(UNSENT).text


def test_a_browser_that_never_showed_the_desk_leaves_nothing_there() -> None:
    review = make.claimed()
    client = Client()
    answer = comment(client, review)
    assert answer.url == f"{LOGIN}?next=/admin/"
    assert "could not be kept. Go back in your browser" in words(client.get(answer.url))
    assert not [s for s in Session.objects.all() if "unsent" in s.get_decoded()]


def test_a_made_up_cookie_is_nobody_s() -> None:
    review = make.claimed()
    client = Client()
    client.cookies["desk_person"] = str(make.reviewer().pk)
    answer = comment(client, review)
    page = log_in(client, make.reviewer(), to=answer.url)
    assert NOT_SENT not in page.text


# --- What is not kept --------------------------------------------------------------------------------------
def test_too_much_to_be_kept_is_said_with_the_limit() -> None:
    article = make.article()
    client = left_alone(make.writer())
    answer = client.post(article_page(article), {"title": "T", "body": "é" * (MOST_BYTES // 2 + 1)})
    assert "more than can be kept (1 MB)" in words(client.get(answer.url))
    assert NOT_SENT not in log_in(client, make.writer(), to=answer.url).text


def test_passwords_and_tokens_are_never_kept() -> None:
    client = left_alone(make.superuser())
    secret = {
        "old_password": "one",
        "new_password1": "two",
        "new_password2": "two",
        "csrfmiddlewaretoken": "x",
    }
    client.post(reverse("admin:password_change"), {**secret, "said": "kept"})
    [entry] = client.session["unsent"]
    assert entry["fields"] == [["said", "kept"]]


def test_a_form_that_another_site_forged_is_refused_and_not_kept() -> None:
    review = make.claimed()
    client = left_alone(make.reviewer())
    client.handler.enforce_csrf_checks = True
    assert comment(client, review).status_code == 403
    assert not Session.objects.exists()


def test_what_a_script_sends_by_itself_is_not_taken_for_something_typed() -> None:
    review = make.claimed()
    client = left_alone(make.reviewer())
    comment(client, review)
    before = client.session["unsent"]
    path = reverse("admin:reviews_review_act", args=[review.pk, "comment"])
    client.post(path, {"text": "By a script"}, headers={"Sec-Fetch-Mode": "cors"})
    assert client.session["unsent"] == before


def test_logging_out_twice_or_an_empty_form_says_nothing_of_words_that_were_kept() -> None:
    client = left_alone(make.reviewer())
    client.post("/admin/logout/")
    assert KEPT not in words(client.get(LOGIN))


def test_whoever_is_logged_in_and_refused_is_told_so_and_nothing_is_kept() -> None:
    reader = make.stranger(username="reader")
    reader.is_staff = False
    reader.save()
    client = at_the_desk(reader)
    assert comment(client, make.claimed()).status_code == 302
    assert "unsent" not in client.session


def test_looking_at_what_waits_changes_nothing_of_the_record() -> None:
    review = make.claimed()
    client = left_alone(make.reviewer())
    log_in(client, make.reviewer(), to=comment(client, review).url)
    before = LedgerEntry.objects.count(), Comment.objects.count()
    client.get(UNSENT)
    client.get(review_page(review))
    assert (LedgerEntry.objects.count(), Comment.objects.count()) == before
