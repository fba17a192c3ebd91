"""When two names of one place are written forms of one: the rules are data in lexicons/aliases.toml."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from kg.gazetteer import Gazetteer, load_gazetteer
from kg.lexicon import PatternRule, read_rules
from kg.names import name_key
from kg.ontology import EntityType
from kg.types import Division

OWN_PLACE = "own-place"
"""The name says its place: 东莞市人民医院."""
OWN_LEVEL = "own-level"
"""The name says only what kind of place: 市人民医院."""
LINE_NUMBER = "line-number"
_LINE = re.compile(r"[一二三四五六七八九十]+(?=号线)")
_DIGITS = "一二三四五六七八九"
_LEAST = {EntityType.COMPANY: 2, EntityType.INSTITUTION: 3}
"""Characters that a name must keep when its place is taken off; 3 for other types."""


@dataclass(frozen=True)
class Alike:
    """The form that all names of one thing share, and the rules that led to it."""

    key: str
    rules: tuple[str, ...]


class AliasRules:
    """The rules by type."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        """Read lexicons/aliases.toml."""
        self._gazetteer = gazetteer
        self._quoted = _by_type(read_rules("aliases.toml", "quoted", extra=("type", "replace")))
        self._rewrites = _by_type(read_rules("aliases.toml", "rewrite", extra=("type", "replace")))
        self._own: dict[Division, re.Pattern[str]] = {}

    def reduce(self, kind: EntityType, names: Iterable[str], near: Division | None) -> Alike:
        """Return what is left of a name, of which `names` are writings, in reports of the place `near`."""
        raw = min(names, key=lambda name: (-len(name), name))
        rules: list[str] = []
        text = unicodedata.normalize("NFKC", raw).strip()
        for rule in self._quoted[kind]:
            shorter = rule.pattern.sub(rule.fields["replace"], text)
            if shorter != text and len(name_key(shorter)) > 1:
                text = shorter
                rules.append(rule.id)
        key = self._rewrite(kind, name_key(text), rules)
        if near and kind is not EntityType.PROGRAM:
            found = self._own_pattern(near).match(key)
            enough = found and len(key) - found.end() >= _LEAST.get(kind, 3)
            if found and enough and not (found["place"] is None and self._is_inner(key, near)):
                rules.append(OWN_PLACE if found["place"] else OWN_LEVEL)
                key = self._rewrite(kind, key[found.end() :], rules)
        return Alike(key, tuple(dict.fromkeys(rules)))

    def _is_inner(self, key: str, near: Division) -> bool:
        """Tell whether a name begins with that of a division inside: 市北 is none of the city's levels."""
        found = self._gazetteer.find(key[:2], near=near)
        return found is not None and self._gazetteer.contains(near, found)

    def outer_forms(self, near: Division) -> frozenset[str]:
        """Return all forms of the names of the places around one."""
        found: set[str] = set()
        around = self._gazetteer.parent(near)
        while around:
            found.update(self._gazetteer.forms(around))
            around = self._gazetteer.parent(around)
        return frozenset(found)

    def own_forms(self, near: Division) -> frozenset[str]:
        """Return all forms of a place's name."""
        return frozenset(self._gazetteer.forms(near))

    def _rewrite(self, kind: EntityType, key: str, used: list[str]) -> str:
        """Return a name in its common form and add the rules to `used`."""
        numbered = _LINE.sub(lambda found: _number(found[0]), key)
        if numbered != key:
            key = numbered
            used.append(LINE_NUMBER)
        for rule in self._rewrites[kind]:
            rewritten = rule.pattern.sub(rule.fields["replace"], key)
            if rewritten != key and len(rewritten) > 1:
                key = rewritten
                used.append(rule.id)
        return key

    def _own_pattern(self, near: Division) -> re.Pattern[str]:
        """Return what names the place itself: 江苏省徐州市泉山区, 徐州泉山, 泉山, 区, 我区."""
        if near in self._own:
            return self._own[near]
        outer: list[Division] = []
        around = self._gazetteer.parent(near)
        while around:
            outer.insert(0, around)
            around = self._gazetteer.parent(around)
        prefix = "".join(f"(?:{_either(self._gazetteer.forms(one))})?" for one in outer)
        own = _either(self._gazetteer.forms(near))
        self._own[near] = re.compile(f"(?P<place>{prefix}(?:{own}))|[全我本]?{near.name[-1]}")
        return self._own[near]


def _either(forms: Iterable[str]) -> str:
    return "|".join(map(re.escape, forms))


def _by_type(rules: Iterable[PatternRule]) -> dict[EntityType, list[PatternRule]]:
    found = list(rules)
    return {
        kind: [rule for rule in found if {"*", str(kind)} & set(rule.fields["type"].split())]
        for kind in EntityType
    }


def _number(chinese: str) -> str:
    """Return 十二 as 12."""
    tens, ten, ones = chinese.rpartition("十")
    if not ten:
        return "".join(str(_DIGITS.index(digit) + 1) for digit in chinese if digit in _DIGITS)
    digits = {"": 0} | {digit: value for value, digit in enumerate(_DIGITS, start=1)}
    return str(10 * (digits[tens] or 1) + digits[ones])


@cache
def load_alias_rules() -> AliasRules:
    """Read lexicons/aliases.toml."""
    return AliasRules(load_gazetteer())
