"""The answer of a query, in values that need no database."""

from dataclasses import dataclass
from typing import Any

from neo4j.graph import Node, Relationship
from neo4j.graph import Path as GraphPath


@dataclass(frozen=True)
class Rows:
    """The answer of a query in plain values: a node is a dict of its properties and its label."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool
    """Whether the limit cut rows off."""


def plain(value: object) -> Any:
    """Return a value of the driver as dicts, lists, strings and numbers."""
    if isinstance(value, Node):
        labels = sorted(value.labels - {"Entity"})
        return {"label": ":".join(labels), **plain(dict(value))}
    if isinstance(value, Relationship):
        return {"type": value.type, **plain(dict(value))}
    if isinstance(value, GraphPath):
        steps = zip(value.relationships, value.nodes[1:], strict=True)
        return [plain(value.start_node), *(plain(each) for step in steps for each in step)]
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value if value is None or isinstance(value, str | int | float) else str(value)
