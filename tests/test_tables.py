"""Tables and linked data are read back whole by the tools that people use for them."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
import rdflib
from pyarrow import parquet

from kg.graph import build_graph
from kg.linked_data import VOCABULARY, iri, write_json_ld
from kg.tables import graph_tables, write_csv, write_parquet

from .readings import reading_2023, reading_2024

SCHEMA = rdflib.Namespace("https://schema.org/")


@pytest.fixture(scope="module")
def graph() -> "nx.MultiDiGraph[str]":
    return build_graph([reading_2023(), reading_2024()])


def expected(graph: "nx.MultiDiGraph[str]") -> dict[str, dict[str, Any]]:
    """Return every property of the graph by the id of its node or edge."""
    nodes = {identity: dict(attributes) for identity, attributes in graph.nodes.data()}
    edges = {attributes["id"]: dict(attributes) for *_, attributes in graph.edges.data()}
    return {
        identity: {name: value for name, value in attributes.items() if name != "label"}
        for identity, attributes in (nodes | edges).items()
        if attributes.get("type") != "HAS_PASSAGE"
    }


def test_csv_holds_every_property(graph: "nx.MultiDiGraph[str]", tmp_path: Path) -> None:
    found: dict[str, dict[str, str]] = {}
    for path in write_csv(graph_tables(graph), tmp_path):
        with path.open(encoding="utf-8-sig", newline="") as file:
            found.update({row["id"]: row for row in csv.DictReader(file)})
    wanted = expected(graph)
    assert found.keys() == wanted.keys()
    for identity, properties in wanted.items():
        for name, value in properties.items():
            if name == "type" and identity.startswith("MENTIONS"):
                continue
            written = found[identity][name]
            assert (json.loads(written) if isinstance(value, list) else written) == (
                value if isinstance(value, list) else str(value)
            )


def test_parquet_holds_every_property_with_its_type(
    graph: "nx.MultiDiGraph[str]", tmp_path: Path
) -> None:
    found: dict[str, dict[str, Any]] = {}
    for path in write_parquet(graph_tables(graph), tmp_path):
        found.update({row["id"]: row for row in parquet.read_table(path).to_pylist()})
    for identity, properties in expected(graph).items():
        for name, value in properties.items():
            if not (name == "type" and identity.startswith("MENTIONS")):
                assert found[identity][name] == value, (identity, name)


def test_tables_join_by_their_ids(graph: "nx.MultiDiGraph[str]") -> None:
    tables = {table.name: table.rows for table in graph_tables(graph)}
    ids = {name: {row["id"] for row in rows} for name, rows in tables.items()}
    assert {row["document"] for row in tables["passages"]} <= ids["documents"]
    assert {row["entity"] for row in tables["mentions"]} <= ids["entities"]
    assert {row["passage"] for row in tables["mentions"]} <= ids["passages"]
    assert {end for row in tables["facts"] for end in (row["head"], row["tail"])} <= ids["entities"]
    assert all(tables.values())


def written(graph: "nx.MultiDiGraph[str]") -> str:
    file = io.StringIO()
    write_json_ld(graph, file)
    return file.getvalue()


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib.*")
def test_json_ld_is_the_same_graph_for_an_rdf_library(graph: "nx.MultiDiGraph[str]") -> None:
    triples = rdflib.Graph().parse(data=written(graph), format="json-ld")
    projects = set(triples.subjects(rdflib.RDF.type, SCHEMA.Project))
    wanted = {node for node, data in graph.nodes.data() if data["label"] == "Project"}
    assert projects == {rdflib.URIRef(iri(node)) for node in wanted}
    for head, tail, attributes in graph.edges.data():
        if attributes["type"] == "HAS_PASSAGE":
            pair = (rdflib.URIRef(iri(tail)), SCHEMA.isPartOf, rdflib.URIRef(iri(head)))
            assert pair in triples
            continue
        fact = rdflib.URIRef(iri(attributes["id"]))
        ends = [triples.value(fact, rdflib.URIRef(VOCABULARY + end)) for end in ("head", "tail")]
        assert ends == [rdflib.URIRef(iri(head)), rdflib.URIRef(iri(tail))]
    for identity, properties in expected(graph).items():
        filled = [name for name, value in properties.items() if name != "id" and value != []]
        assert len(set(triples.predicates(rdflib.URIRef(iri(identity))))) >= len(filled)
