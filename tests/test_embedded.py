"""The embedded engine as a process: who may use it, and that nothing of it is left behind."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest

from kg.errors import InputError, StoreError
from kg.stores.bolt import BoltStore
from kg.stores.embedded import DATABASE, EmbeddedServer, engine_version
from kg.stores.faststart import cache_file, is_kept, keep_classes

from .graphs import town

ROOT = Path(__file__).parent.parent
HOLDER = """
import sys, time
from pathlib import Path
from kg.stores.bolt import BoltStore
from tests.graphs import town
store = BoltStore.connect_embedded(Path(sys.argv[1]))
store.save(town())
print(store._server.root, flush=True)
time.sleep(600)
"""

STARTER = """
import sys
from pathlib import Path
from kg.stores import embedded
start = embedded._start_child
def start_and_tell(root, arguments):
    child = start(root, arguments)
    print(root, flush=True)
    return child
embedded._start_child = start_and_tell
embedded.EmbeddedServer(Path(sys.argv[1])).__enter__()
"""


@pytest.fixture
def holder(tmp_path: Path) -> "subprocess.Popen[str]":
    """Give a process that has saved a graph in tmp_path and keeps it open."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoltStore]:
    """Give the read-only store of the town's graph."""
    folder = tmp_path_factory.mktemp("saved")
    with BoltStore.connect_embedded(folder) as store:
        store.save(town())
    with BoltStore.connect_embedded(folder, read_only=True) as store:
        yield store


