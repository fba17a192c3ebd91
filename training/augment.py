"""Change a training text without changing its length, so that labels and offsets stay."""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence

from kg.ontology import EntityType

_HALF_WIDTH = str.maketrans("，：；（）！？“”", ',:;()!?""')
_KEEP_QUOTES = str.maketrans("，：；（）！？", ",:;()!?")
_LEVELS = (
    ("全市", "全区", "全县"),
    ("我市", "我区", "我县"),
    ("市政府", "区政府", "县政府"),
    ("市委", "区委", "县委"),
    ("市级", "区级", "县级"),
    ("市直", "区直", "县直"),
    ("市人大", "区人大", "县人大"),
    ("市政协", "区政协", "县政协"),
)
"""Words for a city's government, each with the same word for a district's and a county's."""
_CLOSING = "省市区县旗镇乡"
_TOWN_CHARACTERS = (
    "龙凤山河湖石桥桃柳杨李张王刘陈白黄青金银玉双三大小上下东西南北新兴安平和泉溪田林岭沟湾"
)


class Augmenter:
    """Swap division names, levels of government and full-width marks, each in part of the texts."""

    def __init__(self, division_names: Iterable[str], seed: int) -> None:
        """Group real division names and 3,000 made-up towns by length and closing word."""
        self._rng = random.Random(seed)
        self._names: dict[tuple[int, str], list[str]] = defaultdict(list)
        towns = ("".join(self._rng.choices(_TOWN_CHARACTERS, k=2)) for _ in range(3000))
        made_up = (town + self._rng.choice("镇乡") for town in towns)
        for name in sorted({*division_names, *made_up}):
            self._names[len(name), self._closing(name)].append(name)
            if self._closing(name):
                self._names[len(name) - 1, ""].append(name[:-1])

    def __call__(self, text: str, spans: Sequence[tuple[int, int, EntityType]]) -> str:
        """Return a changed text of the same length."""
        characters = list(text)
        if self._rng.random() < 0.4:
            self._swap_divisions(characters, text, spans)
        if self._rng.random() < 0.35:
            self._swap_levels(characters, spans)
        changed = "".join(characters)
        if self._rng.random() < 0.5:
            changed = changed.translate(_HALF_WIDTH if self._rng.random() < 0.5 else _KEEP_QUOTES)
        return changed

    @staticmethod
    def _closing(name: str) -> str:
        return name[-1] if len(name) > 2 and name[-1] in _CLOSING else ""

    def _swap_divisions(
        self, characters: list[str], text: str, spans: Sequence[tuple[int, int, EntityType]]
    ) -> None:
        share = self._rng.choice((0.3, 0.8))
        swapped: dict[str, str] = {}
        for start, end, kind in spans:
            if kind is not EntityType.DISTRICT:
                continue
            name = text[start:end]
            if name not in swapped:
                pool = self._pool(name)
                swapped[name] = (
                    self._rng.choice(pool) if pool and self._rng.random() < share else name
                )
            characters[start:end] = swapped[name]

    def _pool(self, name: str) -> list[str]:
        length, closing = len(name), self._closing(name)
        if closing == "市" and self._rng.random() < 0.5:
            return self._names[length, "区"] + self._names[length, "县"]
        return self._names[length, closing]

    def _swap_levels(
        self, characters: list[str], spans: Sequence[tuple[int, int, EntityType]]
    ) -> None:
        inside = {index for start, end, _ in spans for index in range(start, end)}
        level = self._rng.choice((1, 2))
        text = "".join(characters)
        for words in _LEVELS:
            start = text.find(words[0])
            while start >= 0:
                span = range(start, start + len(words[0]))
                if inside.isdisjoint(span):
                    characters[span.start : span.stop] = words[level]
                start = text.find(words[0], start + 1)
