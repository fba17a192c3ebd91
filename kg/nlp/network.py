"""Run the reading network with onnxruntime: texts in, tag, relation and stage probabilities out."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from kg.resources import model_folder

from .borders import mend_borders
from .decode import Found, FoundSpan, Pairs, decode_mentions
from .models import check_model
from .tags import PLACE_TYPE, TYPES
from .vocabulary import Vocabulary

_THREADS = min(os.cpu_count() or 1, 8)

Arrays: TypeAlias = tuple[NDArray[np.float32], NDArray[np.float32]]
Encode: TypeAlias = Callable[[NDArray[np.int64]], Arrays]
"""Token ids (1, length) to log probabilities of tags (1, length, tags) and hidden states (1, length, width)."""
Score: TypeAlias = Callable[
    [NDArray[np.float32], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]], Arrays
]
"""Hidden states, first and last positions (1, n), types (1, n + 1) to relations and stages as in `Pairs`."""


class Network:
    """One reading network, whatever computes it."""

    def __init__(self, vocabulary: Vocabulary, encode: Encode, score: Score) -> None:
        self._vocabulary = vocabulary
        self._encode = encode
        self._score = score
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="kg-reader")

    def read(self, texts: Iterable[str]) -> list[Found]:
        """Find the mentions of each text, at most a window long, and score their pairs and stages.

        A text is read alone, so that what is found in it depends on no other: int8 scales follow the largest
        value of a whole batch. That is no slower than batches, which need padding and leave the caches.
        """
        return list(self._pool.map(self._read, texts))

    def _read(self, text: str) -> Found:
        tags, hidden = self._encode(np.array([self._vocabulary.encode(text)], np.int64))
        spans = mend_borders(text, decode_mentions(tags[0, 1:-1]))
        return Found(spans, self._pairs(hidden, spans) if spans else None)

    def _pairs(self, hidden: NDArray[np.float32], spans: list[FoundSpan]) -> Pairs:
        first = np.array([[span.start + 1 for span in spans]], np.int64)
        last = np.array([[span.end for span in spans]], np.int64)
        types = np.array([[*(TYPES.index(span.type) for span in spans), PLACE_TYPE]], np.int64)
        relations, stages = self._score(hidden, first, last, types)
        return Pairs(relations[0], stages[0, :-1])


def load_network(name: str) -> Network:
    """Load `name` from kg/models; a missing or changed file is a ModelError."""
    folder = model_folder(name)
    check_model(folder)
    return Network(
        Vocabulary(folder / "vocabulary.txt"),
        encode=_session(folder / "encoder.onnx"),
        score=_session(folder / "heads.onnx"),
    )


def _session(path: Path) -> Callable[..., Arrays]:
    # Texts are read side by side, one thread each: that scales, where the threads of one text wait for each other.
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    names = [node.name for node in session.get_inputs()]

    def run(*inputs: NDArray[Any]) -> Arrays:
        first, second = session.run(None, dict(zip(names, inputs, strict=True)))
        return first, second

    return run
