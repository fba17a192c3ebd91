"""Gold excerpts as training examples: windows, targets and padded batches."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from kg.annotating import gold
from kg.annotating.gold import Excerpt
from kg.annotations import Paragraph, Triple
from kg.errors import InputError
from kg.names import place_key
from kg.nlp.tags import PLACE_TYPE, TYPES, tags_of
from kg.nlp.vocabulary import Vocabulary
from kg.nlp.windows import cut_windows
from kg.ontology import EntityType, RelationType, Stage

from .augment import Augmenter

RELATIONS, STAGES = tuple(RelationType), tuple(Stage)
NO_LABEL = -1


@dataclass(frozen=True)
class Example:
    """One window of a paragraph with the mentions that lie in it; `spans` are relative to `text`."""

    text: str
    place: str
    spans: list[tuple[int, int, EntityType]]
    names: list[tuple[str, str]]
    relations: tuple[Triple, ...]


@dataclass(frozen=True)
class Batch:
    """Padded inputs and targets; n is the largest number of mentions, the place stands behind them."""

    ids: Tensor
    """(batch, length) token ids."""
    tags: Tensor
    """(batch, length) tag ids, NO_LABEL on padding."""
    first: Tensor
    last: Tensor
    """(batch, n) positions of each mention's first and last character."""
    types: Tensor
    """(batch, n + 1) type ids."""
    related: Tensor
    """(batch, n + 1, n + 1, relations) 1 where gold says so."""
    known: Tensor
    """Same shape: 0 where gold says neither yes nor no."""
    stages: Tensor
    """(batch, n + 1) stage ids, NO_LABEL where there is none."""

    def to(self, device: torch.device) -> "Batch":
        """Return the batch on another device."""
        return Batch(*(getattr(self, name).to(device) for name in self.__dataclass_fields__))


def read_gold(folder: Path) -> list[Excerpt]:
    """Read every excerpt of a folder, in the order of its index; without a place there is nothing to learn from."""
    excerpts = gold.read_gold(folder)
    for excerpt in excerpts:
        if not excerpt.place:
            raise InputError(f"{folder}: index.tsv has no place of {excerpt.name}")
    return excerpts


def split_places(
    excerpts: Sequence[Excerpt], fold: int, folds: int
) -> tuple[list[Excerpt], list[Excerpt]]:
    """Split into (train, held out): every `folds`-th place, by level, is held out with all its excerpts."""
    held_out: set[str] = set()
    for level in sorted({excerpt.level for excerpt in excerpts}):
        places = sorted({excerpt.place for excerpt in excerpts if excerpt.level == level})
        random.Random(level).shuffle(places)
        held_out.update(places[fold::folds])
    train = [excerpt for excerpt in excerpts if excerpt.place not in held_out]
    return train, [excerpt for excerpt in excerpts if excerpt.place in held_out]


def examples_of(excerpts: Sequence[Excerpt]) -> list[Example]:
    """Cut every paragraph into windows; a mention that a window's border cuts is left out."""
    return [
        _example(excerpt.place, paragraph, start, end)
        for excerpt in excerpts
        for paragraph in excerpt.paragraphs
        for start, end in cut_windows(paragraph.text)
        if paragraph.text[start:end].strip()
    ]


def _example(place: str, paragraph: Paragraph, start: int, end: int) -> Example:
    inside = [m for m in paragraph.mentions if m.start >= start and m.end <= end]
    return Example(
        text=paragraph.text[start:end],
        place=place,
        spans=[(m.start - start, m.end - start, m.type) for m in inside],
        names=[(m.surface, m.name or m.surface) for m in inside],
        relations=paragraph.triples,
    )


@dataclass
class _Targets:
    """Relation and stage targets of one example; the place is the last node."""

    related: np.ndarray
    known: np.ndarray
    stages: np.ndarray
    own: list[bool] = field(default_factory=list)


