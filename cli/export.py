"""Command `kg export`: write the stored graph to a file."""

import io
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ._options import DEFAULT_STORE, Database, Neo4j, Password, Store, User, open_store


class FileFormat(StrEnum):
    """What other tools read."""

    JSONL = "jsonl"
    GRAPHML = "graphml"


def export(
    output: Annotated[Path | None, typer.Argument(help="The file; none: standard output.")] = None,
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
    from kg.errors import InputError
    from kg.export import write_graphml, write_jsonl

    with open_store(store, neo4j, user, password, database) as opened:
        graph = opened.load()
    data = io.BytesIO()
    if form is FileFormat.GRAPHML:
        write_graphml(graph, data)
    else:
        text = io.TextIOWrapper(data, encoding="utf-8", newline="\n", write_through=True)
        write_jsonl(graph, text)
        text.detach()
    if output is None:
        sys.stdout.buffer.write(data.getvalue())
        return
    try:
        output.write_bytes(data.getvalue())
    except OSError as error:
        raise InputError(f"{output}: cannot be written ({error.strerror})") from error
