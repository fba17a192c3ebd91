"""Command `kg export`: write the stored graph to files."""

import io
import shlex
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ._options import DEFAULT_STORE, Database, Neo4j, Password, Store, User, open_store
from ._render import writing

if TYPE_CHECKING:
    import networkx as nx


class FileFormat(StrEnum):
    """What other tools read."""

    JSONL = "jsonl"
    GRAPHML = "graphml"
    JSON_LD = "json-ld"
    CSV = "csv"
    PARQUET = "parquet"
    NEO4J_ADMIN = "neo4j-admin"


FOLDERS = {FileFormat.CSV, FileFormat.PARQUET, FileFormat.NEO4J_ADMIN}
"""Formats of several files."""


def export(
    output: Annotated[
        Path | None,
        typer.Argument(
            help="The file, of csv, parquet and neo4j-admin the folder; none: standard output.",
            show_default=False,
        ),
    ] = None,
    form: Annotated[FileFormat, typer.Option("--format", help="What to write.")] = FileFormat.JSONL,
    store: Store = DEFAULT_STORE,
    neo4j: Neo4j = None,
    user: User = "neo4j",
    password: Password = None,
    database: Database = None,
) -> None:
    """Write the graph, the same graph always in the same bytes.

    Example: kg export graph.graphml --format graphml
    """
    if output is None and form in FOLDERS:
        raise typer.BadParameter(f"{form} has several files: name a folder", param_hint="OUTPUT")
    with open_store(store, neo4j, user, password, database) as opened:
        graph = opened.load()
    with writing(output):
        if output is None:
            sys.stdout.buffer.write(_file(graph, form))
        elif form in FOLDERS:
            _write_folder(graph, form, output)
        else:
            output.write_bytes(_file(graph, form))


def _file(graph: "nx.MultiDiGraph[str]", form: FileFormat) -> bytes:
    from kg.export import write_graphml, write_jsonl
    from kg.linked_data import write_json_ld

    data = io.BytesIO()
    if form is FileFormat.GRAPHML:
        write_graphml(graph, data)
        return data.getvalue()
    text = io.TextIOWrapper(data, encoding="utf-8", newline="\n", write_through=True)
    (write_json_ld if form is FileFormat.JSON_LD else write_jsonl)(graph, text)
    return data.getvalue()


def _write_folder(graph: "nx.MultiDiGraph[str]", form: FileFormat, folder: Path) -> None:
    from kg.stores.bulk import write_import
    from kg.tables import graph_tables, write_csv, write_parquet

    if form is FileFormat.NEO4J_ADMIN:
        write_import(graph, folder)
        sys.stdout.write(f"stop the server, then: sh {shlex.quote(str(folder / 'import.sh'))}\n")
        return
    folder.mkdir(parents=True, exist_ok=True)
    (write_csv if form is FileFormat.CSV else write_parquet)(graph_tables(graph), folder)
