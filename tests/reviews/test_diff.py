"""Does a comparison show every change, number by number, and come to an end in time?"""

from __future__ import annotations

import random
import time
from typing import Any

import pytest

from articles import diff, numbers
from articles.beside import beside
from articles.diff import Passage
from articles.models import Revision
from articles.snapshot import CONTENT


def changed(before: str, after: str) -> list[Passage]:
    return [passage for passage in diff.passages(before, after) if not passage.is_folded]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Take 1.25 mg.", "Take 2.5 mg.", [("1.25 mg", "2.5 mg")]),
        ("Take 5 mg.", "Take 5 g.", [("5 mg", "5 g")]),
        ("Of 17 adults, 71% did.", "Of 18 adults, 71 % did.", [("17", "18")]),
        ("At p < 0.05.", "At p > 0.05.", [("< 0.05", "> 0.05")]),
        ("At −5 °C.", "At 5 °C.", [("−5 °C", "5 °C")]),
        ("0.5 mg/kg once.", "0.5 mg/day once.", [("0.5 mg/kg", "0.5 mg/day")]),
        ("1,000 people.", "10,000 people.", [("1,000", "10,000")]),
        ("Some did.", "Some did, 40%.", [("", "40%")]),
        ("Said by [@plain2020].", "Said by [@plain2021].", []),
        ("[Here](/a/1).", "[Here](/a/2).", []),
        ("1. First\n2. Then 3 days", "1. First\n2. Then 4 days", [("3 days", "4 days")]),
    ],
)
def test_a_changed_number_is_told_with_its_unit(before: str, after: str, told: list[tuple[str, str]]) -> None:
    assert numbers.changed(before, after) == told


def test_a_dose_reads_as_one_number_for_another() -> None:
    [passage] = changed("Titrate from 1.25 mg a day.", "Titrate from 2.5 mg a day.")
    assert [(c.kind, c.text.strip()) for c in passage.changes][1:3] == [("removed", "1.25"), ("added", "2.5")]


def test_a_changed_paragraph_beside_a_new_one_is_compared_with_its_own_old_version() -> None:
    old = "One dose often does not last for more than a week."
    new = "One dose often does not last for more than a month."
    found = changed(f"Start.\n\n{old}\n\nEnd.", f"Start.\n\nSomething entirely else.\n\n{new}\n\nEnd.")
    assert [(p.before, p.after) for p in found] == [("", "Something entirely else."), (old, new)]


def test_a_passage_knows_the_heading_it_stands_under() -> None:
    before = "# A\n\nOne.\n\n## B\n\nTwo.\n\n## C\n\nThree."
    after = "# A\n\nOne!\n\n## B\n\nTwo.\n\n## C\n\nThree!"
    assert [passage.section for passage in changed(before, after)] == ["A", "C"]


@pytest.mark.parametrize("seed", range(20))
def test_both_texts_can_be_read_back_from_what_changed(seed: int) -> None:
    chance = random.Random(seed)
    words = ["dose", "5", "mg", "1.5", "of", "the", "[@key]", "**week**", "—"]
    texts = [
        "\n\n".join(
            " ".join(chance.choices(words, k=chance.randint(1, 12))) for _ in range(chance.randint(1, 8))
        )
        for _ in range(2)
    ]
    found = diff.passages(*texts)
    for told, text in (("before", texts[0]), ("after", texts[1])):
        parts = [getattr(passage, told) for passage in found]
        assert "\n\n".join(part for part in parts if part) == text


