"""What reads may read: no query changes the graph, opens a file, reaches the network or goes on for ever."""

import time
import tomllib
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import InputError, StoreError
from kg.queries import load_queries
from kg.stores.bolt import BoltStore
from kg.stores.readonly import check_plan, check_query, limited

from .graphs import QUANSHAN, town

ATTACKS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "attacks.toml").read_text(encoding="utf-8")
)["case"]
ENDLESS = [
    "UNWIND range(1, 90000) AS a UNWIND range(1, 90000) AS b WITH a, b WHERE a * b % 7 = 3 RETURN count(*)",
    "UNWIND range(1, 90000) AS a UNWIND range(1, 90000) AS b RETURN max(sin(a) * cos(b))",
]
NAMES = st.text(
    st.sampled_from("码头 \"'`{}$()[]/*\\;:|\n\r\t\0\u200b\u2028🙂nN0%_-").filter(
        lambda c: c != "\0"
    ),
    min_size=1,
    max_size=12,
)


def test_every_attack_is_refused_and_changes_nothing(store: BoltStore) -> None:
    store.save(town())
    answered = {}
    for attack in ATTACKS:
        try:
            answered[attack["id"]] = store.run(attack["query"], limit=3, timeout=60)
        except InputError:
            continue
    assert not answered
    assert nx.utils.graphs_equal(store.load(), town())


def test_the_embedded_engine_lets_even_its_owner_open_no_file(tmp_path: Path) -> None:
    with (
        BoltStore.connect_embedded(tmp_path) as opened,
        opened._driver.session(database=opened._database) as session,
        pytest.raises(Exception, match="LOAD CSV file:/// URLs are disabled"),
    ):
        session.run("LOAD CSV FROM 'file:///etc/hostname' AS line RETURN line").consume()


@pytest.mark.parametrize(
    "query",
    [
        "MATCH (n) WHERE n.name IN ['LOAD CSV', \"CREATE\"] AND n.year IN (2023 + [1]) RETURN n",
        "MATCH (n) // LOAD CSV FROM 'x'\nRETURN n.load, n.csv",
        "RETURN /* apoc.load.json('x') */ date('2024-01-01') AS d, datetime.truncate('year', $x) AS t",
        "CALL db.labels() YIELD label RETURN label",
        "call db.index.fulltext.queryNodes('entity_search', $word) YIELD node RETURN node.name",
        "optional match (n:`apoc.load`) RETURN point.distance($a, $b), n.`x.y` AS set",
        "MATCH (n) WHERE NOT (n)-[:PLANS*..3]-() RETURN n{.name, .id}, n.aliases[0]",
    ],
)
def test_a_query_that_only_reads_is_let_through(query: str) -> None:
    check_query(query)


def test_what_neo4j_says_of_a_query_counts() -> None:
    plan = {"operatorType": "ProduceResults@neo4j", "children": [{"operatorType": "Filter@neo4j"}]}
    check_plan("r", plan)
    with pytest.raises(InputError, match="does more than read"):
        check_plan("rw", plan)
    plan["children"] = [{"operatorType": "LoadCSV@neo4j"}]
    with pytest.raises(InputError, match="LOAD CSV reads files"):
        check_plan("r", plan)


@settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(names=st.lists(NAMES, min_size=4, max_size=8, unique=True))
def test_names_come_through_as_data(names: list[str], store: BoltStore) -> None:
    graph = town()
    for name in names:
        project = f"Project/320311/{name}"
        graph.add_node(project, label="Project", id=project, name=name, aliases=[f"{name}二期"])
        fact = {"id": f"PLANS/{name}", "type": "PLANS", "confidence": 0.5, "passages": []}
        graph.add_edge(QUANSHAN, project, key=f"PLANS/{name}", **fact)
    store.save(graph)
    assert nx.utils.graphs_equal(store.load(), graph)
    queries = load_queries()
    for name in names:
        for query, values in (
            ("search", {"name": name}),
            ("project-history", {"name": name}),
            ("neighbourhood", {"of": f"{name}二期"}),
        ):
            saved = queries[query]
            answer = store.run(saved.text, saved.bind(values))
            assert name in {cell for row in answer.rows for cell in row if isinstance(cell, str)}


@pytest.mark.parametrize("query", ENDLESS, ids=["filter", "aggregate"])
def test_a_query_that_takes_too_long_is_stopped(query: str, store: BoltStore) -> None:
    child = store._server.child if store._server else None
    with pytest.raises(StoreError, match=r"no answer within 0\.5 seconds"):
        store.run(query, timeout=0.5)
    if child:
        assert child.wait(10) != 0, "the engine goes on"
    else:
        deadline = time.monotonic() + 20
        with store._driver.session() as session:
            while "range(1, 90000)" in str(
                session.run(
                    "SHOW TRANSACTIONS YIELD currentQuery WHERE NOT currentQuery STARTS WITH 'SHOW'"
                ).values()
            ):
                assert time.monotonic() < deadline, "the transaction goes on"
    assert store.run("RETURN $x AS x", {"x": "好"}, timeout=60).rows == (("好",),)


def test_the_limit_stops_an_endless_answer(store: BoltStore) -> None:
    query = (
        "UNWIND range(1, 3000) AS a UNWIND range(1, 3000) AS b UNWIND range(1, 3000) AS c RETURN a"
    )
    answer = store.run(query, limit=5, timeout=60)
    assert (len(answer.rows), answer.truncated) == (5, True)


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        pytest.param("MATCH (n) RETURN n;", "MATCH (n) RETURN n\nLIMIT 6", id="appended"),
        pytest.param("RETURN 1 // all", "RETURN 1 // all\nLIMIT 6", id="behind-a-comment"),
        pytest.param("MATCH (n) RETURN n LIMIT 3", None, id="own-limit"),
        pytest.param("RETURN 'LIMIT 3' AS x", "RETURN 'LIMIT 3' AS x\nLIMIT 6", id="text"),
        pytest.param(
            "CALL { RETURN 1 AS x LIMIT 1 } RETURN x",
            "CALL { RETURN 1 AS x LIMIT 1 } RETURN x\nLIMIT 6",
            id="limit-inside",
        ),
        pytest.param("CALL db.labels()", None, id="no-return"),
        pytest.param("RETURN 1; // done", None, id="behind-its-end"),
    ],
)
def test_an_answer_is_limited_where_the_query_allows_it(query: str, asked: str | None) -> None:
    assert limited(query, 6) == (asked or query)
