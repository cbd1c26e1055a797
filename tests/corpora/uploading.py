"""What happens when each file of a folder is uploaded by the pages that writers use? A program, for one process of its own.

Prints JSON: how each file was answered at each door, what was kept, and by how much the memory grew at its peak. After the
site has started, the process may take no more than a given number of megabytes beyond what it has.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any

import django


def megabytes(field: str) -> int:
    """``VmSize`` or ``VmHWM`` of this process."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(field)]
    return int(line.split()[1]) // 1024


def answers(client: Any, file: Path) -> dict[str, Any]:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from articles.models import Picture

    def sent() -> SimpleUploadedFile:
        return SimpleUploadedFile(file.name, file.read_bytes(), "image/png")

    upload = client.post("/admin/editor/upload/", {"image": sent()})
    said = upload.json()
    known = set(Picture.objects.values_list("pk", flat=True))
    form = client.post(
        "/admin/articles/picture/add/", {"upload": sent(), "alt": "A", "credit": "B", "caption": ""}
    )
    added = Picture.objects.exclude(pk__in=known).exists()
    return {
        "status": upload.status_code, "said": said.get("image", [""])[0], "path": said.get("image_path", ""),
        "form": form.status_code, "form_kept": form.status_code == 302, "form_added": added,
    }  # fmt: skip


def main(folder: Path, more: int) -> None:
    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from tests import factories as make

    call_command("migrate", verbosity=0)
    client = Client(raise_request_exception=False)
    client.force_login(make.writer(), backend="django.contrib.auth.backends.ModelBackend")
    client.get("/admin/articles/picture/add/")  # all that is loaded once
    began = megabytes("VmHWM")
    limit = (megabytes("VmSize") + more) * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    found = {file.name: answers(client, file) for file in sorted(folder.iterdir()) if file.suffix != ".json"}
    print(json.dumps({"answers": found, "grown": megabytes("VmHWM") - began}))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
