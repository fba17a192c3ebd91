"""The BIOES tags of the six entity types, which may follow which, and the best path through a passage."""

import numpy as np
from numpy.typing import NDArray

from kg.ontology import EntityType

TYPES = tuple(EntityType)
PLACE_TYPE = len(TYPES)
"""Type id of the report's own place, which takes part in relations without being a mention."""
TAGS = ("O", *(f"{prefix}-{kind}" for kind in TYPES for prefix in "BIES"))
TAG_IDS = {tag: index for index, tag in enumerate(TAGS)}
_FORBIDDEN = -1e4


def _may_follow(before: str, after: str) -> bool:
    if before[0] in "BI":
        return after[0] in "IE" and before[2:] == after[2:]
    return after[0] in "OBS"


TRANSITIONS: NDArray[np.float32] = np.array(
    [[0.0 if _may_follow(before, after) else _FORBIDDEN for after in TAGS] for before in TAGS],
    dtype=np.float32,
)
FIRST: NDArray[np.float32] = np.array(
    [0.0 if tag[0] in "OBS" else _FORBIDDEN for tag in TAGS], dtype=np.float32
)
LAST: NDArray[np.float32] = np.array(
    [0.0 if tag[0] in "OES" else _FORBIDDEN for tag in TAGS], dtype=np.float32
)


def tags_of(length: int, spans: list[tuple[int, int, EntityType]]) -> NDArray[np.int64]:
    """Return the tag ids of a text of `length` characters with non-overlapping (start, end, type) spans."""
    tags = np.zeros(length, np.int64)
    for start, end, kind in spans:
        if end - start == 1:
            tags[start] = TAG_IDS[f"S-{kind}"]
            continue
        tags[start:end] = TAG_IDS[f"I-{kind}"]
        tags[start] = TAG_IDS[f"B-{kind}"]
        tags[end - 1] = TAG_IDS[f"E-{kind}"]
    return tags
