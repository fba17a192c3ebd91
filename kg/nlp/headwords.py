"""Words that end names or stand before such an end, from lexicons/elision.toml."""

import re
from dataclasses import dataclass
from functools import cache

from kg.lexicon import read_toml
from kg.ontology import EntityType

SHORTEST = 2
"""Characters of the shortest head that items share."""
_FRONT = 2
"""Characters that a name has at least before its head."""
_NUMBER = re.compile(r"\d+[A-Za-z万千伏座]*")


@dataclass(frozen=True)
class HeadWords:
    """lexicons/elision.toml, ready for matching."""

    heads: dict[str, frozenset[str]]
    generic: dict[str, frozenset[str]]
    words: frozenset[str]
    sites: tuple[str, ...]
    actions: tuple[str, ...]
    units: tuple[str, ...]
    kinds: tuple[str, ...]
    buildings: frozenset[str]
    dropped: re.Pattern[str]
    count: re.Pattern[str]

    def has_head(self, name: str, kind: EntityType) -> bool:
        """Tell whether a name ends in a head of its own; 甘谷 is too short to be a valley."""
        front = name[_FRONT:]
        return any(front.endswith(head) for head in self.heads[kind])

    def is_known(self, words: str) -> bool:
        """Tell whether `words` are made of nothing but words of the lexicon and numbers."""
        reached = {0}
        for end in range(1, len(words) + 1):
            pieces = (words[start:end] for start in reached)
            if any(piece in self.words or _NUMBER.fullmatch(piece) for piece in pieces):
                reached.add(end)
        return len(words) in reached

    def borders(self, name: str, kind: EntityType) -> list[int]:
        """Return where a head with its modifiers may begin in `name`, the shortest head first."""
        reached = {i for i in range(1, len(name)) if name[i:] in self.heads[kind]}
        for i in range(len(name) - 1, 0, -1):
            if any(name[i:j] in self.words for j in reached if j > i):
                reached.add(i)
        return sorted((i for i in reached if len(name) - i >= SHORTEST), reverse=True)

    def leading_head(self, words: str, kind: EntityType) -> str | None:
        """Return `words` up to the first head and what continues it."""
        heads = tuple(head for head in self.heads[kind] if len(head) >= SHORTEST)
        ends = [end for end in range(1, len(words) + 1) if words[:end].endswith(heads)]
        if not ends:
            return None
        best = ends[0]
        reached = {best}
        for end in range(best + 1, len(words) + 1):
            overlaps = any(words[:end].endswith(head) and end - len(head) < best for head in heads)
            if overlaps or any(words[start:end] in self.words for start in reached):
                reached.add(end)
                best = end if overlaps or end in ends else best
        return words[:best]


@cache
def load_head_words() -> HeadWords:
    """Read lexicons/elision.toml."""
    data = read_toml("elision.toml")
    heads = {kind: frozenset(words.split()) for kind, words in data["heads"].items()}
    sites, actions = data["sites"].split(), data["actions"].split()
    counters = "|".join(sorted(data["counters"].split(), key=len, reverse=True))
    return HeadWords(
        heads=heads,
        generic={kind: frozenset(words.split()) for kind, words in data["generic"].items()},
        words=frozenset(data["modifiers"].split()).union(sites, actions, *heads.values()),
        sites=tuple(sorted(sites, key=len, reverse=True)),
        actions=tuple(actions),
        units=tuple(sorted(data["units"].split(), key=len, reverse=True)),
        kinds=tuple(data["kinds"].split()),
        buildings=frozenset(data["buildings"].split()),
        dropped=re.compile("|".join(sorted(data["dropped"].split(), key=len, reverse=True))),
        count=re.compile(
            r"[”’》]?(\[\^?\d+\])?(等等|等)?“?(?:(?:[\d一二三四五六七八九十两百]+|数|多|各)(?:余|多)?"
            rf"(?:{counters}))?"
        ),
    )
