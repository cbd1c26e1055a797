"""How do boxes and the passages for one audience behave?"""

import pytest

from articles.markdown import render, variants

TEXT = (
    "Shared [@s].\n\n::: patients\nPlain words [@p].\n:::\n\n::: clinicians\nDoses [@c].\n:::\n\nEnd [@s].\n"
)


@pytest.mark.parametrize(
    ("name", "css", "label"),
    [
        ("key-takeaways", "takeaways", "Key takeaways"),
        ("warning", "caution", "Warning"),
        ("note", "note", "Note"),
    ],
)
def test_a_box_has_a_name_for_eyes_and_ears(name: str, css: str, label: str) -> None:
    assert render(f"::: {name}\ntext\n:::\n").html == (
        f'<div class="{css}" role="note" aria-label="{label}">\n<p class="label">{label}</p>\n'
        "<p>text</p>\n</div>\n"
    )


def test_a_box_may_have_a_title_of_its_own() -> None:
    html = render("::: Warning Do **not** stop\ntext\n:::\n").html
    assert 'aria-label="Warning: Do not stop"' in html
    assert '<p class="label">Do <strong>not</strong> stop</p>' in html


@pytest.mark.parametrize(
    "text", ["a\n::: note\nb\n:::\nc", "a\n\n:::note\nb\n::::\n\nc", "a\n:::: note\nb\n:::\nc"]
)
def test_marks_need_no_blank_lines_and_any_number_of_colons_from_three(text: str) -> None:
    html = render(text).html
    assert html.startswith("<p>a</p>\n<div")
    assert html.endswith("<p>b</p>\n</div>\n<p>c</p>\n")


def test_boxes_nest_whatever_their_colons() -> None:
    html = render("::: note\n::: warning\ninner\n:::\nouter\n:::\nafter").html
    assert (
        html.index("inner")
        < html.index("</div>")
        < html.index("outer")
        < html.rindex("</div>")
        < html.index("after")
    )


def test_boxes_stand_in_lists_and_quotations() -> None:
    html = render("- item\n\n  ::: note\n  text\n  :::\n\n> ::: warning\n> text\n> :::\n").html
    assert html.count('role="note"') == 2
    assert (
        html.index("<li>") < html.index('class="note"') < html.index("</li>") < html.index('class="caution"')
    )


@pytest.mark.parametrize(
    "text",
    [
        "::: note\ntext\n",
        "::: unknown\ntext\n:::\n",
        "text\n\n:::\n",
        "::: {.note}\ntext\n:::\n",
        "::: patients with a title\ntext\n:::\n",
        "> ::: note\n\ntext\n\n:::\n",
    ],
)
def test_marks_that_make_no_box_stay_in_the_page_as_text(text: str) -> None:
    rendered = render(text)
    assert "<div" not in rendered.html
    assert rendered.html.count(":::") == text.count(":::")
    assert "text" in rendered.html
    assert len(rendered.leftovers) == text.count(":::")


def test_an_unknown_mark_takes_its_own_closing_mark_and_not_that_of_the_box_around_it() -> None:
    html = render("::: note\n::: unknown\na\n:::\nb\n:::\nc\n").html
    assert html.index("<p>b</p>") < html.index("</div>") < html.index("<p>c</p>")


@pytest.mark.parametrize("code", ["```\n:::\n```", "    :::", "`:::`"])
def test_marks_in_code_are_code(code: str) -> None:
    html = render(f"::: note\n{code}\n\nb\n:::\n").html
    assert html.index("<code>:::") < html.index("<p>b</p>") < html.index("</div>")


def test_an_indented_mark_goes_on_the_paragraph_above_it() -> None:
    assert render("a\n    ::: note\nb").html == "<p>a\n::: note\nb</p>\n"
    assert render("> a\n    ::: note").html == "<blockquote>\n<p>a\n::: note</p>\n</blockquote>\n"


def test_more_than_twelve_boxes_within_each_other_stay_text() -> None:
    html = render("::: note\n" * 14 + "text\n" + ":::\n" * 14).html
    assert html.count("<div") == 12
    assert html.count("<p>:::") == 4


