"""Which article do the keys of the front matter describe?"""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from articles.front_matter import Author, Fields, FrontMatterError, article_fields, read


def fields(block: str) -> Fields:
    return article_fields(read(f"---\n{block}\n---\nThe text.\n".encode()))


def test_every_field_is_found_under_its_own_name() -> None:
    found = fields(
        "title: A title\nslug: a-title\nexcerpt: An excerpt\ncategory: One\nauthor: Team Example\n"
        "publishedAt: 2026-01-08\nupdated: 2026-02-03\nfeaturedImage: /a.jpg\ntags: [a, b]\ndraft: true\n"
        "weight: 3"
    )
    assert found == Fields(
        title="A title",
        slug="a-title",
        excerpt="An excerpt",
        category="One",
        categories=["One"],
        authors=[Author(name="Team Example", kind="organisation")],
        published=datetime(2026, 1, 8, tzinfo=UTC),
        updated=datetime(2026, 2, 3, tzinfo=UTC),
        image="/a.jpg",
        tags=["a", "b"],
        draft=True,
        rest={"weight": 3},
    )


def test_what_is_not_said_is_empty_and_a_missing_title_is_none() -> None:
    assert fields("weight: 3\ntags:\nauthor:\ndate:\nimage: ''\ntitle:") == Fields(
        title=None, slug="", excerpt="", category="", categories=[], authors=[], published=None, updated=None,
        image="", tags=[], draft=False, rest={"weight": 3, "image": ""},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("block", "field", "value"),
    [
        ("description: b", "excerpt", "b"),
        ("summary: b", "excerpt", "b"),
        ("excerpt: ''\nsummary: b", "excerpt", "b"),
        ("title: >-\n  Two\n  lines", "title", "Two lines"),
        ("title: 'A  *marked*   title'", "title", "A *marked* title"),
        ("title: 2024", "title", "2024"),
        ("title: no", "title", "no"),
        ("categories: [a, b, a]", "categories", ["a", "b"]),
        ("categories: one text", "categories", ["one text"]),
        ("categories: [a, b]", "category", "a"),
        ("tags: 'a, b; c,'", "tags", ["a", "b", "c"]),
        ("tags: [no, 2024, true, 1.10, null]", "tags", ["no", "2024", "true", "1.10"]),
        ("keywords: [a]", "tags", ["a"]),
        ("image: {src: /a.jpg, alt: b}", "image", "/a.jpg"),
        ("image: {alt: b}", "image", ""),
        ("featured_image: /a.jpg", "image", "/a.jpg"),
        ("draft: 'Yes'", "draft", True),
        ("draft: no", "draft", False),
        ("published: false", "draft", True),
        ("published: true", "draft", False),
    ],
)
def test_other_names_and_shapes_mean_the_same(block: str, field: str, value: object) -> None:
    assert getattr(fields(block), field) == value


EASTERN = timezone(timedelta(hours=-4))


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-01-08", datetime(2026, 1, 8, tzinfo=UTC)),
        ("'2026-01-08'", datetime(2026, 1, 8, tzinfo=UTC)),
        ("2026-1-8", datetime(2026, 1, 8, tzinfo=UTC)),
        ("2017-01-04T15:04:10.000Z", datetime(2017, 1, 4, 15, 4, 10, tzinfo=UTC)),
        ("2010-01-10 13:07:09", datetime(2010, 1, 10, 13, 7, 9, tzinfo=UTC)),
        ("2010-01-10 13:07", datetime(2010, 1, 10, 13, 7, tzinfo=UTC)),
        ("2015-09-02 9:00:43 -0400", datetime(2015, 9, 2, 9, 0, 43, tzinfo=EASTERN)),
        ("2015-09-02T09:00:43-04:00", datetime(2015, 9, 2, 9, 0, 43, tzinfo=EASTERN)),
        ("2015-09-02T09:00:43-04", datetime(2015, 9, 2, 9, 0, 43, tzinfo=EASTERN)),
        ("8 January 2020", datetime(2020, 1, 8, tzinfo=UTC)),
        ("8 Jan 2020", datetime(2020, 1, 8, tzinfo=UTC)),
        ("January 8, 2020", datetime(2020, 1, 8, tzinfo=UTC)),
        ("2020/01/08", datetime(2020, 1, 8, tzinfo=UTC)),
    ],
)
def test_a_date_is_read_as_it_was_meant(written: str, moment: datetime) -> None:
    found = fields(f"date: {written}\nlastmod: {written}")
    assert (found.published, found.updated) == (moment, moment)
    assert found.published is not None
    assert found.published.utcoffset() == moment.utcoffset()


