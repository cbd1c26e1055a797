"""What does the worker do for readers?"""

from __future__ import annotations

from django_tasks import task

from readers.correspondence import posting


@task
def send_posts(posts: list[int]) -> None:
    """Those of these ids that are still owed, and any that an earlier run left behind."""
    posting.send_all(posts)