# Audiences


def test_everyone_reads_the_whole_text_with_each_passage_labelled() -> None:
    html = render(TEXT).html
    assert '<div class="passage patients" role="note" aria-label="For patients">' in html
    assert '<p class="label">For patients</p>' in html
    assert 'class="passage clinicians" role="note" aria-label="For clinicians"' in html
    assert "Plain words" in html
    assert "Doses" in html


@pytest.mark.parametrize(
    ("audience", "reads", "not_this"),
    [("patients", "Plain words", "Doses"), ("clinicians", "Doses", "Plain words")],
)
def test_one_audience_reads_the_shared_text_and_its_own_passages_without_a_label(
    audience: str, reads: str, not_this: str
) -> None:
    html = render(TEXT, audience=audience).html
    assert reads in html
    assert not_this not in html
    assert "Shared" in html
    assert "End" in html
    assert "<div" not in html
    assert "For " not in html


def test_each_audience_has_its_own_row_of_reference_numbers() -> None:
    keys = {name: [(c.key, c.number) for c in each.citations] for name, each in variants(TEXT).items()}
    assert keys == {
        "everyone": [("s", 1), ("p", 2), ("c", 3)],
        "patients": [("s", 1), ("p", 2)],
        "clinicians": [("s", 1), ("c", 2)],
    }


def test_each_audience_has_its_own_contents_footnotes_links_and_headings() -> None:
    passages = "::: patients\n## A\n[a](/a)[^1]\n:::\n\n::: clinicians\n## A\n[b](/b)[^2]\n:::\n\n"
    rendered = variants(passages + "[^1]: one\n\n[^2]: two\n")["clinicians"]
    assert [heading.id for heading in rendered.contents] == ["h-a"]
    assert [link.href for link in rendered.links] == ["/b"]
    assert '<li id="fn-1"><p>two' in rendered.html
    assert "one" not in rendered.html


def test_a_footnote_written_in_one_passage_serves_the_others() -> None:
    text = "a[^1]\n\n::: clinicians\n[^1]: note\n:::\n"
    assert "<p>note " in render(text, audience="patients").html


def test_a_footnote_may_hold_a_passage() -> None:
    text = "a[^1]\n\n[^1]: shared\n\n    ::: clinicians\n    dose\n    :::\n"
    assert "dose" in render(text, audience="clinicians").html
    assert "dose" not in render(text, audience="patients").html
    assert list(variants(text)) == ["everyone", "patients", "clinicians"]


def test_a_passage_within_a_passage_is_read_by_those_who_read_both() -> None:
    text = "::: clinicians\nouter\n::: patients\ninner\n:::\n:::\n"
    assert render(text, audience="patients").html == ""
    assert render(text, audience="clinicians").html == "<p>outer</p>\n"
    assert "inner" in render(text).html


def test_a_box_that_holds_nothing_for_an_audience_is_not_shown_to_it() -> None:
    text = "::: note\n::: warning\n::: clinicians\nx\n:::\n:::\n:::\n"
    assert render(text, audience="patients").html == ""
    assert render(text, audience="clinicians").html.count("<div") == 2


def test_both_audiences_get_a_view_as_soon_as_one_passage_is_there() -> None:
    assert list(variants("a\n\n::: patients\nb\n:::\n")) == ["everyone", "patients", "clinicians"]
    assert variants("a\n\n::: patients\nb\n:::\n")["clinicians"].html == "<p>a</p>\n"


def test_variants_are_what_render_gives() -> None:
    assert variants(TEXT) == {
        name: render(TEXT, audience=name) for name in ("everyone", "patients", "clinicians")
    }


def test_whether_a_text_holds_passages_is_known_from_every_view() -> None:
    assert all(rendered.has_passages for rendered in variants(TEXT).values())
    assert not render("::: note\nx\n:::\n").has_passages


def test_an_unknown_audience_is_refused_by_name() -> None:
    with pytest.raises(
        ValueError, match="Unknown audience 'nurses': use one of everyone, patients, clinicians"
    ):
        render("x", audience="nurses")
