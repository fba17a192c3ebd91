"""Make confidences mean what they say: of the things read with 0.8, four in five are right."""

import math
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from kg.resources import model_folder
from kg.types import Relation

from . import attributes

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


def read_curves(manifest: Path) -> tuple[Curve, Curve]:
    """Return the curves for mentions and relations of a model.toml."""
    curves = tomllib.loads(manifest.read_text(encoding="utf-8"))["calibration"]
    return Curve(*curves["mention"]), Curve(*curves["relation"])


@Language.factory("kg_calibration", default_config={"model": "accurate"})
def create_calibration(nlp: Language, name: str, model: str) -> "Calibration":
    """Create the component with the curves of one of the shipped models, from its model.toml."""
    return Calibration(*read_curves(model_folder(model) / "model.toml"))


class Calibration:
    """Replace the network's probabilities by calibrated confidences, of mentions and of relations.

    A relation is right only if both its ends are: its probability is the product of the three.
    """

    def __init__(self, mention: Curve, relation: Curve) -> None:
        self._mention = mention
        self._relation = relation

    def __call__(self, doc: Doc) -> Doc:
        """Calibrate one text."""
        ents = doc.ents
        sure = [ent._.confidence for ent in ents]
        doc._.relations = tuple(self._calibrated(relation, sure) for relation in doc._.relations)
        for ent in ents:
            ent._.confidence = self._mention(ent._.confidence)
        return doc

    def _calibrated(self, relation: Relation, sure: list[float]) -> Relation:
        ends = (1.0 if end is None else sure[end] for end in (relation.head, relation.tail))
        return replace(relation, confidence=self._relation(relation.confidence * math.prod(ends)))
