"""Command `kg browser`: give Neo4j Browser a style sheet, a guide and favourites."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ._options import number
from ._waiting import wait_for_interrupt

PORT = 8474


def browser(
    port: Annotated[
        int,
        typer.Option(
            help="Port to serve on, 0: a free one.", parser=number(int, 0, 65535), metavar="N"
        ),
    ] = PORT,
    setup: Annotated[
        Path | None,
        typer.Option(help="Only write neo4j.conf and a start script into this folder."),
    ] = None,
) -> None:
    """Serve a style sheet, a guide and favourites to Neo4j Browser, on this machine alone, until Ctrl-C.

    Example: kg browser
    """
    from kg.browser.server import serve_browser
    from kg.browser.setup import post_connect_command, write_setup
    from kg.errors import InputError

    if setup is not None:
        if port == 0:
            raise InputError(
                "--port 0 is another one each time; name the one that the guide will have"
            )
        password = write_setup(setup, f"http://localhost:{port}")
        sys.stdout.write(
            f"start Neo4j: python3 {setup / 'start.py'}\n"
            f"load it: kg build --neo4j bolt://localhost:7687 --password {password}\n"
            f"serve the guide: kg browser --port {port}\n"
            f"open: http://localhost:7474/browser/ (user neo4j, password {password})\n"
        )
        return
    with serve_browser(port) as address:
        sys.stdout.write(
            f"serving {address} until Ctrl-C\n"
            "paste into Neo4j Browser, one after the other:\n"
            f"  :style {address}/kg.grass\n"
            f"  :play {address}/guide.html\n"
            f"favourites: download {address}/favorites.zip and drop it on the Browser's window\n"
            "to have it done at every connection, in neo4j.conf:\n"
            f"  browser.post_connect_cmd={post_connect_command(address)}\n"
        )
        sys.stdout.flush()
        wait_for_interrupt()
