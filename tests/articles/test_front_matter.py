"""Is a file read as it was meant, or refused with the line of the mistake and a way out?"""

import codecs

import pytest

from articles.front_matter import FrontMatterError, read


def refused(data: bytes | str) -> FrontMatterError:
    with pytest.raises(FrontMatterError) as caught:
        read(data.encode() if isinstance(data, str) else data)
    return caught.value


def yaml(block: str) -> dict[str, object]:
    return read(f"---\n{block}\n---\nThe text.".encode()).metadata


def test_a_file_is_front_matter_and_body() -> None:
    document = read(b"---\ntitle: A title\ntags: [a, b]\n\nslug: s\n---\n\nThe text.\n")
    assert document.kind == "yaml"
    assert document.metadata == {"title": "A title", "tags": ["a", "b"], "slug": "s"}
    assert list(document.metadata) == ["title", "tags", "slug"]
    assert document.lines == {"title": 2, "tags": 3, "slug": 5}
    assert (document.body, document.body_line) == ("\nThe text.\n", 7)


def test_toml_between_plus_signs_is_read_with_its_dates_as_text() -> None:
    document = read(
        b'+++\ntitle = "A title"\ndate = 2024-01-31\n[extra]\nat = 2024-01-31T10:00:00Z\n+++\nText.'
    )
    assert document.kind == "toml"
    assert document.metadata == {
        "title": "A title",
        "date": "2024-01-31",
        "extra": {"at": "2024-01-31T10:00:00+00:00"},
    }
    assert document.lines == {"title": 2, "date": 3, "extra": 4}
    assert (document.body, document.body_line) == ("Text.", 7)


@pytest.mark.parametrize("data", [b"", b"The text.\n", b"# Heading\n\n---\n\ntitle: no\n", b"\n\n"])
def test_a_file_without_front_matter_is_all_body(data: bytes) -> None:
    document = read(data)
    assert (document.kind, document.metadata, document.body) == ("none", {}, data.decode())


def test_empty_front_matter_has_no_keys() -> None:
    for data in (b"---\n---\nText.", b"---\n# only a remark\n---\nText.", b"+++\n+++\nText."):
        assert (read(data).metadata, read(data).body) == ({}, "Text.")


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + "---\ntitle: Zoë\n---\nText.\nMore.".encode(),
        "---\r\ntitle: Zoë\r\n---\r\nText.\r\nMore.".encode(),
        "---\rtitle: Zoë\r---\rText.\rMore.".encode(),
        "---\ntitle: Zoë\n---\nText.\nMore.".encode("utf-16"),
        codecs.BOM_UTF16_BE + "---\r\ntitle: Zoë\r\n---\r\nText.\r\nMore.".encode("utf-16-be"),
        "---\ntitle: Zoë\n---\nText.\nMore.".encode("utf-32"),
        "---  \ntitle: Zoë\n---\t\nText.\nMore.".encode(),
        "---\ntitle: Zoë\n...\nText.\nMore.".encode(),
    ],
)
def test_byte_order_marks_line_endings_and_closing_dots_change_nothing(data: bytes) -> None:
    assert (read(data).metadata, read(data).body) == ({"title": "Zoë"}, "Text.\nMore.")


def test_blank_lines_before_the_front_matter_keep_it_out_of_the_body() -> None:
    document = read(b"\n\n---\ntitle: A title\n---\nText.")
    assert (document.metadata, document.lines, document.body) == ({"title": "A title"}, {"title": 4}, "Text.")


@pytest.mark.parametrize(
    "word",
    [
        "no",
        "yes",
        "on",
        "off",
        "NO",
        "Yes",
        "y",
        "n",
        "12:30",
        "1:20:30",
        "007",
        "+5",
        "1_000",
        "0x1F",
        "0o17",
        "1.10",
        "1e5",
        ".5",
        "5.",
        ".inf",
        ".nan",
        "2024-01-31",
        "2024-01-31T10:00:00Z",
        "1.0.0",
        "-0",
    ],
)
def test_a_word_stays_the_text_it_is(word: str) -> None:
    assert yaml(f"title: {word}\ntags: [{word}]") == {"title": word, "tags": [word]}