def test_a_date_of_toml_is_read() -> None:
    document = read(b"+++\ntitle = 'a'\ndate = 2024-01-31T10:00:00+02:00\nlastmod = 2024-02-01\n+++\n")
    found = article_fields(document)
    assert found.published == datetime(2024, 1, 31, 8, tzinfo=UTC)
    assert found.updated == datetime(2024, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("block", "authors"),
    [
        ("author: Ab Example", [Author("Ab Example")]),
        ("author: Ab Example, MD, PhD", [Author("Ab Example", credentials="MD, PhD")]),
        ("author: Ab Example and Cd Example", [Author("Ab Example"), Author("Cd Example")]),
        ("author: 'Ab Example, Cd Example, and Ef Example'",
         [Author("Ab Example"), Author("Cd Example"), Author("Ef Example")]),
        ("author: Ab Example & Cd Example", [Author("Ab Example"), Author("Cd Example")]),
        ("author: 'Ab Example; Cd Example'", [Author("Ab Example"), Author("Cd Example")]),
        ("author: Institute for Examples and Samples",
         [Author("Institute for Examples and Samples", kind="organisation")]),
        ("authors: [Ab Example, null, '', 'Cd Example, RN']",
         [Author("Ab Example"), Author("Cd Example", credentials="RN")]),
        ("authors: []\nauthor: Ab Example", [Author("Ab Example")]),
        ("author:\n  name: Ab Example\n  degrees: [MD, PhD]\n  url: https://example.org",
         [Author("Ab Example", credentials="MD, PhD", url="https://example.org")]),
        ("author:\n  - name: Ab Example\n    orcid: https://orcid.org/0000-0001-2345-678x", [
            Author("Ab Example", orcid="0000-0001-2345-678X")
        ]),
        ("author:\n  - name: Ab Example\n    affiliations:\n      - name: Example One\n      - Example Two",
         [Author("Ab Example", affiliation="Example One; Example Two")]),
        ("author:\n  - name: {given: Ab, family: Example}\n    orcid: 0000-0002",
         [Author("Ab Example")]),
        ("author: {name: Examples, type: organization}", [Author("Examples", kind="organisation")]),
        ("author: {name: Team Example, kind: person}", [Author("Team Example")]),
    ],
)  # fmt: skip
def test_authors_are_found_in_text_lists_and_maps(block: str, authors: list[Author]) -> None:
    assert fields(block).authors == authors


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ("title: [a, b]", "a list"),
        ("title: {a: b}", "a mapping"),
        ("title: true", "found “True”"),
        ("excerpt: [a]", "a list"),
        ("date: [2024-01-01]", "a list"),
        ("date: 2023-10", "not a date"),
        ("date: 2023-02-30", "not a date"),
        ("date: 23 04 2020", "not a date"),
        ("date: 03/04/2020", "not a date"),
        ("date: 2023-01-29 18:30:22 2023 -0800", "not a date"),
        ("date: '{{ date }}'", "not a date"),
        ("date: 2020-01-01 25:00:00", "not a date"),
        ("date: 2020-01-01 10:00:00 +99:00", "not a date"),
        ("lastmod: soon", "not a date"),
        ("tags: {a: b}", "a mapping"),
        ("tags: [[a]]", "a list"),
        ("draft: perhaps", "true or false"),
        ("draft: [true]", "true or false"),
        ("author: 3", "name"),
        ("author: [3]", "name"),
        ("author: {email: a@example.org}", "no name"),
        ("image: [a]", "a list"),
    ],
)
def test_a_value_of_the_wrong_shape_is_refused_with_the_line_of_its_key(block: str, words: str) -> None:
    with pytest.raises(FrontMatterError) as caught:
        fields(f"weight: 3\n\n{block}")
    assert caught.value.line == 4
    assert words in caught.value.reason
    assert caught.value.reason.startswith(f"“{block.split(':')[0]}”")


def test_keys_that_nobody_asked_for_are_kept_as_they_were() -> None:
    found = fields("title: a\nexcerpt: b\ndescription: c\nmenu: {main: {weight: 98}}\ndate-note: 1.10")
    assert found.rest == {"description": "c", "menu": {"main": {"weight": 98}}, "date-note": "1.10"}