def _targets(example: Example) -> _Targets:
    count = len(example.spans)
    related = np.zeros((count + 1, count + 1, len(RELATIONS)), np.float32)
    own_place = place_key(example.place)
    own = [
        kind is EntityType.DISTRICT and place_key(name) == own_place
        for (_, _, kind), (name, _) in zip(example.spans, example.names, strict=True)
    ]
    targets = _Targets(
        related, np.ones_like(related), np.full(count + 1, NO_LABEL, np.int64), [*own, True]
    )
    # A mention of the report's own place is the place: its relations are the virtual mention's.
    targets.known[np.flatnonzero(own), :] = 0
    targets.known[:, np.flatnonzero(own)] = 0
    for relation in example.relations:
        _mark(example, relation, own_place, targets)
    targets.known[np.arange(count + 1), np.arange(count + 1)] = 0
    return targets


def _nodes(example: Example, name: str, own_place: str, targets: _Targets) -> list[int]:
    nodes = [index for index, names in enumerate(example.names) if name in names]
    place = len(example.spans)
    if any(targets.own[index] for index in nodes):
        return [place]
    return nodes or ([place] if place_key(name) == own_place else [])


def _mark(example: Example, relation: Triple, own_place: str, targets: _Targets) -> None:
    heads = _nodes(example, relation.head, own_place, targets)
    tails = _nodes(example, relation.tail, own_place, targets)
    if not heads or not tails:
        return
    kind, place = RELATIONS.index(relation.type), len(example.spans)
    if heads == [place]:
        targets.related[place, tails, kind] = 1
    else:
        # A name that occurs several times: the nearest pair carries the relation, the others are unknown.
        starts = [start for start, _, _ in example.spans] + [0]
        pairs = [(abs(starts[head] - starts[tail]), head, tail) for head in heads for tail in tails]
        _, head, tail = min(pairs)
        targets.known[np.ix_(heads, tails, [kind])] = 0
        targets.related[head, tail, kind] = targets.known[head, tail, kind] = 1
    if relation.type is RelationType.PLANS and relation.stage:
        targets.stages[tails] = STAGES.index(relation.stage)


def collate(
    examples: Sequence[Example], vocabulary: Vocabulary, augmenter: Augmenter | None
) -> Batch:
    """Pad examples to one batch; the length is a multiple of 16, which the fused attention wants."""
    size = len(examples)
    length = -(-(max(len(example.text) for example in examples) + 2) // 16) * 16
    count = max(len(example.spans) for example in examples)
    pairs = (size, count + 1, count + 1, len(RELATIONS))
    ids, tags = np.zeros((size, length), np.int64), np.full((size, length), NO_LABEL, np.int64)
    first, last = np.zeros((size, count), np.int64), np.zeros((size, count), np.int64)
    types, stages = np.zeros((size, count + 1), np.int64), np.full((size, count + 1), NO_LABEL)
    related, known = np.zeros(pairs, np.float32), np.zeros(pairs, np.float32)
    types[:, count] = PLACE_TYPE
    for row, example in enumerate(examples):
        text = augmenter(example.text, example.spans) if augmenter else example.text
        ids[row, : len(text) + 2] = vocabulary.encode(text)
        tags[row, 1 : len(text) + 1] = tags_of(len(text), example.spans)
        number = len(example.spans)
        for column, (start, end, kind) in enumerate(example.spans):
            first[row, column], last[row, column] = start + 1, end
            types[row, column] = TYPES.index(kind)
        targets = _targets(example)
        nodes = [*range(number), count]
        related[row][np.ix_(nodes, nodes)] = targets.related
        known[row][np.ix_(nodes, nodes)] = targets.known
        stages[row, :number] = targets.stages[:number]
    arrays = (ids, tags, first, last, types, related, known, stages)
    return Batch(*(torch.from_numpy(array) for array in arrays))


def batches(lengths: Sequence[int], tokens: int, rng: random.Random | None) -> Iterator[list[int]]:
    """Yield index lists of similar length whose padded size is at most `tokens`; `rng` shuffles them."""
    order = sorted(
        range(len(lengths)), key=lambda i: lengths[i] + (rng.random() * 40 if rng else 0.0)
    )
    groups: list[list[int]] = [[]]
    widest = 0
    for index in order:
        widest = max(widest, lengths[index] + 2)
        if groups[-1] and widest * (len(groups[-1]) + 1) > tokens:
            groups.append([])
            widest = lengths[index] + 2
        groups[-1].append(index)
    if rng:
        rng.shuffle(groups)
    yield from groups
