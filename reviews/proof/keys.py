"""Which key does this site sign with, and which earlier ones does it still trust?

The private key is never in the database, and neither is the list of trusted ones: whoever can write to the database
could otherwise add a key of their own. See docs/decisions/0010.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from reviews.exceptions import EditorialError
from reviews.proof import ed25519

OTHERS = 0o077  # whatever anybody but the owner may do with a file


class NoSigningKey(EditorialError):
    """There is no key to sign with, or it cannot be used. The sentence says what to do."""


def key_file() -> Path:
    return _path(settings.SIGNING_KEY_FILE)


def former_file() -> Path:
    """Beside the key: the public keys that it replaced, one a line."""
    return _path(f"{settings.SIGNING_KEY_FILE}.former")


@lru_cache(maxsize=8)
def _path(file: str) -> Path:
    """Each page asks for both."""
    return Path(file)


def is_there() -> bool:
    return bool(settings.SIGNING_KEY) or key_file().exists()


def seed() -> bytes:
    """The private key. Raises NoSigningKey when it is missing or not usable."""
    where, text = (
        ("SIGNING_KEY", settings.SIGNING_KEY)
        if settings.SIGNING_KEY
        else (str(key_file()), _text_of(key_file()))
    )
    return _read(text.strip(), where)


def _text_of(file: Path) -> str:
    try:
        with file.open("rb", buffering=0) as opened:
            if os.fstat(opened.fileno()).st_mode & OTHERS:
                raise NoSigningKey(f"{file} can be read by others. Run: chmod 600 {file}")
            return opened.readall().decode("ascii")
    except FileNotFoundError as error:
        raise NoSigningKey(
            f"There is no signing key: SIGNING_KEY is not set and {file} does not exist. "
            "Run manage.py make_signing_key, or put back the key that signed before."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise NoSigningKey(f"The signing key in {file} cannot be read: {error}.") from error


@lru_cache(maxsize=32)
def _read(text: str, where: str) -> bytes:
    try:
        return ed25519.read(text)
    except ValueError as error:
        raise NoSigningKey(f"{where} does not hold the base64 of 32 bytes: {error}.") from error


def former() -> list[bytes]:
    """Public keys of the past that still count. Raises NoSigningKey for one that is not a key."""
    file = former_file()
    try:
        with file.open("rb", buffering=0) as opened:
            kept = opened.readall().decode("ascii").split()
    except FileNotFoundError:
        kept = []
    return [
        *(_read(text, "FORMER_SIGNING_KEYS") for text in settings.FORMER_SIGNING_KEYS),
        *(_read(text, str(file)) for text in kept),
    ]


def trusted() -> dict[str, bytes]:
    """Every public key whose signatures count, by name. What cannot be read counts for nothing: the marks go, no page falls."""
    publics: list[bytes] = []
    for keys in (lambda: [_public(seed())], former):
        try:
            publics += keys()
        except (NoSigningKey, OSError, UnicodeDecodeError):
            continue
    return ed25519.by_name(publics)


@lru_cache(maxsize=8)
def _public(private: bytes) -> bytes:
    return ed25519.public_of(private)


def current_name() -> str:
    return ed25519.name_of(_public(seed()))


def make() -> Path:
    """A new key in the key file, readable by its owner alone. One that is there already stays."""
    file = key_file()
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_whole(file, ed25519.written(ed25519.new_seed()), may_replace=False)
    except OSError as error:
        raise NoSigningKey(
            f"The signing key cannot be kept in {file}: {error}. Name another place in SIGNING_KEY_FILE, "
            "or set SIGNING_KEY."
        ) from error
    return file


def rotate() -> str:
    """Replace the key in the key file; the former one's public half is kept. Returns the new key's name."""
    if settings.SIGNING_KEY:
        raise NoSigningKey(
            "The key is in SIGNING_KEY, which only you can change. Add the present public key, "
            f"{ed25519.written(_public(seed()))}, to FORMER_SIGNING_KEYS, and set SIGNING_KEY to a new one such as "
            f"{ed25519.written(ed25519.new_seed())}, in one step, on every server."
        )
    before = ed25519.written(_public(seed()))
    kept = former_file().read_text(encoding="ascii") if former_file().exists() else ""
    _write_whole(
        former_file(), f"{kept}{before}\n", may_replace=True
    )  # first: a key is trusted before it is replaced
    _write_whole(key_file(), ed25519.written(ed25519.new_seed()), may_replace=True)
    return current_name()


def _write_whole(file: Path, text: str, *, may_replace: bool) -> None:
    """Nobody ever sees half a file, and of two processes that make one at once the first wins."""
    draft = file.with_name(f".{file.name}.{os.getpid()}.{ed25519.new_seed().hex()[:8]}")
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as opened:
        opened.write(text if text.endswith("\n") else f"{text}\n")
        opened.flush()
        os.fsync(opened.fileno())
    try:
        if may_replace:
            draft.replace(file)
        elif not file.exists():
            os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
