"""Command `kg serve`: let other programs read the graph over Bolt."""

import secrets
import sys
from shlex import quote
from typing import Annotated

import typer

from ._options import DEFAULT_STORE, Store, complete_build, number
from ._waiting import wait_for_interrupt


def serve(
    store: Store = DEFAULT_STORE,
    port: Annotated[
        int,
        typer.Option(
            help="Port of Bolt, 0: a free one.", parser=number(int, 0, 65535), metavar="N"
        ),
    ] = 7687,
    user: Annotated[str, typer.Option(help="Name of the user who may read.")] = "reader",
    password: Annotated[
        str | None,
        typer.Option(envvar="KG_SERVE_PASSWORD", help="Its password; none: a random one."),
    ] = None,
) -> None:
    """Serve the graph over Bolt, read-only and on this machine alone, until Ctrl-C.

    Example: kg serve --store graph

    What is printed sets the variables that `kg --neo4j` and Neo4j's own tools read.
    """
    from kg.errors import StoreError
    from kg.stores.embedded import DATABASE, EmbeddedServer, existing_database

    reader = (user, password or secrets.token_hex(8))
    complete_build(store)
    with EmbeddedServer(existing_database(store), port, reader) as server:
        sys.stdout.write(
            f"NEO4J_URI={server.uri} NEO4J_USERNAME={quote(user)} "
            f"NEO4J_PASSWORD={quote(reader[1])} NEO4J_DATABASE={DATABASE}\n"
        )
        sys.stdout.flush()
        sys.stderr.write(f"serving {store} read-only until Ctrl-C\n")
        wait_for_interrupt(server.is_alive)
        if not server.is_alive():
            raise StoreError(f"{store}: the database has ended; run it again")
