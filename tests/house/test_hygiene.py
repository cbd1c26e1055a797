"""Does the code keep off what has hurt others: markup trusted, SQL put together, doors left open? Each exception has its reason."""

from __future__ import annotations

import ast
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.urls import get_resolver
from django.views.debug import SafeExceptionReporterFilter

from tests.house.project import ROOT, code, settings_read, texts
from tests.secure import settings_as

# What is given to the browser as it stands, and why it may be.
TRUSTED = {
    "articles/admin.py": "a revision's HTML, sanitised when it was made and covered by its digest",
    "articles/as_read.py": "the same",
    "reviews/reading/blocks.py": "the same, taken apart at its blocks",
    "reviews/mail/wording.py": "a line break written here",
    "readers/structured_data/script.py": "JSON in which every < is escaped",
    "pages/readers/_text.html": "a revision's HTML",
    "pages/readers/about.html": "a version's HTML, sanitised when it was made",
    "pages/readers/feeds/article.html": "a revision's HTML",
    "templates/readers/desk/about_write.html": "a preview by the same function that makes the version's HTML",
}
# SQL that is not the ORM's. What is typed is a parameter in each; what is put together stands in the code.
SQL = {
    "articles/append_only.py": "triggers take no parameters; each part is written in the code",
    "reviews/database_roles.py": "asks which roles there are",
    "reviews/ledger.py": "a lock",
    "reviews/limits.py": "one statement that counts",
    "readers/health.py": "SELECT 1",
    "readers/search/engine.py": "ranks of the full-text index; the words are parameters",
    "readers/search/schema.py": "tables and triggers of the index",
    "readers/search/vocabulary.py": "many rows at once, as parameters",
    "articles/prepared.py": "what the ORM worded once, with its parameters",
    "readers/listed/drawing.py": "draws the lists anew; every part is written in the code",
    "readers/related.py": "keys of the newest of each tag; tags and topics are parameters",
    "readers/held/asking.py": "asks again what a page asked, with the same parameters",
    "readers/replica.py": "one fixed question, of the other database",
    "readers/held/marks.py": "one fixed question on a connection of its own",
}
WITHOUT_FORGERY_CHECK = {
    "readers/public.py": "addresses that can only be read: whatever is sent is refused",
    "readers/correspondence/views/intake.py": "readers have no cookie that a stranger could use; forms carry a signed ticket",
}
FORBIDDEN = {
    r"eval|exec|compile|__import__": "runs text as code",
    r"(pickle|marshal|shelve|dill)\.\w+": "makes objects of bytes, whatever they do",
    r"yaml\.(load|load_all|full_load|unsafe_load)": "makes objects of text: use a safe loader",
    r"os\.(system|popen)|subprocess\.getoutput": "hands a line to a shell",
    r"random\.\w+": "can be guessed: use secrets",
    r"hashlib\.(md5|sha1)": "too weak to prove anything",
    r"tempfile\.mktemp": "somebody else may make the file first",
    r"(requests|urllib\.request|httpx|aiohttp|http\.client)\.\w+": "the site asks no other machine",
    r"ET\.\w+|xml\.etree\.ElementTree\.(parse|fromstring|XML)": "follows entities: nothing here reads XML of others",
}


def calls(source: str) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))


def named(call: ast.Call) -> str:
    return ast.unparse(call.func)


def test_nothing_that_is_forbidden_is_called() -> None:
    found = {
        f"{path}:{call.lineno}": f"{named(call)} {why}"
        for path, source in code()
        for call in calls(source)
        for pattern, why in FORBIDDEN.items()
        if re.fullmatch(pattern, named(call))
    }
    assert found == {}


def test_a_shell_is_never_asked() -> None:
    shells = [
        f"{path}:{call.lineno}"
        for path, source in code()
        for call in calls(source)
        if any(word.arg == "shell" for word in call.keywords)
    ]
    assert shells == []


def test_markup_is_trusted_where_it_is_known_to_be_ours_and_nowhere_else() -> None:
    marked = {
        path for path, source in code() if re.search(r"\bmark_safe\(|\bSafeString\(|allow_tags", source)
    }
    marked |= {
        path
        for path, text in texts(".html", ".xml", ".txt")
        if re.search(r"\|\s*safe\b|autoescape off", text) and path.startswith(("pages/", "templates/"))
    }
    mails = {
        path for path in marked if path.startswith("templates/mail/") and path.endswith(".txt")
    }  # plain text has no markup
    assert marked - mails == set(TRUSTED)


def test_sql_is_written_where_it_is_listed_and_nowhere_else() -> None:
    pattern = re.compile(
        r"\bcursor\.execute|\bexecutemany\(|\.raw\(|\.extra\(|RawSQL\(|connection\.execute\(|return Words\("
    )
    assert {path for path, source in code() if pattern.search(source)} == set(SQL)


