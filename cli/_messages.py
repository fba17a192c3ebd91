"""Tell the user things, one line each on standard error, in the user's language."""

import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.types import Document

_LONGEST = 2000
"""Characters of a line: a file can have a name, or a database a complaint, of any length."""


def say(message: str) -> None:
    """Write what became of the command."""
    sys.stderr.write(f"kg: {_line(message)}\n")


def warn(message: str) -> None:
    """Write what the user must know of a result."""
    sys.stderr.write(f"{_line('warning')}: {_line(message)}\n")


def warn_of(documents: "Iterable[Document]") -> None:
    """Write what the user must know of each document."""
    for document in documents:
        for warning in document.warnings:
            warn(f"{document.path}: {warning}")


def tell_refused(refused: Sequence[Exception]) -> None:
    """Write which files were left out, and why each."""
    for reason in refused:
        sys.stderr.write(f"{_line('refused')}: {_line(str(reason))}\n")
    if refused:
        say(f"{len(refused)} refused, named above; mend or remove them and run it again")


def raise_if_none(found: Sequence[object], refused: Sequence[Exception]) -> None:
    """Raise why the last file was refused, and tell of the others, where none could be read."""
    if refused and not found:
        *others, last = refused
        tell_refused(others)
        raise last


def visible(text: str) -> str:
    """Return a text whose characters neither steer a terminal nor turn its direction."""
    return "".join(
        char
        if char == "\n" or unicodedata.category(char) not in {"Cc", "Cf", "Cs"}
        else _code(char)
        for char in text
    )


def _line(message: str) -> str:
    from kg.errors import InputError
    from kg.messages import translate, user_language

    try:
        language = user_language()
    except InputError:
        language = "en"
    line = visible(" ".join(translate(message[:_LONGEST], language).split()))
    return line if len(message) <= _LONGEST else f"{line}…"


def _code(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
