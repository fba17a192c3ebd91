"""A save that remembers what the database holds does the same as one that reads it."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from kg.errors import StoreError
from kg.graph import split_graph
from kg.stores.bolt import BoltStore
from kg.stores.checksums import Checksums, open_checksums
from kg.stores.mirror import _SHAPES, Mirror

from .graphs import PARK, QUANSHAN, QUAY, REPORT_2024, town


def changed() -> "nx.MultiDiGraph[str]":
    graph = town()
    graph.remove_node(REPORT_2024)
    graph.nodes[QUAY]["name"] = "顺堤河码头三期"
    graph.nodes[PARK]["count"] = 3
    graph.add_edge(PARK, QUAY, key="HOSTS/new", id="HOSTS/new", type="HOSTS", by=[])
    fact = next(data for _, _, data in graph.out_edges(QUANSHAN, data=True) if "amount" in data)
    fact["amount"] = "6亿元"
    return graph


def test_differences_are_written_without_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with BoltStore.connect_embedded(tmp_path) as store:
        store.save(town())
        reads: list[str] = []
        read = Mirror._read

        def noted(self: Mirror, statement: str, *more: Any) -> Any:
            reads.append(statement)
            return read(self, statement, *more)

        monkeypatch.setattr(Mirror, "_read", noted)
        changes = store.save(changed())
        assert (changes.nodes_created, changes.nodes_updated, changes.nodes_deleted) == (0, 2, 1)
        assert (changes.relationships_created, changes.relationships_updated) == (1, 1)
        assert reads == []
        assert nx.utils.graphs_equal(store.load(), changed())


def test_a_broken_off_save_makes_the_next_one_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with BoltStore.connect_embedded(tmp_path) as store:
        store.save(town())
        with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
            broken.setitem(_SHAPES, "create-relationships", lambda edges: 1 / 0)
            store.save(changed())
        with closing(Checksums(tmp_path / "database" / "checksums")) as checksums:
            assert not checksums.whole
        store.save(changed())
        assert nx.utils.graphs_equal(store.load(), changed())


def test_what_is_remembered_goes_with_the_database_and_damage_is_no_fault(tmp_path: Path) -> None:
    with BoltStore.connect_embedded(tmp_path) as store:
        store.save(town())
    with BoltStore.connect_embedded(tmp_path) as store:
        (tmp_path / "database" / "checksums").write_bytes(b"\x00")
        assert store.save(town()).nodes_created == 0
        store.save(changed())
        with closing(sqlite3.connect(tmp_path / "database" / "checksums")) as file:
            file.execute("UPDATE parts SET sums = x'00'")
            file.commit()
        with pytest.raises(StoreError, match="damaged; run it again"):
            store.save(town())
        store.save(town())
        assert nx.utils.graphs_equal(store.load(), town())
        store.wipe()
        store.save(town())
        assert nx.utils.graphs_equal(store.load(), town())


def test_a_damaged_file_is_forgotten_and_named(tmp_path: Path) -> None:
    path, parts = tmp_path / "checksums", split_graph(town())

    def count_created() -> int:
        with open_checksums(path) as checksums:
            if not checksums.whole:
                checksums.fill([])
            created = sum(len(checksums.compare(part).created) for part in parts)
            checksums.keep()
        return created

    everything = len(town()) + town().number_of_edges()
    assert (count_created(), count_created()) == (everything, 0)
    data = path.read_bytes()
    path.write_bytes(data[:8192] + b"\x07" * (len(data) - 8192))
    with pytest.raises(StoreError, match="checksums is damaged; run it again"):
        count_created()
    assert (count_created(), count_created()) == (everything, 0)
    path.write_bytes(data[: len(data) // 2])
    assert (count_created(), count_created()) == (everything, 0), "damage that shows at once"
