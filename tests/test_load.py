"""Loading a real Neo4j: beside the data of others, broken off anywhere, and imported instead."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import product
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from benchmarks.synthetic import country
from kg.errors import InputError, StoreError
from kg.stores.bolt import BoltStore
from kg.stores.bulk import write_import
from kg.stores.mirror import Mirror
from kg.stores.schema import load_schema

from .graphs import PARK, QUANSHAN, QUAY, town
from .neo4j_server import Neo4jServer

KG = Path(sys.executable).with_name("kg")
PASSWORD = "一个-secret"
ODD = "\";,|~\\\n\r' \t\x1f一"


@pytest.fixture
def neo4j(engines: Callable[[str], BoltStore]) -> Iterator[BoltStore]:
    """Give a Neo4j that holds nothing."""
    store = engines("neo4j")
    store.wipe()
    yield store
    change(store, "MATCH (n) DETACH DELETE n")


def change(store: BoltStore, *statements: str) -> None:
    with store._driver.session(database=store._database) as session:
        for statement in statements:
            session.run(statement).consume()


def rows(store: BoltStore, query: str) -> list[list[Any]]:
    """Ask as an administrator does: our own way to ask refuses SHOW."""
    with store._driver.session(database=store._database) as session:
        return session.run(query).values()


def ask(store: BoltStore, query: str) -> Any:
    return rows(store, query)[0][0]


def kg(*arguments: str | Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [KG, *map(str, arguments)],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def counted(done: "subprocess.CompletedProcess[str]") -> dict[str, int]:
    assert done.returncode == 0, done.stderr
    return {row["counted by the server"]: row["number"] for row in json.loads(done.stdout)}


def is_exactly(store: BoltStore, graph: "nx.MultiDiGraph[str]") -> bool:
    """Return whether the database holds this graph, with no relationship twice."""
    edges = ask(store, "MATCH ()-[r]->() RETURN count(r)")
    return edges == graph.number_of_edges() and nx.utils.graphs_equal(store.load(), graph)


def test_loading_again_changes_nothing_and_killed_it_is_completed(
    neo4j: BoltStore, tmp_path: Path
) -> None:
    graph = country(12)
    with BoltStore.connect_embedded(tmp_path) as store:
        store.save(graph)
    load: list[str | Path] = ["load", "--neo4j", neo4j.uri, "--store", tmp_path, "--format", "json"]
    client = subprocess.Popen([KG, *map(str, load)], stdout=subprocess.DEVNULL)
    while neo4j.count().relationships < 300:
        assert client.poll() is None, "it ended before it was killed"
    client.send_signal(signal.SIGKILL)
    client.wait()
    missing = graph.number_of_edges() - neo4j.count().relationships
    first = counted(kg(*load))
    assert 0 < first["relationships created"] <= missing < graph.number_of_edges()
    assert is_exactly(neo4j, graph)
    assert set(counted(kg(*load)).values()) == {0}


def test_the_server_counts_what_a_save_changes(neo4j: BoltStore) -> None:
    done = neo4j.save(town()).counted
    assert done["nodes_created"] == len(town())
    assert done["relationships_created"] == town().number_of_edges()
    assert done["properties_set"] > 100
    assert set(neo4j.save(town()).counted.values()) == {0}


class Proxy:
    """Pass bytes on to a server, some of its answer replaced, and cut the first connection that has sent so many."""

    def __init__(
        self, server: str, limit: float, replaced: tuple[bytes, bytes] = (b"", b"")
    ) -> None:
        self._target = ("127.0.0.1", int(server.rpartition(":")[2]))
        self._limit, self._replaced = limit, replaced
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.cuts = 0
        self.uri = f"bolt://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        # A thread that waits in accept() is woken by shutdown, not by close.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, server = self._listener.accept()[0], socket.create_connection(self._target)
                for one, other, limited in ((client, server, True), (server, client, False)):
                    threading.Thread(
                        target=self._pass_on, args=(one, other, limited), daemon=True
                    ).start()

    def _pass_on(self, one: socket.socket, other: socket.socket, limited: bool) -> None:
        passed = 0
        with suppress(OSError), one, other:
            while data := one.recv(4096):
                other.sendall(data if limited else data.replace(*self._replaced))
                passed += len(data)
                if limited and not self.cuts and passed > self._limit:
                    self.cuts = 1
                    for end in (one, other):
                        end.shutdown(socket.SHUT_RDWR)
                    return


@pytest.mark.parametrize("limit", [3_000, 60_000])
def test_a_cut_connection_is_survived(
    limit: int, neo4j: BoltStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.stores.mirror.BATCH", 100)
    graph = country(3)
    with closing(Proxy(neo4j.uri, limit)) as proxy:
        with BoltStore.connect_neo4j(proxy.uri) as store:
            try:
                store.save(graph)
            except StoreError as error:
                assert re.search("broke while a batch|no database answers|defunct", str(error))
                store.save(graph)
        assert proxy.cuts == 1
    assert is_exactly(neo4j, graph)


def test_a_version_that_is_too_old_is_named(neo4j: BoltStore) -> None:
    with (
        closing(Proxy(neo4j.uri, float("inf"), (b"Neo4j/5.", b"Neo4j/4."))) as proxy,
        pytest.raises(StoreError, match=r"is Neo4j/4\.\d+\.\d+; accepted: Neo4j 5\.7 or newer"),
    ):
        BoltStore.connect_neo4j(proxy.uri)


def test_two_that_load_at_once_make_nothing_twice(neo4j: BoltStore) -> None:
    graph = country(3)
    nodes: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    nodes.add_nodes_from(graph.nodes.data())
    neo4j.save(nodes)
    threads = [threading.Thread(target=_save, args=(neo4j.uri, graph)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert is_exactly(neo4j, graph)


def _save(uri: str, graph: "nx.MultiDiGraph[str]") -> None:
    with BoltStore.connect_neo4j(uri) as store:
        store.save(graph)


def test_what_another_load_has_made_meanwhile_is_not_made_again(
    neo4j: BoltStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph, read = country(2), Mirror._read_rows
    neo4j.save(graph)
    change(neo4j, "MATCH ()-[r:PLANS]->() WITH r ORDER BY r.id LIMIT 5 DELETE r")
    with monkeypatch.context() as patch:
        others = lambda mirror: (row for row in read(mirror) if row[0][1] != "PLANS")  # noqa: E731
        patch.setattr(Mirror, "_read_rows", others)
        assert neo4j.save(graph).counted["relationships_created"] == 5
    assert is_exactly(neo4j, graph)


def test_what_stands_twice_is_mended(neo4j: BoltStore) -> None:
    neo4j.save(town())
    change(
        neo4j,
        "MATCH (a)-[r:MENTIONS]->(b) CREATE (a)-[s:MENTIONS]->(b) SET s = properties(r), s.end = 1",
    )
    neo4j.save(town())
    assert is_exactly(neo4j, town())


def test_the_data_of_others_is_left_alone_and_told_of(neo4j: BoltStore) -> None:
    change(
        neo4j,
        "CREATE (:Project {name: '码头'})-[:PLANS {id: 'x'}]->(:Entity {id: 7}), (:Document), "
        "(:Entity:Project {id: 'Company/他人'}), (:Passage {id: 'Passage'})",
    )
    neo4j.save(town())
    (warning,) = neo4j.warnings()
    assert "(1 Document, 1 Passage, 2 Project, 2 Entity)" in warning
    change(
        neo4j, f"MATCH (q:Entity {{id: '{QUAY}'}}) CREATE (:Note {{text: 'mine'}})-[:ABOUT]->(q)"
    )
    nodes = neo4j.count().nodes
    assert nodes == len(town())
    done = neo4j.wipe()
    assert done.nodes_deleted == nodes
    assert done.relationships_deleted == town().number_of_edges() + 1
    assert ask(neo4j, "MATCH (n) RETURN count(n)") == 6
    assert ask(neo4j, "MATCH (:Project)-[r:PLANS]->(:Entity) RETURN r.id") == "x"


def test_an_id_of_ours_that_others_use_is_said(neo4j: BoltStore) -> None:
    neo4j.create_schema()
    change(neo4j, f"CREATE (:Entity {{id: '{QUAY}'}})")
    with pytest.raises(StoreError, match=r"already exists .*use another database"):
        neo4j.save(town())


@contextmanager
def schema_of_others(store: BoltStore, *statements: str) -> Iterator[None]:
    """Replace our schema by that of others."""
    store.drop_schema()
    change(store, *statements)
    try:
        yield
    finally:
        change(store, "MATCH (n) DETACH DELETE n")
        constraints = rows(store, "SHOW CONSTRAINTS YIELD name")
        change(store, *(f"DROP CONSTRAINT {name}" for (name,) in constraints))
        indexes = rows(store, "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name")
        change(store, *(f"DROP INDEX {name}" for (name,) in indexes))
        store.create_schema()


def test_a_constraint_of_others_with_our_name_is_said(neo4j: BoltStore) -> None:
    theirs = "CREATE CONSTRAINT entity_id FOR (n:Thing) REQUIRE n.key IS UNIQUE"
    with schema_of_others(neo4j, theirs):
        with pytest.raises(StoreError, match=r"entity_id on :Entity\(id\) .* one on :Thing\(key\)"):
            neo4j.save(town())
        neo4j.drop_schema()
        assert rows(neo4j, "SHOW CONSTRAINTS YIELD name") == [["entity_id"]]


def test_an_index_of_others_on_our_ids_is_said(neo4j: BoltStore) -> None:
    with (
        schema_of_others(neo4j, "CREATE INDEX theirs FOR (n:Entity) ON (n.id)"),
        pytest.raises(
            StoreError, match=r"index .*:Entity.* already exists|already exists an index"
        ),
    ):
        neo4j.save(town())


@pytest.mark.parametrize("theirs", ["(:Document {id: 'report'})", "()-[:HOSTS {id: 'report'}]->()"])
def test_ids_of_others_that_stand_twice_are_said(theirs: str, neo4j: BoltStore) -> None:
    with (
        schema_of_others(neo4j, f"UNWIND [1, 2] AS n CREATE {theirs}"),
        pytest.raises(StoreError, match=r"'report'.*kg needs unique ids"),
    ):
        neo4j.save(town())


def test_a_full_text_index_that_cannot_find_chinese_is_said(neo4j: BoltStore) -> None:
    theirs = "CREATE FULLTEXT INDEX theirs FOR (n:Entity) ON EACH [n.name, n.aliases]"
    with schema_of_others(neo4j, theirs):
        (warning,) = neo4j.warnings()
        assert "theirs was made by others with the analyzer standard-no-stop-words" in warning
        change(neo4j, "DROP INDEX theirs")
        assert neo4j.warnings() == []


def test_parts_of_names_and_passages_are_found(neo4j: BoltStore) -> None:
    neo4j.save(town())
    change(neo4j, "CALL db.awaitIndexes(60)")
    search = "CALL db.index.fulltext.queryNodes('{}', '\"{}\"') YIELD node RETURN node.id"
    for index, words, found in (
        ("entity_search", "经济开发", PARK),
        ("entity_search", "泉山区", QUANSHAN),
        ("entity_search", "河码", QUAY),
        ("passage_search", "总投资", f"Passage/{'a' * 16}/0"),
    ):
        assert [found] in rows(neo4j, search.format(index, words))


def test_wiping_asks_and_takes_ours_only(neo4j: BoltStore, tmp_path: Path) -> None:
    with BoltStore.connect_embedded(tmp_path) as store:
        store.save(town())
    change(neo4j, "CREATE (:Document {note: '码头'})")
    neo4j.save(country(1))
    before = neo4j.count()
    load: list[str | Path] = ["load", "--neo4j", neo4j.uri, "--store", tmp_path, "--format", "json"]
    refused = kg(*load, "--wipe")
    assert refused.returncode == 2
    assert f"{before.nodes} nodes and {before.relationships} relationships" in refused.stderr
    assert "--yes" in refused.stderr
    gone = kg("load", "--neo4j", neo4j.uri, "--wipe", "--yes", "--store", tmp_path / "none")
    assert gone.returncode == 2
    assert neo4j.count() == before, "nothing is wiped where there is nothing to load"
    done = counted(kg(*load, "--wipe", "--yes"))
    assert (done["nodes deleted"], done["nodes created"]) == (before.nodes, len(town()))
    assert nx.utils.graphs_equal(neo4j.load(), town())
    assert counted(kg(*load, "--wipe-only", "--yes"))["nodes deleted"] == len(town())
    assert ask(neo4j, "MATCH (n) RETURN collect(n.note)") == ["码头"]
    assert rows(neo4j, "SHOW CONSTRAINTS YIELD name") == []


def odd_graph() -> "nx.MultiDiGraph[str]":
    """Build a graph with every text of up to two odd characters as a name, an alias and an id."""
    graph = town()
    texts = ["".join(chosen) for size in (1, 2) for chosen in product(ODD, repeat=size)]
    for number, text in enumerate(
        [*texts, "", "null", "[]", "$x", "=1", "\x00", "\u2028", "\ufeff"]
    ):
        project, fact = f"Project/320311/{number}{text}", f"PLANS/{number}{text}"
        aliases = [each for each in (text, f"{text};{text}", f" {text} ") if each]
        graph.add_node(
            project, label="Project", id=project, name=text, aliases=aliases, scope="320311"
        )
        graph.add_edge(
            QUANSHAN,
            project,
            key=fact,
            id=fact,
            type="PLANS",
            document=text,
            year=2**53 + number,
            confidence=0.1 + 0.2,
            value=5e-324,
            passages=aliases,
            spans=[],
            by=[text or "-"],
        )
    for head, tail, key in list(graph.out_edges(QUANSHAN, keys=True)):
        if key.startswith("PLANS"):
            graph.edges[head, tail, key].setdefault("spans", [])
    return graph


@pytest.fixture(scope="module")
def imported(neo4j_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4jServer]:
    """Give a Neo4j with a password into which the odd graph was imported by the command that we write."""
    folder = tmp_path_factory.mktemp("import")
    server = Neo4jServer(neo4j_home, folder / "server", PASSWORD)
    write_import(odd_graph(), folder / "files of kg")
    tool = folder / "neo4j-admin"
    tool.write_text(
        f"#!/bin/sh\nexec java -cp '{server.classes}' org.neo4j.cli.AdminTool \"$@\"\n",
        encoding="utf-8",
    )
    tool.chmod(0o700)
    environment = {**server.environment, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["sh", folder / "files of kg" / "import.sh"], env=environment, capture_output=True
    )
    assert done.returncode == 0, (done.stdout + done.stderr).decode()
    with server:
        after = (folder / "files of kg" / "after-import.cypher").read_text(encoding="utf-8")
        with connect(server) as store:
            change(store, *re.split(r";\n", after.removesuffix(";\n")))
        yield server


def connect(server: Neo4jServer) -> BoltStore:
    return BoltStore.connect_neo4j(server.uri, "neo4j", server.password)


NODES = "MATCH (n) RETURN labels(n), properties(n) ORDER BY n.id"
EDGES = "MATCH (a)-[r]->(b) RETURN a.id, type(r), b.id, properties(r) ORDER BY r.id"


def test_imported_files_give_what_loading_gives(imported: Neo4jServer) -> None:
    graph = odd_graph()
    with connect(imported) as store:
        assert is_exactly(store, graph)
        assert set(store.save(graph).counted.values()) == {0}
        found = rows(store, NODES), rows(store, EDGES)
        indexes = rows(store, "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name")
        store.wipe()
        store.save(graph)
        assert (rows(store, NODES), rows(store, EDGES)) == found
    assert {name for (name,) in indexes} == {item.name for item in load_schema(embedded=False)}


def test_what_is_wrong_with_a_server_is_said_in_one_line(imported: Neo4jServer) -> None:
    browser = f"bolt://127.0.0.1:{imported.http_port}"
    own, other = {"NEO4J_PASSWORD": PASSWORD}, {"NEO4J_PASSWORD": "x"}
    for arguments, environment, said in (
        ([imported.uri], {}, "refuses the user name and password; set NEO4J_USERNAME"),
        ([imported.uri], other, "refuses the user name and password; set NEO4J_USERNAME"),
        ([imported.uri, "--database", "nope"], own, "no such database"),
        ([browser], own, "answers, but not as Neo4j 5 or newer does; accepted: its Bolt port"),
    ):
        done = kg("load", "--neo4j", *arguments, **environment)
        assert done.returncode == 1
        assert said in done.stderr
        assert done.stderr.count("\n") == 1


def test_a_killed_server_loses_nothing(
    imported: Neo4jServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.stores.mirror.BATCH", 100)
    graph, written = country(10), threading.Event()
    faults: list[StoreError] = []

    def watch(done: int, total: int, label: str) -> None:
        if done > total / 2:
            written.set()

    def save() -> None:
        with connect(imported) as store:
            store.progress = watch
            try:
                store.save(graph)
            except StoreError as error:
                faults.append(error)

    client = threading.Thread(target=save)
    client.start()
    assert written.wait(120)
    imported.process.kill()
    imported.process.wait()
    imported.start()
    client.join()
    with connect(imported) as store:
        done = store.save(graph)
        assert is_exactly(store, graph)
    assert done.relationships_created < graph.number_of_edges() / 2
    assert not faults or re.search("broke while|no database answers|defunct", str(faults[0]))


@contextmanager
def answering(greeting: bytes) -> Iterator[str]:
    """Give the address of a server that greets everyone with these bytes and hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def greet() -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                with client:
                    client.recv(64)
                    client.sendall(greeting)

    threading.Thread(target=greet, daemon=True).start()
    try:
        yield f"bolt://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


