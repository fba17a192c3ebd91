"""The statements of cypher/load with their labels written in, and the rows that they take."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, TypeAlias

import networkx as nx

from kg.ontology import EntityType, RelationType
from kg.resources import data_folder
from kg.stores.difference import Properties

EdgeKey: TypeAlias = tuple[str, str, str]
"""Head id, tail id, own id: an edge that moved is another edge."""

INDEXED = {"Document": "Document", "Passage": "Passage"} | dict.fromkeys(
    map(str, EntityType), "Entity"
)
"""Label of a node: the label of it whose `id` is indexed."""

ENDS = {"HAS_PASSAGE": ("Document", "Passage"), "MENTIONS": ("Passage", "Entity")} | dict.fromkeys(
    map(str, RelationType), ("Entity", "Entity")
)
"""Type of a relationship: the indexed labels of its head and its tail."""


@cache
def load_statement(name: str, label: str) -> str:
    """Return cypher/load/`name`.cypher for one label or type; neither can be a parameter of Cypher.

    Databases use no index for two labels at once, hence KEY, the indexed one, beside LABELS, all of a node.
    """
    text = (data_folder("cypher") / "load" / f"{name}.cypher").read_text(encoding="utf-8")
    if label in ENDS:
        head, tail = ENDS[label]
        names = {"TYPE": label, "HEAD": head, "TAIL": tail}
    else:
        key = INDEXED.get(label, label)
        names = {"KEY": key, "LABELS": label if key == label else f"{key}:{label}", "LABEL": label}
    return re.sub(r"\b[A-Z]+\b", lambda word: names.get(word[0], word[0]), text).rstrip("; \n")


def group_by_label(graph: "nx.MultiDiGraph[str]") -> dict[str, dict[str, Properties]]:
    """Return the properties of the nodes of each label by id."""
    nodes: dict[str, dict[str, Properties]] = {label: {} for label in INDEXED}
    for identity, data in graph.nodes(data=True):
        properties = dict(data)
        nodes[properties.pop("label")][identity] = properties
    return nodes


def group_by_type(graph: "nx.MultiDiGraph[str]") -> dict[str, dict[EdgeKey, Properties]]:
    """Return the properties of the edges of each type by head, tail and id."""
    edges: dict[str, dict[EdgeKey, Properties]] = {kind: {} for kind in ENDS}
    for head, tail, identity, data in graph.edges(keys=True, data=True):
        properties = dict(data)
        edges[properties.pop("type")][head, tail, identity] = properties
    return edges


def with_ends(edges: Iterable[tuple[EdgeKey, Properties]]) -> Iterator[dict[str, Any]]:
    """Yield the rows that create relationships."""
    for (head, tail, _), properties in edges:
        yield {"head": head, "tail": tail, "properties": properties}


def group_by_head(edges: Iterable[tuple[EdgeKey, Properties]]) -> Iterator[dict[str, Any]]:
    """Yield the rows that change relationships: a head's id is indexed, a relationship's is not."""
    heads: defaultdict[str, dict[str, Properties]] = defaultdict(dict)
    for (head, _, identity), properties in edges:
        heads[head][identity] = properties
    for head, changed in heads.items():
        yield {"head": head, "changed": changed}