def test_what_is_put_into_sql_is_written_in_capitals_in_the_code() -> None:
    """An f-string that begins like SQL holds names of constants, tables and triggers, never an argument from outside."""
    allowed = set(SQL) | {"reviews/guards.py", "readers/held/edition.py", "readers/listed/triggers.py"}
    begins = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|DROP|CREATE|ALTER)\b")
    loose = {
        path
        for path, source in code()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.JoinedStr)
        and begins.match("".join(p.value for p in node.values if isinstance(p, ast.Constant)))
    }
    assert loose - allowed == set()


def test_forms_go_without_the_check_against_forgery_where_it_has_a_reason() -> None:
    assert {path for path, source in code() if "@csrf_exempt" in source} == set(WITHOUT_FORGERY_CHECK)


def test_every_template_that_sends_a_form_to_the_desk_or_a_guest_s_page_carries_the_token() -> None:
    for path, text in texts(".html"):
        if path.startswith(("pages/", "templates/")) and not path.startswith(
            ("pages/readers/correspondence", "pages/readers/newsletter")
        ):
            forms = re.findall(r'<form[^>]*method="post".*?</form>', text, re.DOTALL | re.IGNORECASE)
            assert not [form for form in forms if "csrf_token" not in form and "csrf_input" not in form], path


def test_no_page_is_built_from_what_somebody_typed() -> None:
    built = {
        path
        for path, source in code()
        for call in calls(source)
        if named(call) in ("Template", "engines.from_string", "Engine.from_string")
    }
    assert built == set()


def test_no_secret_stands_in_the_code() -> None:
    """Lower-case words alone are a name, not a secret."""
    alike = re.compile(
        r"""(?i)(?:secret|password|token|api_?key)\w*\s*=\s*["'](?=[a-z_]*[^a-z_"'])[A-Za-z0-9+/_-]{16,}["']"""
    )
    keys = re.compile("-----BEGIN [A-Z ]*PRIVATE" + " KEY-----|AKIA[0-9A-Z]{16}")
    found = {
        path: match[0]
        for path, text in texts(".py", ".toml", ".md", ".yml")
        if (match := alike.search(text) or keys.search(text))
    }
    assert {path for path in found if not path.startswith("tests/")} == set()


def test_whoever_reads_an_error_report_reads_no_secret() -> None:
    hidden = SafeExceptionReporterFilter.hidden_settings
    secret = {name for name in settings_read() if re.search("SECRET|KEY|PASS|TOKEN|DSN|URL", name)}
    told_apart = {
        "SITE_URL",
        "SIGNING_KEY_FILE",
        "CACHE_URL",
        "EMAIL_URL",
        "DATABASE_URL",
        "REPLICA_URL",
        "STORAGE_URL",
        "MEDIA_URL_BASE",
        "SENTRY_DSN",
    }
    assert {name for name in secret - told_apart if not hidden.search(name)} == set()
    # What the addresses of servers hold stands in these settings, under names that are hidden.
    made = settings_as(DATABASE_URL="postgres://u:hunter2@h/n", EMAIL_URL="smtp://u:hunter2@h:25")
    shown = SafeExceptionReporterFilter()
    cleansed = {name: shown.cleanse_setting(name, value) for name, value in made.items()}
    assert "hunter2" not in str({n: v for n, v in cleansed.items() if n != "EMAIL_CONFIG"})
    assert "hunter2" not in str(cleansed.get("EMAIL_CONFIG"))


# --- Set up for the public -------------------------------------------------------------------------------------
PRODUCTION = {
    "DEBUG": "off", "SITE_URL": "https://example.org", "ALLOWED_HOSTS": "example.org",
    "SECURITY_CONTACT": "mailto:security@example.org", "POSTAL_ADDRESS": "1 Test Street", "DATABASE_URL": "sqlite://:memory:",
}  # fmt: skip


def test_the_check_for_the_public_finds_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "INFO"],
        env=os.environ | PRODUCTION | {"SECRET_KEY": secrets.token_urlsafe(50)}, cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_debugging_is_off_unless_somebody_asks_for_it() -> None:
    assert settings.DEBUG is False
    source = (ROOT / "config" / "settings.py").read_text()
    assert 'DEBUG = env.bool("DEBUG", default=False)' in source


def test_no_address_is_there_for_developers_alone() -> None:
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert not {name for name in names if re.search("debug|test|silk|profil|schema|swagger", name)}


@pytest.mark.parametrize(
    "source", ["eval(x)", "yaml.load(x)", "pickle.loads(x)", "os.system(x)", "random.choice(x)"]
)
def test_a_call_that_is_forbidden_is_found(source: str) -> None:
    [call] = calls(source)
    assert any(re.fullmatch(pattern, named(call)) for pattern in FORBIDDEN)
