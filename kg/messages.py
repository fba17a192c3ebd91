"""Say messages in the user's language: English as raised, Chinese by lexicons/messages.tsv.

Messages are written once, in English, where they arise. The table has them with {names} in the places of values; a
finished message is recognised by the fixed words, and its values go into the Chinese text. So nothing has to be
raised in a special way, stored warnings can be told in another language later, and what the table lacks stays English.
"""

import locale
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kg.errors import InputError
from kg.lexicon import read_table

LANGUAGES = ("en", "zh")
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
_VALUE = re.compile(r"\{(\w+)\}")
_DEPTH = 3
"""How deep a message may stand in another: file, sidecar, value."""


@dataclass(frozen=True, slots=True)
class Text:
    """A message in English and in Chinese, values as {name}."""

    en: str
    zh: str

    @property
    def words(self) -> tuple[str, ...]:
        """The fixed parts of the English text, in order."""
        return tuple(_VALUE.split(self.en)[::2])

    def values(self, message: str) -> dict[str, str] | None:
        """Return the values of a message that has this text, None where it has another."""
        if not all(part in message for part in self.words):
            return None
        names = _VALUE.split(self.en)[1::2]
        pattern = "(.+?)".join(map(re.escape, self.words))
        match = re.fullmatch(pattern, message, re.DOTALL)
        return dict(zip(names, match.groups(), strict=True)) if match else None


def user_language(environment: Mapping[str, str] = os.environ) -> str:
    """Return en or zh: by KG_LANG, else by the locale; InputError for another KG_LANG."""
    wanted = environment.get("KG_LANG", "")
    if wanted:
        if _language(wanted) is None:
            raise InputError(f"KG_LANG is {wanted!r}; accepted: {' or '.join(LANGUAGES)}")
        return _language(wanted) or "en"
    said = (environment[name] for name in _LOCALE_VARIABLES if environment.get(name))
    # Windows sets none of them and calls Chinese by its name.
    return _language(next(said, None) or locale.getlocale()[0] or "") or "en"


def translate(message: str, language: str, depth: int = _DEPTH) -> str:
    """Return `message` in a language; values that are messages themselves are translated too."""
    if language == "en" or depth == 0:
        return message
    for text in load_texts():
        values = text.values(message)
        if values is not None:
            return text.zh.format_map(
                {name: translate(value, language, depth - 1) for name, value in values.items()}
            )
    return message


@cache
def load_texts() -> tuple[Text, ...]:
    """Read the table, those with the most fixed words first: they fit the fewest messages."""
    texts = [Text(row["en"], row["zh"]) for row in read_table("messages.tsv", ("en", "zh"))]
    return tuple(sorted(texts, key=lambda text: -sum(map(len, text.words))))


def _language(name: str) -> str | None:
    lower = name.lower()
    if lower.startswith(("zh", "chinese")):
        return "zh"
    return "en" if lower.startswith(("en", "c.", "posix")) or lower == "c" else None
