"""Where are pictures kept? In a folder, or where ``STORAGE_URL`` says."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SHAPE = "s3://KEY:SECRET@HOST/BUCKET?region=REGION (&plain=on for http instead of https)"


def pictures(url: str) -> dict[str, Any]:
    """What ``STORAGES`` says of them. Without a host, that of the largest provider; without a key, what the machine has."""
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts = urlsplit(url)
    bucket, more = parts.path.strip("/"), {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if parts.scheme != "s3" or not bucket or "/" in bucket or more.keys() - {"region", "plain"}:
        raise ImproperlyConfigured(f"STORAGE_URL is not of the form {SHAPE}.")
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise ImproperlyConfigured(
            "STORAGE_URL is set, but its library is not installed. Install it (pip install 'django-storages[s3]'), "
            "or leave STORAGE_URL out to keep pictures in MEDIA_ROOT."
        )
    return {"BACKEND": "articles.storage.SharedPictures", "OPTIONS": _options(parts, bucket, more)}


def _options(parts: Any, bucket: str, more: dict[str, str]) -> dict[str, Any]:
    from botocore.config import Config

    host = parts.netloc.rpartition("@")[2]
    scheme = "http" if more.get("plain") == "on" else "https"
    return {
        "bucket_name": bucket,
        "access_key": unquote(parts.username) if parts.username else None,
        "secret_key": unquote(parts.password) if parts.password else None,
        "endpoint_url": f"{scheme}://{host}" if host else None,
        "region_name": more.get("region") or None,
        "file_overwrite": False,
        "client_config": Config(
            connect_timeout=3, read_timeout=10, retries={"max_attempts": 2}, s3={"addressing_style": "path"}
        ),
    }
