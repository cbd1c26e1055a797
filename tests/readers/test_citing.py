"""Can a reader take a correct citation of a page along, by hand or in a file?"""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from bibtexparser.entrypoint import parse_string
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from articles import bibliography
from articles.actions import save_article
from articles.models import Article
from readers.citation_files import FORMS, bibtex, csl_json, ris
from reviews import actions
from tests import factories as make
from tests.readers.conftest import Read

NOW = make.NOW
SITE = "http://127.0.0.1:8000"
TYPES = {
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "json": "application/vnd.citationstyles.csl+json",
}
HARD = [
    "A {weird} 100 % title: $5 & #1 ^_^ ~x \\foo", "a--b---c - d-e", "``q'' \"x\" it's 'y' `z`", "@article{x, y=z}",
    "Unbalanced }{ braces", "Ünïcode 漢字 — – “quotes”", "<b>&amp;</b></script>", "ends in a backslash \\", "50% of 10%", "\\'e",
]  # fmt: skip
NOT_LETTERS = ["Cc", "Cs", "Co", "Cn", "Cf", "Zs", "Zl", "Zp", "Mn"]  # what no title keeps as it was typed
# U+FFFD stands for a letter that was lost, and whoever reads a bibliography refuses it.
TITLES = st.text(
    st.characters(min_codepoint=32, exclude_categories=NOT_LETTERS, exclude_characters="\ufffd"), min_size=1
)


def work(title: str, *names: str) -> dict[str, Any]:
    return {
        "id": "a-slug-1", "type": "webpage", "author": [{"literal": name} for name in names], "title": title,
        "publisher": "Imprimatur", "version": "Revision 1", "language": "en", "URL": f"{SITE}/articles/a_slug-%C3%A9/",
        "note": "Revision 1, not medically reviewed", "issued": {"date-parts": [[2026, 3, 2]]},
    }  # fmt: skip


def read_back(text: str, *, suffix: str) -> dict[str, Any]:
    [record], refusals = bibliography.read(text.encode(), filename=f"cite.{suffix}")
    assert refusals == []
    return record.csl


@pytest.mark.django_db
class TestOnThePage:
    def test_both_styles_stand_on_the_page_for_a_reader_without_scripts(self, read: Read) -> None:
        page = read(make.approved_article(title="How to sleep", now=NOW).get_absolute_url())
        by_nlm = (
            "Test writer. How to sleep [Internet]. Imprimatur; 2026 Mar 2 [updated 2026 Mar 2]. (Revision 1)."
        )
        told = [tag.get_text() for tag in page.select(".copyable .copied")]
        assert told == [
            f"{by_nlm} Available from: {SITE}/articles/how-to-sleep/.",
            f"Test writer. How to sleep. Imprimatur; 2026. Updated March 2, 2026. {SITE}/articles/how-to-sleep/",
            f"{SITE}/articles/how-to-sleep/",
        ]

    def test_a_retracted_page_is_cited_as_retracted(self, read: Read, client: Client) -> None:
        article = make.approved_article(title="A claim", now=NOW)
        actions.retract(article=article, by=make.editor(), reason="Wrong.", now=NOW + timedelta(days=3))
        address = article.get_absolute_url()
        assert "Retracted: A claim [Internet]" in read(address).select_one(".copied").get_text()  # type: ignore[union-attr]
        [item] = client.get(f"{address}cite.json").json()
        assert item["title"] == "Retracted: A claim"
        assert item["note"] == "Revision 1, updated 5 March 2026, retracted"

    def test_a_citation_says_whether_the_text_was_reviewed(self, client: Client) -> None:
        pending = make.submitted(title="Pending").article
        signed = make.approved_article(now=NOW)
        [item] = client.get(f"{pending.get_absolute_url()}cite.json").json()
        assert item["note"] == "Revision 1, not medically reviewed"
        [item] = client.get(f"{signed.get_absolute_url()}cite.json").json()
        assert item["note"] == "Revision 1, updated 2 March 2026, last medically reviewed 2 March 2026"

    def test_the_page_is_shared_by_mail_or_by_its_address_and_by_nobody_else(self, read: Read) -> None:
        article = make.approved_article(title="Sleep & “rest”?")
        page = read(article.get_absolute_url())
        mail = page.find("a", string="By e-mail")
        assert mail["href"] == (
            "mailto:?subject=Sleep%20%26%20%E2%80%9Crest%E2%80%9D%3F"
            f"&body=http%3A%2F%2F127.0.0.1%3A8000%2Farticles%2F{article.slug}%2F"
        )
        hrefs = [str(a["href"]) for a in page.find_all("a")]
        assert [href for href in hrefs if not href.startswith(("/", "#", "mailto:"))] == []


