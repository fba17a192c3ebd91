"""Years in digits or Chinese numerals."""

import re

_ZERO = "〇○零０0OoО"
YEAR = rf"(?:(?:19|20)\s?\d\s?\d|2\s0\s\d\s\d|二[{_ZERO}](?:[{_ZERO}一二三四五六七八九]){{2}})"
"""Pattern of a year: 2024, 2 0 2 4, 二〇二四."""
_DIGITS = str.maketrans("〇○零０OoО一二三四五六七八九", "0000000123456789")


def read_year(words: str) -> int:
    """Return the year that matches YEAR as a number."""
    return int(re.sub(r"\s", "", words).translate(_DIGITS))
