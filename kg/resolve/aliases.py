"""When two names of one place are written forms of one: the rules are data in lexicons/aliases.toml."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from kg.gazetteer import Gazetteer, load_gazetteer
from kg.lexicon import PatternRule, read_rules, read_toml
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
        rules = []
        text = unicodedata.normalize("NFKC", raw).strip()
        for rule in self._quoted[kind]:
            shorter = rule.pattern.sub(rule.fields["replace"], text)
            if shorter != text and len(name_key(shorter)) > 1:
                text, rules = shorter, [rule.id]
        key = name_key(text)
        if near and kind is not EntityType.PROGRAM:
            found = self._own_pattern(near).match(key)
            if found and len(key) - found.end() >= _LEAST.get(kind, 3):
                key = key[found.end() :]
                rules.append(OWN_PLACE if found["place"] else OWN_LEVEL)
        return self._rewrite(kind, key, rules)

    def _rewrite(self, kind: EntityType, key: str, rules: list[str]) -> Alike:
        numbered = _LINE.sub(lambda found: _number(found[0]), key)
        if numbered != key:
            key = numbered
            rules.append(LINE_NUMBER)
        for rule in self._rewrites[kind]:
            rewritten = rule.pattern.sub(rule.fields["replace"], key)
            if rewritten != key and len(rewritten) > 1:
                key = rewritten
                rules.append(rule.id)
        return Alike(key, tuple(rules))

    def _own_pattern(self, near: Division) -> re.Pattern[str]:
        """Return what names the place itself: 江苏省徐州市泉山区, 徐州泉山, 泉山, 区, 我区."""
        if near in self._own:
            return self._own[near]
        outer = []
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


@dataclass(frozen=True)
class ShortForms:
    """What a short form may leave out."""

    area: re.Pattern[str]
    trade: re.Pattern[str]
    generic: re.Pattern[str]
    everywhere: re.Pattern[str]
    contrast: re.Pattern[str]


@cache
def load_short_forms() -> ShortForms:
    """Read the table [short] of lexicons/aliases.toml."""
    table = read_toml("aliases.toml")["short"]
    return ShortForms(**{name: re.compile(pattern) for name, pattern in table.items()})
