"""By which ways can somebody try to change an article, its review, or what both rest on? Each is tried by everybody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.test import Client
from django.utils import timezone
from PIL import Image

from articles.models import Contributor
from reviews.models import ChecklistQuestion, Credential
from tests import factories as make
from tests.articles.importer import command, write
from tests.articles.pictures import upload
from tests.desk.form import filled_in
from tests.desk.screens import article_page, review_page
from tests.desk.test_acts import LETTER, complete
from tests.matrix.stages import REASON, Stage

Way = Callable[[Client, Stage], Any]
DESK = "/admin"
# What no form of an article offers, and what a forged one may send all the same.
NO_FIELDS = {
    "live_revision": "1", "revision_number": "99", "version": "99", "created_by": "1", "created_by_id": "1", "archived_at": "2020-01-01",
    "archived_at_0": "2020-01-01", "archived_at_1": "00:00", "successor": "1", "original_published_at": "2020-01-01", "state": "approved",
    "front_matter": "{}", "published_at": "2020-01-01", "digest": "0" * 64, "reviewer": "1", "approval": "1", "rendered": "{}",
}  # fmt: skip


def post(path: str, **data: Any) -> Way:
    return lambda client, stage: client.post(path, data)


def save(**typed: Any) -> Way:
    """The writer's form, as the writer's browser has it, sent by whoever it is."""

    def way(client: Client, stage: Stage) -> Any:
        page = article_page(stage.article)
        if page not in stage.forms:
            stage.forms[page] = filled_in(stage.article)
        return client.post(page, stage.forms[page] | typed)

    return way


def new_fields() -> dict[str, Any]:
    """Another value for every field of an article's form."""
    return {
        "title": "Another title", "slug": "another-address", "category": make.category(name="Other").pk, "tags": "other",
        "excerpt": "Another excerpt.", "body": "Another body [@plain2020].", "listed_sources": [make.source().pk], "funding": "A maker.",
        "author_1": make.contributor(name="Nobody Else").pk, "language": "es", "reading_grade_reason": "Doses.",
    }  # fmt: skip


def all_fields(client: Client, stage: Stage) -> Any:
    return save(**new_fields())(client, stage)


def submit(client: Client, stage: Stage) -> Any:
    return client.post(f"{DESK}/articles/article/{stage.article.pk}/submit/", {"note": ""})


def restore(client: Client, stage: Stage) -> Any:
    page = f"{DESK}/articles/article/{stage.article.pk}/revisions/1/restore/"
    return client.post(page, {"base": stage.article.version})


def act(verb: str) -> Way:
    """The button of a review, with all that its form asks for; ``comment`` is also the way to the ones below."""

    def way(client: Client, stage: Stage) -> Any:
        if stage.review is None:
            return client.post(f"{DESK}/reviews/review/1/{verb}/", {})
        return client.post(f"{review_page(stage.review).removesuffix('change/')}{verb}/", filled(verb, stage))

    return way


def filled(verb: str, stage: Stage) -> dict[str, Any]:
    assert stage.review is not None
    known = {
        "assign": {"reviewer": make.second_reviewer().pk, "reason": REASON},
        "share": {"name": "Ada", "email": "ada@example.net", "days": "7", "note": ""},
        "schedule": {"go_live_at": f"{timezone.now().year + 1}-01-01T08:00"},
        "comment": {"text": LETTER, "is_blocking": "on"},
    }
    return known.get(verb) or complete(stage.review, verb)


def of_public(verb: str) -> Way:
    def way(client: Client, stage: Stage) -> Any:
        key = stage.publication.pk if stage.publication else 1
        return client.post(f"{DESK}/reviews/publication/{key}/change/", {"verb": verb, "reason": REASON})

    return way


def renew_button(client: Client, stage: Stage) -> Any:
    key = stage.publication.pk if stage.publication else 1
    return client.post(f"{DESK}/reviews/publication/{key}/renew/")


def list_editable(client: Client, stage: Stage) -> Any:
    """The list has no fields to type in; somebody sends them all the same."""
    key, sent = stage.article.pk, {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "_save": "Save"}
    return client.post(
        f"{DESK}/articles/article/",
        {**sent, "form-0-id": key, "form-0-title": "Forged", "form-0-category": ""},
    )


def chosen(register: str, action: str, **more: Any) -> Way:
    def way(client: Client, stage: Stage) -> Any:
        row: Any = {"article": stage.article, "review": stage.review, "publication": stage.publication}[
            register.split("/")[1]
        ]
        where = {"reviews/review": "?state=all", "reviews/publication": "?again=all"}.get(register, "")
        sent = {
            "action": action,
            "_selected_action": [row.pk if row else 1],
            "apply": "on",
            "post": "yes",
            **more,
        }
        return client.post(f"{DESK}/{register}/{where}", sent)

    return way


