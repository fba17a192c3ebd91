"""Fit the curves that turn a reader's probabilities into confidences, on excerpts that it has not seen."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from kg.annotations import read_annotations, read_places
from kg.evaluate import judge_mentions, judge_relations, pair_paragraphs, predict
from kg.nlp.calibration import IDENTITY, LEAST, Curve
from kg.nlp.reader import Reader
from kg.resources import models_path

_STEPS = 100


def fit_curve(judged: Sequence[tuple[float, bool]]) -> Curve:
    """Return the logistic curve under which what came true was likeliest (Newton's method)."""
    inside = np.clip([probability for probability, _ in judged], LEAST, 1 - LEAST)
    inputs = np.stack([np.log(inside / (1 - inside)), np.ones(len(inside))], 1)
    right = np.array([came_true for _, came_true in judged], float)
    weights = np.array([1.0, 0.0])
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-inputs @ weights))
        curvature = (inputs * (likely * (1 - likely))[:, None]).T @ inputs + 1e-6 * np.eye(2)
        weights += np.linalg.solve(curvature, inputs.T @ (right - likely))
    return Curve(round(float(weights[0]), 3), round(float(weights[1]), 3))


def write_curves(settings: Path, reader: str, mention: Curve, relation: Curve) -> None:
    """Put the curves of a reader into readers.toml in the place of those it has."""
    before, after = settings.read_text(encoding="utf-8").split(f"[{reader}]\n")
    table, *others = after.split("\n\n", 1)
    models = table.split("\n", 1)[0]
    lines = [
        f"[{reader}]",
        models,
        f"mention = [{mention.slope}, {mention.offset}]",
        f"relation = [{relation.slope}, {relation.offset}]",
    ]
    text = "\n\n".join([before + "\n".join(lines), *others]).rstrip("\n") + "\n"
    settings.write_text(text, encoding="utf-8", newline="\n")


def main(
    gold: Annotated[Path, typer.Option("--gold", help="Excerpts that the reader has not seen.")],
    reader: Annotated[str, typer.Option("--reader", help="accurate or fast.")],
) -> None:
    """Fit the curves of a shipped reader and write them into readers.toml."""
    settings = models_path("readers.toml")
    write_curves(settings, reader, IDENTITY, IDENTITY)
    wanted = read_annotations(gold)
    pairs = pair_paragraphs(wanted, predict(wanted, read_places(gold), Reader(reader)))
    mention, relation = fit_curve(judge_mentions(pairs)), fit_curve(judge_relations(pairs))
    write_curves(settings, reader, mention, relation)
    typer.echo(f"mention {mention}, relation {relation}")


if __name__ == "__main__":
    typer.run(main)
