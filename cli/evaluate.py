"""Command `kg evaluate`: compare predictions with gold."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from kg.annotations import Paragraph, annotations_of, documents_of, read_annotations, read_places
from kg.evaluate import Evaluation
from kg.evaluate import evaluate as score
from kg.faults import Fault, find_faults
from kg.scoring import Score


class Format(StrEnum):
    """How the result is written."""

    TABLE = "table"
    JSON = "json"


def evaluate(
    gold: Annotated[Path, typer.Argument(help="Annotated .jsonl file or folder of such files.")],
    predicted: Annotated[
        Path | None, typer.Argument(help="Predictions in the same format; without them the texts of GOLD are read.")
    ] = None,
    reader: Annotated[str, typer.Option(help="Without PREDICTED: accurate or fast.")] = "accurate",
    errors: Annotated[bool, typer.Option("--errors", help="List what was missed and invented.")] = False,
    output: Annotated[Format, typer.Option("--format", help="table or json.")] = Format.TABLE,
) -> None:
    """Score predictions against gold, for example: kg evaluate tests/gold --errors."""
    wanted = read_annotations(gold)
    found = read_annotations(predicted) if predicted else read_texts(wanted, gold, reader)
    result = score(wanted, found)
    faults = find_faults(wanted, found) if errors else []
    console = Console()
    if output is Format.JSON:
        record = {**asdict(result), **({"errors": [asdict(fault) for fault in faults]} if errors else {})}
        typer.echo(json.dumps(record, ensure_ascii=False, indent=2))
        return
    console.print(score_table(result))
    console.print(calibration_line(result))
    if errors:
        console.print(fault_table(faults))


def read_texts(gold: Sequence[Paragraph], path: Path, reader: str) -> list[Paragraph]:
    """Read the texts of gold with a shipped reader."""
    from kg.nlp.reader import Reader

    documents = documents_of(gold, read_places(path))
    readings = Reader(reader).read(documents.values())
    return [
        paragraph
        for name, reading in zip(documents, readings, strict=True)
        for paragraph in annotations_of(reading, name)
    ]


def score_table(result: Evaluation) -> Table:
    """Show every score with the 95 % interval of its F1."""
    table = Table(title=f"{result.documents} documents, {result.paragraphs} paragraphs")
    table.add_column("measure")
    table.add_column("group")
    for column in ("precision", "recall", "F1", "95 %", "right", "gold", "predicted"):
        table.add_column(column, justify="right")
    for measure, scores in asdict_scores(result).items():
        for group, one in scores.items():
            if one.gold or one.predicted:
                table.add_row(measure, group, *_cells(one))
        table.add_section()
    return table


def asdict_scores(result: Evaluation) -> dict[str, dict[str, Score]]:
    """Return the scores by measure and group, with the titles of the table."""
    return {
        "mentions": result.mentions,
        "overlap": result.overlap,
        "relations": result.relations,
        "values": {
            "stage (accuracy)": result.stage,
            "full name": result.names,
            "full name (accuracy where found)": result.found_names,
            "amount": result.amounts,
        },
        "entities": result.entities,
        "facts": result.facts,
    }


def _cells(one: Score) -> list[str]:
    values = [f"{value:.3f}" for value in (one.precision, one.recall, one.f1)]
    counts = [str(count) for count in (one.correct, one.gold, one.predicted)]
    return [*values, f"{one.low:.3f}–{one.high:.3f}", *counts]


def calibration_line(result: Evaluation) -> str:
    """Show the expected calibration errors."""
    errors: dict[str, Any] = {
        "mentions": result.mention_calibration,
        "relations": result.relation_calibration,
    }
    shown = (f"{name} {'unknown' if value is None else f'{value:.3f}'}" for name, value in errors.items())
    return f"expected calibration error: {', '.join(shown)}"


def fault_table(faults: Sequence[Fault]) -> Table:
    """Show differences by kind, the commonest kind first."""
    counts = Counter(fault.kind for fault in faults)
    summary = ", ".join(f"{kind} {count}" for kind, count in counts.most_common())
    table = Table("kind", "type", "where", "gold", "predicted", "context", title=summary or "no errors")
    for fault in sorted(faults, key=lambda fault: (-counts[fault.kind], fault.kind, fault.type)):
        where = f"{fault.document} {fault.paragraph}"
        table.add_row(
            fault.kind, fault.type, where, fault.gold or "", fault.predicted or "", fault.context
        )
    return table
