"""Turn relations between mentions into facts between entities: one a (head, type, tail, document)."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.ontology import RelationType, Stage
from kg.types import Document, Evidence, Fact, Mention, PassageReading, Relation

_STAGES = tuple(Stage)


def passage_id(document: Document, index: int) -> str:
    """Return the id of a document's passage."""
    return f"Passage/{document.id.removeprefix('Document/')}/{index}"


@dataclass(frozen=True)
class _Saying:
    """One relation of a passage with its ends resolved."""

    relation: Relation
    evidence: Evidence
    amount: str | None


def collect_facts(
    document: Document,
    passages: Iterable[tuple[PassageReading, Sequence[str]]],
    place: str | None,
) -> list[Fact]:
    """Return the facts of one document, sorted by id.

    `passages` pairs what was read in a passage with the entity id of each of its mentions; `place` is the
    entity id of the report's own place. A relation of an unknown place, or of a thing with itself, is no fact.
    """
    sayings: dict[tuple[RelationType, str, str], list[_Saying]] = defaultdict(list)
    for reading, entities in passages:
        for relation in reading.relations:
            head = place if relation.head is None else entities[relation.head]
            tail = place if relation.tail is None else entities[relation.tail]
            if head is None or tail is None or head == tail:
                continue
            sayings[relation.type, head, tail].append(_saying(document, reading, relation))
    facts = [_fact(document, *ends, sayings[ends]) for ends in sayings]
    return sorted(facts, key=lambda fact: fact.id)


def _saying(document: Document, reading: PassageReading, relation: Relation) -> _Saying:
    tail = None if relation.tail is None else reading.mentions[relation.tail]
    evidence = Evidence(
        passage=passage_id(document, reading.index),
        head=_span(None if relation.head is None else reading.mentions[relation.head]),
        tail=_span(tail),
    )
    plans = relation.type is RelationType.PLANS
    return _Saying(relation, evidence, tail.amount if plans and tail else None)


def _span(mention: Mention | None) -> tuple[int, int] | None:
    return (mention.start, mention.end) if mention else None


def _fact(
    document: Document, kind: RelationType, head: str, tail: str, sayings: list[_Saying]
) -> Fact:
    stages = [saying.relation.stage for saying in sayings if saying.relation.stage]
    amounts = [saying.amount for saying in sayings if saying.amount]
    identity = "\n".join((kind, head, tail, document.id))
    return Fact(
        id=f"{kind}/{hashlib.sha256(identity.encode()).hexdigest()[:16]}",
        type=kind,
        head=head,
        tail=tail,
        document=document.id,
        confidence=max(saying.relation.confidence for saying in sayings),
        evidence=tuple(sorted({saying.evidence for saying in sayings}, key=_evidence_order)),
        year=document.year,
        stage=max(stages, key=_STAGES.index) if stages else None,
        amount=amounts[0] if amounts else None,
        by=tuple(sorted({saying.relation.by for saying in sayings})),
    )


def _evidence_order(evidence: Evidence) -> tuple[int, tuple[int, int], tuple[int, int]]:
    index = int(evidence.passage.rsplit("/", 1)[1])
    return index, evidence.head or (-1, -1), evidence.tail or (-1, -1)
