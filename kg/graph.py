"""The graph: documents, passages, entities and facts, in parts or as one networkx MultiDiGraph."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import networkx as nx

from kg.money import parse_amount
from kg.ontology import EntityType, RelationType
from kg.resolve import Account, World, passage_id, resolve
from kg.types import Decision, Entity, Evidence, Fact, Reading

GAZETTEER = "gazetteer"
"""What facts are by that no text says: which division is part of which."""
SHARED = "shared"
"""Id of the part that belongs to no document: all entities and the tree of divisions."""

LABELS = ("Document", "Passage", *map(str, EntityType))

Properties: TypeAlias = dict[str, Any]
Key: TypeAlias = tuple[str, str, str, str]
"""Own id, label or type, and the ids of head and tail, empty for a node: an edge that moved is another edge."""


@dataclass(frozen=True, slots=True)
class Part:
    """What of the graph comes and goes with one document, or SHARED."""

    id: str
    rows: dict[Key, Properties] = field(default_factory=dict)
    """The nodes and the edges."""

    def add_node(self, label: str, identity: str, **properties: Any) -> None:
        """Add a node."""
        self.rows[identity, label, "", ""] = {"id": identity, **properties}

    def add_edge(self, kind: str, head: str, tail: str, identity: str, **properties: Any) -> None:
        """Add an edge."""
        self.rows[identity, kind, head, tail] = {"id": identity, **properties}


def build_graph(
    readings: Iterable[Reading],
    min_confidence: float = 0.0,
    decisions: Iterable[Decision] = (),
) -> "nx.MultiDiGraph[str]":
    """Return the graph of all readings; nodes and edges stand sorted by id, so that any order gives the same bytes.

    Keys, attributes and ids are those of ARCHITECTURE.md, "The graph in memory". `decisions` of analysts say
    which names are one thing.
    """
    return graph_of(resolve(readings, min_confidence, decisions))


def graph_of(world: World) -> "nx.MultiDiGraph[str]":
    """Return the graph of a resolved world."""
    return join_parts([shared_part(world), *map(document_part, world.accounts)])


def join_parts(parts: Iterable[Part]) -> "nx.MultiDiGraph[str]":
    """Return the graph of all parts; nodes and edges stand sorted by id."""
    rows = sorted((key, properties) for part in parts for key, properties in part.rows.items())
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for (identity, label, *_), properties in rows:
        if label in LABELS:
            graph.add_node(identity, label=label, **properties)
    for (identity, kind, head, tail), properties in rows:
        if kind not in LABELS:
            graph.add_edge(head, tail, key=identity, type=kind, **properties)
    return graph


def split_graph(graph: "nx.MultiDiGraph[str]") -> list[Part]:
    """Return the parts of a graph, SHARED first."""
    parts = {SHARED: Part(SHARED)}
    for key, properties in sorted(rows_of(graph)):
        owner = owner_of(key, properties)
        parts.setdefault(owner, Part(owner)).rows[key] = properties
    return list(parts.values())


def rows_of(graph: "nx.MultiDiGraph[str]") -> Iterator[tuple[Key, Properties]]:
    """Yield the nodes and edges of a graph by their keys."""
    for identity, data in graph.nodes(data=True):
        properties = dict(data)
        yield (identity, properties.pop("label"), "", ""), properties
    for head, tail, identity, data in graph.edges(keys=True, data=True):
        properties = dict(data)
        yield (identity, properties.pop("type"), head, tail), properties


def owner_of(key: Key, properties: Properties) -> str:
    """Return the id of the part that a node or an edge belongs to."""
    identity, name, head, _ = key
    if name == "Document":
        return identity
    if name == "Passage" or name in ("HAS_PASSAGE", "MENTIONS"):
        return f"Document/{(head or identity).split('/')[1]}"
    return str(properties.get("document", SHARED))


def shared_part(world: World) -> Part:
    """Return the entities and the tree of divisions."""
    part = Part(SHARED)
    for entity in (*world.entities, *world.outer):
        part.add_node(str(entity.type), entity.id, **_entity_properties(entity))
    kind = str(RelationType.PART_OF)
    for inner, outer in world.tree:
        part.add_edge(kind, inner, outer, f"{kind}/{GAZETTEER}/{inner}", **_known_properties())
    return part


def document_part(account: Account) -> Part:
    """Return a document with its passages and what they mention and say."""
    document = account.document
    part = Part(document.id)
    part.add_node("Document", document.id, **_document_properties(account))
    for passage in document.passages:
        identity = passage_id(document, passage.index)
        part.add_node("Passage", identity, index=passage.index, text=passage.text)
        part.add_edge("HAS_PASSAGE", document.id, identity, f"HAS_PASSAGE/{identity}")
    for link in account.links:
        mention = link.mention
        part.add_edge(
            "MENTIONS",
            link.passage,
            link.entity,
            f"MENTIONS/{link.passage}/{mention.start}",
            start=mention.start,
            end=mention.end,
            surface=mention.surface,
            confidence=mention.confidence,
            by=mention.by,
        )
    for fact in account.facts:
        part.add_edge(str(fact.type), fact.head, fact.tail, fact.id, **_fact_properties(fact))
    return part


def _document_properties(account: Account) -> dict[str, Any]:
    document = account.document
    place = document.place
    return _known(
        title=document.title,
        path=document.path,
        sha256=document.sha256,
        year=document.year,
        place=place.name if place else None,
        code=place.code if place and place.code.isdigit() else None,
        parents=list(place.parents) if place else None,
        passage_count=len(document.passages),
        mention_count=len(account.links),
    )


def _entity_properties(entity: Entity) -> dict[str, Any]:
    return _known(
        name=entity.name,
        aliases=list(entity.aliases),
        alias_rules=list(entity.alias_rules),
        scope=entity.scope,
        code=entity.code,
        level=entity.level,
        resolved=entity.resolved,
    )


def _known_properties() -> dict[str, Any]:
    """Return the properties of a fact that no text says: no document, no passage."""
    return {"confidence": 1.0, "passages": [], "spans": [], "by": [GAZETTEER]}


def _fact_properties(fact: Fact) -> dict[str, Any]:
    amount = parse_amount(fact.amount) if fact.amount else None
    return _known(
        document=fact.document,
        year=fact.year,
        stage=str(fact.stage) if fact.stage else None,
        amount=fact.amount,
        value=float(amount.normalized) if amount else None,
        currency=amount.currency if amount else None,
        confidence=fact.confidence,
        passages=[evidence.passage for evidence in fact.evidence],
        spans=[_spans(evidence) for evidence in fact.evidence],
        by=list(fact.by),
    )


def _spans(evidence: Evidence) -> str:
    ends = (evidence.head, evidence.tail)
    return ":".join(f"{end[0]}-{end[1]}" if end else "-" for end in ends)


def _known(**properties: object) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if value is not None}
