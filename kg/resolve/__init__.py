"""From text to world: the only stage that crosses from mentions and relations to entities and facts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from kg.confidence import keep_confident
from kg.gazetteer import load_gazetteer
from kg.towns import load_towns
from kg.types import Decision, Document, Entity, Fact, Mention, PassageReading, Proposal, Reading

from .divisions import grow_tree
from .entities import identify
from .facts import collect_facts, passage_id
from .forms import FormTable
from .scopes import load_scopes

__all__ = ["Account", "Link", "World", "passage_id", "resolve", "resolve_lazily"]


@dataclass(frozen=True, slots=True)
class Link:
    """A mention and the entity that it names."""

    passage: str
    mention: Mention
    entity: str


@dataclass(frozen=True, slots=True)
class Account:
    """What one document says."""

    document: Document
    facts: tuple[Fact, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True)
class World:
    """What all readings together say."""

    accounts: Iterable[Account]
    """What each document says, in the order of their ids."""
    entities: tuple[Entity, ...]
    proposals: tuple[Proposal, ...]
    """What may be one thing: for an analyst to decide; empty where none were asked for."""
    outer: tuple[Entity, ...]
    """Divisions that no text names and that lie around one that is named."""
    tree: tuple[tuple[str, str], ...]
    """Which division is part of which, by id: known, not said."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents."""
        return tuple(account.document for account in self.accounts)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts of all documents."""
        return tuple(chain.from_iterable(account.facts for account in self.accounts))

    @property
    def links(self) -> tuple[Link, ...]:
        """The mentions of all documents, each with its entity."""
        return tuple(chain.from_iterable(account.links for account in self.accounts))


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
    ordered = sorted(readings, key=lambda reading: reading.document.id)
    world = resolve_lazily(ordered, min_confidence, decisions, propose=propose)
    return replace(world, accounts=tuple(world.accounts))


def resolve_lazily(
    readings: Iterable[Reading],
    min_confidence: float = 0.0,
    decisions: Iterable[Decision] = (),
    *,
    propose: bool = False,
) -> World:
    """Resolve as `resolve` does, with at most one of the readings in memory.

    `readings`, in the order of their documents' ids, are gone through once for the names and once more whenever
    the world's accounts are: these are not kept either.
    """
    table = FormTable(load_gazetteer(), load_towns(), load_scopes())
    own: dict[str, str] = {}
    nodes: dict[str, list[list[str]]] = {}
    for reading in readings:
        document = reading.document
        if document.place:
            own[document.id] = table.add_place(document.place)
        nodes[document.id] = [
            [table.add(m, document, passage_id(document, passage.index)) for m in passage.mentions]
            for passage in _confident(reading, min_confidence)
        ]
    known = identify(table, decisions, propose=propose)
    outer, tree = grow_tree(table, known.entities)
    accounts = _Accounts(readings, min_confidence, known.entity_of, own, nodes)
    return World(accounts, known.entities, known.proposals, outer, tree)


@dataclass(frozen=True)
class _Accounts:
    """What each document says, made anew whenever somebody goes through it."""

    readings: Iterable[Reading]
    min_confidence: float
    entity_of: Mapping[str, str]
    """Of each form."""
    own: Mapping[str, str]
    """Of each document: the form of its own place."""
    nodes: Mapping[str, Sequence[Sequence[str]]]
    """Of each document: the forms of the mentions of each of its passages."""

    def __iter__(self) -> Iterator[Account]:
        return map(self._account, self.readings)

    def _account(self, reading: Reading) -> Account:
        document = reading.document
        passages = _confident(reading, self.min_confidence)
        ids = [[self.entity_of[node] for node in nodes] for nodes in self.nodes[document.id]]
        told = list(zip(passages, ids, strict=True))
        links = [
            Link(passage_id(document, passage.index), mention, entity)
            for passage, entities in told
            for mention, entity in zip(passage.mentions, entities, strict=True)
        ]
        facts = collect_facts(document, told, self.own.get(document.id))
        return Account(document, tuple(facts), tuple(links))


def _confident(reading: Reading, min_confidence: float) -> list[PassageReading]:
    return [keep_confident(passage, min_confidence) for passage in reading.passages]
