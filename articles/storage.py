"""Where are pictures kept when several machines serve them? In S3-compatible storage, under the same addresses."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from articles.exceptions import StorageUnreachable


class SharedPictures(S3Storage):
    """Readers get pictures from this site, as from a folder, so signed texts hold no address of a storage."""

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        return f"{settings.MEDIA_URL}{quote(name)}"

    def _open(self, name: str, mode: str = "rb") -> File:
        try:
            return super()._open(name, mode)
        except (BotoCoreError, ClientError) as error:
            raise StorageUnreachable from error

    def _save(self, name: str, content: File) -> str:
        try:
            return super()._save(name, content)
        except (BotoCoreError, ClientError) as error:
            raise StorageUnreachable from error

    def exists(self, name: str) -> bool:
        try:
            return super().exists(name)
        except (BotoCoreError, ClientError) as error:
            raise StorageUnreachable from error
