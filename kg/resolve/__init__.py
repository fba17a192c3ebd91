"""From text to world: the only stage that crosses from mentions and relations to entities and facts."""

from collections.abc import Iterable
from dataclasses import dataclass

from kg.confidence import keep_confident
from kg.gazetteer import load_gazetteer
from kg.towns import load_towns
from kg.types import Decision, Document, Entity, Fact, Mention, Proposal, Reading

from .divisions import grow_tree
from .entities import identify
from .facts import collect_facts, passage_id
from .forms import FormTable
from .scopes import load_scopes

__all__ = ["Link", "World", "passage_id", "resolve"]


@dataclass(frozen=True)
class Link:
    """A mention and the entity that it names."""

    passage: str
    mention: Mention
    entity: str


@dataclass(frozen=True)
class World:
    """What all readings together say."""

    documents: tuple[Document, ...]
    entities: tuple[Entity, ...]
    facts: tuple[Fact, ...]
    links: tuple[Link, ...]
    proposals: tuple[Proposal, ...]
    """What may be one thing: for an analyst to decide; empty where none were asked for."""
    outer: tuple[Entity, ...]
    """Divisions that no text names and that lie around one that is named."""
    tree: tuple[tuple[str, str], ...]
    """Which division is part of which, by id: known, not said."""


def resolve(
    readings: Iterable[Reading],
    min_confidence: float = 0.0,
    decisions: Iterable[Decision] = (),
    *,
    propose: bool = False,
) -> World:
    """Resolve the mentions and relations of all readings, whose order does not matter.

    Mentions and relations below `min_confidence` are left out, and with a mention its relations. `decisions`
    say which names are one thing and which are not. What may be one besides is looked for on `propose` only.
    """
    table = FormTable(load_gazetteer(), load_towns(), load_scopes())
    read = []
    for reading in sorted(readings, key=lambda reading: reading.document.id):
        document = reading.document
        place = table.add_place(document.place) if document.place else None
        passages = [keep_confident(passage, min_confidence) for passage in reading.passages]
        nodes = [
            [table.add(m, document, passage_id(document, passage.index)) for m in passage.mentions]
            for passage in passages
        ]
        read.append((document, place, list(zip(passages, nodes, strict=True))))
    known = identify(table, decisions, propose=propose)
    facts: list[Fact] = []
    links: list[Link] = []
    for document, place, pairs in read:
        named = [(passage, [known.entity_of[node] for node in nodes]) for passage, nodes in pairs]
        facts.extend(collect_facts(document, named, place))
        links.extend(
            Link(passage_id(document, passage.index), mention, entity)
            for passage, ids in named
            for mention, entity in zip(passage.mentions, ids, strict=True)
        )
    outer, tree = grow_tree(table, known.entities)
    documents = tuple(document for document, _, _ in read)
    return World(
        documents, known.entities, tuple(facts), tuple(links), known.proposals, outer, tree
    )
