"""Compare names: forms that mean the same thing in writing get the same key."""

import re
import unicodedata
from functools import cache

from kg.lexicon import read_table

_QUOTES = re.compile(r"[“”\"'‘’「」『』《》〈〉＂＇]")
_BLANKS = re.compile(r"[\s\u200b-\u200f\u2028-\u202f\ufeff]")
_MARKS = re.compile(r"[“”\"'‘’《》「」（）()\s·]")
_DIVISION = re.compile(r"(?<=..)(特别行政区|自治区|自治州|自治县|新区|省|市|区|县|旗|镇|乡|街道)$")


def place_key(name: str) -> str:
    """Return a division's name without marks and its closing division word: 泉山区 and 泉山 share a key."""
    return _DIVISION.sub("", _MARKS.sub("", name))


def name_key(name: str) -> str:
    """Return the form that decides whether two names are the same: simplified, width folded, no quotes, no blanks.

    A name of nothing but quotes and blanks is its own key, so that a key is never empty.
    """
    folded = unicodedata.normalize("NFKC", name).translate(_simplified())
    key = _BLANKS.sub("", _QUOTES.sub("", folded))
    return key or folded


@cache
def _simplified() -> dict[int, str]:
    """Read lexicons/traditional.tsv: characters that no simplified text has, and what it has instead."""
    rows = read_table("traditional.tsv", ("traditional", "simplified"))
    return str.maketrans({row["traditional"]: row["simplified"] for row in rows})
