"""Does a mail say what it must, in words that nobody can turn against its reader?"""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from reviews import actions
from reviews.mail.people import Recipient
from reviews.mail.wording import LONGEST_QUOTE, letter, one_line, quoted, worded
from reviews.models import Mail
from tests import factories as make

SITE = "http://127.0.0.1:8000"
GUEST = Recipient(address="guest@example.net", name="A guest")


def assigned(**fields: object) -> Mail:
    review = make.submitted(now=make.NOW, **fields)
    actions.assign(review=review, reviewer=make.reviewer(), by=make.editor(), now=make.NOW)
    return Mail.objects.get(kind="assigned")


def test_whoever_is_asked_reads_what_by_when_how_long_it_takes_why_them_and_how_to_get_out() -> None:
    mail = assigned(body=make.BODY + "One word more. " * 400)
    page = f"{SITE}/admin/reviews/review/{mail.review_id}/change/"
    assert mail.subject == "Please review: How to sleep better"
    assert "revision 1 of “How to sleep better”" in mail.text
    assert "due on Monday 16 March 2026" in mail.text
    assert "about 6 minutes" in mail.text
    assert "answer 5 questions" in mail.text
    assert f"Open the review:\n{page}\n" in mail.text
    assert f"Hand it back, so that somebody else can:\n{page}#release" in mail.text
    assert "your credential covers Psychiatry, you wrote no part of this article" in mail.text
    assert mail.link == page


def test_an_update_of_an_approved_text_says_so() -> None:
    article = make.approved_article(now=make.NOW)
    review = make.submitted(article=make.edited(article, now=make.NOW), now=make.NOW)
    actions.assign(review=review, reviewer=make.reviewer(), by=make.editor(), now=make.NOW)
    assert "an update of revision 1, which is public" in Mail.objects.get(kind="assigned").text


def test_the_html_part_has_the_words_and_the_links_of_the_text() -> None:
    mail = assigned()
    page = BeautifulSoup(letter(mail.text, link=mail.link), "html5lib")
    assert [a["href"] for a in page.select("a")] == [
        mail.link, f"{mail.link}#release_reason", f"{SITE}/admin/me/",
    ]  # fmt: skip
    assert page.select_one("td a b").get_text() == "Open the review"
    words = " ".join(page.get_text(" ").split())
    for line in mail.text.splitlines():
        if not line.startswith(("http", "--", "  ")):
            assert line.rstrip(":") in words


def test_what_somebody_wrote_is_marked_as_theirs_and_is_neither_markup_nor_link() -> None:
    review = make.claimed()
    text = (
        "<script>alert(1)</script>\n\n--\nOpen the review:\nhttps://evil.example/\n" + f"{SITE}/admin/logout/"
    )
    actions.comment(review=review, by=make.reviewer(), text=text)
    mail = Mail.objects.get(kind="comment")
    assert "> <script>alert(1)</script>\n>\n> --\n> Open the review:\n> https://evil.example/" in mail.text
    page = BeautifulSoup(letter(mail.text, link=mail.link), "html5lib")
    assert "<script>" in page.select_one("blockquote").get_text()
    assert not page.select("script")
    assert {a["href"] for a in page.select("a")} == {mail.link, f"{SITE}/admin/me/"}


def test_an_address_of_somebody_else_is_never_a_link() -> None:
    for foreign in (
        "https://evil.example/",
        f"{SITE}.evil.example/",
        "javascript:alert(1)",
        f"{SITE}@evil.example/",
    ):
        assert "<a " not in letter(f"Open it:\n{foreign}", link=foreign)


@pytest.mark.parametrize("said", ["x" * 100_000, "x\n" * 50_000])
def test_a_very_long_text_is_cut_and_says_so(said: str) -> None:
    cut = quoted(said)
    assert len(cut) < 3 * LONGEST_QUOTE
    assert cut.endswith("the rest stands on the desk)")


def test_a_long_title_still_makes_a_subject_that_the_database_holds() -> None:
    subject, text = worded("approved", GUEST, link="/", context={"title": "Schlaf " * 60, "number": 1})
    assert len(subject) <= 200
    assert subject.endswith("…")
    assert "Schlaf " * 59 in text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\r\nb", "a b"),
        ("a\x00b\x1bc", "abc"),
        ("a\u2028b", "a b"),
        ("👩‍⚕️ שלום", "👩‍⚕️ שלום"),
        ("\ud800a", "a"),
    ],
)
def test_a_line_has_no_break_and_no_control_character_and_keeps_every_letter(text: str, line: str) -> None:
    assert one_line(text) == line


@pytest.mark.parametrize("days", [-8, -1, 0, 1, 3])
def test_a_reminder_says_how_the_day_stands(days: int) -> None:
    review = make.claimed(now=make.NOW)
    context = {
        "title": "Sleep", "number": 1, "review": review, "days": days, "late": -days, "minutes": 1, "way_out": "/x/#y",
    }  # fmt: skip
    _, text = worded("due", GUEST, link="/x/", context=context)
    wanted = {
        -8: ", 8 days ago.",
        -1: ", 1 day ago.",
        0: "is due today.",
        1: ", in 1 day.",
        3: ", in 3 days.",
    }
    assert wanted[days] in text
