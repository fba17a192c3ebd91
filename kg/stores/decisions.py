"""Keep what analysts decided about names: a plain table that survives rebuilds and can be reviewed."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from kg.errors import InputError, StoreError
from kg.stores.files import replace_file
from kg.types import Decision

FILE = "merges.tsv"
"""Its name in a store directory."""
_COLUMNS = ("decision", "first", "second", "rule", "score", "note")
_VERDICTS = {"accept": True, "reject": False}


def read_decisions(path: Path) -> tuple[Decision, ...]:
    """Return the decisions of a file, none where there is no file; InputError names the line that is wrong."""
    if not path.exists():
        return ()
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = list(csv.reader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path} cannot be read ({error}); accepted: a table in UTF-8") from error
    if not rows or tuple(rows[0]) != _COLUMNS:
        raise InputError(f"{path}, line 1: accepted: the columns {', '.join(_COLUMNS)}, by tabs")
    return tuple(_decision(path, line, row) for line, row in enumerate(rows[1:], 2) if row)


def write_decisions(path: Path, decisions: Iterable[Decision]) -> None:
    """Write decisions sorted by their names, one a pair: a review shows only what changed."""
    lines = ["\t".join(_COLUMNS)]
    by_pair = {(one.first, one.second): one for one in decisions}
    for pair in sorted(by_pair):
        one = by_pair[pair]
        verdict = "accept" if one.same else "reject"
        score = "" if one.score is None else f"{one.score:g}"
        lines.append("\t".join((verdict, *pair, one.rule, score, one.note)))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, ("\n".join(lines) + "\n").encode())
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}") from error


def _decision(path: Path, line: int, row: list[str]) -> Decision:
    if len(row) != len(_COLUMNS):
        raise InputError(f"{path}, line {line}: {len(row)} cells; accepted: {len(_COLUMNS)}")
    verdict, first, second, rule, score, note = row
    if verdict not in _VERDICTS:
        raise InputError(f"{path}, line {line}: {verdict!r}; accepted: accept or reject")
    if "/" not in first or first.partition("/")[0] != second.partition("/")[0]:
        raise InputError(
            f"{path}, line {line}: {first!r} and {second!r}; accepted: two ids of names of one type, "
            "for example Park/320311/泉山经济开发区"
        )
    try:
        value = float(score) if score else None
    except ValueError:
        raise InputError(f"{path}, line {line}: score {score!r}; accepted: a number") from None
    first, second = sorted((first, second))
    return Decision(first, second, _VERDICTS[verdict], rule, value, note)
