"""Time every saved query on both engines, on the graph of a country made up of reports of thousands of places.

python -m benchmarks.queries --neo4j bolt://localhost:7687              loads the graph, then times
python -m benchmarks.queries --neo4j … --store country --loaded         times on what was loaded before
python -m benchmarks.queries --counties 150 project-history overview    a smaller graph, some queries

The Neo4j must be one to play with. Each query is asked with its defaults where it has some, and for one name or
place; the second answer counts, with its wall time and, on Linux, the processor time of the embedded engine.
"""

import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from benchmarks.synthetic import country
from kg.errors import KgError
from kg.queries import SavedQuery, load_queries
from kg.stores.bolt import BoltStore
from kg.stores.embedded import DATABASE, EmbeddedServer

COUNTIES = 2430
"""Make 300,962 entities, 372,877 nodes and 799,344 relationships."""
NAMED = {
    "id": "PLANS/0000000000000100",
    "name": "码头",
    "of": "徐工集团",
    "one": "徐工集团",
    "other": "District/120005",
    "place": "100001",
}
_TIMEOUT = 120.0


def main(
    names: Annotated[list[str] | None, typer.Argument(help="Queries; none: all.")] = None,
    neo4j: Annotated[str | None, typer.Option(help="Neo4j to compare with.")] = None,
    store: Annotated[Path | None, typer.Option(help="Folder; none: a temporary one.")] = None,
    counties: Annotated[int, typer.Option(help="How many places report.")] = COUNTIES,
    loaded: Annotated[bool, typer.Option("--loaded", help="The graph is there already.")] = False,
    given: Annotated[list[str] | None, typer.Option(help="Value of another graph: k=v.")] = None,
) -> None:
    """Print rows and seconds of every query on both engines."""
    named = NAMED | dict(pair.split("=", 1) for pair in given or ())
    with ExitStack() as stack:
        folder = store or Path(stack.enter_context(TemporaryDirectory()))
        server = stack.enter_context(EmbeddedServer(folder / "database"))
        own = BoltStore(server.uri, server.admin, DATABASE, server)
        stores = {"embedded": stack.enter_context(own)}
        if neo4j:
            stores["neo4j"] = stack.enter_context(BoltStore.connect_neo4j(neo4j))
        if not loaded:
            graph = country(counties)
            for name, each in stores.items():
                started = time.perf_counter()
                each.save(graph)
                print(f"{name} loaded in {time.perf_counter() - started:.0f} s", flush=True)
        for query in load_queries().values():
            if not names or query.name in names:
                for values in bindings(query, named):
                    asked = f"{query.name:20}{_show(values):32}"
                    print(asked, *_columns(stores, server, query, values), flush=True)


def bindings(query: SavedQuery, given: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield what a query is asked with: one name or place, and its defaults where it needs no value."""
    example = dict(re.findall(r"-p (\w+)=(\S+)", query.example))
    accepted = [each.name for each in query.parameters]
    named = {name: value for name, value in given.items() if name in accepted}
    yield example | named
    if (example or named) and all(each.default is not None for each in query.parameters):
        yield {}


def _columns(
    stores: Mapping[str, BoltStore],
    server: EmbeddedServer,
    query: SavedQuery,
    given: dict[str, str],
) -> Iterator[str]:
    answers = []
    for name, store in stores.items():
        try:
            rows, wall, spent = _time(store, server, query, given)
        except KgError as error:
            yield f"{name}: {error}"
            continue
        answers.append(rows)
        yield f"{name} {len(rows):5} rows {wall:7.3f} s" + (
            f" ({spent:.2f} cpu)" if name == "embedded" else ""
        )
    if len(answers) > 1 and answers[0] != answers[1]:
        yield "DIFFERENT ROWS"


def _time(
    store: BoltStore, server: EmbeddedServer, query: SavedQuery, given: dict[str, str]
) -> tuple[tuple[Any, ...], float, float]:
    """Return the rows, and the seconds and processor seconds of the second answer."""
    for _ in range(2):
        started, spent = time.perf_counter(), _processor_seconds(server)
        rows = store.run(query.text, query.bind(given), limit=1000, timeout=_TIMEOUT).rows
    return rows, time.perf_counter() - started, _processor_seconds(server) - spent


def _processor_seconds(server: EmbeddedServer) -> float:
    """Return what the embedded engine has used; 0 where that cannot be told."""
    path = Path(f"/proc/{server.child.pid}/stat") if server.child else None
    if path is None or not path.is_file():
        return 0.0
    fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _show(given: Mapping[str, str]) -> str:
    return " ".join(f"{name}={value}" for name, value in given.items())


if __name__ == "__main__":
    typer.run(main)
