"""How does structured data stand in a page?"""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

NOT_IN_SCRIPT = {ord(mark): f"\\u{ord(mark):04X}" for mark in "<>&\u2028\u2029"}


def script(node: dict[str, Any]) -> SafeString:
    """JSON-LD that nothing in a title can break out of."""
    whole = {"@context": "https://schema.org", **node}
    return mark_safe(json.dumps(whole, ensure_ascii=False).translate(NOT_IN_SCRIPT))  # noqa: S308 - every < is escaped
