"""Is the digest of a text made of the very bytes that everybody else would make of it?"""

from __future__ import annotations

import hashlib
import math

import pytest

from articles import snapshot


def test_the_canonical_form_has_its_keys_in_order_no_blanks_and_letters_as_they_are() -> None:
    written = (
        '{"content":{"body":"Größe 睡眠","title":"Z"},"format":1,"rendered":{"a":[1,null,true],"b":"x"}}'
    )
    content = {"title": "Z", "body": "Größe 睡眠"}
    rendered = {"b": "x", "a": [1, None, True]}
    expected = hashlib.sha256(written.encode()).hexdigest()
    assert snapshot.digest(content=content, rendered=rendered) == expected


def test_what_no_json_can_say_has_no_digest() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        snapshot.canonical([math.nan])
