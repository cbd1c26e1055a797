"""How do citations and footnotes read, number and link?"""

import re

import pytest

from articles.markdown import Citation, render


def cited(number: int, mention: int, locator: str = "") -> str:
    """The link of one citation."""
    link = (
        f'<a id="cite-{number}-{mention}" href="#ref-{number}" aria-label="Reference {number}">{number}</a>'
    )
    return f"{link}, {locator}" if locator else link


def test_a_citation_links_to_its_reference() -> None:
    assert render("Shown [@a].").html == f'<p>Shown <span class="cite">[{cited(1, 1)}]</span>.</p>\n'


def test_several_sources_stand_in_one_bracket() -> None:
    html = render("[@a; @b;@c]").html
    group = f'{cited(1, 1)}-<a id="cite-2-1"></a>{cited(3, 1)}'
    assert html == f'<p><span class="cite">[{group}]</span></p>\n'


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("[@a; @b]", "[1,2]"),
        ("[@a; @b; @c]", "[1-3]"),
        ("[@a] [@b] [@c] [@d] [@e] [@e; @a; @c; @b]", "[1-3,5]"),
        ("[@a] [@b] [@c] [@d] [@d; @b; @c, p. 4-5]", "[2; 3, p. 4-5; 4]"),
        ("[@a; @a]", "[1,1]"),
        ("[@a; @b; @c; @d, table 1]", "[1-3; 4, table 1]"),
    ],
)
def test_the_numbers_of_a_group_stand_in_order_and_three_in_a_row_are_a_range(
    text: str, printed: str
) -> None:
    html = render(text).html
    assert re.sub(r"<[^>]+>", "", html).strip().endswith(printed)


def test_every_citation_has_its_place_in_the_text_though_a_range_leaves_it_out() -> None:
    rendered = render("[@a; @b; @c; @d]")
    for citation in rendered.citations:
        assert rendered.html.count(f'id="cite-{citation.number}-1"') == 1


def test_two_keys_of_one_work_are_one_reference() -> None:
    rendered = render("One [@old]. Two [@kept]. Three [@old; @other].", same_as={"old": "kept"})
    assert [(c.key, c.number, c.mentions) for c in rendered.citations] == [("kept", 1, 3), ("other", 2, 1)]


def test_a_locator_follows_its_number_as_text() -> None:
    html = render("[@a, p. 4; @b; @c, table 2 & <3>]").html
    group = f"{cited(1, 1, 'p. 4')}; {cited(2, 1)}; {cited(3, 1, 'table 2 &amp; &lt;3&gt;')}"
    assert html == f'<p><span class="cite">[{group}]</span></p>\n'


def test_a_group_may_go_on_in_the_next_line() -> None:
    assert [citation.key for citation in render("[@a;\n@b, p.\n4]").citations] == ["a", "b"]


def test_sources_are_numbered_by_first_mention_and_mentions_are_counted() -> None:
    rendered = render("One [@b].\n\nTwo [@a; @b].\nThree [@b].\n")
    assert rendered.citations == (Citation("b", 1, 3, 1), Citation("a", 2, 1, 3))
    assert f"[{cited(1, 2)},{cited(2, 1)}]" in rendered.html
    assert f"[{cited(1, 3)}]" in rendered.html


@pytest.mark.parametrize("key", ["a", "7", "smith2020", "WHO:2021", "10.1000/x.y_z", "a#b", "a+b", "a_b-c_"])
def test_a_key_may_hold_inner_punctuation(key: str) -> None:
    assert [citation.key for citation in render(f"[@{key}]").citations] == [key]


@pytest.mark.parametrize(
    "text",
    [
        "[@]",
        "[@a.]",
        "[@-a]",
        "[@a b]",
        "[@a; b]",
        "[@a;]",
        "[a @b]",
        "[@a, @b]",
        "@a",
        "[@é]",
        f"[@{'a' * 101}]",
    ],
)
def test_what_is_no_citation_stays_text(text: str) -> None:
    rendered = render(text)
    assert rendered.html == f"<p>{text}</p>\n"
    assert rendered.citations == ()


@pytest.mark.parametrize("text", ["`[@a]`", "    [@a]", "```\n[@a]\n```", "\\[@a]", "[\\@a]"])
def test_code_and_escapes_are_left_alone(text: str) -> None:
    rendered = render(text)
    assert rendered.citations == ()
    assert "[@a]" in rendered.html