@pytest.mark.django_db
class TestFiles:
    @pytest.mark.parametrize("form", FORMS)
    def test_each_file_has_its_type_and_its_name(self, form: str, client: Client) -> None:
        article = make.approved_article()
        response = client.get(f"{article.get_absolute_url()}cite.{form}")
        assert response["Content-Type"] == TYPES[form]
        assert response["Content-Disposition"] == f'attachment; filename="{article.slug}.{form}"'
        assert (
            client.get(
                f"{article.get_absolute_url()}cite.{form}", headers={"If-None-Match": response["ETag"]}
            ).status_code
            == 304
        )

    @pytest.mark.parametrize("form", FORMS)
    @pytest.mark.parametrize("title", HARD)
    def test_the_file_of_any_title_reads_back_as_that_title(
        self, title: str, form: str, client: Client
    ) -> None:
        names = ["Ann and Bob O'Neil", "Group & {Co} 100%"]
        article = make.approved_article(
            title=title, byline=[make.contributor(name=name) for name in names], now=NOW
        )
        csl = read_back(client.get(f"{article.get_absolute_url()}cite.{form}").content.decode(), suffix=form)
        assert csl["title"] == title
        assert csl["author"] == [{"literal": name} for name in names]
        assert csl["type"] == "webpage"
        assert csl["URL"] == f"{SITE}{article.get_absolute_url()}"
        assert csl["issued"]["date-parts"] == [[2026, 3, 2]]
        assert csl["publisher"] == "Imprimatur"

    def test_an_address_in_other_letters_makes_a_safe_name_and_key(self, client: Client) -> None:
        article = make.approved_article()
        moved = save_article(
            by=make.writer(), article=Article.objects.get(pk=article.pk), slug="schläfrig-睡眠"
        )
        response = client.get(f"{moved.get_absolute_url()}cite.bib")
        assert (
            response["Content-Disposition"]
            == "attachment; filename*=utf-8''schl%C3%A4frig-%E7%9D%A1%E7%9C%A0.bib"
        )
        assert response.content.decode().startswith("@misc{schl-frig-1,\n")

    @pytest.mark.parametrize("tail", ["cite.xml", "cite.", "cite", "cite.bib.bib"])
    def test_a_form_there_is_not_is_not_found(self, tail: str, client: Client) -> None:
        assert client.get(f"{make.approved_article().get_absolute_url()}{tail}").status_code == 404

    def test_a_hidden_article_has_no_citation(self, client: Client) -> None:
        hidden = make.submitted(category=make.category(name="Hidden", public_before_approval=False)).article
        for form in FORMS:
            assert client.get(f"{hidden.get_absolute_url()}cite.{form}").status_code == 404

    def test_a_former_address_leads_to_todays_citation(self, client: Client) -> None:
        article = make.approved_article()
        former = article.get_absolute_url()
        save_article(by=make.writer(), article=Article.objects.get(pk=article.pk), slug="elsewhere")
        assert client.get(f"{former}cite.ris")["Location"] == "/articles/elsewhere/cite.ris"

    def test_a_citation_can_only_be_read(self, client: Client) -> None:
        assert client.post(f"{make.approved_article().get_absolute_url()}cite.bib").status_code == 405


@given(title=TITLES, name=TITLES)
def test_bibtex_says_the_same_title_and_author_whatever_they_hold(title: str, name: str) -> None:
    csl = read_back(bibtex(work(f"A {title}", f"N {name}")), suffix="bib")
    plain = read_back(csl_json(work(f"A {title}", f"N {name}")), suffix="json")
    assert csl["title"] == plain["title"]
    assert csl["author"] == plain["author"]


@given(title=TITLES)
def test_ris_says_the_same_title_whatever_it_holds(title: str) -> None:
    text = ris(work(f"A {title}", "Ann"))
    plain = read_back(csl_json(work(f"A {title}", "Ann")), suffix="json")
    assert read_back(text, suffix="ris")["title"] == plain["title"]
    assert all(line[2:6] == "  - " for line in text.split("\r\n")[:-1])


@pytest.mark.parametrize("title", HARD)
def test_no_sign_that_latex_acts_on_stands_bare_in_bibtex(title: str) -> None:
    [line] = [line for line in bibtex(work(title, "Ann")).splitlines() if line.startswith("  title = ")]
    known = r"\\[$&#_%]|\$\\[lr]brace\$|\{\\(?:textbackslash|textasciitilde|textasciigrave|string\^)\}"
    assert re.findall(r"[$&#_%^~\\`]", re.sub(known, "", line)) == []
    assert line.count("{") == line.count("}")


def test_bibtex_is_one_entry_to_the_library_too() -> None:
    library = parse_string(bibtex(work(HARD[0], "Ann", "Bob")), parse_stack=[])
    assert library.failed_blocks == []
    [entry] = library.entries
    assert (entry.entry_type, entry.key) == ("misc", "a-slug-1")
    assert set(entry.fields_dict) == {
        "author",
        "title",
        "howpublished",
        "year",
        "month",
        "day",
        "language",
        "note",
        "url",
    }


def test_csl_json_holds_what_csl_knows() -> None:
    [item] = json.loads(csl_json(work("T", "Ann") | {"updated": {"date-parts": [[2026, 3, 7]]}}))
    assert "updated" not in item
    assert (item["type"], item["version"]) == ("webpage", "Revision 1")
