"""Write the graph to files that other tools read."""

import json
import re
from typing import IO, Any

import networkx as nx

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_jsonl(graph: "nx.MultiDiGraph[str]", file: IO[str]) -> None:
    """Write one node or edge a line, nodes first, sorted by id and with sorted keys: the same graph, the same bytes."""
    for identity in sorted(graph):
        file.write(_line({"kind": "node", **graph.nodes[identity]}))
    for head, tail, properties in _sorted_edges(graph):
        file.write(_line({"kind": "edge", "head": head, "tail": tail, **properties}))


def write_graphml(graph: "nx.MultiDiGraph[str]", file: IO[bytes]) -> None:
    """Write GraphML for Gephi and networkx; it has no lists, so a list becomes a JSON array in a string.

    Characters that XML cannot hold become U+FFFD.
    """
    flat: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for identity in sorted(graph):
        flat.add_node(_xml(identity), **_flat(graph.nodes[identity]))
    for head, tail, properties in _sorted_edges(graph):
        key = _xml(properties["id"])
        flat.add_edge(_xml(head), _xml(tail), key=key, **_flat(properties))
    nx.write_graphml(flat, file, named_key_ids=True)


def _sorted_edges(graph: "nx.MultiDiGraph[str]") -> list[tuple[str, str, dict[str, Any]]]:
    edges = [(head, tail, properties) for head, tail, properties in graph.edges.data()]
    return sorted(edges, key=lambda edge: str(edge[2]["id"]))


def _line(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, sort_keys=True) + "\n"


def _flat(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: _scalar(value) for name, value in properties.items()}


def _scalar(value: object) -> object:
    if isinstance(value, list):
        return _xml(json.dumps(value, ensure_ascii=False))
    return _xml(value) if isinstance(value, str) else value


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
