"""Confidences are calibrated: mentions by one curve, relations with their ends by another."""

import math
import random

import pytest
import spacy
from spacy.tokens import Span

from kg.nlp.calibration import IDENTITY, Calibration, Curve
from kg.ontology import EntityType, RelationType
from kg.scoring import calibration_error
from kg.types import Relation
from training.calibrate import fit_curve


@pytest.mark.parametrize("probability", [0.0001, 0.25, 0.5, 0.9, 0.9999])
def test_identity_leaves_a_probability_as_it_is(probability: float) -> None:
    assert IDENTITY(probability) == pytest.approx(probability, abs=1e-4)


def test_curve_rises_and_stays_a_probability() -> None:
    curve = Curve(0.7, 0.6)
    values = [curve(number / 100) for number in range(101)]
    assert values == sorted(values)
    assert 0 < values[0] < values[-1] < 1


def test_relation_is_no_surer_than_its_ends() -> None:
    doc = spacy.blank("zh").make_doc("泉山区建设顺堤河码头")
    doc.spans["kg"] = [Span(doc, 5, 10, label=EntityType.PROJECT)]
    doc.spans["kg"][0]._.kg_confidence = 0.6
    doc._.kg_relations = (Relation(RelationType.PLANS, None, 0, 0.9),)
    Calibration(Curve(1.0, 0.0), Curve(1.0, 0.0))(doc)
    assert doc.spans["kg"][0]._.kg_confidence == 0.6
    assert doc._.kg_relations[0].confidence == pytest.approx(0.54)


def test_fitted_curve_undoes_a_distortion() -> None:
    rng = random.Random(5)
    truth = [rng.random() for _ in range(20_000)]
    shown = [1 / (1 + math.exp(-(2 * math.log(p / (1 - p)) + 1))) for p in truth]
    judged = [(s, rng.random() < p) for s, p in zip(shown, truth, strict=True)]
    before = calibration_error(judged)
    curve = fit_curve(judged)
    after = calibration_error([(curve(s), right) for s, right in judged])
    assert before is not None and after is not None
    assert before > 0.1
    assert after < 0.02
