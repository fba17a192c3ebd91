"""Both engines give the same rows in the same order: on the seeds, and on a country of 20,000 nodes."""

import re
from collections.abc import Callable

import networkx as nx
import pytest

from benchmarks.synthetic import country
from kg.graph import build_graph
from kg.nlp.reader import Reader
from kg.queries import SavedQuery, load_queries
from kg.readers import find_documents, read_document
from kg.resources import data_folder
from kg.stores.bolt import BoltStore

QUERIES = load_queries()
COUNTIES = 132
VALUES = {
    "id": ["PLANS/0000000000000100"],
    "name": ["码头", "大学"],
    "of": ["徐工集团", "District/100001", "泉山经济开发区"],
    "one": ["徐工集团", "泉山区"],
    "other": ["District/100105"],
    "place": ["100001", "铜山区"],
}
"""What to ask of both graphs beside the defaults and the examples."""


@pytest.fixture(scope="module")
def graph() -> "nx.MultiDiGraph[str]":
    """Give the graph of the seeds beside that of a country."""
    reports = [read_document(path) for path in find_documents([data_folder("seeds")])]
    graph, seeds = country(COUNTIES), build_graph(Reader("fast").read(reports))
    graph.add_nodes_from(seeds.nodes(data=True))
    for head, tail, key, attributes in seeds.edges(keys=True, data=True):
        graph.add_edge(head, tail, key=key, **attributes)
    assert graph.number_of_nodes() > 20_000
    return graph


def _bindings(query: SavedQuery) -> list[dict[str, str]]:
    """Return the example's values, the defaults where they are enough, and those of VALUES."""
    given = [dict(re.findall(r"-p (\w+)=(\S+)", query.example))]
    if all(each.default is not None for each in query.parameters):
        given.append({})
    asked = [each.name for each in query.parameters if each.name in VALUES]
    for number in range(max((len(VALUES[name]) for name in asked), default=0)):
        given.append({name: VALUES[name][number % len(VALUES[name])] for name in asked})
    return given


def test_both_engines_answer_alike(
    graph: "nx.MultiDiGraph[str]", engines: Callable[[str], BoltStore]
) -> None:
    stores = [engines("neo4j"), engines("embedded")]
    for store in stores:
        store.save(graph)
    empty = set(QUERIES)
    for name, query in QUERIES.items():
        for given in _bindings(query):
            bound = query.bind(given)
            first, second = (store.run(query.text, bound, limit=3000).rows for store in stores)
            assert first == second, (name, given)
            if first:
                empty.discard(name)
    assert not empty, "some queries found nothing"
    for store in stores:
        store.save(nx.MultiDiGraph())
