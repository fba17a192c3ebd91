"""Keep the graph in a database that speaks Bolt: the embedded one, or Neo4j; both get the same Cypher."""

import logging
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

import networkx as nx
from neo4j import READ_ACCESS, Driver, GraphDatabase, ManagedTransaction, Record
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
)
from neo4j.graph import Node, Relationship
from neo4j.graph import Path as GraphPath

from kg.errors import InputError, StoreError
from kg.queries import bare_cypher
from kg.resources import data_folder
from kg.stores.difference import Difference, Properties, compare
from kg.stores.embedded import DATABASE, EmbeddedServer, existing_database
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

logging.getLogger("neo4j").addHandler(logging.NullHandler())

BATCH = 4000
"""Rows a transaction: more are no faster and cost memory."""


@dataclass(frozen=True)
class Changes:
    """How many nodes and relationships a save touched."""

    nodes_created: int
    nodes_updated: int
    nodes_deleted: int
    relationships_created: int
    relationships_updated: int
    relationships_deleted: int


@dataclass(frozen=True)
class Rows:
    """The answer of a query in plain values: a node is a dict of its properties and its label."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool
    """Whether the limit cut rows off."""


class BoltStore:
    """Our part of a database: the nodes and relationships whose labels and ids are ours."""

    def __init__(
        self,
        uri: str,
        auth: tuple[str, str] | None = None,
        database: str | None = None,
        server: EmbeddedServer | None = None,
    ) -> None:
        self.uri = uri
        self._auth = auth
        self._database = database
        self._server = server
        self._place = str(server.folder) if server else uri
        self._advice = (
            "; if this comes again, remove the folder and build again: it is made from the readings"
            if server
            else "; see that it runs and that the address is right"
        )
        self._driver = self._connect()

    @classmethod
    def connect_embedded(cls, store: Path, *, read_only: bool = False) -> "BoltStore":
        """Open the database of a store directory; `read_only` wants one that exists and cannot change it."""
        folder = existing_database(store) if read_only else store / "database"
        with ExitStack() as stack:
            server = stack.enter_context(EmbeddedServer(folder))
            opened = cls(server.uri, server.reader if read_only else server.admin, DATABASE, server)
            stack.pop_all()
        return opened

    @classmethod
    def connect_neo4j(
        cls, uri: str, username: str = "neo4j", password: str = "", database: str | None = None
    ) -> "BoltStore":
        """Open a Neo4j database; without a password none is sent, without a name it is the user's own."""
        if not re.match(r"(neo4j|bolt)(\+s|\+ssc)?://[^/]", uri):
            raise InputError(
                f"{uri!r} is not an address of Neo4j; accepted: neo4j://, bolt://, neo4j+s:// or "
                "bolt+s:// with host and port"
            )
        with ExitStack() as stack:
            opened = stack.enter_context(
                cls(uri, (username, password) if password else None, database)
            )
            with opened._faults():
                opened._driver.verify_connectivity()
            stack.pop_all()
        return opened

    def __enter__(self) -> "BoltStore":
        """Return the open store."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the store."""
        self.close()

    def close(self) -> None:
        """Close the connection and stop the embedded engine."""
        self._driver.close()
        if self._server:
            self._server.close()

    def create_schema(self) -> None:
        """Create the constraints and indexes that are missing."""
        folder = data_folder("cypher") / "schema"
        paths = sorted(folder.glob("*.cypher"))
        if not self._server:
            paths += sorted(folder.glob("neo4j/*.cypher"))
        with self._faults(), self._driver.session(database=self._database) as session:
            for path in paths:
                session.run(path.read_text(encoding="utf-8").rstrip("; \n")).consume()

    def save(self, graph: "nx.MultiDiGraph[str]") -> Changes:
        """Bring our part of the database to exactly `graph`; nothing else in it is touched.

        Only differences are written, a batch a transaction: broken off, the next save completes it.
        """
        self.create_schema()
        nodes, edges = group_by_label(graph), group_by_type(graph)
        with self._faults():
            edge_changes = {kind: compare(self._edges(kind), edges[kind]) for kind in ENDS}
            node_changes = {label: compare(self._nodes(label), nodes[label]) for label in INDEXED}
            for kind, edge_change in edge_changes.items():
                gone: dict[EdgeKey, Properties] = {key: {} for key in edge_change.deleted}
                self._write("delete-relationships", group_by_head(gone), kind)
            for label, node_change in node_changes.items():
                self._write("delete-nodes", node_change.deleted, label)
                self._write("create-nodes", node_change.created.values(), label)
                self._write("update-nodes", node_change.updated.values(), label)
            for kind, edge_change in edge_changes.items():
                self._write("create-relationships", with_ends(edge_change.created), kind)
                self._write("update-relationships", group_by_head(edge_change.updated), kind)
        return Changes(*_count(node_changes.values()), *_count(edge_changes.values()))

    def load(self) -> "nx.MultiDiGraph[str]":
        """Return everything of ours in the database, sorted by id."""
        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        with self._faults():
            nodes = [(node, label) for label in INDEXED for node in self._nodes(label).items()]
            edges = [(edge, kind) for kind in ENDS for edge in self._edges(kind).items()]
        for (identity, properties), label in sorted(nodes, key=lambda node: node[0][0]):
            graph.add_node(identity, label=label, **properties)
        for (key, properties), kind in sorted(edges, key=lambda edge: edge[0][0][2]):
            graph.add_edge(key[0], key[1], key=key[2], type=kind, **properties)
        return graph

    def run(
        self,
        query: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Rows:
        """Answer a query that only reads: at most `limit` rows, within `timeout` seconds."""
        if re.search(r"\bLOAD\s+CSV\b", bare_cypher(query), re.IGNORECASE):
            raise InputError("LOAD CSV reads files; accepted: queries that read the graph")
        with (
            self._faults(),
            self._within(timeout),
            self._driver.session(
                database=self._database, default_access_mode=READ_ACCESS
            ) as session,
            session.begin_transaction(timeout=timeout) as transaction,
        ):
            result = transaction.run(query, dict(parameters or {}))
            columns = tuple(result.keys())
            records = list(result) if limit is None else result.fetch(limit + 1)
        rows = tuple(tuple(map(_plain, record)) for record in records[:limit])
        return Rows(columns, rows, truncated=len(rows) < len(records))

    def _connect(self) -> Driver:
        with self._faults():
            return GraphDatabase.driver(
                self.uri,
                auth=self._auth,
                connection_timeout=15,
                max_transaction_retry_time=5,
                telemetry_disabled=True,
            )

    def _nodes(self, label: str) -> dict[str, Properties]:
        found = self._read("read-nodes", label)
        return {properties["id"]: properties for (properties,) in found}

    def _edges(self, kind: str) -> dict[EdgeKey, Properties]:
        found = self._read("read-relationships", kind)
        return {(head, tail, properties["id"]): properties for head, tail, properties in found}

    def _read(self, statement: str, name: str) -> list[Record]:
        text = load_statement(statement, name)
        with self._driver.session(
            database=self._database, default_access_mode=READ_ACCESS, fetch_size=BATCH
        ) as session:
            return session.execute_read(lambda transaction: list(transaction.run(text)))

    def _write(self, statement: str, rows: Iterable[Any], name: str) -> None:
        text, rows = load_statement(statement, name), list(rows)
        with self._driver.session(database=self._database) as session:
            for start in range(0, len(rows), BATCH):
                session.execute_write(_consume, text, rows[start : start + BATCH])

    @contextmanager
    def _within(self, seconds: float | None) -> Iterator[None]:
        """Cut the connection after `seconds`: the embedded engine ignores the driver's time-out."""
        started = time.monotonic()
        timer = Timer(seconds or 0, self._driver.close)
        timer.daemon = True
        if seconds is not None:
            timer.start()
        try:
            yield
        except (DriverError, Neo4jError):
            if seconds is None or time.monotonic() - started < seconds:
                raise
            self._driver.close()
            self._driver = self._connect()
            raise StoreError(
                f"no answer within {seconds:g} seconds; ask for less, or give it more time"
            ) from None
        finally:
            timer.cancel()

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """Turn the driver's faults into messages that say what to do."""
        try:
            yield
        except AuthError as error:
            raise StoreError(
                f"{self.uri} refuses the user name and password; "
                "set NEO4J_USERNAME and NEO4J_PASSWORD"
            ) from error
        except (ConfigurationError, ValueError) as error:
            raise InputError(f"{self.uri!r} is not an address of Neo4j: {_line(error)}") from error
        except ServiceUnavailable as error:
            raise StoreError(f"no database answers at {self._place}{self._advice}") from error
        except Neo4jError as error:
            fault = f"{_line(error)} ({error.code})"
            if ".ClientError.Statement." in fault:
                raise InputError(f"the database does not accept the query: {fault}") from error
            raise StoreError(f"{self._place}: {fault}{self._advice}") from error
        except DriverError as error:
            raise StoreError(f"{self._place}: {_line(error)}{self._advice}") from error


def _consume(transaction: ManagedTransaction, text: str, rows: list[Any]) -> None:
    transaction.run(text, rows=rows).consume()


def _count(differences: Iterable[Difference[Any]]) -> tuple[int, int, int]:
    found = list(differences)
    return (
        sum(len(each.created) for each in found),
        sum(len(each.updated) for each in found),
        sum(len(each.deleted) for each in found),
    )


def _plain(value: object) -> Any:
    if isinstance(value, Node):
        labels = sorted(value.labels - {"Entity"})
        return {"label": ":".join(labels), **_plain(dict(value))}
    if isinstance(value, Relationship):
        return {"type": value.type, **_plain(dict(value))}
    if isinstance(value, GraphPath):
        steps = zip(value.relationships, value.nodes[1:], strict=True)
        return [_plain(value.start_node), *(_plain(each) for step in steps for each in step)]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _line(error: Exception) -> str:
    message = getattr(error, "message", None) or str(error)
    return str(message).strip().partition("\n")[0]
