"""What may stand in the logs? No address that is a key in itself."""

from __future__ import annotations

import logging
import re
from typing import Any

KEYS = re.compile(r"(/(?:shared|newsletter/confirm|newsletter/unsubscribe)/)[^/\s?]+")


class WithoutKeys(logging.Filter):
    """Django logs the path of what was refused; whoever reads it there could use the link as its owner does."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = masked(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(masked(value) for value in record.args)
        return True


def masked(value: Any) -> Any:
    return KEYS.sub(r"\1...", value) if isinstance(value, str) else value
