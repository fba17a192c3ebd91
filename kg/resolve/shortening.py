"""When one name is short for another of its place: what it leaves out decides."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from kg.lexicon import read_table, read_toml
from kg.ontology import EntityType

INNER_PLACE = "inner-place"
"""Leaves out where inside the place it is: 台湾高科技园 for 松山湖台湾高科技园."""
OWN_INSIDE = "own-inside"
"""Leaves out the place itself, wherever it stands: 中科院材料所 for 中科院宁波材料所."""
OUTER_PLACE = "outer-place"
"""Leaves out the place around: 自贸区 for 广东自贸区."""
TOWN_WORD = "town-word"
"""Leaves out what kind of place one inside is: 凤岗南门山 for 凤岗镇南门山."""
AREA = "area"
"""Leaves out what kind of area it is: 松山湖 for 松山湖高新区."""
ZONE = "zone"
"""Says 开发区 for the one zone with a fuller name."""
TRADE = "trade"
"""Leaves out what a company trades in: 徐工汽车 for 徐工汽车制造."""
LIGHT = "light-word"
"""Leaves out words that tell nothing apart: 政务宽带平台 for 政务信息宽带网络平台."""
LEFT_OUT = "left-out"
"""Leaves out something else."""

_LEAST_SHARE = 0.6
"""Share of a name that is left where something in its middle may be left out."""
_LEAST_LIGHT = 6
"""Characters of a short form that leaves out nothing but words that tell nothing apart."""
_LEAST_OF_TWO = 5
"""Characters of a short form with two fuller ones that differ in nothing that tells things apart."""
_BRACKETS = re.compile(r"[()]")
_TOWN_WORDS = ("镇", "乡", "街道", "区", "县", "市", "旗")


@dataclass(frozen=True)
class ShortForms:
    """What a short form may leave out, and which names are short for nothing."""

    area: re.Pattern[str]
    trade: re.Pattern[str]
    generic: re.Pattern[str]
    everywhere: re.Pattern[str]
    around: re.Pattern[str]
    light: re.Pattern[str]
    school: re.Pattern[str]
    owner: re.Pattern[str]
    closing: re.Pattern[str]
    contrast: re.Pattern[str]
    common: frozenset[str]

    def is_common(self, kind: EntityType, key: str) -> bool:
        """Tell whether many places have something of this name."""
        return bool(self.generic.match(key)) or f"{kind}/{key}" in self.common


@cache
def load_short_forms() -> ShortForms:
    """Read the table [short] of lexicons/aliases.toml, and common_names.tsv."""
    table = read_toml("aliases.toml")["short"]
    rows = read_table("common_names.tsv", ("type", "name"))
    common = frozenset(f"{row['type']}/{row['name']}" for row in rows)
    return ShortForms(
        **{name: re.compile(pattern) for name, pattern in table.items()}, common=common
    )


@dataclass(frozen=True)
class Shortening:
    """The rules for names of one type and place."""

    kind: EntityType
    own: frozenset[str]
    """Forms of the place's own name."""
    outer: frozenset[str]
    """Forms of the names of the places around it."""
    is_inside: Callable[[str], bool]
    """Whether a name is that of a place inside."""
    forms: ShortForms

    def rule(self, short: str, full: str) -> str | None:
        """Return the rule by which `short` may be short for `full`."""
        left = _left_out(short, full)
        if left is None:
            return None
        if _BRACKETS.sub("", left) in self.own:
            return OWN_INSIDE
        if full.endswith(short):
            return self._opening_rule(left)
        if full.startswith(short):
            return self._closing_rule(left)
        if full[-1] != short[-1]:
            return None
        if left in _TOWN_WORDS and self.is_inside(full[: full.index(left) + len(left)]):
            return TOWN_WORD
        if self.forms.light.match(self._without_own(left)):
            return LIGHT
        if self.forms.contrast.search(left) or self._starts_inside(left):
            return None
        return LEFT_OUT

    def _opening_rule(self, left: str) -> str | None:
        if left in self.outer or self.forms.around.match(left):
            return OUTER_PLACE
        if self.is_inside(left):
            return INNER_PLACE
        return None if len(left) < 2 or self.forms.contrast.search(left) else LEFT_OUT

    def _closing_rule(self, left: str) -> str | None:
        if self.kind is EntityType.PARK and self.forms.area.match(left):
            return AREA
        if self.kind is EntityType.COMPANY:
            return TRADE if self.forms.trade.match(left) else None
        return LIGHT if self.forms.closing.match(left) else None

    def _without_own(self, left: str) -> str:
        own = max((one for one in self.own if left.startswith(one)), key=len, default="")
        return left[len(own) :]

    def _starts_inside(self, left: str) -> bool:
        """Tell whether what is left out in the middle of a name is a place of its own."""
        return any(self.is_inside(left[:end]) for end in range(2, len(left) + 1))

    def resemble(self, short: str, full: str) -> bool:
        """Tell whether two names that are not one short for the other differ in nothing that tells things apart."""
        if short[-1] != full[-1] and short[:3] != full[:3]:
            return False
        rest = "".join(sorted(set(short) ^ set(full)))
        length = len(set(short) | set(full))
        return len(rest) <= 0.6 * length and not self.forms.contrast.search(rest)

    def needs_no_choice(self, short: str, rule: str) -> bool:
        """Tell whether `rule` is sure however many names `short` may be short for."""
        if rule == LIGHT:
            return len(short) >= _LEAST_LIGHT and not self.forms.school.search(short)
        return rule in {OWN_INSIDE, TOWN_WORD} or (rule == OUTER_PLACE and short == "自贸区")

    def is_sure(self, short: str, full: str, rule: str, targets: int) -> bool:
        """Tell whether `short` is one thing with the names that it may be short for, `targets` different ones."""
        if self.kind is EntityType.COMPANY:
            return targets == 1 and rule in {TRADE, INNER_PLACE, OUTER_PLACE}
        if rule == AREA:
            return targets == 1 and len(short) > 2
        if rule == LEFT_OUT and not self._leaves_little_out(short, full, targets):
            return False
        least = 3 if self.kind in {EntityType.PARK, EntityType.PROGRAM} else 4
        enough = len(short) >= (least if targets == 1 else _LEAST_OF_TWO)
        return enough and targets <= 2 and not self.forms.is_common(self.kind, short)

    def _leaves_little_out(self, short: str, full: str, targets: int) -> bool:
        """Tell whether one piece is left out, and in the middle a small one."""
        piece, share = _piece(short, full), len(short) / len(full)
        if self.kind is EntityType.INSTITUTION and self.forms.school.search(short):
            return full.endswith(short) and bool(self.forms.owner.search(piece))
        if full.endswith(short) and self.kind is not EntityType.INSTITUTION:
            return True
        return bool(piece) and targets == 1 and share >= _LEAST_SHARE


def _piece(short: str, full: str) -> str:
    """Return what `short` leaves out of `full` in one piece, nothing where it is more than one."""
    left = _left_out(short, full) or ""
    return left if left and full.replace(left, "", 1) == short else ""


def shares_most(shared: int, pairs: int) -> bool:
    """Tell whether enough pairs of characters are shared for one name to be short for the other."""
    return 2 * shared >= pairs


def _left_out(short: str, full: str) -> str | None:
    """Return the characters of `full` that `short` leaves out, None where it is not a part of it in order.

    They are taken in one piece where that is possible.
    """
    start = 0
    while start < len(short) and short[start] == full[start]:
        start += 1
    for cut in range(start, -1, -1):
        rest = short[cut:]
        if full.endswith(rest):
            return full[cut : len(full) - len(rest)]
    left: list[str] = []
    position = len(short)
    for character in reversed(full):
        if position and short[position - 1] == character:
            position -= 1
        else:
            left.append(character)
    return None if position else "".join(reversed(left))
