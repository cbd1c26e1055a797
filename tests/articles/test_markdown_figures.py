"""How do pictures and tables stand in the page?"""

import pytest

from articles.markdown import Image, PictureFacts, render, variants

HEART = PictureFacts("/media/heart.webp", "A heart", "A. Demo & Co", "The <heart>", 640, 480)
LIBRARY = {"/media/heart.webp": HEART}
IMG = '<img src="/media/heart.webp" alt="{}" width="640" height="480" loading="lazy" decoding="async">'


def test_a_library_picture_alone_in_its_paragraph_is_a_figure_with_caption_and_credit() -> None:
    assert render("a\n\n![My words](/media/heart.webp)\n\nb", pictures=LIBRARY).html == (
        f"<p>a</p>\n<figure>\n{IMG.format('My words')}\n"
        '<figcaption>The &lt;heart&gt; <span class="credit">Credit: A. Demo &amp; Co</span></figcaption>\n'
        "</figure>\n\n<p>b</p>\n"
    )


def test_alternative_text_comes_from_the_library_when_the_writer_gives_none() -> None:
    rendered = render("![](/media/heart.webp)", pictures=LIBRARY)
    assert IMG.format("A heart") in rendered.html
    assert rendered.images == (Image("/media/heart.webp", "A heart", 1),)


def test_a_title_in_the_text_is_the_caption_of_that_figure() -> None:
    html = render('![](/media/heart.webp "From the left")', pictures=LIBRARY).html
    assert "<figcaption>From the left <span" in html
    assert "title=" not in html


def test_a_figure_without_caption_and_credit_has_no_empty_caption() -> None:
    bare = PictureFacts("/media/x.png", "x", "", "", 1, 1)
    assert "figcaption" not in render("![](/media/x.png)", pictures={"/media/x.png": bare}).html


def test_a_library_picture_within_a_line_keeps_its_size_and_is_no_figure() -> None:
    html = render("See ![](/media/heart.webp).", pictures=LIBRARY).html
    assert html == f"<p>See {IMG.format('A heart')}.</p>\n"


@pytest.mark.parametrize(
    "text",
    [
        "- ![](/media/heart.webp)",
        "> ![](/media/heart.webp)",
        "x[^1]\n\n[^1]: ![](/media/heart.webp)",
        "::: note\n![](/media/heart.webp)\n:::",
    ],
)
def test_a_figure_never_stands_in_a_paragraph(text: str) -> None:
    html = render(text, pictures=LIBRARY).html
    assert "<figure>" in html
    assert "<p><figure" not in html
    assert "<p></p>" not in html
    assert html.count("<p>") + html.count("<p ") == html.count("</p>")


@pytest.mark.parametrize(
    "text", ["## ![](/media/heart.webp)", "| ![](/media/heart.webp) |\n|---|", "[![](/media/heart.webp)](/x)"]
)
def test_a_picture_in_a_heading_cell_or_link_is_no_figure(text: str) -> None:
    html = render(text, pictures=LIBRARY).html
    assert IMG.format("A heart") in html
    assert "<figure" not in html


def test_a_picture_in_the_title_of_a_box_is_no_figure() -> None:
    html = render("::: note ![](/media/heart.webp)\nx\n:::", pictures=LIBRARY).html
    assert '<p class="label"><img' in html


def test_an_address_with_spaces_or_letters_of_any_script_finds_its_picture() -> None:
    facts = PictureFacts("/media/c%C5%93ur%201.png", "x", "", "", 3, 2)
    rendered = render("![](</media/cœur 1.png>)", pictures={"/media/cœur 1.png": facts})
    assert 'width="3"' in rendered.html
    assert rendered.pictures == ("/media/c%C5%93ur%201.png",)


def test_a_local_picture_that_the_library_does_not_know_is_a_plain_image() -> None:
    assert render('![x](/a.png "t")').html == '<p><img src="/a.png" alt="x" title="t"></p>\n'


