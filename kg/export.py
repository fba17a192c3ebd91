"""Write the graph to files that other tools read."""

import json
import re
from typing import IO, Any

import networkx as nx

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_jsonl(graph: "nx.MultiDiGraph[str]", file: IO[str]) -> None:
    """Write one node or edge a line, nodes first, each sorted by id and with sorted keys: the same graph, the same bytes."""
    for _, properties in sorted(graph.nodes(data=True)):
        file.write(_line({"kind": "node", **properties}))
    edges = graph.edges(data=True)
    for head, tail, properties in sorted(edges, key=lambda edge: str(edge[2]["id"])):
        file.write(_line({"kind": "edge", "head": head, "tail": tail, **properties}))


def write_graphml(graph: "nx.MultiDiGraph[str]", file: IO[bytes]) -> None:
    """Write GraphML for Gephi and networkx; it has no lists, so a list becomes a JSON array in a string.

    Characters that XML cannot hold become U+FFFD.
    """
    flat: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for identity, properties in sorted(graph.nodes(data=True)):
        flat.add_node(_xml(identity), **_flat(properties))
    edges = graph.edges(keys=True, data=True)
    for head, tail, key, properties in sorted(edges, key=lambda edge: str(edge[2])):
        flat.add_edge(_xml(head), _xml(tail), key=_xml(key), **_flat(properties))
    nx.write_graphml(flat, file, named_key_ids=True)


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
