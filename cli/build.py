"""Command `kg build`: read reports and bring the graph up to date."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ._options import (
    DEFAULT_STORE,
    Database,
    Format,
    MinConfidence,
    Neo4j,
    OutputFormat,
    Password,
    Reader,
    ReaderName,
    Store,
    User,
    open_store,
)
from ._render import progress, show_rows, warn

if TYPE_CHECKING:
    from kg.pipeline import BuildResult, Summary


def build(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Reports or folders of reports; none: the five seeds.")
    ] = None,
    store: Store = DEFAULT_STORE,
    reader: Reader = ReaderName.ACCURATE,
    title: Annotated[str | None, typer.Option(help="Title of the one report.")] = None,
    place: Annotated[str | None, typer.Option(help="Its place: full name or six-digit code.")] = None,
    year: Annotated[int | None, typer.Option(help="Its year.", min=1949, max=2100)] = None,
    min_confidence: MinConfidence = 0.0,
    output: OutputFormat = Format.TABLE,
    neo4j: Neo4j = None,
    user: User = "neo4j",
    password: Password = None,
    database: Database = None,
) -> None:
    """Read reports into the graph, for example: kg build reports/ --store graph.

    What was read before by the same reader is not read again; a changed file replaces what its old text said.
    """
    from kg.nlp.reader import Reader as NetworkReader
    from kg.pipeline import build as build_graph
    from kg.readers import Overrides, find_documents
    from kg.resources import data_folder
    from kg.stores.readings import Readings

    sources = paths or [data_folder("seeds")]
    find_documents(sources)
    readings = Readings(store)
    with (
        readings.lock(),
        progress("reading") as report,
        open_store(store, neo4j, user, password, database, read_only=False) as graph,
    ):
        result = build_graph(
            sources,
            readings,
            graph,
            reader=NetworkReader(reader),
            overrides=Overrides(title, place, year),
            min_confidence=min_confidence,
            progress=report,
        )
    _show(result, output)


def _show(result: "BuildResult", output: Format) -> None:
    columns = ["document", "place", "year", "passages", "mentions", "entities", "facts"]
    if output is not Format.TABLE:
        columns += ["title", "entity types", "relations", "read"]
    rows = [_row(summary, output) for summary in result.documents]
    show_rows(columns, rows, output)
    if output is Format.TABLE:
        _show_totals(result)
    for summary in result.documents:
        for warning in summary.document.warnings:
            warn(f"{summary.document.path}: {warning}")


def _row(summary: "Summary", output: Format) -> list[object]:
    document = summary.document
    place = "".join((*document.place.parents, document.place.name)) if document.place else None
    counts = [len(document.passages), summary.mentions, sum(summary.entities.values())]
    row: list[object] = [document.path, place, document.year, *counts, sum(summary.facts.values())]
    if output is not Format.TABLE:
        row += [document.title, summary.entities, summary.facts, summary.fresh]
    return row


def _show_totals(result: "BuildResult") -> None:
    summaries = result.documents
    kinds = {
        "entities": {kind: sum(one.entities[kind] for one in summaries) for kind in summaries[0].entities},
        "facts": {kind: sum(one.facts[kind] for one in summaries) for kind in summaries[0].facts},
    }
    for name, counts in kinds.items():
        sys.stdout.write(f"{name}: {', '.join(f'{kind} {n}' for kind, n in counts.items())}\n")
    changes = result.changes
    sys.stdout.write(
        f"graph: nodes +{changes.nodes_created} ~{changes.nodes_updated} -{changes.nodes_deleted}, "
        f"relationships +{changes.relationships_created} ~{changes.relationships_updated} "
        f"-{changes.relationships_deleted}\n"
    )
