"""Precision, recall and F1 with bootstrap intervals, and calibration."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
SEED = 13
BINS = 10


@dataclass(frozen=True, slots=True)
class Score:
    """How much of gold was found, and how much of what was found is gold; low and high bound F1 at 95 %."""

    correct: int
    gold: int
    predicted: int
    precision: float
    recall: float
    f1: float
    low: float
    high: float


class Tally:
    """Counts of one measure by group and document."""

    def __init__(self, documents: Iterable[str]) -> None:
        self._rows = {document: row for row, document in enumerate(documents)}
        self._counts: dict[str, NDArray[np.int64]] = defaultdict(
            lambda: np.zeros((len(self._rows), 3), np.int64)
        )

    def add(self, group: str, document: str, correct: int, gold: int, predicted: int) -> None:
        """Count one paragraph's or one document's part."""
        self._counts[group][self._rows[document]] += (correct, gold, predicted)

    def add_sets(
        self,
        group: str,
        document: str,
        gold: AbstractSet[Hashable],
        predicted: AbstractSet[Hashable],
    ) -> None:
        """Count two sets of things."""
        self.add(group, document, len(gold & predicted), len(gold), len(predicted))

    def score(self, *groups: str) -> Score:
        """Return the score of the groups' sum."""
        total = sum(
            (self._counts[group] for group in groups), np.zeros((len(self._rows), 3), np.int64)
        )
        return score_counts(total)


def score_counts(counts: NDArray[np.int64]) -> Score:
    """Score counts (documents, [correct, gold, predicted]); intervals from resampling the documents."""
    correct, gold, predicted = (int(value) for value in counts.sum(0))
    low, high = _interval(counts)
    return Score(
        correct=correct,
        gold=gold,
        predicted=predicted,
        precision=correct / predicted if predicted else 0.0,
        recall=correct / gold if gold else 0.0,
        f1=2 * correct / (gold + predicted) if gold + predicted else 0.0,
        low=low,
        high=high,
    )


def _interval(counts: NDArray[np.int64]) -> tuple[float, float]:
    documents = len(counts)
    if not documents or not counts.any():
        return 0.0, 0.0
    draws = np.random.default_rng(SEED).multinomial(
        documents, np.full(documents, 1 / documents), size=RESAMPLES
    )
    sums = draws @ counts
    found = sums[:, 1] + sums[:, 2]
    f1 = np.divide(2 * sums[:, 0], found, out=np.zeros(len(sums)), where=found > 0)
    low, high = np.quantile(f1, [0.025, 0.975])
    return float(low), float(high)


def calibration_error(judged: Sequence[tuple[float, bool]]) -> float | None:
    """Return the expected calibration error of (confidence, right) over ten bins of equal width.

    It is the mean distance of confidence and accuracy; None where no confidence is below 1.
    """
    sure = np.array([confidence for confidence, _ in judged], np.float64)
    right = np.array([is_right for _, is_right in judged], np.float64)
    if not (sure < 1).any():
        return None
    bins = np.minimum((sure * BINS).astype(np.int64), BINS - 1)
    gaps = np.bincount(bins, weights=sure - right, minlength=BINS)
    return float(np.abs(gaps).sum() / len(sure))


def match_overlaps(left: Sequence[tuple[int, int]], right: Sequence[tuple[int, int]]) -> int:
    """Count pairs of overlapping half-open spans from left to right, each span used once; both are sorted."""
    i = j = matched = 0
    while i < len(left) and j < len(right):
        if left[i][0] < right[j][1] and right[j][0] < left[i][1]:
            matched, i, j = matched + 1, i + 1, j + 1
        elif left[i][1] <= right[j][0]:
            i += 1
        else:
            j += 1
    return matched
