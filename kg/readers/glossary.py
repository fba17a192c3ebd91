"""Find the appendix of a report that explains its terms."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from kg.lexicon import PatternRule, read_rules
from kg.types import Passage, Term

_HEADING = 40
"""Characters of a heading at most."""


def find_terms(passages: Sequence[Passage]) -> tuple[Term, ...]:
    """Return the terms that a report explains, each with the passages of its definition, in order."""
    terms: list[Term] = []
    inside = False
    for passage in passages:
        line = passage.text.strip()
        if len(line) <= _HEADING and _match("heading", line):
            inside = True
        elif inside and len(line) <= _HEADING and _match("ending", line):
            inside = False
        elif inside and (match := _match("entry", line)):
            name = match["term"].strip("*# ")
            terms.append(Term(name, match["definition"].strip(), (passage.index,)))
        elif inside and terms:
            last = terms[-1]
            terms[-1] = replace(
                last,
                definition=f"{last.definition}\n{line}",
                passages=(*last.passages, passage.index),
            )
    return tuple(terms)


def _match(table: str, line: str) -> re.Match[str] | None:
    return next(filter(None, (rule.pattern.match(line) for rule in glossary_rules(table))), None)


@cache
def glossary_rules(table: str) -> tuple[PatternRule, ...]:
    """Read the rules of lexicons/glossary.toml for a `heading`, an `entry` or an `ending`."""
    return tuple(read_rules("glossary.toml", table))
