"""What does the pipeline promise as a whole? Its values, its variants, its links and its allow-list."""

import pytest

from articles.markdown import Heading, HeadingLine, Leftover, Link, Rendered, render, variants
from articles.markdown.sanitise import sanitise
from tests.articles.inert import body_of


def test_plain_markdown_becomes_plain_html() -> None:
    assert render("Take *one* **tablet**.").html == "<p>Take <em>one</em> <strong>tablet</strong>.</p>\n"


def test_an_empty_text_renders_as_nothing() -> None:
    rendered = render("")
    assert rendered == Rendered("", (), (), (), (), (), (), (), has_passages=False)


def test_two_tildes_strike_words_out_and_one_or_three_do_not() -> None:
    assert "<del>old</del>" in render("~~old~~ new").html
    assert render("~5 mg to ~10 mg, ~~~x~~~").html == "<p>~5 mg to ~10 mg, ~~~x~~~</p>\n"


def test_a_definition_list_is_read() -> None:
    assert "<dl>\n<dt>Stent</dt>\n<dd>A tube.</dd>\n</dl>" in render("Stent\n: A tube.").html


def test_raw_html_comes_out_as_the_text_that_was_typed() -> None:
    html = render("<b onclick=x>bold</b>\n\n<script>alert(1)</script>\n\n<!-- note -->").html
    assert (
        body_of(html).get_text().split("\n\n")[0]
        == "<b onclick=x>bold</b>\n<script>alert(1)</script>\n<!-- note -->\n"
    )
    assert not body_of(html).find(["b", "script"])


# Links


@pytest.mark.parametrize(
    "address", ["https://x.example/a", "http://x.example", "//x.example/a", "HTTPS://x.example"]
)
def test_a_link_to_another_site_gives_it_no_referrer_and_no_handle(address: str) -> None:
    assert f'<a href="{address}" rel="noopener noreferrer">x</a>' in render(f"[x]({address})").html


@pytest.mark.parametrize(
    "address", ["#h-doses", "/articles/x/", "mailto:a@x.example", "tel:+441632960000", "?page=2"]
)
def test_a_link_within_the_site_or_to_a_person_has_no_relation(address: str) -> None:
    assert f'<a href="{address}">x</a>' in render(f"[x]({address})").html


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "&#106;avascript:x", "data:text/html,x", "file:///etc", "vbscript:x", "ftp://x"],
)
def test_a_link_with_any_other_scheme_stays_text(address: str) -> None:
    html = render(f"[x]({address}) <{address}>\n\n[y]\n\n[y]: {address}").html
    assert "<a" not in html
    assert body_of(html).get_text().startswith("[x](")


def test_an_address_of_more_than_two_thousand_characters_stays_text() -> None:
    assert "<a" in render(f"[x](/{'a' * 1999})").html
    assert "<a" not in render(f"[x](/{'a' * 2000})").html


def test_links_are_reported_with_the_line_they_stand_on() -> None:
    text = (
        "# Title\n\nfirst [a](/a)\nsecond <https://x.example>  \nthird [c][ref]\n\n- [d](/d)\n\n[ref]: /c\n"
    )
    assert render(text).links == (
        Link("/a", 3),
        Link("https://x.example", 4),
        Link("/c", 5),
        Link("/d", 7),
    )


# Headings


def test_headings_get_prefixed_ids_and_those_of_level_two_and_three_are_the_contents() -> None:
    rendered = render("# One\n\n## Two *a*\n\n### Three `b`\n\n#### Four\n")
    assert rendered.contents == (Heading("h-two-a", "Two a", 2), Heading("h-three-b", "Three b", 3))
    assert '<h2 id="h-two-a">Two <em>a</em></h2>' in rendered.html
    assert rendered.headings == (
        HeadingLine(1, "One", 1),
        HeadingLine(2, "Two a", 3),
        HeadingLine(3, "Three b", 5),
        HeadingLine(4, "Four", 7),
    )


def test_the_same_heading_again_gets_the_next_free_number() -> None:
    rendered = render("## Dose\n\n## Dose\n\n## Dose-2\n\n## Dose\n")
    assert [heading.id for heading in rendered.contents] == ["h-dose", "h-dose-2", "h-dose-2-2", "h-dose-3"]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Überdosis & Gefahr", "h-überdosis-gefahr"),
        ("हृदय रोग", "h-हृदय-रोग"),
        ("心臓病", "h-心臓病"),
        ("e\u0301te\u0301", "h-été"),
        ("?!", "h-section"),
        ("a" * 80, "h-" + "a" * 60),
        ("a" * 59 + " b", "h-" + "a" * 59),
    ],
)
def test_a_heading_s_id_keeps_every_script_and_has_at_most_sixty_characters(text: str, slug: str) -> None:
    assert render(f"## {text}").contents[0].id == slug


