"""Decide whether a name belongs to the place of its report or is known everywhere; the rules are data."""

from dataclasses import dataclass
from functools import cache

from kg.lexicon import PatternRule, read_rules, read_toml
from kg.names import name_key
from kg.ontology import EntityType


@dataclass(frozen=True)
class Scopes:
    """The rules in order, and what holds for a type without a matching one."""

    rules: tuple[PatternRule, ...]
    defaults: dict[EntityType, str]

    def is_local(self, kind: EntityType, name: str) -> bool:
        """Tell whether `name` belongs to its report's place."""
        key = name_key(name)
        for rule in self.rules:
            if rule.fields["type"] == kind and rule.pattern.search(key):
                return rule.fields["scope"] == "local"
        return self.defaults[kind] == "local"


@cache
def load_scopes() -> Scopes:
    """Read lexicons/scopes.toml."""
    defaults = read_toml("scopes.toml")["defaults"]
    return Scopes(
        tuple(read_rules("scopes.toml", "rule", extra=("type", "scope"))),
        {EntityType(kind): scope for kind, scope in defaults.items()},
    )
