"""The library: reports in, a graph of typed values out, in memory and without a store."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from kg.errors import InputError
from kg.graph import graph_of
from kg.names import name_key
from kg.nlp.reader import Reader
from kg.pipeline import Progress, Refuse, read_each, understand
from kg.readers import Overrides
from kg.readers.apart import read_documents
from kg.resolve import Link, World, passage_id
from kg.resources import data_folder
from kg.sentences import Row, Sentence, cut_evidence, cut_mentions
from kg.stores.decisions import FILE, read_decisions
from kg.stores.readings import load_readings
from kg.types import Document, Entity, Fact, Passage

if TYPE_CHECKING:
    import networkx as nx

T = TypeVar("T")
AnyPath: TypeAlias = str | PathLike[str]


def build(
    paths: AnyPath | Iterable[AnyPath] | None = None,
    *,
    reader: str = "accurate",
    title: str | None = None,
    place: str | None = None,
    year: int | None = None,
    min_confidence: float = 0.0,
    force: bool = False,
    refuse: Refuse | None = None,
    progress: Progress | None = None,
) -> "Graph":
    """Read reports into a graph in memory.

    The same files give the same graph as `kg build` does, in whatever order they come. InputError says what is wrong
    with a path, a text or an option, ModelError which model is missing or damaged.

    - `paths`: reports, folders or archives; without any, the five sample reports.
    - `reader`: accurate, or fast: nine times the speed, and more errors.
    - `title`, `place` (full name or six-digit code), `year`: what the one report does not say, or says wrongly.
    - `min_confidence`: leave out what the reader is less sure of, from 0 to 1.
    - `force`: read also what seems to be no government work report.
    - `refuse`: called with the InputError of each file that cannot be read, while the others are; without it, the
      first one is raised.
    - `progress`: called after each report with how many are read, how many there are, and its path.
    """
    _check(min_confidence)
    network = _load_reader(reader)
    said = Overrides(title, place, year)
    found = read_documents(_paths(paths), said, force=force, refuse=refuse)
    documents = {document.id: document for _, document in reversed(found)}
    readings = read_each(list(reversed(documents.values())), network, progress, refuse)
    return Graph(understand(readings, min_confidence))


def open_store(folder: AnyPath, *, min_confidence: float = 0.0) -> "Graph":
    """Return the graph of what `kg build --store` has read into a folder, with what was decided about names.

    Nothing is read again and no database is started. InputError where there is no store.
    """
    _check(min_confidence)
    store = Path(folder)
    return Graph(understand(load_readings(store), min_confidence, read_decisions(store / FILE)))


class Graph:
    """What reports say: documents, entities and facts, in an order that depends on nothing but them.

    Entities are named by id, name, alias or code wherever one is asked for.
    """

    documents: tuple[Document, ...]
    """In order of path."""
    entities: tuple[Entity, ...]
    """In order of id; also the divisions that lie around those named."""
    facts: tuple[Fact, ...]
    """As the reports tell them: by document, passage and place in it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.documents = tuple(sorted(world.documents, key=lambda one: (one.path, one.id)))
        self.entities = tuple(sorted((*world.entities, *world.outer), key=lambda one: one.id))
        rank = {document.id: number for number, document in enumerate(self.documents)}
        self.facts = tuple(sorted(world.facts, key=lambda one: (rank[one.document], _place(one))))

    def __repr__(self) -> str:
        counts = len(self.documents), len(self.entities), len(self.facts)
        return "<kg.Graph of {} documents, {} entities, {} facts>".format(*counts)

    def document(self, identity: str) -> Document:
        """Return the document of this id; InputError where there is none."""
        return _find(self._documents, identity)

    def passage(self, identity: str) -> Passage:
        """Return the passage of this id, as in the evidence of a fact; InputError where there is none."""
        return _find(self._passages, identity)[1]

    def fact(self, identity: str) -> Fact:
        """Return the fact of this id; InputError where there is none."""
        return _find(self._facts, identity)

    def entity(self, name: str) -> Entity:
        """Return the one entity of this id, name, alias or code; InputError where there is none or several."""
        found = self.find(name)
        if len(found) > 1:
            ids = ", ".join(one.id for one in found)
            raise InputError(f"{name!r} names several entities; give the id of one: {ids}")
        if not found:
            raise InputError(
                f"the graph has no entity {name!r}; accepted: its id, name, alias or code"
            )
        return found[0]

    def find(self, name: str) -> tuple[Entity, ...]:
        """Return the entities of this id, name, alias or code, in order of id; none where there is none."""
        return tuple(self._names.get(name_key(name), {}).values())

    def facts_of(self, entity: Entity | str) -> tuple[Fact, ...]:
        """Return the facts that an entity is an end of."""
        return tuple(self._facts_of[self._identify(entity)])

    def sentences(self, source: Fact | Entity | str) -> tuple[Sentence, ...]:
        """Return the sentences that say a fact or name an entity, each with the offsets of the names.

        A text stands for the fact of this id, or for an entity.
        """
        if isinstance(source, str) and source in self._facts:
            source = self._facts[source]
        if isinstance(source, Fact):
            passages = {one.passage: self._row(one.passage) for one in source.evidence}
            said = (
                (one.passage, [end for end in (one.head, one.tail) if end])
                for one in source.evidence
            )
            return cut_evidence(passages, said)
        return cut_mentions(map(self._mention_row, self._links[self._identify(source)]))

    def to_networkx(self) -> "nx.MultiDiGraph[str]":
        """Return a new networkx graph: nodes and edges by id, with every property that a store has.

        It has the documents' passages too, and which division is part of which.
        """
        return graph_of(self._world)

    def _identify(self, entity: Entity | str) -> str:
        return entity.id if isinstance(entity, Entity) else self.entity(entity).id

    def _row(self, passage: str) -> Row:
        document, found = self._passages[passage]
        return {
            "document": document.title,
            "year": document.year,
            "passage": passage,
            "text": found.text,
        }

    def _mention_row(self, link: Link) -> Row:
        mention = link.mention
        return {
            **self._row(link.passage),
            "start": mention.start,
            "end": mention.end,
            "confidence": mention.confidence,
            "by": mention.by,
        }

    @cached_property
    def _documents(self) -> dict[str, Document]:
        return {document.id: document for document in self.documents}

    @cached_property
    def _passages(self) -> dict[str, tuple[Document, Passage]]:
        return {
            passage_id(document, passage.index): (document, passage)
            for document in self.documents
            for passage in document.passages
        }

    @cached_property
    def _facts(self) -> dict[str, Fact]:
        return {fact.id: fact for fact in self.facts}

    @cached_property
    def _facts_of(self) -> dict[str, list[Fact]]:
        found: dict[str, list[Fact]] = {entity.id: [] for entity in self.entities}
        for fact in self.facts:
            found[fact.head].append(fact)
            found[fact.tail].append(fact)
        return found

    @cached_property
    def _links(self) -> dict[str, list[Link]]:
        found: dict[str, list[Link]] = {entity.id: [] for entity in self.entities}
        for link in self._world.links:
            found[link.entity].append(link)
        return found

    @cached_property
    def _names(self) -> dict[str, dict[str, Entity]]:
        found: defaultdict[str, dict[str, Entity]] = defaultdict(dict)
        for entity in self.entities:
            for name in (entity.id, entity.name, *entity.aliases, entity.code or entity.name):
                found[name_key(name)][entity.id] = entity
        return found


def _find(known: Mapping[str, T], identity: str) -> T:
    try:
        return known[identity]
    except KeyError:
        raise InputError(f"nothing in the graph has the id {identity!r}") from None


def _place(fact: Fact) -> tuple[int, list[tuple[int, int]], str]:
    """Return where its document first says a fact."""
    first = fact.evidence[0]
    spans = [end for end in (first.head, first.tail) if end]
    return int(first.passage.rpartition("/")[2]), spans, fact.id


@cache
def _load_reader(name: str) -> Reader:
    """Return a reader, whose models are loaded once."""
    return Reader(name)


def _paths(paths: AnyPath | Iterable[AnyPath] | None) -> list[Path]:
    if paths is None:
        return [data_folder("seeds")]
    return [Path(paths)] if isinstance(paths, str | PathLike) else [Path(path) for path in paths]


def _check(min_confidence: float) -> None:
    if not 0 <= min_confidence <= 1:
        raise InputError(f"min_confidence is {min_confidence}; accepted: a number from 0 to 1")
