"""Does a marked claim carry its citation into the page, the revision and the checks, and leave other texts alone?"""

from __future__ import annotations

import pytest

from articles import snapshot
from articles.drafting import as_stored
from articles.markdown import render, variants
from articles.models import Revision
from articles.readiness import findings
from tests import factories as make


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("[Hours help]{claim} [@a].", ("a",)),
        ("[Hours help [@a, p. 3]]{claim}.", ("a",)),
        ("[Hours help]{claim}.\n[@a; @b] [@c]", ("a", "b", "c")),
        ("**[Hours help]{claim}** [@a]", ("a",)),
        ("[Hours help [@a]]{claim} [@b]", ("a", "b")),
        ("- [Hours help]{claim}[@a]", ("a",)),
        ("[Hours help]{claim} and more [@a]", ()),
        ("[Hours help]{claim}\n\n[@a]", ()),
        ("[Hours help]{claim}[^n]\n\n[^n]: [@a]", ()),
    ],
)
def test_a_claim_rests_on_what_it_cites_inside_or_right_after(text: str, keys: tuple[str, ...]) -> None:
    rendered = render(text)
    [claim] = rendered.claims
    assert (claim.text, claim.keys) == ("Hours help", keys)
    assert '<span class="claim">Hours help' in rendered.html
    assert rendered.leftovers == ()


@pytest.mark.parametrize(
    "text",
    [
        "[x]\\{claim}",
        "`[x]{claim}`",
        "    [x]{claim}",
        "[x]{dose}",
        "[x] {dose}",
        "a {b} c",
        "[x](https://a.org)",
    ],
)
def test_what_is_no_claim_stays_as_it_was(text: str) -> None:
    rendered = render(text)
    assert rendered.claims == ()
    assert 'class="claim"' not in rendered.html
    assert rendered.leftovers == ()


@pytest.mark.parametrize(
    "text", ["[@a]{claim}", "[]{claim}", "x {claim}", "[x]{.claim}", "[x]{Claims}", "[x](/a/){claim}"]
)
def test_a_mark_that_marks_nothing_is_named(text: str) -> None:
    rendered = render(text)
    assert rendered.claims == ()
    assert [leftover.line for leftover in rendered.leftovers] == [1]


def test_claims_do_not_nest_and_a_link_may_stand_in_one() -> None:
    rendered = render("[See [this](https://a.org) [x]{claim} end]{claim} [@a]")
    assert [claim.keys for claim in rendered.claims] == [("a",)]
    assert 'href="https://a.org"' in rendered.html


def test_each_audience_has_the_claims_of_its_own_wording() -> None:
    text = "[A]{claim} [@a]\n\n::: patients\n[B]{claim} [@b]\n:::\n\n::: clinicians\n[C]{claim} [@c]\n:::\n"
    found = {name: "".join(claim.text for claim in one.claims) for name, one in variants(text).items()}
    assert found == {"everyone": "ABC", "patients": "AB", "clinicians": "AC"}


def test_a_text_without_claims_is_stored_as_it_always_was() -> None:
    stored = as_stored(variants("Hours help [@a]."))
    assert set(stored["everyone"]) == {"html", "contents", "citations"}
    marked = as_stored(variants("[Hours help]{claim} [@a]."))
    assert marked["everyone"]["claims"] == [{"text": "Hours help", "keys": ["a"]}]


@pytest.mark.django_db
def test_the_claims_of_a_revision_are_part_of_its_digest() -> None:
    article = make.article(body="[Hours help]{claim} [@plain2020].\n")
    revision = Revision.objects.get(article=article)
    assert revision.claims == [{"text": "Hours help", "keys": ["plain2020"]}]
    assert revision.is_intact()
    revision.rendered["everyone"]["claims"] = []
    assert snapshot.digest(content=revision.content(), rendered=revision.rendered) != revision.digest


@pytest.mark.django_db
def test_a_claim_without_a_source_keeps_the_text_from_being_submitted_and_names_the_place() -> None:
    article = make.article(body="Sleep [@plain2020].\n\n[Hours help]{claim} they say.\n")
    [finding] = findings(article)
    assert (finding.place, finding.line) == ("body", 3)
    assert finding.sentence.startswith("Line 3: the claim “Hours help” cites no source.")