def test_a_killed_parent_leaves_its_data_and_nothing_else(
    holder: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    assert holder.stdout
    root = Path(holder.stdout.readline().strip())
    assert root.is_dir()
    holder.kill()
    holder.communicate()
    with BoltStore.connect_embedded(tmp_path, read_only=True) as store:
        assert nx.utils.graphs_equal(store.load(), town())
    assert not root.exists()


@pytest.mark.parametrize("seconds", [0.0, 0.5])
def test_the_engine_ends_when_its_parent_is_killed_while_it_starts(
    seconds: float, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", STARTER, str(tmp_path / "database")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as starter:
        assert starter.stdout
        root = Path(starter.stdout.readline().strip())
        time.sleep(seconds)
        starter.kill()
    patience = time.monotonic() + 30
    while root.exists() and time.monotonic() < patience:
        time.sleep(0.1)
    assert not root.exists()


def test_a_second_process_is_told_who_holds_the_store(
    holder: "subprocess.Popen[str]", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.stores.lock.PATIENCE", 0.1)
    try:
        assert holder.stdout and holder.stdout.readline()
        with pytest.raises(
            StoreError, match=rf"held by another process \(process {holder.pid}, since 20"
        ):
            BoltStore.connect_embedded(tmp_path)
    finally:
        holder.kill()
        holder.communicate()


def test_the_engine_ends_with_the_store_and_says_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with EmbeddedServer(tmp_path / "database") as server:
        root, child = server.root, server.child
        assert child and child.poll() is None
        if sys.platform != "win32":
            assert os.getpgid(child.pid) != os.getpgid(0), "Ctrl-C reaches the engine"
            assert root.stat().st_mode & 0o777 == 0o700
    assert child.poll() == 0
    assert not root.exists()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE (n:Entity:Park {id: 'Park/x'})",
        "MERGE (n:Entity {id: 'Park/x'})",
        "MATCH (n) DETACH DELETE n",
        "MATCH (n:Document) SET n.title = ''",
        "MATCH (n:Document) REMOVE n.title",
        "CREATE INDEX extra IF NOT EXISTS FOR (n:Entity) ON (n.extra)",
        "LOAD CSV FROM 'file:///etc/hostname' AS line RETURN line",
    ],
    ids=["create", "merge", "delete", "set", "remove", "schema", "load-csv"],
)
def test_the_reader_may_only_read(statement: str, saved: BoltStore) -> None:
    with pytest.raises((StoreError, InputError)):
        saved.run(statement)
    assert saved.run("MATCH (d:Document) RETURN count(d)").rows == ((2,),)


def test_a_store_that_is_not_there_is_not_made_by_reading(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no graph; make one with: kg build --store"):
        BoltStore.connect_embedded(tmp_path / "none", read_only=True)
    assert not (tmp_path / "none").exists()


def test_damaged_data_is_named(tmp_path: Path) -> None:
    with BoltStore.connect_embedded(tmp_path) as store:
        store.save(town())
    (settings,) = (tmp_path / "database").rglob("configuration.json")
    settings.write_text("{", encoding="utf-8")
    with pytest.raises(
        StoreError, match=r"database: the embedded database does not start \(.*remove this folder"
    ):
        BoltStore.connect_embedded(tmp_path)


@pytest.mark.parametrize("data", [None, b"", b"{", b"{}", b'{"types": {}}', b'{"types": []}'])
def test_a_damaged_schema_is_never_an_empty_graph(data: bytes | None, tmp_path: Path) -> None:
    inside = tmp_path / "database" / DATABASE
    inside.mkdir(parents=True)
    (inside / "Document_0.3.65536.v0.bucket").touch()
    (inside / "Document_0_in_edges.5.65536.v0.bucket").touch()
    if data is not None:
        (inside / "schema.json").write_bytes(data)
    said = r"database: the embedded database is damaged \(its schema .*remove this folder"
    with pytest.raises(StoreError, match=said):
        BoltStore.connect_embedded(tmp_path)


def test_a_place_with_thousands_of_facts_is_no_damage(tmp_path: Path) -> None:
    """Above 8,192 edges the engine keeps those of a node in files of their own."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    city = "District/110000"
    graph.add_node(city, id=city, label="District", name="北京市", aliases=[])
    fact = {"type": "RUNS", "confidence": 1.0, "passages": [], "spans": [], "by": []}
    for number in range(8300):
        program, key = f"Program/110000/{number}", f"RUNS/{number:016x}"
        graph.add_node(program, id=program, label="Program", name=str(number), aliases=[])
        graph.add_edge(city, program, key=key, id=key, **fact)
    with BoltStore.connect_embedded(tmp_path) as store:
        store.save(graph)
    assert list((tmp_path / "database").rglob("*_sn_stripe_*"))
    with BoltStore.connect_embedded(tmp_path, read_only=True) as store:
        assert nx.utils.graphs_equal(store.load(), graph)


def test_a_database_that_was_emptied_is_never_an_empty_graph(tmp_path: Path) -> None:
    with BoltStore.connect_embedded(tmp_path) as store:
        store.save(town())
    with BoltStore.connect_embedded(tmp_path) as store:
        assert nx.utils.graphs_equal(store.load(), town())
    shutil.rmtree(tmp_path / "database" / DATABASE)
    with pytest.raises(StoreError, match="the embedded database is damaged"):
        BoltStore.connect_embedded(tmp_path)


def test_a_file_in_the_place_of_the_store_is_named(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError, match="store cannot be written"):
        BoltStore.connect_embedded(tmp_path / "store")


def test_the_engine_has_a_version() -> None:
    assert engine_version().startswith("ArcadeDB ")


def test_what_the_engine_keeps_is_made_once_and_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))
    assert not is_kept()
    with BoltStore.connect_embedded(tmp_path / "store") as store:
        store.save(town())
    keep_classes(tmp_path / "store")
    made = cache_file().stat()
    assert made.st_size > 1 << 20
    assert [path.name for path in cache_file().parent.iterdir()] == [cache_file().name]
    keep_classes(tmp_path / "store")
    assert cache_file().stat() == made
    with EmbeddedServer(tmp_path / "store" / "database") as server:
        assert server.child
        if sys.platform == "linux":
            maps = Path(f"/proc/{server.child.pid}/maps").read_text(encoding="utf-8")
            assert str(cache_file()) in maps
    with cache_file().open("r+b") as file:
        file.truncate(made.st_size // 2)
    with EmbeddedServer(tmp_path / "store" / "database") as server:
        assert server.is_alive()


def test_a_foreign_file_of_the_engine_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))
    cache_file().parent.mkdir(parents=True)
    cache_file().write_bytes(b"not of this engine" * 1000)
    with EmbeddedServer(tmp_path / "database") as server:
        assert server.is_alive()


def test_where_nothing_can_be_kept_nothing_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "file"))
    with BoltStore.connect_embedded(tmp_path / "store") as store:
        store.save(town())
    keep_classes(tmp_path / "store")
    assert not is_kept()
