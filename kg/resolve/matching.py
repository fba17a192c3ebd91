"""Find the names of one type and place that are one thing for sure, and those that may be."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.ontology import EntityType

from .aliases import Alike, ShortForms
from .forms import Form

_MOST_NAMES = 60
"""Names of a block that may share two characters before these say nothing: keeps the comparison linear."""
_LONGEST_PLACE = 12


@dataclass(frozen=True, slots=True)
class Match:
    """Two forms that are, or may be, one thing."""

    first: str
    second: str
    rule: str
    score: float
    """1 where it is sure."""
    short: str | None = None
    """The one that is only short for the other: no name of its own."""


@dataclass(frozen=True, slots=True)
class Block:
    """The forms of one type and place with what is left of each name."""

    kind: EntityType
    forms: Mapping[str, Form]
    alike: Mapping[str, Alike]
    is_inside: Callable[[str], bool]
    """Whether a name is that of a place inside the block's."""

    def groups(self) -> dict[str, list[str]]:
        """Return the nodes that share what is left, by it."""
        found: dict[str, list[str]] = defaultdict(list)
        for node in sorted(self.forms):
            found[self.alike[node].key].append(node)
        return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class _Pair:
    """What is left of a shorter and of a longer name."""

    short: str
    full: str
    rule: str


def find_matches(
    block: Block, rules: ShortForms, *, propose: bool
) -> tuple[list[Match], list[Match]]:
    """Return the sure matches of a block and, on `propose`, the likely ones, in an order that names alone decide."""
    groups = block.groups()
    sure = [match for nodes in groups.values() for match in _written_forms(block, nodes)]
    pairs = _short_pairs(block, groups, rules)
    by_short: dict[str, list[_Pair]] = defaultdict(list)
    for pair in pairs:
        by_short[pair.short].append(pair)
    joined: dict[str, str] = {}
    likely: list[Match] = []
    # The longest first: what the full names are short for decides whether a short form is open.
    for short in sorted(by_short, key=lambda key: (-len(key), key)):
        found = by_short[short]
        targets = {_root(joined, pair.full) for pair in found}
        if len(targets) == 1 and not _is_generic(block.kind, short, rules):
            joined[short] = found[0].full
            sure.append(_match(groups, found[0], 1.0))
        elif propose:
            likely.extend(_likely(block, groups, pair, 1 / len(targets)) for pair in found)
    if propose:
        likely.extend(_similar(block, groups, rules, joined, {(p.short, p.full) for p in pairs}))
    return sure, likely


def _written_forms(block: Block, nodes: Sequence[str]) -> Iterator[Match]:
    first = nodes[0]
    for other in nodes[1:]:
        used = set(block.alike[first].rules) ^ set(block.alike[other].rules)
        yield Match(first, other, "+".join(sorted(used)) or "writing", 1.0)


def _short_pairs(
    block: Block, groups: Mapping[str, list[str]], rules: ShortForms
) -> list[_Pair]:
    found: list[_Pair] = []
    for full in groups:
        if block.kind in {EntityType.PARK, EntityType.PROJECT, EntityType.INSTITUTION}:
            found.extend(
                _Pair(full[cut:], full, "inner-place")
                for cut in range(2, min(len(full) - 2, _LONGEST_PLACE))
                if full[cut:] in groups and block.is_inside(full[:cut])
            )
        if block.kind is EntityType.PARK:
            area = rules.area.sub("", full)
            if area != full and area in groups:
                found.append(_Pair(area, full, "area"))
            zone = full[:-3] + "开发区"
            if full.endswith(("经开区", "高新区")) and zone in groups:
                found.append(_Pair(zone, full, "development-zone"))
        if block.kind is EntityType.COMPANY:
            found.extend(
                _Pair(full[:cut], full, "trade")
                for cut in range(2, len(full))
                if full[:cut] in groups and rules.trade.match(full[cut:])
            )
    return found


def _is_generic(kind: EntityType, short: str, rules: ShortForms) -> bool:
    least = 2 if kind is EntityType.COMPANY else 3 if kind is EntityType.PARK else 4
    return len(short) < least or bool(rules.generic.match(short))


def _root(joined: Mapping[str, str], key: str) -> str:
    while key in joined:
        key = joined[key]
    return key


def _match(groups: Mapping[str, list[str]], pair: _Pair, score: float) -> Match:
    short, full = groups[pair.short][0], groups[pair.full][0]
    return Match(short, full, pair.rule, score, short)


def _likely(
    block: Block, groups: Mapping[str, list[str]], pair: _Pair, share: float
) -> Match:
    together = _documents(block, groups[pair.short]) & _documents(block, groups[pair.full])
    length = len(pair.short) / len(pair.full)
    score = share * (0.4 + 0.3 * length + (0.2 if together else 0.0))
    return _match(groups, pair, round(score, 2))


def _documents(block: Block, nodes: Sequence[str]) -> set[str]:
    return {document for node in nodes for document in block.forms[node].passages}


def _similar(
    block: Block,
    groups: Mapping[str, list[str]],
    rules: ShortForms,
    joined: Mapping[str, str],
    known: set[tuple[str, str]],
) -> Iterator[Match]:
    """Yield names of which one is the other with something left out."""
    for short, full in _overlapping(groups):
        if (short, full) in known or _root(joined, short) == _root(joined, full):
            continue
        left_out = _left_out(short, full)
        if left_out is None or rules.contrast.search(left_out):
            continue
        if full.startswith(short) and not rules.area.match(left_out):
            continue
        yield _likely(block, groups, _Pair(short, full, "left-out"), 1.0)


def _overlapping(groups: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Yield (shorter, longer) that share at least half of the shorter's pairs of characters."""
    index: dict[str, list[str]] = defaultdict(list)
    for key in groups:
        for pair in _bigrams(key):
            index[pair].append(key)
    for short in groups:
        pairs = [pair for pair in _bigrams(short) if len(index[pair]) <= _MOST_NAMES]
        shared: dict[str, int] = defaultdict(int)
        for pair in pairs:
            for key in index[pair]:
                shared[key] += 1
        for full, count in sorted(shared.items()):
            if len(full) > len(short) > 2 and 2 * count >= len(short) - 1:
                yield short, full


def _bigrams(key: str) -> list[str]:
    return sorted({key[start : start + 2] for start in range(len(key) - 1)})


def _left_out(short: str, full: str) -> str | None:
    """Return the characters of `full` that `short` leaves out, None where it is not a part in order."""
    left: list[str] = []
    position = len(short)
    for character in reversed(full):
        if position and short[position - 1] == character:
            position -= 1
        else:
            left.append(character)
    return None if position else "".join(reversed(left))
