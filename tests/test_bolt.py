"""The contract of the store, the same for the embedded engine and for Neo4j."""

from typing import Any

import networkx as nx
import pytest

from kg.errors import InputError, StoreError
from kg.stores.bolt import BoltStore, Changes
from kg.stores.rows import Rows

from .graphs import PARK, QUANSHAN, QUAY, REPORT_2024, town

NOTHING = Changes(0, 0, 0, 0, 0, 0)
SLOW = "UNWIND range(1, 9000) AS a UNWIND range(1, 9000) AS b WITH a, b WHERE a * b % 7 = 3 RETURN count(*)"


def test_a_saved_graph_is_loaded_exactly(store: BoltStore) -> None:
    store.save(town())
    assert nx.utils.graphs_equal(store.load(), town())


def test_values_keep_their_types(store: BoltStore) -> None:
    graph = town()
    graph.nodes[QUAY].update(aliases=[], big=2**53 + 1, whole=3.0, tiny=5e-324, truth=True)
    store.save(graph)
    stored = store.load().nodes[QUAY]
    kept = [stored[name] for name in ("aliases", "big", "whole", "tiny", "truth")]
    assert kept == [[], 2**53 + 1, 3.0, 5e-324, True]
    assert [type(value) for value in kept] == [list, int, float, float, bool]


def test_the_first_save_counts_everything_and_the_second_nothing(store: BoltStore) -> None:
    graph = town()
    nodes, edges = graph.number_of_nodes(), graph.number_of_edges()
    assert store.save(graph) == Changes(nodes, 0, 0, edges, 0, 0)
    assert store.save(graph) == NOTHING


def test_a_save_brings_the_database_to_exactly_the_new_graph(store: BoltStore) -> None:
    store.save(town())
    graph = town()
    graph.remove_node(REPORT_2024)
    graph.nodes[QUAY]["name"] = "顺堤河码头三期"
    del graph.nodes[PARK]["scope"]
    plans = next(key for _, _, key in graph.out_edges(QUANSHAN, keys=True) if key[0] == "P")
    tail = next(tail for _, tail, key in graph.out_edges(QUANSHAN, keys=True) if key == plans)
    del graph.edges[QUANSHAN, tail, plans]["amount"]
    graph.add_edge(PARK, QUAY, key="HOSTS/new", id="HOSTS/new", type="HOSTS", by=[])
    assert store.save(graph) == Changes(0, 2, 1, 1, 1, 2)
    assert nx.utils.graphs_equal(store.load(), graph)


def test_an_edge_that_moves_is_made_anew(store: BoltStore) -> None:
    store.save(town())
    graph = town()
    data = dict(graph.edges[PARK, QUAY, "HOSTS/0000000000000004"])
    graph.remove_edge(PARK, QUAY, "HOSTS/0000000000000004")
    graph.add_edge(PARK, "Company/徐工汽车", key=data["id"], **data)
    assert store.save(graph) == Changes(0, 0, 0, 1, 0, 1)
    assert nx.utils.graphs_equal(store.load(), graph)


def test_a_broken_off_save_is_completed_by_the_next(store: BoltStore) -> None:
    part = town()
    part.remove_edges_from(list(part.edges(keys=True))[10:])
    store.save(part)
    store.save(town())
    assert nx.utils.graphs_equal(store.load(), town())


def test_several_batches_arrive(store: BoltStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.stores.mirror.BATCH", 3)
    store.save(town())
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(town().subgraph([QUANSHAN, QUAY]))
    store.save(graph)
    assert nx.utils.graphs_equal(store.load(), graph)


def test_nodes_of_others_are_left_alone(store: BoltStore) -> None:
    with store._driver.session(database=store._database) as session:
        make = (
            "CREATE (:Document {id: 'mine', note: 1})-[:PLANS {id: 'x'}]->(:Project {name: '码头'})"
        )
        session.run(make).consume()
        try:
            store.save(town())
            assert nx.utils.graphs_equal(store.load(), town())
            store.save(nx.MultiDiGraph())
            found = session.run("MATCH (d)-[r]->(p) RETURN d.note, r.id, p.name").values()
            assert found == [[1, "x", "码头"]]
        finally:
            session.run("MATCH (n) DETACH DELETE n").consume()


def test_rows_come_in_plain_values(store: BoltStore) -> None:
    store.save(town())
    query = "MATCH (d:District)-[f:HAS_PARK]->(k:Park) RETURN d, f, [k.name, 1] AS list, {x: 2.5} AS map"
    answer = store.run(query)
    assert answer.columns == ("d", "f", "list", "map")
    ((district, fact, *rest),) = answer.rows
    assert district == {"label": "District", **_without(town().nodes[QUANSHAN], "label")}
    assert (fact["type"], fact["confidence"], fact["spans"]) == ("HAS_PARK", 0.8, ["-:0-3"])
    assert rest == [["泉山经济开发区", 1], {"x": 2.5}]


def _without(properties: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in properties.items() if key != name}


def test_the_limit_cuts_and_says_so(store: BoltStore) -> None:
    query = "UNWIND range(1, 3) AS n RETURN n"
    assert store.run(query, limit=3) == Rows(("n",), ((1,), (2,), (3,)), truncated=False)
    assert store.run(query, limit=2) == Rows(("n",), ((1,), (2,)), truncated=True)


def test_a_query_that_takes_too_long_is_given_up(store: BoltStore) -> None:
    with pytest.raises(StoreError, match=r"no answer within 0\.5 seconds"):
        store.run(SLOW, timeout=0.5)
    assert store.run("RETURN $x AS x", {"x": "好"}, timeout=30).rows == (("好",),)


def test_a_wrong_query_says_what_is_wrong(store: BoltStore) -> None:
    with pytest.raises(InputError, match="does not accept the query"):
        store.run("MATCH (n RETURN n")


def test_files_cannot_be_read(store: BoltStore) -> None:
    with pytest.raises(InputError, match="LOAD CSV"):
        store.run("LOAD /* here */ CSV FROM 'file:///etc/passwd' AS line RETURN line")


def test_nobody_answers() -> None:
    with pytest.raises(StoreError, match=r"no database answers at bolt://127\.0\.0\.1:1 \(.+\);"):
        BoltStore.connect_neo4j("bolt://127.0.0.1:1")


def test_an_address_that_is_none_is_named() -> None:
    with pytest.raises(InputError, match="'http://localhost:7474' is not an address of Neo4j"):
        BoltStore.connect_neo4j("http://localhost:7474")