def assign_in_bulk(client: Client, stage: Stage) -> Any:
    return chosen("reviews/review", "assign", reviewer=make.second_reviewer().pk, reason=REASON)(
        client, stage
    )


def delete_pages(client: Client, stage: Stage) -> Any:
    """The last answer; the grid wants all of them to do nothing."""
    rows = {
        "articles/article": stage.article.pk, "articles/revision": stage.article.revisions.all()[0].pk, "articles/category": stage.article.category_id,
        "articles/source": make.source().pk, "articles/contributor": make.contributor(user=make.writer()).pk,
        "reviews/review": stage.review.pk if stage.review else 1, "reviews/publication": 1, "reviews/signoff": 1, "reviews/ledgerentry": 1,
        "auth/user": make.writer().pk,
    }  # fmt: skip
    return [
        client.post(f"{DESK}/{register}/{key}/delete/", {"post": "yes"}) for register, key in rows.items()
    ][-1]


def record_pages(client: Client, stage: Stage) -> Any:
    """Rows that actions alone write, sent to their own pages."""
    forged = {
        "state": "approved",
        "digest": "0" * 64,
        "body": "Forged",
        "title": "Forged",
        "number": "1",
        "verb": "approve",
        "_save": "Save",
    }
    rows = ("articles/revision", "reviews/signoff", "reviews/ledgerentry", "reviews/notice", "reviews/review")
    return [client.post(f"{DESK}/{row}/{key}/", forged) for row in rows for key in ("1/change", "add")][-1]


def run_import(*more: str) -> Way:
    def way(client: Client, stage: Stage) -> Any:
        text = f"---\ntitle: From a file\nslug: {stage.article.slug}\ncategory: Sleep\nfunding: None\nauthor: Test writer\nexcerpt: Short.\n---\nFile [@plain2020].\n"
        file = write(Path(settings.MEDIA_ROOT), "article.md", text)
        by = client.cookies["by"].value
        try:
            return command("import_articles", file, "--by", by, *more)
        except CommandError as refused:
            return refused

    return way


def a_picture(client: Client, stage: Stage) -> Any:
    return client.post(f"{DESK}/editor/upload/", {"image": upload(Image.new("RGB", (4, 3), "red"))})


def retracted_source(client: Client, stage: Stage) -> Any:
    page = f"{DESK}/articles/source/{make.source().pk}/retracted/"
    return client.post(page, {"retracted_on": "2026-01-01", "kind": "retraction", "reason": REASON})


def of_register(path: str, row: Callable[[], Any], **typed: Any) -> Way:
    """The page of a row that signed texts rest on, with one thing typed over."""

    def way(client: Client, stage: Stage) -> Any:
        page = f"{DESK}/{path}/{row().pk}/change/"
        return client.post(page, stage.form(page) | typed)

    return way


WAYS: dict[str, Way] = {
    "all_fields": all_fields,
    "fields_of_no_form": save(**NO_FIELDS),
    "restore": restore,
    "list_editable": list_editable,
    "delete_pages": delete_pages,
    "delete_selected": chosen("articles/article", "delete_selected"),
    "record_pages": record_pages,
    "import": run_import(),
    "import_--submit": run_import("--submit"),
    "submit": submit,
    **{verb: act(verb) for verb in (
        "claim", "assign", "release", "request_changes", "sign_off", "withdraw", "comment", "schedule", "share",
    )},
    "assign_in_bulk": assign_in_bulk,
    "remind_in_bulk": chosen("reviews/review", "remind"),
    "sign_in_bulk": chosen("reviews/review", "sign_off"),
    "mark_in_bulk": chosen("reviews/publication", "mark_for_re_review", reason=REASON),
    "renew_in_bulk": chosen("reviews/publication", "renew_all"),
    "renew_button": renew_button,
    **{verb: of_public(verb) for verb in ("correct", "retract", "reinstate", "archive")},
    "upload": a_picture,
    "source_retracted": retracted_source,
    "source_changed": of_register("articles/source", make.source, csl='{"type": "article-journal", "title": "Another title"}'),
    "byline_changed": of_register("articles/contributor", lambda: make.contributor(user=make.writer()), credentials="Forged"),
    "signer_changed": of_register("articles/contributor", lambda: Contributor.objects.get(user__username="reviewer"), credentials="Forged"),
    "credential_changed": of_register("reviews/credential", lambda: Credential.objects.filter(holder__username="reviewer")[0], valid_until="2031-01-01"),
    "checklist_changed": of_register("reviews/checklistquestion", lambda: ChecklistQuestion.objects.all()[0], text="Forged?"),
}  # fmt: skip