@pytest.mark.parametrize(
    "address", ["https://x.example/a.png", "http://x.example/a.png", "//x.example/a.png"]
)
def test_a_picture_on_another_site_is_a_link_since_the_page_asks_no_other_site_for_anything(
    address: str,
) -> None:
    rendered = render(f"![Chart]({address})")
    assert rendered.html == f'<p><a href="{address}" rel="noopener noreferrer">Chart</a></p>\n'
    assert rendered.pictures == ()
    assert rendered.images == (Image(address, "Chart", 1),)


def test_a_picture_on_another_site_without_words_is_named_by_its_address() -> None:
    assert ">https://x.example/a.png</a>" in render("![](https://x.example/a.png)").html


def test_a_picture_on_another_site_within_a_link_is_its_words() -> None:
    assert render("[![Chart](https://x.example/a.png)](/b)").html == '<p><a href="/b">Chart</a></p>\n'


@pytest.mark.parametrize(
    "address", ["data:image/png;base64,AAAA", "javascript:x", "ftp://x/a.png", "mailto:a@x.example"]
)
def test_a_picture_with_any_other_scheme_is_text(address: str) -> None:
    html = render(f"![Chart]({address})").html
    assert "Chart" in html
    assert "<img" not in html
    assert "<a" not in html


def test_pictures_are_named_once_in_order_of_use() -> None:
    assert render("![](/b.png) ![](/a.png)\n![](/b.png)").pictures == ("/b.png", "/a.png")


def test_variants_know_the_library_too() -> None:
    assert "<figure>" in variants("![](/media/heart.webp)", pictures=LIBRARY)["everyone"].html


# Tables


def test_a_table_scrolls_within_a_named_frame_and_aligns_by_class() -> None:
    assert render("| a | b |\n|:-:|--:|\n| 1 | 2 |\n").html == (
        '<div class="scroll" role="region" aria-label="Table 1" tabindex="0">\n<table>\n<thead>\n<tr>\n'
        '<th class="align-center" scope="col">a</th>\n<th class="align-right" scope="col">b</th>\n'
        "</tr>\n</thead>\n<tbody>\n<tr>\n"
        '<td class="align-center">1</td>\n<td class="align-right">2</td>\n'
        "</tr>\n</tbody>\n</table>\n</div>\n"
    )


@pytest.mark.parametrize(
    "text", ["Table: Doses by *age*\n\n|a|\n|-|\n|1|\n", "|a|\n|-|\n|1|\n\nTable: Doses by *age*\n"]
)
def test_the_caption_stands_before_or_after_the_table(text: str) -> None:
    html = render(text).html
    assert 'aria-label="Doses by age"' in html
    assert "<table>\n<caption>Doses by <em>age</em></caption>\n<thead>" in html
    assert "Table:" not in html


def test_captions_before_and_after_several_tables_stay_with_their_own() -> None:
    before = render("Table: A\n\n|a|\n|-|\n\nTable: B\n\n|b|\n|-|\n").html
    after = render("|a|\n|-|\n\nTable: A\n\n|b|\n|-|\n\nTable: B\n").html
    for html in (before, after):
        assert (
            html.index("<caption>A")
            < html.index(">a</th>")
            < html.index("<caption>B")
            < html.index(">b</th>")
        )


def test_a_paragraph_with_a_table_s_name_and_no_table_beside_it_is_a_paragraph() -> None:
    assert render("Table: A\n\ntext\n\n|a|\n|-|\n").html.startswith("<p>Table: A</p>\n<p>text</p>\n<div")


def test_a_table_with_too_many_missing_cells_stays_text() -> None:
    wide = "|a" * 200 + "|\n" + "|-" * 200 + "|\n"
    assert "<table>" in render(wide + "|1|\n" * 50).html
    assert "<table>" not in render(wide + "|1|\n" * 51).html
