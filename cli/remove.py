"""Command `kg remove`: take reports out of the graph."""

from pathlib import Path
from typing import Annotated

import typer

from ._options import (
    DEFAULT_STORE,
    Database,
    Merges,
    MinConfidence,
    Neo4j,
    Password,
    Store,
    User,
    open_store,
)
from ._render import show_changes


def remove(
    targets: Annotated[
        list[str], typer.Argument(metavar="PATH|ID…", help="Reports, folders or ids of documents.")
    ],
    store: Store = DEFAULT_STORE,
    min_confidence: MinConfidence = 0.0,
    merges: Merges = None,
    neo4j: Neo4j = None,
    user: User = "neo4j",
    password: Password = None,
    database: Database = None,
) -> None:
    """Take reports out of the graph with exactly what only they say; the files themselves stay.

    Example: kg remove reports/2019/ Document/d1940c0527db0830
    """
    from kg.errors import InputError
    from kg.pipeline import remove as take_away
    from kg.readers import shown_path
    from kg.stores.decisions import FILE, read_decisions
    from kg.stores.readings import Readings

    readings = Readings(store)
    if not len(readings):
        raise InputError(f"{store} holds no graph; make one with: kg build --store {store}")
    with (
        readings.lock(),
        open_store(store, neo4j, user, password, database, read_only=False) as graph,
    ):
        named = [one if one.startswith("Document/") else shown_path(Path(one)) for one in targets]
        removal = take_away(
            named,
            readings,
            graph,
            decisions=read_decisions(merges or store / FILE),
            min_confidence=min_confidence,
        )
    show_changes(removal.paths, removal.changes)
