"""Decode bytes to text, whatever Chinese encoding they are in, and part a text into its lines."""

import codecs
from collections import Counter
from dataclasses import dataclass
from functools import cache

from kg.errors import InputError
from kg.lexicon import read_toml
from kg.types import Passage

_MARKED = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ENCODINGS = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
_CHINESE_SHARE = 0.15
"""Share of frequent characters among all beyond ASCII that a text exceeds where the encoding is right."""
_BROKEN_SHARE = 0.001
"""Share of characters that may be broken, beside one."""
_BINARY_SHARE = 0.02
"""Share of control characters from which on a file is no text."""
_ACCEPTED = "UTF-8, UTF-16, GB18030 (also GBK, GB2312) and Big5 text is accepted"
_NAMES = {
    "utf-8": "UTF-8",
    "gb18030": "GB18030",
    "big5hkscs": "Big5",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with Unix line ends and how it was stored."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes, name: str, declared: str = "") -> Decoded:
    """Decode the bytes of the file `name`; InputError where they are no text of a known encoding.

    `declared` is what the file says of itself: it is not believed, only compared.
    """
    if not data.strip():
        raise InputError(f"{name}: empty; a report with text is needed")
    found = _decode_exactly(data) or _decode_best(data)
    if found is None:
        raise InputError(f"{name}: not a text file; {_ACCEPTED}")
    text, encoding = found
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise InputError(f"{name}: empty; a report with text is needed")
    _refuse_ruined(text, name)
    return Decoded(text, _NAMES[encoding], tuple(_warnings(text, encoding, declared)))


def split_passages(text: str) -> tuple[Passage, ...]:
    """Return the non-empty lines of a text, numbered from 0."""
    lines = (line for line in text.split("\n") if line.strip())
    return tuple(Passage(index, line) for index, line in enumerate(lines))


def chinese_share(text: str) -> float:
    """Return the share of frequent characters among those beyond ASCII; 0 without any."""
    counts = Counter(text[:20000])
    foreign = sum(count for char, count in counts.items() if not char.isascii())
    frequent = sum(count for char, count in counts.items() if char in _frequent())
    return frequent / foreign if foreign else 0.0


def _decode_exactly(data: bytes) -> tuple[str, str] | None:
    """Decode what says its encoding by a mark, or can only be UTF-8."""
    encoding = next((name for mark, name in _MARKED if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if _is_binary(text) else (text, encoding)


def _decode_best(data: bytes) -> tuple[str, str] | None:
    """Decode by the encoding that gives the most frequent characters and hardly any broken ones."""
    best: tuple[float, str, str] | None = None
    for encoding in ("utf-8", *_ENCODINGS):
        if encoding.startswith("utf-16") and len(data) % 2:
            continue
        text = data.decode(encoding, errors="replace")
        share = chinese_share(text)
        broken = text.count("\ufffd") > 1 + _BROKEN_SHARE * len(text)
        if broken or share < _CHINESE_SHARE or _is_binary(text):
            continue
        if best is None or share > best[0]:
            best = (share, text, encoding)
    return (best[1], best[2]) if best else None


def _refuse_ruined(text: str, name: str) -> None:
    """Refuse a text that was saved after it had been read by a wrong encoding."""
    again = "it was saved after a program had read it by a wrong encoding; get the file again"
    for word in read_toml("encodings.toml")["ruined"]:
        if text.count(word) > 2:
            raise InputError(f"{name}: full of {word!r}: {again}")
    if chinese_share(text) >= _CHINESE_SHARE:
        return
    for wrong in ("gb18030", "cp1252", "latin-1"):
        try:
            meant = text.encode(wrong).decode("utf-8")
        except UnicodeError:
            continue
        if chinese_share(meant) >= _CHINESE_SHARE:
            raise InputError(f"{name}: UTF-8 that stands there as {wrong} characters: {again}")


def _warnings(text: str, encoding: str, declared: str) -> list[str]:
    found = []
    if broken := text.count("\ufffd"):
        line = text[: text.index("\ufffd")].count("\n") + 1
        found.append(f"{broken} broken characters of {_NAMES[encoding]}, the first in line {line}")
    if declared and not _is_same(declared, encoding):
        found.append(f"the file calls itself {declared} but is {_NAMES[encoding]}")
    return found


def _is_same(declared: str, encoding: str) -> bool:
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        return False
    same = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs"}
    return same.get(name, name).split("-le")[0] in (encoding, encoding[:6])


@cache
def _frequent() -> frozenset[str]:
    return frozenset("".join(read_toml("encodings.toml")["frequent"].split()))


def _is_binary(text: str) -> bool:
    sample = text[:100_000]
    controls = sum(
        sample.count(chr(code)) for code in range(32) if chr(code) not in "\t\n\r\f\v\x1e"
    )
    return controls > _BINARY_SHARE * len(sample)