def test_only_true_false_null_and_plain_numbers_are_more_than_text() -> None:
    assert yaml("a: true\nb: False\nc: 3\nd: -1.5\ne: null\nf:\ng: ~") == {
        "a": True, "b": False, "c": 3, "d": -1.5, "e": None, "f": None, "g": None,
    }  # fmt: skip
    assert yaml("a: 'true'\nb: \"3\"\nc: !!str 3\nd: 'null'") == {
        "a": "true",
        "b": "3",
        "c": "3",
        "d": "null",
    }


def test_a_number_too_long_to_count_with_is_text() -> None:
    assert yaml(f"a: {'9' * 5000}") == {"a": "9" * 5000}


REFUSED = [
    # A key twice, at any depth: the line of the second.
    ("---\ntitle: a\nslug: b\ntitle: a\n---\n", 4, "“title” stands twice"),
    ("---\na:\n  - b: 1\n    c: 2\n    b: 3\n---\n", 5, "“b” stands twice"),
    ("---\na: {b: 1, b: 2}\n---\n", 2, "“b” stands twice"),
    ("+++\na = 1\nb = 2\na = 3\n+++\n", 4, "not valid TOML"),
    # Left by a merge, in front matter and body.
    ("---\na: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> other\n---\n", 3, "merge conflict"),
    ("---\na: 1\n---\nText.\n>>>>>>> other\n", 5, "merge conflict"),
    ("---\na: 1\n=======\nb: 1\n---\n", 3, "merge conflict"),
    ("Text without front matter.\n<<<<<<<\n", 2, "merge conflict"),
    # Fences.
    ("---\ntitle: a\n\nThe text.\n", 1, "never closes"),
    ("+++\ntitle = 'a'\n\nThe text.\n", 1, "never closes"),
    ("---\ntitle: a\n------\nThe text.\n", 3, "does not close"),
    ("---\ntitle: a\n--\nThe text.\n", 3, "does not close"),
    ("---\ntitle: a\n ---\nThe text.\n", 3, "does not close"),
    ("---\ntitle: a\n———\nThe text.\n", 3, "does not close"),
    ("---\ntitle: a\n-----\nThe text: here.\n\n---\nMore.", 3, "does not close"),
    ("----\ntitle: a\n---\nThe text.\n", 1, "does not open"),
    (" ---\ntitle: a\n---\nThe text.\n", 1, "does not open"),
    ("---json\n{}\n---\nThe text.\n", 1, "not read"),
    ('{\n"title": "a"\n}\nThe text.\n', 1, "not read"),
    (";;;\n{}\n;;;\n", 1, "not read"),
    # Values.
    ("---\ntitle: Part one: the start\n---\n", 2, "colon"),
    ("---\ntitle: a\nimage:/b.png\n---\n", 3, "neither"),
    ("---\ntitle: a\nslug= b\nc: d\n---\n", 3, "neither"),
    ("---\ntitle: a text\nthat goes on\nc: d\n---\n", 3, "neither"),
    ("---\ntitle: a\nby: @someone\n---\n", 3, "cannot begin"),
    ("---\ntitle: **bold** text\n---\n", 2, "* and &"),
    ("---\ntitle: 'It's late'\n---\n", 2, "does not fit"),
    ('---\ntitle: "The "best" one"\n---\n', 2, "does not fit"),
    ('---\ntitle: "A text\nslug: b\nother: "c"\n---\n', 2, "ends too late"),
    ('---\ntitle: "A text\nslug: b\n---\n', 2, "not closed"),
    ('---\ntitle: "A \\q"\n---\n', 2, "backslash"),
    ("---\ntags: - a\n---\n", 2, "list item"),
    ("---\nlinks:\n  -title: a\n   url: b\n---\n", 3, "dash"),
    ("---\nlinks:\n  - title: a\n\turl: b\n---\n", 4, "tab"),
    ("---\nlink: [a](b)\n---\n", 2, "does not fit"),
    ("---\nid: {{< img >}}\n---\n", 2, "not text"),
    ("---\ntitle: a\n--- b\n---\n", 3, "second YAML document"),
    ("+++\ntitle = a\n+++\n", 2, "not valid TOML"),
    ("+++\na = 1\nb = [1,\n+++\n", 3, "not valid TOML"),
    # Shapes.
    ("---\n- a\n- b\n---\n", 2, "a list"),
    ("---\njust words\n---\n", 2, "the text “just words”"),
    ("---\n3\n---\n", 2, "the value 3"),
    ("---\ntitle: a\n2024: b\n---\n", 3, "the value 2024"),
    ("---\ntitle: a\n? [b]\n: c\n---\n", 3, "a list"),
    ("---\ntitle: a\n'': c\n---\n", 3, "empty"),
    # Objects, copies, depth.
    ("---\ntitle: a\nb: !ruby/object:File {}\n---\n", 3, "!ruby/object:File"),
    ("---\na: !!python/object/apply:os.system [x]\n---\n", 2, "never built"),
    ("---\na: &a [x]\nb: [*a, *a]\n---\n", 2, "anchor"),
    ("---\na: b\n<<: *c\n---\n", 3, "alias"),
    ("---\na: " + "[" * 60 + "]" * 60 + "\n---\n", 2, "deep"),
    ("---\na:\n" + "".join(f"{' ' * i}- \n" for i in range(1, 40)) + "---\n", 22, "deep"),
    ("+++\na = " + "[" * 60 + "]" * 60 + "\n+++\n", 2, "deep"),
    ("+++\n" + ".".join("a" * 60) + " = 1\n+++\n", 2, "deep"),
    ("+++\n" + ".".join("a" * 90_000) + " = 1\n+++\n", 2, "deep"),
    # Characters.
    ("---\ntitle: a\n---\n\nText\0.", 5, "NUL"),
    ('---\ntitle: a\nb: "\\0"\n---\n', 3, "NUL"),
    ('+++\ntitle = "a"\nb = "\\u0000"\n+++\n', 2, "NUL"),
    ("---\ntitle: a\nb: \x1b[0m\n---\n", 3, "U+001B"),
    ("---\ntitle: a\n---\n".encode("utf-16-le"), 1, "UTF-16"),
    (b"---\ntitle: a\n---\nText.\r\n\r\nCaf\xe9.", 6, "0xE9"),
    (b"---\rtitle: caf\xe9\r---\r", 2, "0xE9"),
    (codecs.BOM_UTF16_LE + b"-\0-", 1, "UTF-16"),
    # Sizes.
    (b"x" * 5_000_001, 1, "5,000,000"),
    ("---\ntitle: a\ntext: " + "x" * 300_000 + "\n---\n", 1, "262,144"),
]


@pytest.mark.parametrize(("data", "line", "words"), REFUSED)
def test_a_mistake_is_refused_with_its_line_and_a_way_out(data: bytes | str, line: int, words: str) -> None:
    error = refused(data)
    assert error.line == line
    assert words in error.reason
    assert str(error) == f"Line {line}: {error.reason}"
    assert error.reason.endswith(".")


def test_five_megabytes_of_body_are_read() -> None:
    assert len(read(b"---\ntitle: a\n---\n" + b"x" * 4_900_000).body) == 4_900_000


def test_a_heading_underlined_with_equals_signs_is_no_merge_conflict() -> None:
    assert read(b"---\ntitle: a\n---\nHeading\n=======\n").body == "Heading\n=======\n"


def test_lines_count_as_editors_count_them() -> None:
    assert refused("---\na: 'b\u2028c\u2028d'\ne: 'f'g\n---\n").line == 3
