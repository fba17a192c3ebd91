"""Run the reading network with onnxruntime: texts in, tag, relation and stage probabilities out."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from kg.resources import model_folder

from .decode import Found, Pairs, decode_mentions
from .models import check_model
from .tags import TYPES
from .vocabulary import Vocabulary

TOKENS = 2048
"""Tokens a batch holds; larger ones are slower on a CPU."""
_THREADS = 2
"""Two threads: more gain little at this size, and a fixed number keeps the timing of a build predictable."""
PLACE_TYPE = len(TYPES)
"""Type id of the report's own place, the last node of every window."""


class Network:
    """One exported reader."""

    def __init__(self, name: str) -> None:
        """Load `name` from kg/models; a missing or changed file is a ModelError."""
        folder = model_folder(name)
        check_model(folder)
        self._vocabulary = Vocabulary(folder / "vocabulary.txt")
        self._encoder = _session(folder / "encoder.onnx")
        self._heads = _session(folder / "heads.onnx")

    def read(self, texts: Sequence[str]) -> list[Found]:
        """Find the mentions of each text, at most a window long, and score their pairs and stages.

        Windows of similar length share a batch. How texts fall into batches changes the int8 rounding, so
        give the windows of one document in one call: its reading then depends on nothing else.
        """
        found: list[Found] = [Found() for _ in texts]
        for indices in _batches([len(text) for text in texts]):
            rows = self._read_batch([texts[index] for index in indices])
            for index, row in zip(indices, rows, strict=True):
                found[index] = row
        return found

    def _read_batch(self, texts: list[str]) -> list[Found]:
        lengths = [len(text) for text in texts]
        width = -(-(max(lengths) + 2) // 8) * 8
        ids = np.zeros((len(texts), width), np.int64)
        for row, text in enumerate(texts):
            ids[row, : len(text) + 2] = self._vocabulary.encode(text)
        tags, hidden = self._encoder.run(None, {"ids": ids})
        found = decode_mentions(tags[:, 1:], lengths)
        self._score(hidden, found)
        return found

    def _score(self, hidden: NDArray[np.float32], found: list[Found]) -> None:
        """Add the pair and stage probabilities to the rows that have mentions."""
        rows = [row for row, one in enumerate(found) if one.spans]
        if not rows:
            return
        count = max(len(found[row].spans) for row in rows)
        first = np.zeros((len(rows), count), np.int64)
        last, types = np.zeros_like(first), np.zeros((len(rows), count + 1), np.int64)
        types[:, count] = PLACE_TYPE
        for at, row in enumerate(rows):
            for column, span in enumerate(found[row].spans):
                first[at, column], last[at, column] = span.start + 1, span.end
                types[at, column] = TYPES.index(span.type)
        relations, stages = self._heads.run(
            None, {"hidden": hidden[rows], "first": first, "last": last, "types": types}
        )
        for at, row in enumerate(rows):
            number = len(found[row].spans)
            nodes = [*range(number), count]
            found[row].pairs = Pairs(relations[at][np.ix_(nodes, nodes)], stages[at][:number])


def _session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _THREADS
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Group texts of similar length; padded, a group is at most TOKENS."""
    group: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda index: (lengths[index], index)):
        if group and (lengths[index] + 10) * (len(group) + 1) > TOKENS:
            yield group
            group = []
        group.append(index)
    if group:
        yield group
