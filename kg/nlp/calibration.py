"""Make confidences mean what they say: of the things read with 0.8, four in five are right."""

import math
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from kg.types import Relation

from . import attributes
from .settings import read_settings

attributes.register()

LEAST = 1e-4
"""Probabilities nearer to 0 or 1 are as sure as this."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A logistic curve over the logit of a probability (Platt scaling)."""

    slope: float
    offset: float

    def __call__(self, probability: float) -> float:
        """Return the calibrated probability, to four digits."""
        inside = min(max(probability, LEAST), 1 - LEAST)
        logit = self.slope * math.log(inside / (1 - inside)) + self.offset
        return round(1 / (1 + math.exp(-logit)), 4)


IDENTITY = Curve(1.0, 0.0)
"""Leaves a probability as it is."""


def load_calibration(reader: str) -> "Calibration":
    """Return the calibration with the curves of a reader."""
    settings = read_settings(reader)
    return Calibration(Curve(*settings.mention), Curve(*settings.relation))


class Calibration:
    """Replace the network's probabilities by calibrated confidences, of mentions and of relations.

    A relation is right only if both its ends are: its probability is the product of the three.
    """

    def __init__(self, mention: Curve, relation: Curve) -> None:
        self._mention = mention
        self._relation = relation

    def __call__(self, doc: Doc) -> Doc:
        """Calibrate one text."""
        mentions = doc.spans[attributes.KEY]
        sure = [mention._.kg_confidence for mention in mentions]
        doc._.kg_relations = tuple(self._calibrated(one, sure) for one in doc._.kg_relations)
        for mention in mentions:
            mention._.kg_confidence = self._mention(mention._.kg_confidence)
        return doc

    def _calibrated(self, relation: Relation, sure: list[float]) -> Relation:
        ends = (1.0 if end is None else sure[end] for end in (relation.head, relation.tail))
        return replace(relation, confidence=self._relation(relation.confidence * math.prod(ends)))
