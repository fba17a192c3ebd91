"""Command `kg view`: the graph as a page."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ._options import (
    DEFAULT_STORE,
    Database,
    Language,
    Neo4j,
    Password,
    Store,
    User,
    number,
    open_store,
)
from ._render import writing
from .query import complete_name

if TYPE_CHECKING:
    from kg.stores.bolt import BoltStore
    from kg.view.selection import Graph


def view(
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The HTML file.", show_default=False)
    ],
    place: Annotated[str | None, typer.Option(help="Only this place: name or code.")] = None,
    entity: Annotated[str | None, typer.Option(help="Only round this entity: id or name.")] = None,
    steps: Annotated[
        int, typer.Option(help="Facts away from it.", parser=number(int, 0, 9), metavar="N")
    ] = 1,
    query: Annotated[
        str | None,
        typer.Option(help="Only what this saved query finds.", autocompletion=complete_name),
    ] = None,
    parameters: Annotated[
        list[str] | None, typer.Option("-p", "--param", help="key=value of the query.")
    ] = None,
    limit: Annotated[
        int, typer.Option(help="Entities at most.", parser=number(int, 1, 100_000), metavar="N")
    ] = 5000,
    language: Language = None,
    store: Store = DEFAULT_STORE,
    neo4j: Neo4j = None,
    user: User = "neo4j",
    password: Password = None,
    database: Database = None,
) -> None:
    """Write the graph, or a part of it, as one page that opens in any browser without a network.

    Example: kg view --place 泉山区 --output 泉山区.html
    """
    from kg.errors import InputError
    from kg.messages import user_language
    from kg.view.page import write_page

    if sum(each is not None for each in (place, entity, query)) > 1:
        raise typer.BadParameter("give one of --place, --entity and --query")
    if parameters and query is None:
        raise typer.BadParameter("-p goes with --query")
    with open_store(store, neo4j, user, password, database) as opened:
        graph = opened.load()
        shown = _select(opened, graph, place, entity, steps, query, parameters or [])
    if len(shown) > limit:
        raise InputError(
            f"{len(shown)} entities are more than a page shows well ({limit}); "
            "narrow it with --place, --entity or --query, or raise --limit"
        )
    if not len(shown):
        raise InputError("nothing is found to show; build a graph first or choose more widely")
    title = place or entity or query or ""
    page = write_page(graph, shown, title, language or user_language())
    with writing(output):
        output.write_text(page, encoding="utf-8", newline="\n")


def _select(
    store: "BoltStore",
    graph: "Graph",
    place: str | None,
    entity: str | None,
    steps: int,
    query: str | None,
    parameters: list[str],
) -> "Graph":
    from kg.queries import find_query, load_queries, parse_parameters
    from kg.view.selection import select_all, select_entity, select_place, select_rows

    if place is not None:
        return select_place(graph, place)
    if entity is not None:
        return select_entity(graph, entity, steps)
    if query is None:
        return select_all(graph)
    saved = find_query(load_queries(), query)
    answer = store.run(saved.text, saved.bind(parse_parameters(parameters)), limit=100_000)
    return select_rows(graph, answer.rows)
