"""Commands `kg query list|show|run|cypher`: saved queries, and queries of one's own."""

import sys
from collections.abc import Sequence
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
    Store,
    User,
    number,
    open_store,
)
from ._render import Row, show_rows, warn

if TYPE_CHECKING:
    from kg.queries import SavedQuery

MOST = 1_000_000
query = typer.Typer(
    no_args_is_help=True, help="List, show and run queries; none can change anything."
)

Folders = Annotated[
    list[Path] | None,
    typer.Option(
        "--queries", envvar="KG_QUERIES", help="Further folder of queries; may be repeated."
    ),
]
Parameters = Annotated[
    list[str] | None, typer.Option("-p", "--param", help="name=value, may be repeated.")
]
Limit = Annotated[int, typer.Option(help="Rows at most.", parser=number(int, 1, MOST), metavar="N")]
Timeout = Annotated[
    float, typer.Option(help="Seconds at most.", parser=number(float, 0.1, MOST), metavar="N")
]
Explain = Annotated[
    bool, typer.Option("--explain", help="Show how the database would answer, not the rows.")
]


def complete_name(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the names that a shell may put for the beginning of one, with their titles."""
    found = _load(context.params.get("queries")).values()
    return [(one.name, one.title) for one in found if one.name.startswith(incomplete)]


Name = Annotated[
    str,
    typer.Argument(help="Name of the query, see `kg query list`.", autocompletion=complete_name),
]


@query.command("list")
def list_queries(output: OutputFormat = Format.TABLE, queries: Folders = None) -> None:
    """List the saved queries.

    Example: kg query list
    """
    rows = [
        (one.name, one.title, " ".join(parameter.name for parameter in one.parameters))
        for one in _load(queries).values()
    ]
    show_rows(("name", "title", "parameters"), rows, output)


@query.command()
def show(name: Name, queries: Folders = None) -> None:
    """Show a saved query as it can be pasted into Neo4j Browser.

    Example: kg query show projects-by-stage
    """
    sys.stdout.write(_find(name, queries).path.read_text(encoding="utf-8"))


@query.command()
def run(
    name: Name,
    parameters: Parameters = None,
    limit: Limit = 1000,
    timeout: Timeout = 60.0,
    min_confidence: MinConfidence = 0.0,
    explain: Explain = False,
    output: OutputFormat = Format.TABLE,
    queries: Folders = None,
    store: Store = DEFAULT_STORE,
    neo4j: Neo4j = None,
    user: User = "neo4j",
    password: Password = None,
    database: Database = None,
) -> None:
    """Run a saved query.

    Example: kg query run projects-by-stage -p place=泉山区
    """
    from kg.queries import parse_parameters

    saved = _find(name, queries)
    values = saved.bind(parse_parameters(parameters or []))
    with open_store(store, neo4j, user, password, database) as opened:
        if explain:
            _show_plan(opened.explain(saved.text, values, timeout=timeout))
            return
        answer = opened.run(saved.text, values, limit=limit, timeout=timeout)
    columns = answer.columns or saved.returns
    rows = _confident(columns, answer.rows, min_confidence)
    show_rows(columns, rows, output, saved.title)
    _warn_if_cut(answer.truncated, limit)


@query.command()
def cypher(
    text: Annotated[str, typer.Argument(metavar="CYPHER", help="The query; -: standard input.")],
    parameters: Parameters = None,
    limit: Limit = 1000,
    timeout: Timeout = 60.0,
    explain: Explain = False,
    output: OutputFormat = Format.TABLE,
    store: Store = DEFAULT_STORE,
    neo4j: Neo4j = None,
    user: User = "neo4j",
    password: Password = None,
    database: Database = None,
) -> None:
    """Run a query of your own, which may only read; a value of -p that is JSON is read as such.

    Example: kg query cypher 'MATCH (k:Park) WHERE k.name CONTAINS $word RETURN k.name' -p word=物流
    """
    from kg.queries import parse_parameters, parse_values

    statement = (sys.stdin.read() if text == "-" else text).strip().removesuffix(";")
    values = parse_values(parse_parameters(parameters or []))
    with open_store(store, neo4j, user, password, database) as opened:
        if explain:
            _show_plan(opened.explain(statement, values, timeout=timeout))
            return
        answer = opened.run(statement, values, limit=limit, timeout=timeout)
    show_rows(answer.columns, answer.rows, output)
    _warn_if_cut(answer.truncated, limit)


def _show_plan(plan: str) -> None:
    sys.stdout.write(f"{plan}\n")


def _warn_if_cut(cut: bool, limit: int) -> None:
    if cut:
        warn(f"only the first {limit} rows are shown; --limit shows more")


def _confident(columns: Sequence[str], rows: Sequence[Row], least: float) -> Sequence[Row]:
    """Leave out the rows whose column `confidence` is below `least`."""
    if "confidence" not in columns:
        return rows
    at = columns.index("confidence")
    return [row for row in rows if row[at] is None or row[at] >= least]


def _load(folders: list[Path] | None) -> "dict[str, SavedQuery]":
    from kg.queries import load_queries

    return load_queries(folders or ())


def _find(name: str, folders: list[Path] | None) -> "SavedQuery":
    from kg.queries import find_query

    return find_query(_load(folders), name)
