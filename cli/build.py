"""Command `kg build`: read reports and bring the graph up to date."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ._messages import raise_if_none, tell_refused, warn, warn_of
from ._options import (
    DEFAULT_STORE,
    Database,
    Force,
    Format,
    Jobs,
    Merges,
    MinConfidence,
    Neo4j,
    OutputFormat,
    Password,
    Reader,
    ReaderName,
    Store,
    User,
    open_store,
    year_option,
)
from ._render import progress, show_changes, show_rows
from ._stopping import stoppable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.nlp.reader import DocumentReader
    from kg.pipeline import BuildResult, Summary
    from kg.types import Document

MOST_COLUMNS = 8


def build(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Reports, folders or archives; - is standard input; none: the seeds."),
    ] = None,
    store: Store = DEFAULT_STORE,
    reader: Reader = ReaderName.ACCURATE,
    jobs: Jobs = None,
    ray: Annotated[
        str | None,
        typer.Option(help="Read on this Ray cluster: HOST:PORT, or auto.", metavar="ADDRESS"),
    ] = None,
    title: Annotated[str | None, typer.Option(help="Title of the one report.")] = None,
    place: Annotated[
        str | None, typer.Option(help="Its place: full name or six-digit code.")
    ] = None,
    year: Annotated[
        int | None,
        year_option(help="Its year."),
    ] = None,
    force: Force = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be read, and where it is from.")
    ] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Forget what was read from other files than these.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="End with exit code 1 if a file was refused.")
    ] = False,
    min_confidence: MinConfidence = 0.0,
    merges: Merges = None,
    output: OutputFormat = Format.TABLE,
    neo4j: Neo4j = None,
    user: User = "neo4j",
    password: Password = None,
    database: Database = None,
) -> None:
    """Read reports into the graph.

    Example: kg build reports/ --store graph

    What the same reader read before is not read again; a changed file replaces what its old text said, and
    with --prune a file that is gone takes with it what only it said. A file that cannot be read is named in
    the end and keeps no other from being read. Ctrl-C stops after the document under way.
    """
    from kg.errors import InputError
    from kg.readers import STDIN, Overrides, find_documents, shown_path
    from kg.readers.apart import read_documents
    from kg.resources import data_folder
    from kg.stores.readings import Readings

    paths = paths or [data_folder("seeds")]
    refused: list[InputError] = []
    readings = Readings(store)
    stored = readings.documents()
    said = Overrides(title, place, year)
    found = read_documents(paths, said, refuse=refused.append, force=force, stored=stored)
    raise_if_none(found, refused)
    if dry_run:
        _show_found([document for _, document in found], output)
        tell_refused(refused)
        return
    # The packages that take a second to load, only for what can be read.
    from kg.pipeline import build as build_graph
    from kg.stores.decisions import FILE, read_decisions
    from kg.stores.faststart import keep_classes

    with (
        stoppable() as stopped,
        readings.lock(),
        progress("reading") as report,
        open_store(store, neo4j, user, password, database, read_only=False) as graph,
    ):
        graph.progress = report
        for warning in graph.warnings():
            warn(warning)
        result = build_graph(
            [document for _, document in found],
            readings,
            graph,
            reader=_reader(reader, jobs, ray),
            files=[shown_path(path) for path in find_documents(paths) if path != STDIN],
            prune=prune,
            min_confidence=min_confidence,
            decisions=read_decisions(merges or store / FILE),
            progress=report,
            refuse=refused.append,
            stopped=stopped,
        )
    if output is Format.TABLE:
        _show_tables(result)
    else:
        rows = [_record(summary) for summary in result.documents]
        show_rows(list(rows[0]), [list(row.values()) for row in rows], output)
    warn_of(summary.document for summary in result.documents)
    tell_refused(refused)
    if not neo4j:
        with progress("once: preparing a faster start"):
            keep_classes(store)
    if refused and strict:
        raise typer.Exit(1)


def _reader(name: str, jobs: int | None, ray: str | None) -> "DocumentReader":
    """Return the reader at work in processes here, or on a cluster."""
    from kg.nlp.cluster import RayReader
    from kg.nlp.processes import ProcessReader
    from kg.nlp.reader import Reader as NetworkReader

    reader = NetworkReader(name)
    return RayReader(reader, ray) if ray else ProcessReader(reader, jobs)


def _show_found(documents: "Sequence[Document]", output: Format) -> None:
    """Show what is known of each document before it is read, and where it was found."""
    rows = [
        {
            "document": one.path,
            "title": one.title,
            "place": one.place.full_name if one.place else None,
            "place from": one.place_from,
            "year": one.year,
            "year from": one.year_from,
            "passages": len(one.passages),
            "dropped": len(one.dropped),
            "terms": len(one.terms),
        }
        for one in documents
    ]
    columns = list(rows[0]) if rows else []
    show_rows(columns, [list(row.values()) for row in rows], output)
    warn_of(documents)


def _record(summary: "Summary") -> dict[str, object]:
    """Return everything there is to say of one document, without nesting."""
    document, place = summary.document, summary.document.place
    return {
        "document": document.path,
        "title": document.title,
        "place": place.full_name if place else None,
        "year": document.year,
        "passages": len(document.passages),
        "mentions": summary.mentions,
        "entities": sum(summary.entities.values()),
        "facts": sum(summary.facts.values()),
        **_kinds(summary),
        "read": summary.fresh,
    }


def _kinds(summary: "Summary") -> dict[str, int]:
    """Count entities by type and facts by relation."""
    entities = {str(kind): count for kind, count in summary.entities.items()}
    return entities | {str(kind): count for kind, count in summary.facts.items()}


def _show_tables(result: "BuildResult") -> None:
    rows = [_record(summary) for summary in result.documents]
    columns = ["document", "place", "year", "passages", "mentions", "entities", "facts"]
    for row in rows:
        row["document"] = str(row["document"]).rpartition("/")[2]
    show_rows(columns, [[row[column] for column in columns] for row in rows], Format.TABLE)
    _show_kinds(result.documents)
    show_changes(result.forgotten, result.changes)


def _show_kinds(summaries: "Sequence[Summary]") -> None:
    """Show how many entities and facts of each kind there are: by document where the columns have room."""
    shown = summaries if len(summaries) <= MOST_COLUMNS else ()
    heads = [one.document.place.name if one.document.place else one.document.title for one in shown]
    counts = [_kinds(one) for one in summaries]
    rows = [
        [kind, *(one[kind] for one in counts[: len(shown)]), sum(one[kind] for one in counts)]
        for kind in counts[0]
    ]
    show_rows(["kind", *heads, "sum"], rows, Format.TABLE)
