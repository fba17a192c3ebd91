"""Run the reading network with onnxruntime: texts in, tag, relation and stage probabilities out."""

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from kg.resources import models_path

from .borders import mend_borders
from .decode import Found, FoundSpan, Pairs, decode_mentions
from .models import check_model
from .tags import PLACE_TYPE, TYPES
from .vocabulary import Vocabulary

_MOST_THREADS = 8

Arrays: TypeAlias = tuple[NDArray[np.float32], NDArray[np.float32]]
Encode: TypeAlias = Callable[[NDArray[np.int64]], Arrays]
"""Token ids (1, length) to log probabilities of tags (1, length, tags) and hidden states (1, length, width)."""
Score: TypeAlias = Callable[
    [NDArray[np.float32], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]], Arrays
]
"""Hidden states, first and last positions (1, n), types (1, n + 1) to relations and stages as in `Pairs`."""


@dataclass(frozen=True, slots=True)
class Model:
    """One trained network, whatever computes it."""

    encode: Encode
    score: Score


class Network:
    """Models that are asked together: the mean of their probabilities decides."""

    def __init__(
        self, vocabulary: Vocabulary, models: Sequence[Model], threads: int | None = None
    ) -> None:
        self._vocabulary = vocabulary
        self._models = models
        self._threads = threads or min(os.cpu_count() or 1, _MOST_THREADS)

    def read(self, texts: Iterable[str]) -> list[Found]:
        """Find the mentions of each text, at most a window long, and score their pairs and stages.

        A text is read alone, so that what is found in it depends on no other: int8 scales follow the largest
        value of a whole batch. That is no slower than batches, which need padding and leave the caches.
        """
        # Threads that outlive the call would be missing in a process that is forked later.
        with ThreadPoolExecutor(self._threads, thread_name_prefix="kg-reader") as pool:
            return list(pool.map(self._read, texts))

    def _read(self, text: str) -> Found:
        ids = np.array([self._vocabulary.encode(text)], np.int64)
        seen = [model.encode(ids) for model in self._models]
        tags = _mean_logarithm([scores for scores, _ in seen])
        spans = mend_borders(text, decode_mentions(tags[0, 1:-1]))
        hidden = [states for _, states in seen]
        return Found(spans, self._pairs(hidden, spans) if spans else None)

    def _pairs(self, hidden: list[NDArray[np.float32]], spans: list[FoundSpan]) -> Pairs:
        first = np.array([[span.start + 1 for span in spans]], np.int64)
        last = np.array([[span.end for span in spans]], np.int64)
        types = np.array([[*(TYPES.index(span.type) for span in spans), PLACE_TYPE]], np.int64)
        scores = [
            model.score(states, first, last, types)
            for model, states in zip(self._models, hidden, strict=True)
        ]
        relations, stages = (_mean(each)[0] for each in zip(*scores, strict=True))
        return Pairs(relations, stages[:-1])


def _mean(arrays: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    mean: NDArray[np.float32] = np.mean(arrays, 0, dtype=np.float32)
    return mean


def _mean_logarithm(scores: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Return the logarithm of the mean of the probabilities whose logarithms are given."""
    if len(scores) == 1:
        return scores[0]
    mean = _mean([np.exp(each) for each in scores])
    return np.log(np.maximum(mean, np.finfo(np.float32).tiny))


def load_network(names: Sequence[str], threads: int | None = None) -> Network:
    """Load models of kg/models to run on so many threads; a missing or changed file is a ModelError."""
    folders = [models_path(name) for name in names]
    for folder in folders:
        check_model(folder)
    models = [
        Model(_session(folder / "encoder.onnx"), _session(folder / "heads.onnx"))
        for folder in folders
    ]
    return Network(Vocabulary(folders[0] / "vocabulary.txt"), models, threads)


def _session(path: Path) -> Callable[..., Arrays]:
    # Texts are read side by side, one thread each: that scales, where the threads of one text wait for each other.
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    names = [node.name for node in session.get_inputs()]

    def run(*inputs: NDArray[Any]) -> Arrays:
        first, second = session.run(None, dict(zip(names, inputs, strict=True)))
        return first, second

    return run
