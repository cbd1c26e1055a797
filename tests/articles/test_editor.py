"""Do preview and upload serve the writer at the editor, and nobody else?"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from articles.drafting import LIMITS
from articles.models import Picture
from articles.pictures import MAX_BYTES, add_picture
from tests import factories as make
from tests.articles.pictures import upload
from tests.desk.screens import at_the_desk, soup

PREVIEW, UPLOAD = reverse("editor_preview"), reverse("editor_upload")
PAGE, CHECK = reverse("editor_preview_page"), reverse("editor_check")
ALL = [PREVIEW, UPLOAD, PAGE, CHECK]


@pytest.fixture(autouse=True)
def desk(db: None, settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = str(tmp_path)


def preview(text: str, *, by: Any = None, audience: str | None = None, title: str = "") -> Any:
    asked = {"title": title} | ({} if audience is None else {"for": audience})
    return at_the_desk(by or make.writer()).post(f"{PREVIEW}?{urlencode(asked)}", {"content": text})


def send(content: Any, *, by: Any = None, **described: str) -> Any:
    return at_the_desk(by or make.writer()).post(UPLOAD, {"image": upload(content, **described)})


def test_the_preview_is_the_html_that_a_save_would_store() -> None:
    body = "## Doses\n\n5 mg [@plain2020]\n\n| a | b |\n| --: | --- |\n| 1 | 2 |\n\n::: patients\nAsk.\n:::\n"
    rendered = make.article(body=body).revisions.get().rendered
    for audience in ("everyone", "patients", "clinicians"):
        assert rendered[audience]["html"] in preview(body, audience=audience).text
    assert preview(body).text == preview(body, audience="everyone").text


def test_the_preview_ends_with_the_references_as_they_are_numbered_in_it() -> None:
    make.source(key="first2020", title="The first")
    make.source(key="second2021", title="The second")
    page = soup(preview("One [@second2021]. Two [@first2020]. Three [@second2021]."))
    listed = [" ".join(line.get_text(" ").split()) for line in page.select(".references li")]
    assert [line.split(".")[0:2] for line in listed] == [["1", " The second"], ["2", " The first"]]
    assert [link["href"] for link in page.select(".references .back")] == [
        "#cite-1-1",
        "#cite-1-2",
        "#cite-2-1",
    ]


def test_a_heading_that_repeats_the_title_is_left_out_as_on_the_page() -> None:
    assert "Sleep well" in preview("# Sleep well\n\nText.").text
    assert "Sleep well" not in preview("# Sleep well\n\nText.", title="Sleep well").text


@pytest.mark.parametrize("audience", ["robots", "", "everyone\x00"])
def test_a_preview_for_nobody_is_not_found(audience: str) -> None:
    assert preview("Text.", audience=audience).status_code == 404


def test_the_preview_shows_a_picture_of_the_library_with_its_size() -> None:
    picture = add_picture(file=upload(Image.new("RGB", (30, 20))), by=make.writer(), alt="Red", credit="Us")
    shown = preview(f"![Red]({picture.src})").text
    assert 'width="30"' in shown
    assert 'height="20"' in shown


def test_nothing_in_a_preview_is_live() -> None:
    shown = preview("<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>").text
    assert "<script" not in shown
    assert "<img" not in shown
    assert 'href="javascript' not in shown


@pytest.mark.parametrize(
    "text", ["", "a\x00b", "\ud800".encode("utf-8", "replace").decode(), "[@" * 2000, "> " * 5000]
)
def test_a_strange_text_is_previewed_without_an_accident(text: str) -> None:
    assert preview(text).status_code == 200


def test_a_text_that_is_too_long_to_keep_is_said_to_be_so() -> None:
    assert "too long to be kept" in preview("a " * LIMITS["body"]).text
    assert "while you type" in preview("[" * LIMITS["body"]).text


def test_an_uploaded_picture_comes_back_as_the_markdown_that_shows_it() -> None:
    answer = send(Image.new("RGB", (3, 2)), name="../../evil.html", content_type="text/html")
    picture = Picture.objects.get()
    assert answer.json() == {"image_code": f"![]({picture.src})", "image_path": picture.src}
    assert picture.src.endswith(".png")
    assert picture.owner == make.writer()


@pytest.mark.parametrize(
    "content",
    [
        b"<script>alert(1)</script>",
        b"<svg onload='alert(1)' xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a=1",
        b"",
    ],
)
def test_what_is_no_picture_is_refused_in_a_sentence(content: bytes) -> None:
    answer = send(content)
    assert answer.status_code == 400
    [sentence] = answer.json()["image"]
    assert sentence.endswith(("Upload a JPEG, PNG or WebP file.", "nothing was sent."))
    assert not Picture.objects.exists()


def test_a_file_that_is_too_large_is_refused_in_a_sentence() -> None:
    answer = send(bytes(MAX_BYTES + 1))
    assert answer.status_code == 400
    assert "the most is 10" in answer.json()["image"][0]


def test_sending_no_file_is_refused_in_a_sentence() -> None:
    answer = at_the_desk(make.writer()).post(UPLOAD)
    assert answer.status_code == 400
    assert answer.json() == {"image": ["Choose a picture file: nothing was sent."]}


@pytest.mark.parametrize("url", ALL)
def test_the_editor_is_for_writers_alone(url: str) -> None:
    data = {"content": "x", "image": upload(Image.new("RGB", (3, 2)))}
    for person in (make.reviewer(), make.stranger()):
        data["image"].seek(0)  # type: ignore[attr-defined]
        assert at_the_desk(person).post(url, data).status_code == 403
    anonymous = Client().post(url, {"content": "x"})
    assert anonymous.status_code == 302
    assert anonymous.url.startswith("/admin/login/")
    assert not Picture.objects.exists()


@pytest.mark.parametrize("url", ALL)
def test_opening_the_editor_s_addresses_does_nothing(url: str) -> None:
    assert at_the_desk(make.writer()).get(url).status_code == 405


@pytest.mark.parametrize("url", ALL)
def test_another_site_cannot_use_a_writer_s_session(url: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.writer(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(url, {"content": "x"}).status_code == 403
