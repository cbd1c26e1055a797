"""Does the site keep its promises on several machines, while parts of them lag, die and come back?

Real programs: a PostgreSQL and one that follows it, two gunicorns behind nginx, two workers, storage that speaks S3.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from readers.media import INERT
from tests.machines.editor import Editor
from tests.machines.site import Answer, Site, several_machines, until

pytestmark = pytest.mark.own_postgresql
DELAY = 20  # seconds
SLEEP, STRESS, PAIN = "/articles/sleep/", "/articles/stress/", "/articles/pain/"
LISTS = [
    "/",
    "/articles/",
    "/articles/?status=retracted",
    "/search/?q=sleep",
    "/topics/sleep/",
    "/feeds/articles.json",
]


@pytest.fixture
def machines() -> Iterator[tuple[Site, Editor]]:
    """In a folder whose path is short enough for a Unix socket."""
    with (
        tempfile.TemporaryDirectory(prefix="imprimatur-", ignore_cleanup_errors=True) as folder,
        several_machines(Path(folder)) as running,
    ):
        yield running


def test_the_main_loop_holds_on_several_machines_while_parts_of_them_lag_and_die(
    machines: tuple[Site, Editor],
) -> None:
    site, editor = machines
    approved_on_one_is_seen_on_the_other_at_once(site, editor)
    lists_and_searches_are_read_from_the_replica(site)
    a_picture_kept_on_one_is_shown_by_the_other(site, editor)
    retracted_while_the_replica_lags_it_is_gone_everywhere_on_the_next_request(site, editor)
    whatever_dies_readers_notice_nothing(site, editor)
    without_the_primary_readers_get_what_is_held_and_no_act_is_accepted(site, editor)
    when_it_is_back_all_is_well(site, editor)
    without_storage_pages_stand_and_no_picture_is_half_kept(site, editor)


def approved_on_one_is_seen_on_the_other_at_once(site: Site, editor: Editor) -> None:
    for port in site.web:
        assert site.ask(SLEEP, to=port).status == 404
    assert editor("approve", slug="sleep", title="Sleep well") == SLEEP
    for to in (*site.web, None):
        assert 'data-review-state="approved"' in site.ask(SLEEP, to=to).text
        assert SLEEP in site.ask("/search/?q=sleep", to=to).text
    made = site.ask("/articles/none/")
    assert len(made.headers["X-Request-ID"]) == 32  # nginx's own
    assert made.headers["X-Request-ID"] in "".join(site.log(f"web-{number}") for number in range(2))
    assert (
        site.ask("/metrics", Authorization="Bearer a-token").status == 403
    )  # from here: for machines inside alone


def follows(site: Site) -> bool:
    ask = "SELECT mark FROM readers_edition"
    return site.primary.psql(ask) == site.replica.psql(ask)


def lists_and_searches_are_read_from_the_replica(site: Site) -> None:
    until(lambda: follows(site), what="the replica has followed")
    for port in site.web:
        assert SLEEP in site.ask("/search/?q=sleep", to=port).text
    asked = (
        "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend' "
        "AND query LIKE 'SELECT %' AND query NOT LIKE '%readers_edition%'"
    )
    assert int(site.replica.psql(asked)) >= 2, "a web process did not ask the replica"
    assert is_current(site) == "1.0"


def is_current(site: Site) -> str:
    figures = site.ask("/metrics", to=site.web[0], Authorization="Bearer a-token").text
    return figures.partition("\nimprimatur_replica_current ")[2].partition("\n")[0]


def a_picture_kept_on_one_is_shown_by_the_other(site: Site, editor: Editor) -> None:
    address = editor("picture", colour="teal")
    assert address.startswith("/media/pictures/")
    shown = [site.ask(address, to=to) for to in (*site.web, None)]
    assert {answer.status for answer in shown} == {200}
    assert len({answer.body for answer in shown}) == 1
    assert shown[0].body.startswith(b"\x89PNG")
    assert shown[0].headers["Content-Security-Policy"] == INERT
    assert shown[0].headers["Content-Type"] == "image/png"
    assert not list(site.folder.glob("media/**/*.png"))
    assert site.ask("/media/pictures/none.png").status == 404


def retracted_while_the_replica_lags_it_is_gone_everywhere_on_the_next_request(
    site: Site, editor: Editor
) -> None:
    site.replica.psql(f"ALTER SYSTEM SET recovery_min_apply_delay = '{DELAY}s'")
    site.replica.psql("SELECT pg_reload_conf()")
    for to in (*site.web, None):
        for path in (SLEEP, *LISTS):
            assert site.ask(path, to=to).status == 200
    editor("retract", slug="sleep")
    begun = time.monotonic()
    for to in (*site.web, None):
        assert 'data-review-state="retracted"' in site.ask(SLEEP, to=to).text
        assert SLEEP in site.ask("/articles/?status=retracted", to=to).text
        for path in LISTS:
            assert is_shown_as_retracted(site.ask(path, to=to)), path
    assert editor("approve", slug="stress", title="Stress and sleep") == STRESS
    for to in (*site.web, None):
        assert 'data-review-state="approved"' in site.ask(STRESS, to=to).text
        assert STRESS in site.ask("/search/?q=stress", to=to).text
    assert time.monotonic() - begun < DELAY - 1, "the replica had the time to follow"
    assert site.replica.psql("SELECT count(*) FROM reviews_notice") == "0"
    assert is_current(site) == "0.0"
    site.replica.psql("ALTER SYSTEM RESET recovery_min_apply_delay")
    site.replica.psql("SELECT pg_reload_conf()")


def is_shown_as_retracted(answer: Answer) -> bool:
    """Where the article is named at all, it is named as what it is."""
    return answer.status == 200 and (SLEEP not in answer.text or "etracted" in answer.text)


def whatever_dies_readers_notice_nothing(site: Site, editor: Editor) -> None:
    until(lambda: follows(site), what="the replica has followed")
    site.kill("web-0")
    everything_answers(site)
    site.kill("worker-0")
    before = site.mails
    editor("submit", slug="stress")
    until(lambda: site.mails > before, what="the other worker sends the mail")
    with site.replica.frozen():
        everything_answers(site)
        assert site.ask("/search/?q=stress").status == 200
    until(lambda: follows(site), what="the replica goes on")
    site.ask("/search/?q=stress")
    site.replica.stop()
    everything_answers(site)
    site.start_web(0)
    until(lambda: site.ask_quietly("/healthz", to=site.web[0]), what="the web process is back")
    everything_answers(site)


def everything_answers(site: Site) -> None:
    begun = time.monotonic()
    for path in [SLEEP, STRESS, *LISTS] * 2:
        answer = site.ask(path)
        assert answer.status == 200, (path, answer.text)
        assert "Warning" not in answer.headers, path
    assert time.monotonic() - begun < 20


def without_the_primary_readers_get_what_is_held_and_no_act_is_accepted(site: Site, editor: Editor) -> None:
    for port in site.web:
        for path in (SLEEP, STRESS, "/"):
            assert site.ask(path, to=port).status == 200
    site.primary.stop()
    for to in (*site.web, None):
        for path in (SLEEP, STRESS, "/"):
            held = site.ask(path, to=to)
            assert (held.status, held.headers["Warning"]) == (200, '111 - "Revalidation Failed"')
            assert "cannot be reached" in held.text
        assert 'data-review-state="retracted"' in site.ask(SLEEP, to=to).text
    token = "x" * 32
    form = {"Cookie": f"__Host-csrftoken={token}", "Referer": "https://health.example.org/"}
    data = f"csrfmiddlewaretoken={token}&username=editor&password=x&address=a@example.org"
    with ThreadPoolExecutor(5) as pool:  # each of them waits for the database a little
        posted = [
            pool.submit(site.ask, path, data=data, **form) for path in ("/newsletter/", "/admin/login/")
        ]
        made = pool.submit(site.ask, "/search/?q=sleep")
        ready = pool.submit(site.ask, "/readyz", to=site.web[1])
        act = pool.submit(editor, "retract", slug="stress")
    for refused in [*(one.result() for one in posted), made.result()]:
        assert (refused.status, refused.headers["Retry-After"]) == (503, "30")
        assert "Nothing was changed" in refused.text
    assert site.ask("/healthz").status == 200
    assert ready.result().status == 503
    assert act.result() == {"error": "OperationalError"}


def when_it_is_back_all_is_well(site: Site, editor: Editor) -> None:
    site.primary.start()
    site.replica.start()
    for port in site.web:
        until(lambda port=port: site.ask_quietly("/readyz", to=port), what="it is ready again")  # type: ignore[misc]
    for to in (*site.web, None):
        assert 'data-review-state="approved"' in site.ask(STRESS, to=to).text
    assert editor("approve", slug="pain", title="Pain and sleep") == PAIN
    for to in (*site.web, None):
        assert 'data-review-state="approved"' in site.ask(PAIN, to=to).text
        assert PAIN in site.ask("/search/?q=pain", to=to).text
    site.running.pop("worker-1").wait(
        timeout=30
    )  # it ended with its database, and is started again as by systemd
    site.start_worker(1)
    before = site.mails
    editor("submit", slug="pain")
    until(lambda: site.mails > before, what="the worker sends mail again")
    site.manage("verify_record")
    logs = "".join(site.log(f"web-{number}") for number in range(2))
    assert '"status": 500' not in logs


def without_storage_pages_stand_and_no_picture_is_half_kept(site: Site, editor: Editor) -> None:
    address = editor("picture", colour="teal")
    assert site.ask(address).status == 200
    site.kill("storage")
    assert site.ask(address).status == 200, "nginx holds it"
    assert site.ask(address, to=site.web[0]).status == 503
    assert site.ask(PAIN).status == 200
    assert editor("picture", colour="red") == {"error": "StorageUnreachable"}
    assert site.primary.psql("SELECT count(*) FROM articles_picture") == "1"