@pytest.mark.parametrize("text", ["[@a](/x)", "[@a][b]\n\n[b]: /x", "[@a]\n\n[@a]: /x", "[@a][]\n\n[@a]: /x"])
def test_what_commonmark_reads_as_a_link_remains_one(text: str) -> None:
    rendered = render(text)
    assert '<p><a href="/x">@a</a></p>' in rendered.html
    assert rendered.citations == ()


def test_a_citation_before_a_bracket_that_makes_no_link_is_a_citation() -> None:
    assert [citation.key for citation in render("[@a](see there) and [@b][@c]").citations] == ["a", "b", "c"]


def test_links_never_hold_links_so_a_citation_in_brackets_wins() -> None:
    rendered = render("[see [@a]](/x)")
    assert rendered.html.startswith(f'<p>[see <span class="cite">[{cited(1, 1)}]</span>](/x)')


def test_a_citation_in_an_image_s_text_is_text() -> None:
    rendered = render("![Chart [@a]](/media/x.png)")
    assert 'alt="Chart [@a]"' in rendered.html
    assert rendered.citations == ()


def test_citations_are_read_in_tables_headings_boxes_and_footnotes() -> None:
    text = "## A [@a]\n\n| [@b] |\n|---|\n| [@c] |\n\n::: note T [@d]\n[@e]\n:::\n\nx[^1]\n\n[^1]: [@f]\n"
    assert [citation.key for citation in render(text).citations] == ["a", "b", "c", "d", "e", "f"]


def test_a_description_of_the_source_is_read_out_with_its_number() -> None:
    html = render("[@a] [@b]", references={"a": 'Trial "X" <2020>'}).html
    assert 'aria-label="Reference 1: Trial &quot;X&quot; &lt;2020&gt;"' in html
    assert 'aria-label="Reference 2"' in html


# Footnotes


def test_a_footnote_stands_at_the_end_and_links_both_ways() -> None:
    assert render("Text[^n].\n\n[^n]: The *note*.\n").html == (
        '<p>Text<sup class="footnote-ref"><a href="#fn-1" id="fnref-1" aria-label="Footnote 1">1</a></sup>.'
        "</p>\n"
        '<section class="footnotes" aria-label="Footnotes">\n<ol>\n'
        '<li id="fn-1"><p>The <em>note</em>. <a href="#fnref-1" class="footnote-backref"'
        ' aria-label="Back to mention 1 of footnote 1">\u21a9\ufe0e</a></p>\n</li>\n</ol>\n</section>\n'
    )


def test_a_footnote_mentioned_twice_has_two_ways_back() -> None:
    html = render("a[^n] b[^n]\n\n[^n]: note\n").html
    assert 'id="fnref-1-2"' in html
    assert html.index('href="#fnref-1"') < html.index('href="#fnref-1-2"')


def test_footnotes_are_numbered_by_first_mention_also_from_other_footnotes() -> None:
    html = render("a[^x] b[^y]\n\n[^z]: third\n\n[^y]: second\n\n[^x]: first[^z], again[^x]\n").html
    assert html.index("first") < html.index("second") < html.index("third")
    assert '<li id="fn-3"><p>third' in html
    assert 'href="#fnref-1-2"' in html


def test_a_footnote_may_end_with_anything() -> None:
    html = render("a[^x] b[^y]\n\n[^x]: text\n\n    - item\n\n[^y]:\n").html
    assert '</ul>\n <a href="#fnref-1"' in html
    assert '<li id="fn-2"> <a href="#fnref-2"' in html


def test_of_two_footnotes_of_one_label_the_first_is_shown_and_the_other_reported() -> None:
    rendered = render("a[^x]\n\n[^x]: first\n\n[^x]: second\n")
    assert "first" in rendered.html
    assert "second" not in rendered.html
    assert [(leftover.text, leftover.line) for leftover in rendered.leftovers] == [("[^x]:", 5)]


@pytest.mark.parametrize("text", ["a[^1]", "a`[^1]`\n\n[^1]: x", "a\\[^1]\n\n[^1]: x"])
def test_a_footnote_mark_without_a_note_in_code_or_escaped_is_text(text: str) -> None:
    html = render(text).html
    assert "[^1]" in html
    assert "<sup" not in html


def test_a_caret_before_a_link_is_not_a_footnote() -> None:
    assert render("mc^[two](/x)").html == '<p>mc^<a href="/x">two</a></p>\n'
