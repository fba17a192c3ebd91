"""From text to world: the only stage that crosses from mentions and relations to entities and facts."""

from collections.abc import Iterable
from dataclasses import dataclass

from kg.confidence import keep_confident
from kg.gazetteer import load_gazetteer
from kg.types import Document, Entity, Fact, Mention, Reading

from .entities import EntityTable
from .facts import collect_facts, passage_id
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


def resolve(readings: Iterable[Reading], min_confidence: float = 0.0) -> World:
    """Resolve the mentions and relations of all readings, whose order does not matter.

    Mentions and relations below `min_confidence` are left out, and with a mention its relations.
    """
    table = EntityTable(load_gazetteer(), load_scopes())
    documents: list[Document] = []
    facts: list[Fact] = []
    links: list[Link] = []
    for reading in sorted(readings, key=lambda reading: reading.document.id):
        document = reading.document
        place = table.add_place(document.place) if document.place else None
        passages = [keep_confident(passage, min_confidence) for passage in reading.passages]
        entities = [[table.add(m, document) for m in passage.mentions] for passage in passages]
        pairs = list(zip(passages, entities, strict=True))
        documents.append(document)
        facts.extend(collect_facts(document, pairs, place))
        links.extend(
            Link(passage_id(document, passage.index), mention, entity)
            for passage, ids in pairs
            for mention, entity in zip(passage.mentions, ids, strict=True)
        )
    return World(tuple(documents), tuple(table.entities()), tuple(facts), tuple(links))