def snapshot(**fields: Any) -> Revision:
    """A text of one author, source and picture, unsaved, with its digest."""
    person = {
        "slug": "a", "name": "Test author", "credentials": "MD", "affiliation": "A clinic", "disclosures": "None", "orcid": "",
        "is_health_professional": True, "is_organisation": False,
    }  # fmt: skip
    csl = {"type": "article-journal", "title": "A source", "volume": "1"}
    cited = {"key": "k", "kind": "trial", "csl": csl, "reference": "A source.", "link": ""}
    picture = {
        "src": "/a.png",
        "alt": "A",
        "credit": "B",
        "caption": "C",
        "digest": "0",
        "width": 1,
        "height": 2,
    }
    made = Revision(
        title="T", excerpt="E", body="One.\n\nTwo.", language="en", funding="None", byline=[person], sources=[cited],
        pictures=[picture], lead_picture="", rendered={"everyone": {"html": "<p>One.</p>"}},
    )  # fmt: skip
    for name, value in fields.items():
        listed, _, part = name.partition("__")
        setattr(made, listed, [{**getattr(made, listed)[0], part: value}] if part else value)
    made.digest = made.computed_digest()
    return made


PARTS = [
    *((f"byline__{name}", value) for name, value in {
        "slug": "b", "name": "Other", "credentials": "RN", "affiliation": "Other", "disclosures": "Paid", "orcid": "0000",
        "is_health_professional": False, "is_organisation": True, "unheard_of": "x",
    }.items()),
    ("sources__key", "l"), ("sources__kind", "review"), ("sources__csl", {"type": "book"}), ("sources__reference", "Other."),
    ("sources__link", "https://example.org/"), ("pictures__src", "/b.png"), ("pictures__alt", "D"), ("pictures__credit", "D"),
    ("pictures__caption", "D"), ("pictures__digest", "1"), ("pictures__width", 3), ("pictures__height", 3),
    ("title", "U"), ("excerpt", "F"), ("language", "de"), ("funding", "A fund"), ("lead_picture", "/a.png"),
    ("body", "One.\n\n\nTwo."), ("rendered", {"everyone": {"html": "<div>One.</div>"}}), ("byline", []), ("sources", []),
]  # fmt: skip


def test_the_parts_that_are_changed_here_are_all_that_is_signed() -> None:
    assert {name.partition("__")[0] for name, _ in PARTS} == {*CONTENT, "rendered"}


@pytest.mark.parametrize(("name", "value"), PARTS)
def test_whatever_the_digest_covers_shows_as_a_change_when_it_differs(name: str, value: Any) -> None:
    before, after = snapshot(), snapshot(**{name: value})
    assert before.digest != after.digest
    for found in (beside(before, after), beside(after, before)):
        assert [line for line in found if any(change.kind != diff.SAME for change in line.changes)]
    assert beside(before, snapshot()) == []


def five_thousand_words(seed: int, *, like: list[str] | None = None) -> list[str]:
    """Paragraphs of about a hundred words; those ``like`` others have every seventh word replaced."""
    chance = random.Random(seed)
    words = ["".join(chance.choices("abcdefghij", k=chance.randint(2, 9))) for _ in range(800)]
    if like is None:
        return [" ".join([*chance.choices(words, k=98), f"{chance.random():.2f}", "mg."]) for _ in range(50)]
    return [
        " ".join(chance.choice(words) if n % 7 == 0 else word for n, word in enumerate(text.split()))
        for text in like
    ]


FIRST = five_thousand_words(1)
WORST = {
    "every seventh word": five_thousand_words(2, like=FIRST),
    "another text": five_thousand_words(3),
    "the paragraphs shuffled": random.Random(4).sample(FIRST, len(FIRST)),
    "one paragraph": [" ".join(five_thousand_words(5, like=FIRST))],
}


@pytest.mark.parametrize("case", WORST)
def test_two_revisions_of_five_thousand_words_are_compared_in_under_300_ms(case: str) -> None:
    spent = []
    for _ in range(3):  # the machine may be busy with something else
        until, begun = diff.bound(), time.perf_counter()
        found = diff.passages("\n\n".join(FIRST), "\n\n".join(WORST[case]), until=until)
        for passage in found:
            numbers.changed(passage.before, passage.after, until=until)
        spent.append(time.perf_counter() - begun)
    assert min(spent) < 0.3
    assert "\n\n".join(p.after for p in found if p.after) == "\n\n".join(WORST[case])
