"""Words of the brief in both languages, and sums as people write them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from kg.money import CURRENCIES
from kg.terms import load_terms

_WORDS: Final[dict[str, dict[str, str]]] = json.loads(
    Path(__file__).with_name("words.json").read_text(encoding="utf-8")
)
_CURRENCIES: Final = {code: name for name, code in reversed(CURRENCIES.items())}


def load_words(language: str) -> dict[str, str]:
    """Return the words of the brief and those for types, relations and stages."""
    return load_terms(language) | _WORDS[language]


def format_sum(value: float, currency: str, language: str) -> str:
    """Write a sum that is given in 100 million: 5.2亿元, CNY 520 million."""
    if language == "zh":
        number, scale = (value, "亿") if value >= 1 else (value * 10_000, "万")
        return f"{_plain(number)}{scale}{_CURRENCIES.get(currency, currency)}"
    number, scale = (value / 10, "billion") if value >= 10 else (value * 100, "million")
    return f"{currency} {_plain(number)} {scale}"


def format_sums(sums: Mapping[str, float], language: str) -> str:
    """Write the sums of several currencies."""
    between = "、" if language == "zh" else ", "
    return between.join(format_sum(value, name, language) for name, value in sums.items())


def _plain(number: float) -> str:
    return f"{number:,.2f}".rstrip("0").rstrip(".")
