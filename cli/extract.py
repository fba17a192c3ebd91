"""Command `kg extract`: print what is read in each line of reports, without a graph."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ._messages import raise_if_none, tell_refused
from ._options import Force, MinConfidence, Reader, ReaderName
from ._render import progress


class LineFormat(StrEnum):
    """How lines are printed."""

    JSONL = "jsonl"


def extract(
    paths: Annotated[list[Path], typer.Argument(help="Reports or folders of reports.")],
    output: Annotated[
        LineFormat, typer.Option("--format", help="One JSON object a line.")
    ] = LineFormat.JSONL,
    reader: Reader = ReaderName.ACCURATE,
    place: Annotated[
        str | None, typer.Option(help="Place of the one report: name or code.")
    ] = None,
    force: Force = False,
    min_confidence: MinConfidence = 0.0,
) -> None:
    """Print mentions and relations of every non-empty line, without a graph.

    Example: kg extract seeds/ > read.jsonl
    """
    from kg.errors import InputError
    from kg.readers import Overrides
    from kg.readers.apart import read_documents

    refused: list[InputError] = []
    documents = read_documents(paths, Overrides(place=place), force=force, refuse=refused.append)
    raise_if_none(documents, refused)
    # The packages that take a second to load, only for what can be read.
    from kg.annotations import annotations_of, to_row
    from kg.nlp.reader import Reader as NetworkReader
    from kg.pipeline import read_each

    names = {document.path: path.stem for path, document in documents}
    waiting, network = [document for _, document in documents], NetworkReader(reader)
    # On a terminal the lines themselves show how far it is.
    with progress("reading", quiet=sys.stdout.isatty()) as report:
        for reading in read_each(waiting, network, report, refused.append):
            for paragraph in annotations_of(reading, names[reading.document.path], min_confidence):
                sys.stdout.write(json.dumps(to_row(paragraph), ensure_ascii=False) + "\n")
    tell_refused(refused)
