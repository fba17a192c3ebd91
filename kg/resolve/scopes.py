"""Decide whether a name belongs to the place of its report or is known everywhere; the rules are data."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache

from kg.ontology import EntityType
from kg.resources import lexicon_path

from kg.names import name_key


@dataclass(frozen=True)
class ScopeRule:
    """One rule of lexicons/scopes.toml."""

    id: str
    type: EntityType
    scope: str
    pattern: re.Pattern[str]
    example: str
    counterexample: str


@dataclass(frozen=True)
class Scopes:
    """The rules in order, and what holds for a type without a matching one."""

    rules: tuple[ScopeRule, ...]
    defaults: dict[EntityType, str]

    def is_local(self, kind: EntityType, name: str) -> bool:
        """Tell whether `name` belongs to its report's place."""
        key = name_key(name)
        for rule in self.rules:
            if rule.type is kind and rule.pattern.search(key):
                return rule.scope == "local"
        return self.defaults[kind] == "local"


@cache
def load_scopes() -> Scopes:
    """Read lexicons/scopes.toml."""
    data = tomllib.loads(lexicon_path("scopes.toml").read_text(encoding="utf-8"))
    rules = tuple(
        ScopeRule(
            id=rule["id"],
            type=EntityType(rule["type"]),
            scope=rule["scope"],
            pattern=re.compile(rule["pattern"]),
            example=rule["example"],
            counterexample=rule["counterexample"],
        )
        for rule in data["rule"]
    )
    return Scopes(rules, {EntityType(kind): scope for kind, scope in data["defaults"].items()})
