"""From probabilities to labels: the best legal tag path, and the relations that reach the threshold."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.ontology import ALLOWED_ENDS, EntityType, RelationType, Stage
from kg.types import Relation

from .tags import FIRST, LAST, PLACE_TYPE, TAGS, TRANSITIONS, TYPES

THRESHOLD = 0.5
"""Probability from which on a pair is a relation."""
_RELATIONS, _STAGES = tuple(RelationType), tuple(Stage)
_OPENS = np.array([tag[0] in "BS" for tag in TAGS])
_CLOSES = np.array([tag[0] in "ES" for tag in TAGS])
_TYPE_OF = [EntityType(tag[2:]) if tag != "O" else None for tag in TAGS]


@dataclass(frozen=True, slots=True)
class FoundSpan:
    """A mention in a window: half-open characters, type, and the least sure of its tags."""

    start: int
    end: int
    type: EntityType
    confidence: float


@dataclass(frozen=True, slots=True)
class Pairs:
    """Probabilities between the n mentions of a window and the report's own place, which stands last."""

    relations: NDArray[np.float32]
    """(n + 1, n + 1, relations), head before tail."""
    stages: NDArray[np.float32]
    """(n, stages)."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the network sees in one window; no pairs where it sees no mention."""

    spans: list[FoundSpan]
    pairs: Pairs | None


def decode_mentions(scores: NDArray[np.float32]) -> list[FoundSpan]:
    """Return the mentions of one text by the log probabilities (length, tags) of its characters."""
    if not len(scores):
        return []
    tags = scores.argmax(-1)
    # Where the likeliest tags are a legal path, they are the best path.
    return _spans(tags if _is_legal(tags) else best_path(scores), scores)


def best_path(scores: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the likeliest legal tags (length,) by Viterbi for log probabilities (length, tags)."""
    length = len(scores)
    back = np.zeros(scores.shape, np.int64)
    best = scores[0] + FIRST
    for position in range(1, length):
        paths = best[:, None] + TRANSITIONS
        back[position] = paths.argmax(0)
        best = paths.max(0) + scores[position]
    tags = np.zeros(length, np.int64)
    tags[-1] = (best + LAST).argmax()
    for position in range(length - 1, 0, -1):
        tags[position - 1] = back[position, tags[position]]
    return tags


def _is_legal(tags: NDArray[np.int64]) -> bool:
    steps = TRANSITIONS[tags[:-1], tags[1:]]
    return bool(FIRST[tags[0]] == 0 and LAST[tags[-1]] == 0 and (steps == 0).all())


def _spans(tags: NDArray[np.int64], scores: NDArray[np.float32]) -> list[FoundSpan]:
    starts, ends = np.flatnonzero(_OPENS[tags]), np.flatnonzero(_CLOSES[tags]) + 1
    spans = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        kind = _TYPE_OF[tags[start]]
        assert kind is not None
        sure = scores[np.arange(start, end), tags[start:end]].min()
        spans.append(FoundSpan(start, end, kind, float(np.exp(sure))))
    return spans


def _allowed_pairs() -> NDArray[np.bool_]:
    """Tell for each (head type, tail type, relation) whether it may be; the place acts as a District."""
    size = PLACE_TYPE + 1
    allowed = np.zeros((size, size, len(_RELATIONS)), np.bool_)
    for index, relation in enumerate(_RELATIONS):
        for head, tail in ALLOWED_ENDS[relation]:
            heads = [TYPES.index(head)] + [PLACE_TYPE] * (head is EntityType.DISTRICT)
            tails = [TYPES.index(tail)] + [PLACE_TYPE] * (tail is EntityType.DISTRICT)
            allowed[np.ix_(heads, tails, [index])] = True
    allowed[PLACE_TYPE, PLACE_TYPE] = False
    return allowed


ALLOWED = _allowed_pairs()
"""(head type, tail type, relation): which may be; the report's own place has PLACE_TYPE."""


def decode_relations(found: Found, own: Sequence[bool]) -> list[Relation]:
    """Return the relations of a window, ends as indices of its spans, None for the report's own place.

    `own` tells which spans name that place: the network learnt to leave their relations to the place itself.
    """
    if found.pairs is None:
        return []
    place = len(found.spans)
    types = np.array([TYPES.index(span.type) for span in found.spans] + [PLACE_TYPE])
    scores = found.pairs.relations
    chosen = (scores > THRESHOLD) & ALLOWED[types[:, None], types[None, :]]
    chosen[np.arange(place + 1), np.arange(place + 1)] = False
    chosen[np.flatnonzero(own), :] = False
    chosen[:, np.flatnonzero(own)] = False
    relations = []
    for head, tail, kind in np.argwhere(chosen).tolist():
        relation = _RELATIONS[kind]
        plans = relation is RelationType.PLANS
        relations.append(
            Relation(
                type=relation,
                head=None if head == place else head,
                tail=None if tail == place else tail,
                confidence=round(float(scores[head, tail, kind]), 4),
                stage=_STAGES[int(found.pairs.stages[tail].argmax())] if plans else None,
            )
        )
    return relations
