"""Which value does a bare word of YAML mean?

The YAML 1.2 core schema, cut to what gives itself back: a number is a number only when writing it gives the
same characters, so that `007`, `1.10`, `12:30`, `no` and dates stay the text they are, from import to export.
"""

import re
from typing import Any

_CONSTANTS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,3999}")
_FLOAT = re.compile(r"-?[0-9]+\.[0-9]+(?:e[-+][0-9]+)?")


def resolved(word: str) -> Any:
    """None, a bool, an int or a float where the word is one, else the word."""
    if word in _NULLS:
        return None
    if word in _CONSTANTS:
        return _CONSTANTS[word]
    if _INTEGER.fullmatch(word):
        return int(word)
    if _FLOAT.fullmatch(word) and written(float(word)) == word:
        return float(word)
    return word


def written(number: float) -> str:
    """The number as YAML 1.1 and 1.2 both read it, which ask for a point before an exponent."""
    text = repr(number)
    return text if "." in text else text.replace("e", ".0e", 1)


def named(value: Any) -> str:
    """What a value is, in words for a sentence."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None or value == "":
        return "empty"
    return f"the text “{value[:40]}”" if isinstance(value, str) else f"the value {value}"
