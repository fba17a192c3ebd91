"""Keep the graph in a database that speaks Bolt: the embedded one, or Neo4j; both get the same Cypher."""

import logging
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from threading import Timer
from typing import Any

import networkx as nx
from neo4j import (
    READ_ACCESS,
    Driver,
    GraphDatabase,
    ResultSummary,
    Transaction,
)

from kg.errors import InputError, StoreError
from kg.graph import Part, split_graph
from kg.stores.checksums import Checksums, open_checksums
from kg.stores.embedded import DATABASE, EmbeddedServer, existing_database
from kg.stores.faults import explain_faults, explain_refusals
from kg.stores.mirror import BATCH, Contents, Mirror, Progress
from kg.stores.mirror import Changes as Changes
from kg.stores.readonly import check_plan, check_query, limited
from kg.stores.rows import Rows, plain
from kg.stores.schema import SHOW_INDEXES, check_schema, load_schema

logging.getLogger("neo4j").addHandler(logging.NullHandler())

HIGHEST_PORT = 65_535

OLDEST = (5, 7)
"""The first version of Neo4j that understands our Cypher and keeps ids of relationships unique."""

_ADDRESS = re.compile(
    r"(?:neo4j|bolt)(?:\+s|\+ssc)?://(?:\[[^\]]+\]|[^/?#@:\s]+)(?::(?P<port>\d+))?/?(?:\?\S+)?"
)
_GRACE = 5
"""Seconds that a server gets to end by itself what goes on too long, before the connection is cut under it."""


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
        self.progress: Progress | None = None
        """Told of what is written."""
        self._auth = auth
        self._database = database
        self._server = server
        self._place = str(server.folder) if server else uri
        self._advice = (
            "; if this comes again, remove the folder and build again: it is made from the readings"
            if server
            else "; see that it runs and that the address is right"
        )
        self._connections: dict[tuple[str, str] | None, Driver] = {}
        self._stopped = False
        """Whether the embedded engine was stopped in the middle of a query."""

    @classmethod
    def connect_embedded(
        cls, store: Path, *, read_only: bool = False, keep: Path | None = None
    ) -> "BoltStore":
        """Open the database of a store directory; `read_only` wants one that exists and cannot change it.

        At its end the engine writes to `keep` what makes it start faster the next time.
        """
        folder = existing_database(store) if read_only else store / "database"
        with ExitStack() as stack:
            server = stack.enter_context(EmbeddedServer(folder, keep=keep))
            opened = cls(server.uri, server.reader if read_only else server.admin, DATABASE, server)
            stack.pop_all()
        return opened

    @classmethod
    def connect_neo4j(
        cls, uri: str, username: str = "neo4j", password: str = "", database: str | None = None
    ) -> "BoltStore":
        """Open a Neo4j database; without a password none is sent, without a name it is the user's own."""
        address = _ADDRESS.fullmatch(uri)
        if not address or int(address["port"] or 0) > HIGHEST_PORT:
            shown = re.sub("//[^/@]*@", "//…@", uri)
            raise InputError(
                f"{shown!r} is not an address of Neo4j; accepted: neo4j://, bolt://, "
                "neo4j+s:// or bolt+s:// with host and port, as in bolt://localhost:7687; user and "
                "password are options of their own"
            )
        with ExitStack() as stack:
            opened = stack.enter_context(
                cls(uri, (username, password) if password else None, database)
            )
            opened._check_server()
            stack.pop_all()
        return opened

    def __enter__(self) -> "BoltStore":
        """Return the open store."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the store."""
        self.close()

    def close(self) -> None:
        """Close the connections and stop the embedded engine."""
        self._disconnect()
        if self._server:
            self._server.close()

    def _check_server(self) -> None:
        """Raise StoreError where the server is too old or has no such database."""
        with self._faults(), self._driver.session(database=self._database) as session:
            server = session.run("RETURN 1").consume().server
        version = re.match(r"Neo4j/(\d+)\.(\d+)", server.agent)
        if version and (int(version[1]), int(version[2])) < OLDEST:
            oldest = ".".join(map(str, OLDEST))
            raise StoreError(f"{self.uri} is {server.agent}; accepted: Neo4j {oldest} or newer")

    def warnings(self) -> list[str]:
        """Say what in a database that others use too is in the way of our graph or mixed with it.

        Raise StoreError where nothing can be written because of it.
        """
        if self._server:
            return []
        warnings, others = self.create_schema(), self.count().others
        if others:
            nodes = ", ".join(f"{count} {label}" for label, count in others.items())
            warnings.append(
                f"{self.uri} has nodes of others under labels of kg ({nodes}): they are left as they are, but "
                "queries find them too; a database of its own keeps them apart (--database)"
            )
        return warnings

    def create_schema(self) -> list[str]:
        """Create the constraints and indexes that are missing; returns what else is amiss, one sentence each."""
        with self._faults(), self._driver.session(database=self._database) as session:
            for item in load_schema(embedded=self._server is not None):
                session.run(item.statement).consume()
            return [] if self._server else check_schema(session.run(SHOW_INDEXES))

    def drop_schema(self) -> None:
        """Remove our constraints and indexes; those of others stay, whatever their name."""
        with self._faults(), self._driver.session(database=self._database) as session:
            found = {index["name"]: index for index in session.run(SHOW_INDEXES)}
            for item in load_schema(embedded=False):
                if item.name in found and item.covers(found[item.name]):
                    session.run(item.drop).consume()

    def save(self, graph: "nx.MultiDiGraph[str]") -> Changes:
        """Bring our part of the database to exactly `graph`; nothing else in it is touched."""
        parts = split_graph(graph)
        return self.save_parts(parts, len(parts))

    def save_parts(self, parts: Iterable[Part], total: int) -> Changes:
        """Bring our part of the database to exactly `parts`, SHARED first, of which there are `total`.

        Only differences are written, a batch a transaction: broken off, the next save completes it.
        """
        self.create_schema()
        with self._faults(), self._checksums() as checksums:
            return self._mirror().save(parts, total, checksums)

    def load(self) -> "nx.MultiDiGraph[str]":
        """Return everything of ours in the database, sorted by id."""
        with self._faults():
            return Mirror(self._driver, self._database).load()

    def count(self) -> Contents:
        """Count what is ours in the database, and what others keep under our labels."""
        with self._faults():
            return Mirror(self._driver, self._database).count()

    def wipe(self) -> Changes:
        """Remove everything of ours from the database; nothing else in it is touched."""
        with self._faults(), self._checksums() as checksums:
            checksums.forget()
            return self._mirror().wipe()

    def _mirror(self) -> Mirror:
        return Mirror(self._driver, self._database, self.progress, alone=self._server is not None)

    def _checksums(self) -> AbstractContextManager[Checksums]:
        # Nobody else can write to the embedded database: what the last save left there is known.
        return open_checksums(self._server.folder / "checksums" if self._server else None)

    def run(
        self,
        query: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Rows:
        """Answer a query that only reads: at most `limit` rows, within `timeout` seconds."""
        with self._reading(query, parameters, limit, timeout) as transaction:
            # The embedded engine computes an answer as a whole before it gives the first row.
            asked = query if limit is None or not self._server else limited(query, limit + 1)
            result = transaction.run(asked, dict(parameters or {}))
            columns = tuple(result.keys())
            records = list(result) if limit is None else result.fetch(limit + 1)
        rows = tuple(tuple(map(plain, record)) for record in records[:limit])
        return Rows(columns, rows, truncated=len(rows) < len(records))

    def explain(
        self,
        query: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
    ) -> str:
        """Return how the database would answer a query that only reads, as it puts it itself."""
        with self._reading(query, parameters, None, timeout) as transaction:
            plan = _explain(transaction, query, parameters).plan or {"args": {}}
        return str(plan["args"].get("string-representation", "")).strip()

    @contextmanager
    def _reading(
        self,
        query: str,
        parameters: Mapping[str, Any] | None,
        limit: int | None,
        timeout: float | None,
    ) -> Iterator[Transaction]:
        """Give a transaction for a query that was checked: it may only read, and is stopped after `timeout` seconds."""
        check_query(query)
        most = BATCH if limit is None else min(limit + 1, BATCH)
        with (
            self._faults(),
            explain_refusals(),
            self._within(timeout),
            self._connection(self._server.reader if self._server else self._auth).session(
                database=self._database, default_access_mode=READ_ACCESS, fetch_size=most
            ) as session,
            session.begin_transaction(timeout=timeout) as transaction,
        ):
            if not self._server:
                summary = _explain(transaction, query, parameters)
                # The embedded engine says of every query that it writes; `kg serve` lets nobody write to it.
                if "ArcadeDB" not in summary.server.agent:
                    check_plan(summary.query_type, summary.plan or {})
            yield transaction

    @property
    def _driver(self) -> Driver:
        return self._connection(self._auth)

    def _connection(self, auth: tuple[str, str] | None) -> Driver:
        """Return the connection of a user: a new one after a cut; a stopped engine is started again."""
        if self._server and self._stopped:
            self.close()
            self._server.__enter__()
            self.uri = self._server.uri
            self._stopped = False
        if auth not in self._connections:
            with self._faults():
                self._connections[auth] = GraphDatabase.driver(
                    self.uri,
                    auth=auth,
                    connection_timeout=15,
                    connection_acquisition_timeout=15,
                    max_transaction_retry_time=5 if self._server else 30,
                    telemetry_disabled=True,
                )
        return self._connections[auth]

    def _disconnect(self) -> None:
        while self._connections:
            self._connections.popitem()[1].close()

    @contextmanager
    def _within(self, seconds: float | None) -> Iterator[None]:
        """Stop what goes on longer than `seconds`."""
        started = time.monotonic()
        grace = 0 if self._server else _GRACE
        timer = Timer((seconds or 0) + grace, self._interrupt)
        timer.daemon = True
        if seconds is not None:
            timer.start()
        try:
            yield
        except Exception:
            # A connection that another thread cuts can end in any fault inside the driver.
            if seconds is None or time.monotonic() - started < seconds:
                raise
            raise StoreError(
                f"no answer within {seconds:g} seconds; ask for less, or give it more time"
            ) from None
        finally:
            timer.cancel()

    def _interrupt(self) -> None:
        """Cut the connections: a server ends what runs on them; the embedded engine goes on, so it is killed."""
        if self._server:
            self._stopped = True
            self._server.kill()
        else:
            self._disconnect()

    def _faults(self) -> AbstractContextManager[None]:
        """Turn the driver's faults into messages that say what to do."""
        return explain_faults(self._place, self._advice)


def _explain(
    transaction: Transaction, query: str, parameters: Mapping[str, Any] | None
) -> ResultSummary:
    return transaction.run(f"EXPLAIN {query}", dict(parameters or {})).consume()
