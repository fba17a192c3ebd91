"""Find the names of one type and place that are one thing for sure, and those that may be."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.ontology import EntityType

from .aliases import Alike
from .forms import Form
from .shortening import ZONE, Shortening, shares_most

_OPEN = 3
"""So many things that a short form may stand for leave open which one it is."""
_MOST_NAMES = 60
"""Names of a block that may share two characters before these say nothing: keeps the comparison linear."""


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

    forms: Mapping[str, Form]
    alike: Mapping[str, Alike]
    shortening: Shortening

    def groups(self) -> dict[str, list[str]]:
        """Return the nodes that share what is left, by it."""
        found: dict[str, list[str]] = defaultdict(list)
        for node in sorted(self.forms):
            found[self.alike[node].key].append(node)
        return dict(sorted(found.items()))

    def documents(self, nodes: Sequence[str]) -> set[str]:
        """Return the documents that have one of the forms."""
        return {document for node in nodes for document in self.forms[node].passages}


@dataclass(frozen=True, slots=True)
class _Pair:
    """What is left of a shorter and of a longer name, and the rule by which one is short for the other."""

    short: str
    full: str
    rule: str


def find_matches(block: Block, *, propose: bool) -> tuple[list[Match], list[Match]]:
    """Return the sure matches of a block and, on `propose`, the likely ones, in an order that names alone decide."""
    groups = block.groups()
    sure = [match for nodes in groups.values() for match in _written_forms(block, nodes)]
    one: dict[str, str] = {}
    for pair in _zones(block, groups):
        sure.append(_match(groups, pair, 1.0))
        _unite(one, pair)
    by_short: dict[str, list[_Pair]] = defaultdict(list)
    alike: list[_Pair] = []
    for short, full in _overlapping(groups):
        rule = block.shortening.rule(short, full)
        if rule and block.shortening.needs_no_choice(short, rule):
            sure.append(_match(groups, _Pair(short, full, rule), 1.0))
            _unite(one, _Pair(short, full, rule))
        elif rule:
            by_short[short].append(_Pair(short, full, rule))
        elif propose and block.shortening.resemble(short, full):
            alike.append(_Pair(short, full, "resemblance"))
    likely = [_likely(block, groups, pair, 2) for pair in alike]
    # The longest first: what the full names are short for decides whether a short form is open.
    for short in sorted(by_short, key=lambda key: (-len(key), key)):
        pairs = by_short[short]
        targets = _count_targets(one, pairs)
        for pair in pairs:
            if block.shortening.is_sure(short, pair.full, pair.rule, targets):
                sure.append(_match(groups, pair, 1.0))
                _unite(one, pair)
            elif propose:
                likely.append(_likely(block, groups, pair, targets))
    return sure, likely


def _count_targets(one: Mapping[str, str], pairs: Sequence[_Pair]) -> int:
    """Return how many things the fuller names are; where two put something before, no choice is sure."""
    own = _root(one, pairs[0].short)
    roots = {_root(one, pair.full) for pair in pairs} - {own}
    before = {_root(one, pair.full) for pair in pairs if pair.full.endswith(pair.short)} - {own}
    return len(roots) if len(before) < 2 else max(len(roots), _OPEN)


def _unite(one: dict[str, str], pair: _Pair) -> None:
    short, full = _root(one, pair.short), _root(one, pair.full)
    if short != full:
        one[short] = full


def _root(one: Mapping[str, str], key: str) -> str:
    while key in one:
        key = one[key]
    return key


def _zones(block: Block, groups: Mapping[str, list[str]]) -> Iterator[_Pair]:
    """Yield 开发区 with the one zone of a place that it is: 经开区, or 高新区 where there is none."""
    if block.shortening.kind is not EntityType.PARK:
        return
    for short in groups:
        if short.endswith("开发区"):
            fuller = (short[:-3] + word for word in ("经开区", "高新区"))
            full = next((name for name in fuller if name in groups), None)
            if full:
                yield _Pair(short, full, ZONE)


def _written_forms(block: Block, nodes: Sequence[str]) -> Iterator[Match]:
    first = nodes[0]
    for other in nodes[1:]:
        used = set(block.alike[first].rules) ^ set(block.alike[other].rules)
        yield Match(first, other, "+".join(sorted(used)) or "writing", 1.0)


def _overlapping(groups: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Yield (shorter, longer) that share at least half of the shorter's pairs of characters."""
    index: dict[str, list[str]] = defaultdict(list)
    for key in groups:
        for pair in _bigrams(key):
            index[pair].append(key)
    rare = {pair: keys for pair, keys in index.items() if 1 < len(keys) <= _MOST_NAMES}
    for short in groups:
        shared: dict[str, int] = defaultdict(int)
        pairs = _bigrams(short)
        for pair in pairs:
            for key in rare.get(pair, ()):
                shared[key] += 1
        for full in sorted(shared):
            longer = (len(full), full) > (len(short), short)
            if longer and shares_most(shared[full], len(pairs)):
                yield short, full


def _bigrams(key: str) -> set[str]:
    return {key[start : start + 2] for start in range(len(key) - 1)}


def _match(groups: Mapping[str, list[str]], pair: _Pair, score: float) -> Match:
    short, full = groups[pair.short][0], groups[pair.full][0]
    return Match(short, full, pair.rule, score, short)


def _likely(block: Block, groups: Mapping[str, list[str]], pair: _Pair, targets: int) -> Match:
    together = block.documents(groups[pair.short]) & block.documents(groups[pair.full])
    length = len(pair.short) / len(pair.full)
    score = (0.4 + 0.4 * length + (0.2 if together else 0.0)) / max(1, targets) ** 0.5
    return _match(groups, pair, round(min(score, 0.99), 2))
