"""Decode a file's bytes to text, and a text to its lines."""

import codecs
from pathlib import Path

from kg.errors import InputError
from kg.types import Passage

_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ENCODINGS = ("utf-8", "gb18030")
_COMMON = frozenset("的一是在不了和人年大发展建设推进工作全市区县国中业地政府产经济新城")
_COMMON_SHARE = 0.03
"""Share of these characters that any Chinese text exceeds, and no text of another encoding reaches."""
_BINARY_SHARE = 0.02
"""Share of control characters from which on a file is no text."""


def read_text(path: Path) -> str:
    """Return the text of a UTF-8, UTF-16 or GB18030 file with Unix line ends; anything else is an InputError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    text = _decode(data)
    if text is None:
        raise InputError(f"{path}: not a text file; UTF-8, UTF-16 and GB18030 text is accepted")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise InputError(f"{path}: empty; a report with text is needed")
    return text


def split_passages(text: str) -> tuple[Passage, ...]:
    """Return the non-empty lines of a text, numbered from 0."""
    lines = (line for line in text.split("\n") if line.strip())
    return tuple(Passage(index, line) for index, line in enumerate(lines))


def _decode(data: bytes) -> str | None:
    marked = [encoding for mark, encoding in _MARKED if data.startswith(mark)]
    for encoding in marked or _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _is_binary(text) and (encoding != "gb18030" or _is_chinese(text)):
            return text
    return None


def _is_chinese(text: str) -> bool:
    """Tell whether bytes that GB18030 can decode were meant so: it turns those of others into rare characters."""
    foreign = [char for char in text if not char.isascii()]
    return sum(char in _COMMON for char in foreign) > _COMMON_SHARE * len(foreign)


def _is_binary(text: str) -> bool:
    controls = sum(text.count(chr(code)) for code in range(32) if chr(code) not in "\t\n\r\f\v\x1e")
    return controls > _BINARY_SHARE * len(text)
