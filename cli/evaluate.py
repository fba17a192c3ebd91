"""Command `kg evaluate`: compare predictions with gold."""

from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ._messages import warn
from ._options import Format, Reader, ReaderName
from ._render import show_json, show_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.evaluate import Evaluation
    from kg.faults import Fault
    from kg.scoring import Score


class ReportFormat(StrEnum):
    """How the report is printed."""

    TABLE = "table"
    JSON = "json"


def evaluate(
    gold: Annotated[Path, typer.Argument(help="Annotated .jsonl file, or a folder of them.")],
    predicted: Annotated[
        Path | None,
        typer.Argument(
            help="The same of what was predicted; without it, the texts of GOLD are read."
        ),
    ] = None,
    reader: Reader = ReaderName.ACCURATE,
    errors: Annotated[
        bool, typer.Option("--errors", help="List what was missed and invented.")
    ] = False,
    output: Annotated[
        ReportFormat, typer.Option("--format", help="How it is shown.")
    ] = ReportFormat.TABLE,
) -> None:
    """Score predictions against gold.

    Example: kg evaluate tests/gold --errors
    """
    from kg.annotating import find_flaws
    from kg.annotating.gold import read_gold
    from kg.annotations import read_annotations, read_places
    from kg.evaluate import evaluate as score
    from kg.evaluate import predict
    from kg.faults import find_faults
    from kg.nlp.reader import Reader as NetworkReader

    excerpts = read_gold(gold)
    for flaw in find_flaws(excerpts):
        warn(flaw)
    wanted = [paragraph for excerpt in excerpts for paragraph in excerpt.paragraphs]
    found = (
        read_annotations(predicted)
        if predicted
        else predict(wanted, read_places(gold), NetworkReader(reader))
    )
    result = score(wanted, found)
    faults = find_faults(wanted, found) if errors else None
    if output is ReportFormat.JSON:
        _show_json(result, faults)
    else:
        _show_tables(result, faults)


def _show_json(result: "Evaluation", faults: "Sequence[Fault] | None") -> None:
    from dataclasses import asdict

    record = asdict(result)
    if faults is not None:
        record["errors"] = [asdict(fault) for fault in faults]
    show_json(record)


def _show_tables(result: "Evaluation", faults: "Sequence[Fault] | None") -> None:
    columns = (
        "measure",
        "group",
        "precision",
        "recall",
        "F1",
        "95 %",
        "right",
        "gold",
        "predicted",
    )
    rows = [
        (measure, group, *_cells(score))
        for measure, group, score in _scores(result)
        if score.gold or score.predicted
    ]
    title = f"{result.documents} documents, {result.paragraphs} paragraphs"
    show_rows(columns, rows, Format.TABLE, title)
    calibration = (
        ("mentions", result.mention_calibration),
        ("relations", result.relation_calibration),
    )
    shown = (
        f"{name} {'unknown' if error is None else f'{error:.3f}'}" for name, error in calibration
    )
    typer.echo(f"expected calibration error: {', '.join(shown)}")
    for line in _fault_lines(faults or ()):
        typer.echo(line)


def _scores(result: "Evaluation") -> "Iterator[tuple[str, str, Score]]":
    tables = {
        "mentions": result.mentions,
        "overlap": result.overlap,
        "relations": result.relations,
        "values": {
            "stage (accuracy)": result.stage,
            "full name": result.names,
            "full name where found (accuracy)": result.found_names,
            "amount": result.amounts,
        },
        "entities": result.entities,
        "facts": result.facts,
    }
    for measure, scores in tables.items():
        for group, score in scores.items():
            yield measure, group, score


def _cells(score: "Score") -> tuple[object, ...]:
    values = (f"{value:.3f}" for value in (score.precision, score.recall, score.f1))
    interval = f"{score.low:.3f}–{score.high:.3f}"
    return (*values, interval, score.correct, score.gold, score.predicted)


def _fault_lines(faults: "Sequence[Fault]") -> "Iterator[str]":
    """Yield the differences by kind and type, the commonest first, with a heading each."""
    counts = Counter((fault.kind, fault.type) for fault in faults)
    for (kind, name), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"\n{kind} {name}: {count}"
        for fault in faults:
            if (fault.kind, fault.type) == (kind, name):
                sides = f"gold {fault.gold or '-'} | predicted {fault.predicted or '-'}"
                yield f"  {fault.document}:{fault.paragraph} {sides} | {fault.context}"