@pytest.mark.parametrize(
    "greeting",
    [
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n", id="ssh"),
        pytest.param(b"HTTP/1.1 400 Bad Request\r\n\r\n", id="http"),
        pytest.param(b"\0\0\0\0", id="a Bolt server without a version in common"),
        pytest.param(b"", id="one that hangs up"),
    ],
)
@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_a_server_that_is_no_neo4j_is_named(greeting: bytes, scheme: str) -> None:
    with (
        answering(greeting) as uri,
        pytest.raises(StoreError, match="answers, but not as Neo4j 5 or newer does"),
    ):
        BoltStore.connect_neo4j(uri.replace("bolt", scheme))


@pytest.mark.parametrize(
    "uri",
    [
        "localhost:7687",
        "bolt://",
        "bolt://localhost:99999",
        "bolt://neo4j:hush@localhost:7687",
        "bolt://a b",
    ],
)
def test_an_address_that_cannot_be_one_is_refused_without_its_password(uri: str) -> None:
    with pytest.raises(InputError, match="is not an address of Neo4j; accepted:") as caught:
        BoltStore.connect_neo4j(uri)
    assert "hush" not in str(caught.value)


def test_a_host_that_is_not_known_is_named() -> None:
    with pytest.raises(StoreError, match=r"no database answers at bolt://nowhere\.invalid \(.+\)"):
        BoltStore.connect_neo4j("bolt://nowhere.invalid")
