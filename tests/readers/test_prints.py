"""Does the print draw the digest, all of it, and nothing else?"""

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readers.prints import bars, grouped


def digits_of(path: str) -> str:
    tops = re.findall(r"M\d+ (\d+)V18", path)
    return "".join(f"{16 - int(top):x}" for top in tops)


@given(st.binary())
def test_the_digest_can_be_read_back_from_its_bars(data: bytes) -> None:
    digest = hashlib.sha256(data).hexdigest()
    assert digits_of(bars(digest)) == digest


def test_the_bars_stand_side_by_side_within_the_box() -> None:
    places = [int(place) for place in re.findall(r"M(\d+)", bars("0f" * 32))]
    assert places == list(range(1, 254, 4))


@pytest.mark.parametrize("text", ["", "f" * 63, "f" * 65, "g" * 64, "F" * 64, "f" * 63 + "\n"])
def test_what_is_no_digest_has_no_print(text: str) -> None:
    assert bars(text) == ""


def test_a_digest_is_written_in_groups_of_eight() -> None:
    assert grouped("a" * 8 + "b" * 8) == "aaaaaaaa bbbbbbbb"
