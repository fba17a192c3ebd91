"""Choose the part of a graph that a page shows: entities and the facts that join them."""

from collections.abc import Iterable
from typing import Any, TypeAlias

import networkx as nx

from kg.errors import InputError

Graph: TypeAlias = "nx.MultiDiGraph[str]"

_TEXT = {"Document", "Passage"}


def select_all(graph: Graph) -> Graph:
    """Return every entity that a fact joins to another one."""
    return _facts_view(graph, (edge["id"] for _, _, edge in graph.edges.data()))


def select_place(graph: Graph, place: str) -> Graph:
    """Return what the reports of a place say and every fact that names it; `place` is a name, alias or code."""
    named = set(find_places(graph, place))
    codes = {graph.nodes[one].get("code") for one in named} - {None}
    documents = {key for key, node in graph.nodes.data() if node.get("code") in codes}
    return _facts_view(
        graph,
        (
            edge["id"]
            for head, tail, edge in graph.edges.data()
            if edge.get("document") in documents or head in named or tail in named
        ),
    )


def select_entity(graph: Graph, entity: str, steps: int) -> Graph:
    """Return the entity of this id, name or alias and all that is at most `steps` facts away."""
    reached = set(find_entities(graph, entity))
    if not reached:
        raise InputError(
            f"the graph has no entity {entity!r}; accepted: id, name or alias, "
            "find it with: kg query run search -p name=…"
        )
    facts = select_all(graph)
    start = set(reached)
    for _ in range(steps):
        reached |= {
            other
            for one in reached & facts.nodes
            for other in (*facts.predecessors(one), *facts.successors(one))
        }
    chosen = facts.subgraph(reached).copy()
    chosen.add_nodes_from((one, graph.nodes[one]) for one in sorted(start - chosen.nodes))
    return chosen


def select_rows(graph: Graph, rows: Iterable[Iterable[Any]]) -> Graph:
    """Return the facts whose id stands in the rows of a query, and the facts of entities whose id does."""
    ids = {value for row in rows for value in row if isinstance(value, str)}
    return _facts_view(
        graph,
        (
            edge["id"]
            for head, tail, edge in graph.edges.data()
            if edge["id"] in ids or head in ids or tail in ids
        ),
    )


def find_places(graph: Graph, place: str) -> list[str]:
    """Return the ids of the districts with this id, name, alias or code; InputError where there is none."""
    if found := find_entities(graph, place, "District"):
        return found
    places = sorted(
        {node["place"] for _, node in graph.nodes.data() if node.get("place") is not None}
    )
    raise InputError(
        f"the graph has no place {place!r}; accepted: name, alias or code, for example "
        f"{'、'.join(places[:5]) or 'none: the graph is empty'}"
    )


def find_entities(graph: Graph, name: str, label: str | None = None) -> list[str]:
    """Return the ids of the entities with this id, name, alias or code, sorted."""
    return sorted(
        identity
        for identity, node in graph.nodes.data()
        if node["label"] not in _TEXT
        and label in (None, node["label"])
        and (name in (identity, node["name"], node.get("code")) or name in node.get("aliases", ()))
    )


def _facts_view(graph: Graph, ids: Iterable[str]) -> Graph:
    wanted = set(ids)
    chosen: Graph = nx.MultiDiGraph()
    for head, tail, edge in sorted(graph.edges.data(), key=lambda each: str(each[2]["id"])):
        if edge["id"] in wanted and "passages" in edge:
            for end in (head, tail):
                chosen.add_node(end, **graph.nodes[end])
            chosen.add_edge(head, tail, key=edge["id"], **edge)
    return chosen
