"""Command `kg annotate`: annotations for people to mend, and what they have mended in other tools."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ._messages import raise_if_none, tell_refused, warn, warn_of
from ._options import Force, MinConfidence, Reader, ReaderName, year_option
from ._render import progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.annotating.gold import Excerpt
    from kg.pipeline import Refuse
    from kg.types import Document


class Kind(StrEnum):
    """What annotations are written as."""

    GOLD = "gold"
    DOCCANO = "doccano"
    LABEL_STUDIO = "label-studio"


class Source(StrEnum):
    """What the paths are."""

    REPORTS = "reports"
    GOLD = "gold"
    DOCCANO = "doccano"
    LABEL_STUDIO = "label-studio"


def annotate(
    paths: Annotated[
        list[Path], typer.Argument(help="Reports or folders of reports; else what --from says.")
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The folder to write to.", show_default=False)
    ],
    form: Annotated[Kind, typer.Option("--format", help="For whom to write.")] = Kind.GOLD,
    source: Annotated[
        Source, typer.Option("--from", help="What PATHS are: reports, or annotations.")
    ] = Source.REPORTS,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Write files anew that are there already.")
    ] = False,
    reader: Reader = ReaderName.ACCURATE,
    title: Annotated[str | None, typer.Option(help="Title of the one report.")] = None,
    place: Annotated[
        str | None, typer.Option(help="Its place: full name or six-digit code.")
    ] = None,
    year: Annotated[int | None, year_option(help="Its year.")] = None,
    force: Force = False,
    min_confidence: MinConfidence = 0.0,
) -> None:
    """Write what is read in reports as annotations to mend, and take mended ones back from other tools.

    Example: kg annotate report.txt --output gold

    Gold is a .jsonl file for each text, to be mended in any editor, scored by kg evaluate and used by training,
    and index.tsv with their places. --format doccano or label-studio writes the same for these tools, and
    --from doccano or label-studio reads what they export: kg annotate all.jsonl --from doccano --output mended
    """
    from kg.annotating import FORMATS, check_free, write
    from kg.annotating.gold import name_of
    from kg.errors import InputError
    from kg.readers import Overrides
    from kg.readers.apart import read_documents

    refused: list[InputError] = []
    if source is Source.REPORTS:
        _refuse_annotations(paths)
        said = Overrides(title, place, year)
        found = read_documents(paths, said, force=force, refuse=refused.append)
        raise_if_none(found, refused)
        documents = [document for _, document in found]
        # Before they are read, which takes its time.
        check_free(list(map(name_of, documents)), output, form, overwrite=overwrite)
        excerpts = _propose(documents, reader, min_confidence, refused.append)
        raise_if_none(excerpts, refused)
        warn_of(documents)
    else:
        excerpts = FORMATS[source].read(paths, warn)
    write(excerpts, output, form, overwrite=overwrite)
    for excerpt in excerpts:
        sys.stdout.write(f"{excerpt.name}: {_counts(excerpt)}\n")
    sys.stdout.write(f"written to {output}\n")
    tell_refused(refused)


def _refuse_annotations(paths: "Sequence[Path]") -> None:
    for path in paths:
        if path.suffix in (".json", ".jsonl"):
            raise typer.BadParameter(
                f"{path} is no report; say whose annotations it has: gold, doccano or label-studio",
                param_hint="--from",
            )


def _propose(
    documents: "Sequence[Document]", reader: str, min_confidence: float, refuse: "Refuse"
) -> "list[Excerpt]":
    # The packages that take a second to load, only for what can be read.
    from kg.annotating.gold import excerpt_of
    from kg.nlp.reader import Reader as NetworkReader
    from kg.pipeline import read_each

    with progress("reading") as report:
        readings = read_each(documents, NetworkReader(reader), report, refuse)
        return [excerpt_of(reading, min_confidence) for reading in readings]


def _counts(excerpt: "Excerpt") -> str:
    mentions = sum(len(paragraph.mentions) for paragraph in excerpt.paragraphs)
    relations = sum(len(paragraph.triples) for paragraph in excerpt.paragraphs)
    return f"{len(excerpt.paragraphs)} paragraphs, {mentions} mentions, {relations} relations"
