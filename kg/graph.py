"""The graph in memory: documents, passages, entities and facts as one networkx MultiDiGraph."""

from collections.abc import Iterable
from typing import Any

import networkx as nx

from kg.money import parse_amount
from kg.ontology import RelationType
from kg.resolve import World, passage_id, resolve
from kg.types import Decision, Document, Entity, Evidence, Fact, Reading

GAZETTEER = "gazetteer"
"""What facts are by that no text says: which division is part of which."""


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
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for identity, label, properties in sorted(_nodes(world)):
        graph.add_node(identity, label=label, id=identity, **properties)
    for identity, head, tail, kind, properties in sorted(_edges(world)):
        graph.add_edge(head, tail, key=identity, type=kind, id=identity, **properties)
    return graph


def _nodes(world: World) -> Iterable[tuple[str, str, dict[str, Any]]]:
    for document in world.documents:
        yield document.id, "Document", _document_properties(document)
        for passage in document.passages:
            identity = passage_id(document, passage.index)
            yield identity, "Passage", {"index": passage.index, "text": passage.text}
    for entity in (*world.entities, *world.outer):
        yield entity.id, str(entity.type), _entity_properties(entity)


def _document_properties(document: Document) -> dict[str, Any]:
    place = document.place
    return _known(
        title=document.title,
        path=document.path,
        sha256=document.sha256,
        year=document.year,
        place=place.name if place else None,
        code=place.code if place and place.code.isdigit() else None,
        parents=list(place.parents) if place else None,
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


def _edges(world: World) -> Iterable[tuple[str, str, str, str, dict[str, Any]]]:
    for document in world.documents:
        for passage in document.passages:
            identity = passage_id(document, passage.index)
            yield f"HAS_PASSAGE/{identity}", document.id, identity, "HAS_PASSAGE", {}
    for link in world.links:
        mention = link.mention
        properties = {
            "start": mention.start,
            "end": mention.end,
            "surface": mention.surface,
            "confidence": mention.confidence,
            "by": mention.by,
        }
        identity = f"MENTIONS/{link.passage}/{mention.start}"
        yield identity, link.passage, link.entity, "MENTIONS", properties
    for fact in world.facts:
        yield fact.id, fact.head, fact.tail, str(fact.type), _fact_properties(fact)
    for inner, outer in world.tree:
        kind = str(RelationType.PART_OF)
        yield f"{kind}/{GAZETTEER}/{inner}", inner, outer, kind, _known_properties()


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
