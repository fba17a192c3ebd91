"""Compare how fast a graph is loaded into Neo4j with the writer of neo4j-graphrag, on the same server in the same run.

python -m benchmarks.loading_speed bolt://localhost:7687                 a synthetic graph of 30,000 nodes
python -m benchmarks.loading_speed bolt://localhost:7687 --store graph   the graph of a store

The database must be empty, for it is emptied before each turn; the other writer needs APOC on the server and the
extra `benchmarks` here.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, TypeAlias

import networkx as nx
import typer
from neo4j import Driver, GraphDatabase

from benchmarks.synthetic import country
from kg.graph import Part, split_graph
from kg.stores.bolt import BoltStore

Graph: TypeAlias = "nx.MultiDiGraph[str]"

OURS, THEIRS = "kg load", "neo4j-graphrag"
_EMPTY = "MATCH (n) CALL { WITH n DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"
_COUNT = (
    "MATCH (n) WITH count(n) AS nodes OPTIONAL MATCH ()-[r]->() RETURN nodes, count(r) AS related"
)


def main(
    uri: Annotated[str, typer.Argument(help="Bolt address of a Neo4j whose database is empty.")],
    counties: Annotated[int, typer.Option(help="Size of the synthetic graph.")] = 220,
    store: Annotated[Path | None, typer.Option(help="Load the graph of this store.")] = None,
    rounds: Annotated[int, typer.Option(help="Turns of each; the best one counts.")] = 4,
    user: Annotated[str, typer.Option(envvar="NEO4J_USERNAME")] = "neo4j",
    password: Annotated[str, typer.Option(envvar="NEO4J_PASSWORD")] = "",
) -> None:
    """Print seconds, nodes and relationships a second, and the ratio."""
    graph = _graph(store, counties)
    auth = (user, password) if password else None
    with GraphDatabase.driver(uri, auth=auth) as driver:
        if count(driver) != (0, 0):
            raise typer.BadParameter(f"{uri} is not empty; accepted: a database to play with")
        parts = split_graph(graph)
        runs: dict[str, Callable[[], None]] = {
            OURS: lambda: load_ours(parts, uri, user, password),
            THEIRS: their_loader(graph, driver),
        }
        best = dict.fromkeys(runs, float("inf"))
        for _ in range(rounds):
            for name, run in runs.items():
                seconds, (nodes, related) = measure(run, driver)
                drop_schema(uri, user, password)
                best[name] = min(best[name], seconds)
                print(f"{name:16}{seconds:9.1f} s {nodes:9,} nodes {related:9,} relationships")
    print(f"{len(graph):,} nodes, {graph.number_of_edges():,} relationships")
    print(f"{THEIRS} / {OURS}: {best[THEIRS] / best[OURS]:.1f}")


def _graph(store: Path | None, counties: int) -> Graph:
    if store is None:
        return country(counties)
    with BoltStore.connect_embedded(store, read_only=True) as source:
        return source.load()


def measure(run: Callable[[], None], driver: Driver) -> tuple[float, tuple[int, int]]:
    """Return how long a loader takes on the empty database, and what stands there then; empty it again."""
    start = time.perf_counter()
    run()
    seconds = time.perf_counter() - start
    found = count(driver)
    with driver.session() as session:
        session.run(_EMPTY).consume()
    return seconds, found


def count(driver: Driver) -> tuple[int, int]:
    """Return how many nodes and relationships the database holds."""
    ((nodes, related),) = driver.execute_query(_COUNT).records
    return nodes, related


def load_ours(parts: Sequence[Part], uri: str, user: str, password: str) -> None:
    """Load as `kg build --neo4j` does, with its constraints and indexes, the graph in its parts made beforehand."""
    with BoltStore.connect_neo4j(uri, user, password) as store:
        store.save_parts(parts, len(parts))


def drop_schema(uri: str, user: str, password: str) -> None:
    """Remove our indexes, which would cost the other writer time."""
    with BoltStore.connect_neo4j(uri, user, password) as store:
        store.drop_schema()


def their_loader(graph: Graph, driver: Driver) -> Callable[[], None]:
    """Return what loads as their pipeline does, the graph in their types made beforehand."""
    from neo4j_graphrag.components.kg_writer import Neo4jWriter
    from neo4j_graphrag.components.types import Neo4jGraph, Neo4jNode, Neo4jRelationship

    theirs = Neo4jGraph(
        nodes=[
            Neo4jNode(id=key, label=data["label"], properties=_without(data, "label", "id"))
            for key, data in graph.nodes.data()
        ],
        relationships=[
            Neo4jRelationship(
                start_node_id=head,
                end_node_id=tail,
                type=data["type"],
                properties=_without(data, "type"),
            )
            for head, tail, data in graph.edges.data()
        ],
    )
    writer = Neo4jWriter(driver)

    def run() -> None:
        done = asyncio.run(writer.run(theirs))
        if done.status != "SUCCESS":
            raise RuntimeError(f"neo4j-graphrag: {done.metadata}")

    return run


def _without(data: dict[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in data.items() if name not in names}


if __name__ == "__main__":
    typer.run(main)
