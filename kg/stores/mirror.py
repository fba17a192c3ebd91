"""Make our part of a database the image of a graph, by writing what differs."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

import networkx as nx
from neo4j import READ_ACCESS, Driver, ManagedTransaction, Record, SummaryCounters

from kg.stores.checksums import (
    Checksums,
    EdgeChanges,
    Edges,
    NodeChanges,
    Nodes,
    compare_all,
    sum_up,
)
from kg.stores.difference import Difference, Properties, compare
from kg.stores.statements import (
    ENDS,
    INDEXED,
    EdgeKey,
    group_by_head,
    group_by_label,
    group_by_type,
    load_statement,
    with_ends,
)

BATCH = 4000
"""Rows a transaction: more are no faster and cost memory."""

Progress = Callable[[int, int, str], None]
"""Called with how many rows are written, how many there are, and the label or type under way."""

Answer = TypeVar("Answer")

_COUNTED = (
    "nodes_created",
    "nodes_deleted",
    "relationships_created",
    "relationships_deleted",
    "properties_set",
    "labels_added",
)


@dataclass(frozen=True)
class Changes:
    """How many nodes and relationships a save touched."""

    nodes_created: int
    nodes_updated: int
    nodes_deleted: int
    relationships_created: int
    relationships_updated: int
    relationships_deleted: int
    counted: Mapping[str, int] = field(default_factory=dict, compare=False)
    """What the server itself counted, by the names that its own tools give it."""


@dataclass(frozen=True)
class Contents:
    """How many nodes and relationships of ours a database holds, and by label how many nodes of others."""

    nodes: int
    relationships: int
    others: Mapping[str, int]


class Mirror:
    """The nodes and relationships of a database whose labels and ids are ours; no other is read or touched."""

    def __init__(
        self,
        driver: Driver,
        database: str | None,
        progress: Progress | None = None,
        checksums: Checksums | None = None,
    ) -> None:
        """Mirror into a database; with `checksums`, only saves change it, and it is not read to be saved."""
        self._driver = driver
        self._database = database
        self._progress = progress or (lambda done, total, label: None)
        self._checksums = checksums
        self._counted = Counter(dict.fromkeys(_COUNTED, 0))
        self._done = self._total = 0

    def save(self, graph: "nx.MultiDiGraph[str]") -> Changes:
        """Bring the database to exactly `graph`, a batch a transaction: broken off, the next save completes it."""
        nodes, edges = group_by_label(graph), group_by_type(graph)
        self._progress(0, len(graph) + graph.number_of_edges(), "comparing")
        if self._checksums is None:
            return self._write_changes(*self._read_changes(nodes, edges))
        stored, sums = self._checksums.load(), sum_up(nodes, edges)
        changes = (
            compare_all(stored, sums, nodes, edges) if stored else self._read_changes(nodes, edges)
        )
        if stored != sums:
            self._checksums.forget()
        written = self._write_changes(*changes)
        if stored != sums:
            self._checksums.save(sums)
        return written

    def _read_changes(self, nodes: Nodes, edges: Edges) -> tuple[NodeChanges, EdgeChanges]:
        """Compare what is wanted with what the database holds."""
        edge_changes = {kind: self._compare_edges(kind, edges[kind]) for kind in ENDS}
        node_changes = {label: self._compare_nodes(label, nodes[label]) for label in INDEXED}
        return node_changes, edge_changes

    def _write_changes(self, node_changes: NodeChanges, edge_changes: EdgeChanges) -> Changes:
        self._total = sum(map(len, edge_changes.values())) + sum(map(len, node_changes.values()))
        for kind, edge_change in edge_changes.items():
            gone: dict[EdgeKey, Properties] = {key: {} for key in edge_change.deleted}
            self._write("delete-relationships", kind, sorted(gone.items()), group_by_head)
        for label, node_change in node_changes.items():
            self._write("delete-nodes", label, node_change.deleted)
            self._write("create-nodes", label, list(node_change.created.values()))
            self._write("update-nodes", label, list(node_change.updated.values()))
        for kind, edge_change in edge_changes.items():
            created, updated = edge_change.created.items(), edge_change.updated.items()
            self._write("create-relationships", kind, list(created), with_ends)
            self._write("update-relationships", kind, sorted(updated, key=_key), group_by_head)
        return Changes(
            *_count(node_changes.values()), *_count(edge_changes.values()), self._counted
        )

    def load(self) -> "nx.MultiDiGraph[str]":
        """Return everything of ours, sorted by id."""
        nodes: list[tuple[str, str, Properties]] = []
        edges: list[tuple[str, str, str, str, Properties]] = []
        for label in INDEXED:
            for (data,) in self._read("read-nodes", label, list):
                nodes.append((data["id"], label, data))
        for kind in ENDS:
            for head, tail, data in self._read("read-relationships", kind, list):
                edges.append((data["id"], head, tail, kind, data))
        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for identity, label, data in sorted(nodes, key=_key):
            graph.add_node(identity, label=label, **data)
        for identity, head, tail, kind, data in sorted(edges, key=_key):
            graph.add_edge(head, tail, key=identity, type=kind, **data)
        return graph

    def wipe(self) -> Changes:
        """Remove everything of ours, and with our nodes what others tied to them."""
        if self._checksums:
            self._checksums.forget()
        self._total = self.count().nodes
        # The districts, to which most facts lead, come after what they lead to: no transaction grows large.
        for label in reversed(INDEXED):
            text, gone = load_statement("wipe-nodes", label), BATCH
            while gone == BATCH:
                gone = self._run(text, label, limit=BATCH).nodes_deleted
        counted = self._counted
        return Changes(
            0, 0, counted["nodes_deleted"], 0, 0, counted["relationships_deleted"], counted
        )

    def count(self) -> Contents:
        """Count what is ours, and the nodes of others that have a label of ours."""
        found, ours = Counter[str](), Counter[str]()
        for label in (*INDEXED, "Entity"):
            ((found[label], own),) = self._read("count-nodes", label, list)
            ours[label] += own
            ours["Entity"] += own if INDEXED.get(label) == "Entity" else 0
        relationships = 0
        for kind in ENDS:
            ((own,),) = self._read("count-relationships", kind, list)
            relationships += own
        nodes = ours["Document"] + ours["Passage"] + ours["Entity"]
        return Contents(nodes, relationships, found - ours)

    def _compare_nodes(self, label: str, wanted: Mapping[str, Properties]) -> Difference[str]:
        return self._read(
            "read-nodes",
            label,
            lambda found: compare(((data["id"], data) for (data,) in found), wanted),
        )

    def _compare_edges(
        self, kind: str, wanted: Mapping[EdgeKey, Properties]
    ) -> Difference[EdgeKey]:
        return self._read(
            "read-relationships",
            kind,
            lambda found: compare(
                (((head, tail, data["id"]), data) for head, tail, data in found), wanted
            ),
        )

    def _read(
        self, statement: str, name: str, consume: Callable[[Iterable[Record]], Answer]
    ) -> Answer:
        """Return what `consume` makes of the rows while they come in: they are never all in memory."""
        text = load_statement(statement, name)
        with self._driver.session(
            database=self._database, default_access_mode=READ_ACCESS, fetch_size=BATCH
        ) as session:
            return session.execute_read(lambda transaction: consume(transaction.run(text)))

    def _write(
        self,
        statement: str,
        name: str,
        changes: Sequence[Any],
        shape: Callable[[Sequence[Any]], Iterable[Any]] = iter,
    ) -> None:
        """Write `changes`, each batch of them as the rows that `shape` makes of it."""
        text, waiting = load_statement(statement, name), iter(changes)
        while batch := list(islice(waiting, BATCH)):
            self._run(text, name, rows=list(shape(batch)))
            self._done += len(batch)
            self._progress(self._done, self._total, name)

    def _run(self, text: str, name: str, **parameters: Any) -> SummaryCounters:
        with self._driver.session(database=self._database) as session:
            counters = session.execute_write(_consume, text, parameters)
        self._counted.update({what: getattr(counters, what) for what in _COUNTED})
        return counters


def _consume(
    transaction: ManagedTransaction, text: str, parameters: dict[str, Any]
) -> SummaryCounters:
    return transaction.run(text, parameters).consume().counters


def _key(row: tuple[Any, ...]) -> Any:
    return row[0]


def _count(differences: Iterable[Difference[Any]]) -> tuple[int, int, int]:
    found = list(differences)
    return (
        sum(len(each.created) for each in found),
        sum(len(each.updated) for each in found),
        sum(len(each.deleted) for each in found),
    )
