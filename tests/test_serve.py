"""`kg serve`: other programs read the embedded graph, and cannot write it."""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import networkx as nx
import pytest
from neo4j import Driver, GraphDatabase
from neo4j.exceptions import AuthError, Neo4jError

from kg.errors import InputError
from kg.graph import build_graph
from kg.stores.bolt import BoltStore
from kg.stores.embedded import EmbeddedServer
from kg.stores.readings import Readings

from .graphs import town
from .readings import reading_2023, reading_2024

KG = Path(sys.executable).with_name("kg")
no_sigint = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows sends no SIGINT to another process"
)


@dataclass
class Served:
    """A running `kg serve`, its store and what its line says."""

    process: "subprocess.Popen[str]"
    store: Path
    settings: dict[str, str]

    def driver(self) -> Driver:
        login = (self.settings["NEO4J_USERNAME"], self.settings["NEO4J_PASSWORD"])
        return GraphDatabase.driver(self.settings["NEO4J_URI"], auth=login)


def save_town(folder: Path) -> Path:
    with BoltStore.connect_embedded(folder) as store:
        store.save(town())
    return folder


def start(store: Path, *arguments: str, **environment: str) -> Served:
    process = subprocess.Popen(
        [KG, "serve", "--store", store, "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, **environment},
    )
    assert process.stdout
    pairs = (one.partition("=") for one in shlex.split(process.stdout.readline()))
    return Served(process, store, {name: value for name, _, value in pairs})


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Give a server of the town's graph, ended by force where a test did not end it."""
    store = save_town(tmp_path_factory.mktemp("served") / "store")
    running = start(store, "--user", "分析员", KG_SERVE_PASSWORD="it's $ecret")
    yield running
    running.process.kill()
    running.process.communicate()


def test_the_printed_line_opens_the_graph(served: Served) -> None:
    assert served.settings["NEO4J_USERNAME"] == "分析员"
    assert served.settings["NEO4J_PASSWORD"] == "it's $ecret"
    with served.driver() as driver:
        records, _, keys = driver.execute_query(
            "MATCH (d:District)-[f:PLANS]->(p:Project) RETURN p.name AS name, f.stage AS stage "
            "ORDER BY name, stage",
            database_=served.settings["NEO4J_DATABASE"],
        )
    assert keys == ["name", "stage"]
    assert [tuple(record) for record in records] == [
        ("智慧谷", "plan"),
        ("顺堤河码头二期", "sign"),
        ("顺堤河码头二期", "start"),
    ]


@no_sigint
def test_a_graph_that_was_left_behind_is_completed_first(tmp_path: Path) -> None:
    readings = Readings(tmp_path)
    with BoltStore.connect_embedded(tmp_path):
        pass
    with suppress(KeyboardInterrupt), readings.lock(), readings.changing(0.0):
        readings.save(reading_2023())
        readings.save(reading_2024())
        raise KeyboardInterrupt
    served = start(tmp_path)
    served.process.send_signal(signal.SIGINT)
    _, errors = served.process.communicate(timeout=60)
    assert "the last build was broken off; the graph is completed" in errors
    assert readings.unfinished() is None
    with BoltStore.connect_embedded(tmp_path) as store:
        assert nx.utils.graphs_equal(store.load(), build_graph([reading_2023(), reading_2024()]))


def test_the_printed_line_is_what_kg_itself_reads(served: Served) -> None:
    done = subprocess.run(
        [KG, "query", "run", "partners", "--format", "csv"],
        env={**os.environ, **served.settings},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "泉山区,武汉大学,Institution,2023" in done.stdout


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE (n:Entity:Park {id: 'Park/x'})",
        "MATCH (n) DETACH DELETE n",
        "MATCH (n:Document) SET n.title = ''",
        "CREATE INDEX extra IF NOT EXISTS FOR (n:Entity) ON (n.extra)",
        "LOAD CSV FROM 'file:///etc/hostname' AS line RETURN line",
    ],
    ids=["create", "delete", "set", "schema", "load-csv"],
)
def test_writes_are_refused(statement: str, served: Served) -> None:
    with served.driver() as driver:
        with pytest.raises(Neo4jError):
            driver.execute_query(statement, database_="graph")
        records, _, _ = driver.execute_query("MATCH (n) RETURN count(n) AS n", database_="graph")
    assert records[0]["n"] == town().number_of_nodes()


def test_a_wrong_password_is_refused(served: Served) -> None:
    login = (served.settings["NEO4J_USERNAME"], "wrong")
    with (
        GraphDatabase.driver(served.settings["NEO4J_URI"], auth=login) as driver,
        pytest.raises(AuthError),
    ):
        driver.verify_connectivity()


def test_a_second_process_is_told_who_holds_the_store(served: Served) -> None:
    command = [str(KG), "serve", "--store", str(served.store), "--port", "0"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert f"is held by another process (process {served.process.pid}, since 20" in done.stderr


@no_sigint
def test_ctrl_c_ends_it_cleanly_and_frees_the_store(served: Served) -> None:
    served.process.send_signal(signal.SIGINT)
    output, errors = served.process.communicate(timeout=60)
    assert (served.process.returncode, output) == (0, "")
    assert errors == f"serving {served.store} read-only until Ctrl-C\n"
    with BoltStore.connect_embedded(served.store, read_only=True) as store:
        assert store.run("MATCH (d:Document) RETURN count(d)").rows == ((2,),)


@no_sigint
def test_an_engine_that_ends_is_reported(served: Served) -> None:
    again = start(served.store)
    try:
        (engine,) = children(again.process.pid)
        os.kill(engine, signal.SIGKILL)
        _, errors = again.process.communicate(timeout=60)
    finally:
        again.process.kill()
    assert again.process.returncode == 1
    assert errors.splitlines()[1:] == [f"kg: {served.store}: the database has ended; run it again"]


def test_a_port_in_use_and_the_engines_user_are_refused(tmp_path: Path) -> None:
    with EmbeddedServer(tmp_path / "one" / "database") as server:
        port = int(server.uri.rpartition(":")[2])
        with (
            pytest.raises(InputError, match=f"port {port} cannot be used .*--port"),
            EmbeddedServer(tmp_path / "two" / "database", port),
        ):
            pass
    with pytest.raises(InputError, match="root is the engine's own; name another with --user"):
        EmbeddedServer(tmp_path / "two" / "database", 0, ("root", "secret"))


def test_a_store_that_is_not_there_is_named(tmp_path: Path) -> None:
    command = [str(KG), "serve", "--store", str(tmp_path / "none")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "holds no graph; make one with: kg build --store" in done.stderr
    assert not (tmp_path / "none").exists()


def children(parent: int) -> list[int]:
    listing = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="], capture_output=True, encoding="utf-8", check=True
    )
    pairs = (map(int, line.split()) for line in listing.stdout.splitlines())
    return [pid for pid, owner in pairs if owner == parent]
