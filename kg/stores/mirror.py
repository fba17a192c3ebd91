"""Make our part of a database the image of a graph, by writing what differs."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

import networkx as nx
from neo4j import READ_ACCESS, Driver, ManagedTransaction, Record, SummaryCounters
from neo4j.exceptions import ConstraintError

from kg.graph import LABELS, Key, Part
from kg.stores.checksums import Checksums, Difference
from kg.stores.statements import (
    ENDS,
    INDEXED,
    UNIQUE,
    Change,
    group_by_head,
    ids,
    load_statement,
    nodes,
    with_ends,
)

BATCH = 4000
"""Rows a transaction: more are no faster and cost memory."""
_WAITING = 10 * BATCH
"""Rows that are collected before they are written, so that documents share transactions."""

Progress = Callable[[int, int, str], None]
"""Called with how many documents are written, how many there are, and what is under way."""

Answer = TypeVar("Answer")
Shape = Callable[[Iterable[Change]], Iterable[Any]]

_SHAPES: dict[str, Shape] = {
    "delete-relationships": group_by_head,
    "delete-nodes": ids,
    "create-nodes": nodes,
    "update-nodes": nodes,
    "create-relationships": with_ends,
    "update-relationships": group_by_head,
}
"""The statements that change something, in the order in which they have to, and the rows that each takes."""

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
        *,
        alone: bool = False,
    ) -> None:
        """Mirror into a database; `alone`: nobody else ever writes to it."""
        self._alone = alone
        self._driver = driver
        self._database = database
        self._progress = progress or (lambda done, total, label: None)
        self._counted = Counter(dict.fromkeys(_COUNTED, 0))
        self._changed = Counter[str]()
        self._waiting: defaultdict[tuple[str, str], list[Change]] = defaultdict(list)

    def save(self, parts: Iterable[Part], total: int, checksums: Checksums) -> Changes:
        """Bring the database to exactly `parts`, SHARED first, of which there are `total`.

        What `checksums` remember need not be read. A batch is a transaction: broken off, the next save completes it.
        """
        self._progress(0, total, "comparing")
        if not checksums.whole:
            checksums.fill(self._read_rows())
        unused: list[Change] = []
        for done, part in enumerate(parts, start=1):
            difference = checksums.compare(part)
            # Documents that go may still lead to an entity that goes.
            unused += self._collect(difference, part, keep_nodes=done == 1)
            self._flush(checksums, _WAITING)
            self._progress(done, total, part.id)
        for difference in checksums.gone():
            self._collect(difference)
        self._flush(checksums)
        for key, change in unused:
            self._waiting["delete-nodes", key[1]].append((key, change))
        self._flush(checksums)
        checksums.keep()
        return Changes(
            nodes_created=self._changed["create-nodes"],
            nodes_updated=self._changed["update-nodes"],
            nodes_deleted=self._changed["delete-nodes"],
            relationships_created=self._changed["create-relationships"],
            relationships_updated=self._changed["update-relationships"],
            relationships_deleted=self._changed["delete-relationships"],
            counted=self._counted,
        )

    def _collect(
        self, difference: Difference, part: Part | None = None, *, keep_nodes: bool = False
    ) -> list[Change]:
        """Let what differs wait to be written; returns the nodes to delete if these are to be kept for now."""
        kept: list[Change] = []
        for what in ("delete", "create", "update"):
            for key in getattr(difference, f"{what}d"):
                name = key[1]
                change = key, part.rows[key] if part and what != "delete" else {}
                if name not in LABELS:
                    self._waiting[f"{what}-relationships", name].append(change)
                elif what == "delete" and keep_nodes:
                    kept.append(change)
                else:
                    self._waiting[f"{what}-nodes", name].append(change)
        return kept

    def _flush(self, checksums: Checksums, least: int = 1) -> None:
        """Write what waits, if that is so much."""
        if sum(map(len, self._waiting.values())) < least:
            return
        checksums.forget()
        for statement, shape in _SHAPES.items():
            for name in (*INDEXED, *ENDS):
                changes = self._waiting.pop((statement, name), [])
                self._changed[statement] += len(changes)
                self._write(statement, name, changes, shape)

    def _read_rows(self) -> Iterator[Change]:
        """Yield every node and relationship of ours."""
        for label in INDEXED:
            for (data,) in self._read("read-nodes", label, list):
                yield (data["id"], label, "", ""), data
        for kind in ENDS:
            for head, tail, data in self._read("read-relationships", kind, list):
                yield (data["id"], kind, head, tail), data

    def load(self) -> "nx.MultiDiGraph[str]":
        """Return everything of ours, sorted by id."""
        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        rows = sorted(self._read_rows(), key=_first)
        for (identity, label, *_), data in rows:
            if label in LABELS:
                graph.add_node(identity, label=label, **data)
        for (identity, kind, head, tail), data in rows:
            if kind not in LABELS:
                graph.add_edge(head, tail, key=identity, type=kind, **data)
        return graph

    def wipe(self) -> Changes:
        """Remove everything of ours, and with our nodes what others tied to them."""
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

    def _read(
        self, statement: str, name: str, consume: Callable[[Iterable[Record]], Answer]
    ) -> Answer:
        """Return what `consume` makes of the rows while they come in: they are never all in memory."""
        text = load_statement(statement, name)
        with self._driver.session(
            database=self._database, default_access_mode=READ_ACCESS, fetch_size=BATCH
        ) as session:
            return session.execute_read(lambda transaction: consume(transaction.run(text)))

    def _write(self, statement: str, name: str, changes: list[Change], shape: Shape) -> None:
        """Write `changes`, each batch of them as the rows that `shape` makes of it."""
        waiting = iter(changes)
        while batch := list(islice(waiting, BATCH)):
            rows = list(shape(batch))
            if statement == "create-relationships":
                self._create(name, rows)
            else:
                self._run(load_statement(statement, name), name, rows=rows)

    def _create(self, name: str, rows: list[dict[str, Any]]) -> None:
        """Create relationships without a search for each, where a constraint or our being alone makes that safe."""
        if self._alone or name in UNIQUE:
            # Another that loads, or this one before its connection was cut, may have made some of them.
            with suppress(ConstraintError):
                self._run(load_statement("insert-relationships", name), name, rows=rows)
                return
        self._run(load_statement("create-relationships", name), name, rows=rows)

    def _run(self, text: str, name: str, **parameters: Any) -> SummaryCounters:
        with self._driver.session(database=self._database) as session:
            counters = session.execute_write(_consume, text, parameters)
        self._counted.update({what: getattr(counters, what) for what in _COUNTED})
        return counters


def _consume(
    transaction: ManagedTransaction, text: str, parameters: dict[str, Any]
) -> SummaryCounters:
    return transaction.run(text, parameters).consume().counters


def _first(row: Change) -> Key:
    return row[0]
