"""Read lexicon files: TSV for lists, TOML for rules; a fault names the file and the line or rule."""

import csv
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.errors import InputError
from kg.resources import lexicon_path


@dataclass(frozen=True, slots=True)
class PatternRule:
    """A pattern with what it must and must not match."""

    id: str
    pattern: re.Pattern[str]
    example: str
    counterexample: str
    fields: dict[str, str]
    """What else the rule says, by key."""


def read_table(name: str, columns: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows of a TSV lexicon whose first line must be `columns`."""
    path = lexicon_path(name)
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        if list(reader.fieldnames or ()) != list(columns):
            raise InputError(
                f"{path}, line 1: columns {reader.fieldnames}; accepted: {', '.join(columns)}"
            )
        rows = list(reader)
    for line, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise InputError(f"{path}, line {line}: {len(columns)} cells are needed")
    return rows


def read_rules(
    name: str, table: str, *, extra: Sequence[str] = (), replace: Mapping[str, str] | None = None
) -> list[PatternRule]:
    """Return the pattern rules of a TOML lexicon, in order.

    `extra` are further keys that each must have; words of `replace` in a pattern stand for longer patterns.
    """
    path = lexicon_path(name)
    accepted = {"id", "pattern", "example", "counterexample", *extra}
    rules: list[PatternRule] = []
    for entry in read_toml(name).get(table, []):
        label = f'{path}: {table} "{entry.get("id", "?")}"'
        if wrong := sorted(accepted.symmetric_difference(entry)):
            raise InputError(
                f"{label}: check {wrong[0]!r}; its keys are {', '.join(sorted(accepted))}"
            )
        if any(rule.id == entry["id"] for rule in rules):
            raise InputError(f"{label}: there is a rule of this id already")
        pattern = entry["pattern"]
        for word, longer in (replace or {}).items():
            pattern = pattern.replace(word, longer)
        rules.append(
            PatternRule(
                id=entry["id"],
                pattern=re.compile(pattern),
                example=entry["example"],
                counterexample=entry["counterexample"],
                fields={key: entry[key] for key in extra},
            )
        )
    return rules


def read_toml(name: str) -> dict[str, Any]:
    """Return a TOML lexicon as it stands."""
    return tomllib.loads(lexicon_path(name).read_text(encoding="utf-8"))
