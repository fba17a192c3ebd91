"""Command `kg load`: bring a Neo4j to the graph of a store."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ._options import (
    DEFAULT_STORE,
    Database,
    Format,
    OutputFormat,
    Password,
    Store,
    User,
    open_embedded,
)
from ._render import progress, show_rows, warn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.stores.bolt import BoltStore

Target = Annotated[
    str, typer.Option("--neo4j", envvar="NEO4J_URI", help="The Neo4j to load (bolt://…).")
]


def load(
    neo4j: Target,
    store: Store = DEFAULT_STORE,
    wipe: Annotated[
        bool, typer.Option("--wipe", help="First remove all that kg wrote there; asks.")
    ] = False,
    wipe_only: Annotated[
        bool, typer.Option("--wipe-only", help="Remove it and load nothing; asks.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    output: OutputFormat = Format.TABLE,
    user: User = "neo4j",
    password: Password = None,
    database: Database = None,
) -> None:
    """Bring a Neo4j to the graph of a store: what differs is written, nodes of others are left alone.

    Example: kg load --neo4j bolt://localhost:7687 --store graph

    Run again it changes nothing; broken off it goes on where it stopped. It shows what the server counted.
    """
    from kg.stores.bolt import BoltStore

    with (
        BoltStore.connect_neo4j(neo4j, user, password or "", database) as target,
        progress("loading") as target.progress,
    ):
        if wipe or wipe_only:
            _ask(target, yes)
        if wipe_only:
            counted = target.wipe().counted
            target.drop_schema()
        else:
            counted = _load(store, target, wipe)
    rows = [(what.replace("_", " "), number) for what, number in counted.items()]
    show_rows(("counted by the server", "number"), rows, output)


def _load(store: Path, target: "BoltStore", wipe: bool) -> "Mapping[str, int]":
    with open_embedded(store) as source:
        graph = source.load()
    for warning in target.warnings():
        warn(warning)
    wiped = target.wipe().counted if wipe else {}
    return {
        what: number + wiped.get(what, 0) for what, number in target.save(graph).counted.items()
    }


def _ask(target: "BoltStore", yes: bool) -> None:
    """End unless the user wants everything of ours removed."""
    found = target.count()
    what = (
        f"{found.nodes} nodes and {found.relationships} relationships that kg wrote to {target.uri}"
    )
    if yes:
        return
    if not sys.stdin.isatty():
        raise typer.BadParameter(f"{what} would be removed; where nobody can be asked, add --yes")
    question = f"Remove {what}, and what others tied to these nodes?"
    if not typer.confirm(question, err=True):
        sys.stderr.write("kg: nothing is removed\n")
        raise typer.Exit(1)
