"""The statements of cypher/load with their labels written in, and the rows that they take."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, TypeAlias

from kg.graph import Key, Properties
from kg.ontology import EntityType, RelationType
from kg.resources import data_folder

Change: TypeAlias = tuple[Key, Properties]
"""A node or an edge to write; the properties of one to delete are empty."""

INDEXED = {"Document": "Document", "Passage": "Passage"} | dict.fromkeys(
    map(str, EntityType), "Entity"
)
"""Label of a node: the label of it whose `id` is indexed."""

ENDS = {"HAS_PASSAGE": ("Document", "Passage"), "MENTIONS": ("Passage", "Entity")} | dict.fromkeys(
    map(str, RelationType), ("Entity", "Entity")
)
"""Type of a relationship: the indexed labels of its head and its tail."""

UNIQUE = frozenset(map(str, RelationType))
"""Types whose ids Neo4j keeps unique; of the others, MERGE goes through the few of a document or passage."""


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


def nodes(changes: Iterable[Change]) -> Iterator[Properties]:
    """Yield the rows that create or update nodes."""
    for _, properties in changes:
        yield properties


def ids(changes: Iterable[Change]) -> Iterator[str]:
    """Yield the rows that delete nodes."""
    for (identity, *_), _ in changes:
        yield identity


def with_ends(changes: Iterable[Change]) -> Iterator[dict[str, Any]]:
    """Yield the rows that create relationships."""
    for (_, _, head, tail), properties in changes:
        yield {"head": head, "tail": tail, "properties": properties}


def group_by_head(changes: Iterable[Change]) -> Iterator[dict[str, Any]]:
    """Yield the rows that change relationships: a head's id is indexed, a relationship's is not."""
    heads: defaultdict[str, dict[str, Properties]] = defaultdict(dict)
    for (identity, _, head, _), properties in changes:
        heads[head][identity] = properties
    for head, changed in heads.items():
        yield {"head": head, "changed": changed}
