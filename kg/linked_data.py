"""The graph as JSON-LD: terms of schema.org where they fit, the project's own elsewhere."""

import json
from typing import IO, Any, Final
from urllib.parse import quote

import networkx as nx

from kg.ontology import EntityType

VOCABULARY: Final = "urn:gov-report-graph:vocabulary:"
"""Names of the project's own terms begin with it."""
IDENTIFIERS: Final = "urn:gov-report-graph:"

_TYPES: Final = {
    "Document": ["schema:Report"],
    "Passage": ["schema:CreativeWork"],
    EntityType.DISTRICT: ["schema:AdministrativeArea"],
    EntityType.PARK: ["schema:Place"],
    EntityType.COMPANY: ["schema:Corporation"],
    EntityType.INSTITUTION: ["schema:Organization"],
    EntityType.PROJECT: ["schema:Project"],
    EntityType.PROGRAM: ["schema:Thing"],
}
_CONTEXT: Final[dict[str, Any]] = {
    "schema": "https://schema.org/",
    "kg": VOCABULARY,
    "id": "@id",
    "type": "@type",
    "name": "schema:name",
    "aliases": "schema:alternateName",
    "title": "schema:headline",
    "text": "schema:text",
    "index": "schema:position",
    "code": "schema:identifier",
    "passageOf": {"@id": "schema:isPartOf", "@type": "@id"},
    "head": {"@id": "kg:head", "@type": "@id"},
    "tail": {"@id": "kg:tail", "@type": "@id"},
    "document": {"@id": "schema:citation", "@type": "@id"},
    "passages": {"@id": "kg:passages", "@type": "@id", "@container": "@list"},
    "@vocab": VOCABULARY,
}


def write_json_ld(graph: "nx.MultiDiGraph[str]", file: IO[str]) -> None:
    """Write one JSON-LD document: nodes, and each fact and mention as a node with head and tail, sorted by id."""
    parts = {
        tail: head
        for head, tail, attributes in graph.edges.data()
        if attributes["type"] == "HAS_PASSAGE"
    }
    records = [
        _node(attributes, parts.get(identity)) for identity, attributes in graph.nodes.data()
    ]
    records += [
        _edge(head, tail, attributes)
        for head, tail, attributes in graph.edges.data()
        if attributes["type"] != "HAS_PASSAGE"
    ]
    records.sort(key=lambda record: str(record["id"]))
    document = {"@context": _CONTEXT, "@graph": records}
    json.dump(document, file, ensure_ascii=False, indent=1, sort_keys=True)
    file.write("\n")


def _node(attributes: dict[str, Any], part_of: str | None) -> dict[str, Any]:
    properties = dict(attributes)
    label = properties.pop("label")
    record = {**properties, "id": iri(properties["id"]), "type": [f"kg:{label}", *_TYPES[label]]}
    return record | ({"passageOf": iri(part_of)} if part_of else {})


def _edge(head: str, tail: str, attributes: dict[str, Any]) -> dict[str, Any]:
    record = {
        **attributes,
        "id": iri(attributes["id"]),
        "type": [f"kg:{attributes['type']}"],
        "head": iri(head),
        "tail": iri(tail),
    }
    if "document" in record:
        record["document"] = iri(record["document"])
    if "passages" in record:
        record["passages"] = [iri(passage) for passage in record["passages"]]
    return record


def iri(identity: str) -> str:
    """Return the IRI of an id of the graph."""
    return IDENTIFIERS + quote(identity, safe="/")
