"""Does the writer's form save exactly what was typed, once, and say at its field what cannot be kept?"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.urls import reverse
from PIL import Image

from articles.drafting import LIMITS
from articles.models import Article, FormerSlug, Picture, Revision, Significance
from articles.pictures import add_picture
from tests import factories as make
from tests.articles.pictures import upload
from tests.desk.form import filled_in, save
from tests.desk.screens import article_page, at_the_desk, soup, words


def fault_at(page: Any, name: str) -> str:
    """The sentence that stands at the field, and nowhere else."""
    [row] = soup(page).select(f".form-row.field-{name}")
    assert soup(page).select(".errorlist:not(.nonfield)"), "no field has a fault"
    assert len(soup(page).select(".form-row.errors, .form-row .errors")) == 1
    return " ".join(line.get_text() for line in row.select(".errorlist li"))


def test_saving_what_changed_makes_a_revision_with_the_note_and_its_significance() -> None:
    article = make.article()
    page = save(article, excerpt="A shorter one.", note="Shorter", significance=Significance.MINOR)
    assert page.status_code == 302
    revision = Revision.objects.get(article=article, number=2)
    assert (revision.excerpt, revision.note, revision.significance) == ("A shorter one.", "Shorter", "minor")
    assert revision.author == make.writer()
    assert revision.body == make.BODY


def test_saving_the_page_as_it_is_makes_no_revision() -> None:
    article = make.article(tags=["sleep"], listed_sources=[make.source()])
    assert save(article).status_code == 302
    fresh = Article.objects.get()
    assert (fresh.version, fresh.revision_number, Revision.objects.count()) == (article.version, 1, 1)


def test_a_public_article_sent_without_its_address_and_with_a_fault_comes_back_with_the_fault() -> None:
    page = save(make.approved_article(), slug="", title="")
    assert page.status_code in {200, 422}
    assert "required" in fault_at(page, "title")


def test_a_new_article_gets_its_address_from_its_title_and_its_authors_in_order() -> None:
    make.category()
    people = [make.contributor(user=make.coauthor()).pk, make.contributor(user=make.writer()).pk]
    typed = {"title": "When to get up", "body": "Early.", "author_1": people[0], "author_3": people[1]}
    assert save(None, **typed).status_code == 302
    article = Article.objects.get()
    assert article.slug == "when-to-get-up"
    assert [line.contributor_id for line in article.bylines.all()] == people
    assert [line["name"] for line in article.revisions.get().byline] == ["Test coauthor", "Test writer"]


def test_a_draft_may_be_as_incomplete_as_its_writer_likes_but_needs_a_title() -> None:
    assert save(None, title="Only a title").status_code == 302
    page = save(None, body="Only a body")
    assert page.status_code == 200
    assert "This field is required." in fault_at(page, "title")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("body", "a\x00b", "Null characters are not allowed."),
        ("title", "a\x00b", "Null characters are not allowed."),
        ("body", "a\x07b", "holds a character that is not text (code 0x0007)"),
        ("body", "word " * 140_000, f"at most {LIMITS['body']} characters"),
        ("excerpt", "e" * 2_001, "at most 2000 characters"),
        ("title", "t" * 301, "at most 300 characters"),
        ("slug", "two words", "cannot be an address"),
        ("slug", "../etc", "cannot be an address"),
        ("slug", "taken", "belongs to another article"),
        ("slug", "once-taken", "belongs to another article"),
        ("tags", "t" * 101, "longer than 100 characters"),
        ("note", "n" * 501, "at most 500 characters"),
        ("significance", "huge", "is not one of the available choices"),
        ("category", "999999", "not one of the available choices"),
        ("listed_sources", "9" * 40, "is not one of the sources"),
        ("listed_sources", "x", "is not one of the sources"),
        ("picture", "9" * 40, "not one of the available choices"),
        ("picture", "x", "not one of the available choices"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_what_cannot_be_kept_is_said_at_its_field_and_nothing_is_saved(
    name: str, value: str, sentence: str
) -> None:
    article = make.article()
    other = make.article(slug="once-taken")
    make.edited(other, slug="taken")
    assert FormerSlug.objects.get().slug == "once-taken"
    page = save(article, **{name: value})
    assert page.status_code == 200
    assert sentence in fault_at(page, name)
    assert Article.objects.get(pk=article.pk).version == article.version


def full_article() -> Article:
    shown = add_picture(
        file=upload(Image.new("RGB", (4, 3), "red")), by=make.writer(), alt="A chart", credit="Us"
    )
    return make.article(tags=["sleep"], picture=shown, reading_grade_reason="Doses.")


LABELS = {
    "title": "Title", "slug": "Slug", "category": "Category", "tags": "Tags", "excerpt": "Excerpt", "body": "Body",
    "picture": "Picture", "funding": "Funding", "language": "Language", "reading_grade_reason": "Reason for a high reading grade",
    "author_1": "Author 1",
}  # fmt: skip


@pytest.mark.parametrize("name", LABELS)
def test_a_field_that_did_not_arrive_is_named_and_what_is_saved_stands_there_again(name: str) -> None:
    """A browser sends an empty box too; what is not there at all was lost on the way."""
    article = full_article()
    whole = filled_in(article, note="Mine")
    page = save(article, note="Mine", **{name: None})
    assert page.status_code == 422
    assert f"The form came without: {LABELS[name]}. Nothing was saved." in words(page)
    assert Article.objects.get().version == article.version
    again = filled_in(page=page)
    assert {key: again[key] for key in [*LABELS, "note"]} == {key: whole[key] for key in [*LABELS, "note"]}


def test_a_form_that_arrived_empty_saves_nothing() -> None:
    article = full_article()
    whole = filled_in(article)
    page = at_the_desk(make.writer()).post(article_page(article), {})
    assert page.status_code == 422
    assert Article.objects.get().version == article.version
    assert {name: filled_in(page=page)[name] for name in LABELS} == {name: whole[name] for name in LABELS}


def test_an_empty_box_empties_the_field() -> None:
    article = full_article()
    assert save(article, funding="", tags="", picture="", author_1="").status_code == 302
    fresh = Article.objects.get()
    assert (fresh.funding, fresh.picture, list(fresh.tags.names()), fresh.bylines.count()) == (
        "",
        None,
        [],
        0,
    )


def test_a_text_that_is_too_long_stands_in_its_box_still() -> None:
    article = make.article()
    long = "word " * 140_000
    page = save(article, body=long)
    assert soup(page).select_one("#id_body").get_text().strip() == long.strip()  # type: ignore[union-attr]


def test_a_body_just_below_the_limit_is_saved() -> None:
    article = make.article()
    assert save(article, body="word " * 20_000).status_code == 302
    assert len(Revision.objects.get(number=2).body) >= 99_999


def test_the_longest_text_in_any_script_is_within_what_a_form_may_send() -> None:
    """As a browser sends it: in parts, in which a letter is as long as it is in UTF-8."""
    article = make.article()
    form = soup(at_the_desk(make.writer()).get(article_page(article))).select_one("#article_form")
    assert form is not None
    assert form["enctype"] == "multipart/form-data"
    lines = "睡眠\n" * (LIMITS["body"] // 3)
    assert len(urlencode({"body": lines.replace("\n", "\r\n")})) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 2
    page = save(article, body=f"{lines}\n\none too many")
    assert page.status_code == 200
    assert "at most 500000" in fault_at(page, "body")


def test_whoever_sends_more_than_a_form_may_hold_reads_what_to_do() -> None:
    size = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    page = save(make.article(), body="x" * (size + 1))
    assert page.status_code == 400
    assert f"at most {size // 1024 // 1024} MB of text" in words(page)
    assert "Go back: what you typed is still in its boxes." in words(page)


def test_an_article_without_a_slug_typed_keeps_its_address() -> None:
    article = make.article(slug="as-it-was")
    assert save(article, slug="", title="Another title").status_code == 302
    assert Article.objects.get().slug == "as-it-was"


def test_a_forged_save_by_a_reviewer_or_stranger_writes_nothing() -> None:
    article = make.article()
    for person in (make.reviewer(), make.stranger()):
        assert save(article, by=person, title="Forged").status_code == 403
        assert save(None, by=person, title="Forged").status_code == 403
    assert Article.objects.get().title == article.title


def test_a_reviewer_reads_the_article_s_page_and_has_nothing_to_save() -> None:
    article = make.article()
    page = at_the_desk(make.reviewer()).get(article_page(article))
    assert page.status_code == 200
    assert article.excerpt in words(page)
    assert not soup(page).select("[name=_save], [name=_continue], textarea[name=body]")
    assert "Only its writers and editors can submit it." in words(page)


def test_nobody_deletes_an_article_by_list_action_or_page() -> None:
    article = make.article()
    client = at_the_desk(make.superuser())
    data = {"action": "delete_selected", "_selected_action": [article.pk], "post": "yes"}
    client.post(reverse("admin:articles_article_changelist"), data)
    assert (
        client.post(reverse("admin:articles_article_delete", args=[article.pk]), {"post": "yes"}).status_code
        == 403
    )
    assert Article.objects.filter(pk=article.pk).exists()


def test_a_picture_in_the_text_and_one_above_it_are_in_the_revision_with_their_digests() -> None:
    in_text = add_picture(
        file=upload(Image.new("RGB", (4, 3), "red")), by=make.writer(), alt="Red", credit="Us"
    )
    above = add_picture(
        file=upload(Image.new("RGB", (5, 5), "blue")), by=make.writer(), alt="Blue", credit="Us"
    )
    article = make.article()
    body = f"{make.BODY}\n![Red]({in_text.src})\n"
    assert save(article, body=body, picture=above.pk).status_code == 302
    revision = Revision.objects.get(number=2)
    assert [(p["src"], p["digest"]) for p in revision.pictures] == [
        (p.src, p.digest) for p in (in_text, above)
    ]
    assert revision.lead_picture == above.src


def test_a_picture_described_better_is_a_new_revision_when_the_article_is_saved_again() -> None:
    picture = add_picture(
        file=upload(Image.new("RGB", (4, 3), "red")), by=make.writer(), alt="Red", credit="Us"
    )
    article = make.article(body=f"{make.BODY}\n![]({picture.src})\n")
    Picture.objects.filter(pk=picture.pk).update(alt="A red field")
    save(article)
    assert [p["alt"] for p in Revision.objects.get(number=2).pictures] == ["A red field"]


def test_the_page_of_a_picture_shows_what_is_kept_and_takes_a_better_description() -> None:
    client = at_the_desk(make.writer())
    file = upload(Image.new("RGB", (4, 3), "red"), name="../x.php")
    answer = client.post(
        reverse("admin:articles_picture_add"), {"upload": file, "alt": "Red", "credit": "Us"}
    )
    assert answer.status_code == 302
    picture = Picture.objects.get()
    page = reverse("admin:articles_picture_change", args=[picture.pk])
    assert picture.digest in words(client.get(page))
    assert client.post(page, {"alt": "A red field", "credit": "Us", "caption": ""}).status_code == 302
    assert Picture.objects.get().alt == "A red field"


def test_a_file_that_is_no_picture_is_refused_at_its_field() -> None:
    client = at_the_desk(make.writer())
    data = {"upload": upload(b"<svg onload=alert(1)>", name="x.png"), "alt": "x", "credit": "y"}
    page = client.post(reverse("admin:articles_picture_add"), data)
    assert page.status_code == 200
    assert "This is not a picture that can be read." in fault_at(page, "upload")
    assert not Picture.objects.exists()