def test_marks_in_a_heading_are_neither_in_its_id_nor_in_the_contents() -> None:
    rendered = render("## Dose [@a][^1]\n\n[^1]: note\n")
    assert rendered.contents == (Heading("h-dose", "Dose", 2),)


def test_an_empty_heading_is_not_in_the_contents() -> None:
    assert render("##\n").contents == ()


def test_a_leading_heading_that_repeats_the_title_is_dropped() -> None:
    rendered = render("# High  BLOOD pressure\n\n## Causes\n", title="High blood pressure")
    assert rendered.html == '<h2 id="h-causes">Causes</h2>\n'


def test_with_a_title_every_heading_moves_down_when_the_text_holds_one_of_level_one() -> None:
    rendered = render("# Other\n\n## Causes\n\n###### Deep\n", title="Title")
    assert [(heading.level, heading.text) for heading in rendered.headings] == [
        (2, "Other"),
        (3, "Causes"),
        (6, "Deep"),
    ]
    assert "</h2>" in rendered.html
    assert "<h1" not in rendered.html


def test_with_a_title_headings_stay_where_they_are_when_none_is_of_level_one() -> None:
    assert render("## Causes\n", title="Title").headings == (HeadingLine(2, "Causes", 1),)


def test_without_a_title_a_heading_of_level_one_stays_one() -> None:
    assert render("# Title\n").html == '<h1 id="h-title">Title</h1>\n'


# Abbreviations


def test_an_abbreviation_is_explained_wherever_it_stands_as_a_word() -> None:
    html = render('The NNT of `NNT`, *NNT* and NNTs.\n\n*[NNT]: number "needed" to treat\n').html
    marked = '<abbr title="number &quot;needed&quot; to treat">NNT</abbr>'
    assert html == f"<p>The {marked} of <code>NNT</code>, <em>{marked}</em> and NNTs.</p>\n"


def test_the_longest_of_several_abbreviations_is_taken() -> None:
    html = render("*[BP]: pressure\n*[BP max]: highest pressure\n\nBP max\n").html
    assert html == '<p><abbr title="highest pressure">BP max</abbr></p>\n'


def test_what_only_looks_like_an_abbreviation_stays_text() -> None:
    assert render("*[NNT]:\n").html == "<p>*[NNT]:</p>\n"
    assert "*[NNT]: x" in render("    *[NNT]: x\n\nNNT").html


# Leftovers


def test_marks_that_could_not_be_read_are_reported_with_their_lines() -> None:
    text = "a [@a b] c\nd [^9]\n\n::: unknown\ntext\n:::\n\n[^1]: unused\n\n::: note\n"
    assert render(text).leftovers == (
        Leftover("[@a b]", 1),
        Leftover("[^9]", 2),
        Leftover("::: unknown", 4),
        Leftover(":::", 6),
        Leftover("[^1]:", 8),
        Leftover("::: note", 10),
    )


def test_marks_in_code_escaped_marks_and_links_are_no_leftovers() -> None:
    text = "`[@a b]` \\[@a b] [@a b](/x)\n\n    ::: note\n\n```\n::: note\n[^1]\n```\n"
    assert render(text).leftovers == ()


# The allow-list, on its own


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ('<p style="color:red" onclick="x">a</p>', "<p>a</p>"),
        ('<h2 id="location">a</h2>', "<h2>a</h2>"),
        ('<h2 id="h-a">a</h2>', '<h2 id="h-a">a</h2>'),
        ('<a name="forms" href="javascript:x">a</a>', "<a>a</a>"),
        ('<img src="https://x.example/a.png" alt="a">', '<img alt="a">'),
        ('<img src="//x.example/a.png" alt="a">', '<img alt="a">'),
        ('<div class="note admin" role="alert">a</div>', '<div class="note">a</div>'),
        ('<code class="language-r x">a</code>', "<code>a</code>"),
        ("<svg><script>x</script></svg><form>x<input></form>", "x"),
        ("<!-- a --><iframe src=/></iframe>", ""),
    ],
)
def test_the_allow_list_holds_whatever_reaches_it(html: str, kept: str) -> None:
    assert sanitise(html) == kept


def test_code_keeps_the_name_of_its_language() -> None:
    assert '<code class="language-r">' in render("```r\nx\n```\n").html


def test_variants_of_a_text_without_passages_are_one() -> None:
    assert variants("text") == {"everyone": render("text")}


def test_the_empty_corner_of_a_table_is_a_plain_cell_and_heads_nothing() -> None:
    html = render("|   | Dose |\n|---|---|\n| Morning | 1 |\n").html
    assert "<td></td>" in html
    assert html.count("<th scope") == html.count("</th>") == 1
