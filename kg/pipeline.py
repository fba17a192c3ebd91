"""From files to the stored graph: the one place that shows the order of the stages."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kg.errors import InputError, KgError, StoppedError
from kg.graph import graph_of
from kg.nlp.reader import Reader
from kg.ontology import EntityType, RelationType
from kg.resolve import World, resolve
from kg.stores.bolt import BoltStore, Changes
from kg.stores.readings import Readings, choose, distinct
from kg.types import Document, Reading

Progress = Callable[[int, int, str], None]
"""Called with how many documents are done, how many there are, and the path of the one under way."""

Refuse = Callable[[InputError], None]
"""Called with the reason why a document is left out, while the others go on."""


@dataclass(frozen=True)
class Summary:
    """What was read in one document."""

    document: Document
    mentions: int
    entities: dict[EntityType, int]
    facts: dict[RelationType, int]
    fresh: bool
    """False where a stored reading was still good."""


@dataclass(frozen=True)
class BuildResult:
    """What a build read and what it changed in the store."""

    documents: tuple[Summary, ...]
    """In order of path."""
    forgotten: tuple[str, ...]
    """Paths of which nothing is kept any more."""
    changes: Changes


@dataclass(frozen=True)
class Removal:
    """What was taken away from the store."""

    paths: tuple[str, ...]
    changes: Changes


def read(
    documents: Iterable[Document], reader: Reader, progress: Progress | None = None
) -> Iterator[Reading]:
    """Read the mentions and relations of each document, in order."""
    waiting = list(documents)
    for number, reading in enumerate(reader.read(waiting), start=1):
        if progress:
            progress(number, len(waiting), reading.document.path)
        yield reading


def build(
    documents: Sequence[Document],
    readings: Readings,
    store: BoltStore,
    *,
    reader: Reader,
    keep: Collection[str] | None = None,
    min_confidence: float = 0.0,
    progress: Progress | None = None,
    refuse: Refuse | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> BuildResult:
    """Read `documents` into `readings` and bring `store` to the graph of all readings.

    What the same reader has read before is not read again, wherever that text stood; a document takes the
    place of an older one at its path. With `keep`, what was read at other paths than those is forgotten.
    A document that the reader fails on goes to `refuse`; without, its fault is raised. Once `stopped` says so,
    what has been read is kept and StoppedError is raised.
    """
    stored = readings.all()
    known = {_content(one.document): one for one in stored.values() if one.reader == reader.version}
    fresh = {_content(one): one for one in reversed(documents) if _content(one) not in known}
    with readings.changing(min_confidence) as touch_graph:
        waiting = sorted(fresh.values(), key=_path)
        for reading in _read_each(waiting, reader, progress, refuse, stopped):
            readings.save(reading)
            known[_content(reading.document)] = stored[reading.document.path] = reading
        documents = [one for one in documents if _content(one) in known]
        for document in documents:
            reading = replace(known[_content(document)], document=document)
            if stored.get(document.path) != reading:
                readings.save(reading)
                stored[document.path] = reading
        forgotten = [] if keep is None else sorted(set(stored) - set(keep))
        world, changes = _forget(forgotten, stored, readings, store, min_confidence, touch_graph)
    summaries = _summarize(world, sorted(documents, key=_path), set(fresh))
    return BuildResult(tuple(summaries), tuple(forgotten), changes)


def complete(readings: Readings, store: BoltStore) -> None:
    """Bring `store` to the graph of all readings where a change was broken off."""
    min_confidence = readings.unfinished()
    if min_confidence is not None:
        with readings.changing(min_confidence) as touch_graph:
            _forget((), readings.all(), readings, store, min_confidence, touch_graph)


def remove(
    targets: Iterable[str], readings: Readings, store: BoltStore, *, min_confidence: float = 0.0
) -> Removal:
    """Forget what was read at `targets`, and take from `store` exactly what nothing else supports.

    A target is the id of a document, its path, or a folder; InputError where nothing was read there.
    """
    stored = readings.all()
    paths = choose(targets, stored)
    with readings.changing(min_confidence) as touch_graph:
        _, changes = _forget(paths, stored, readings, store, min_confidence, touch_graph)
    return Removal(tuple(paths), changes)


def _read_each(
    documents: Sequence[Document],
    reader: Reader,
    progress: Progress | None,
    refuse: Refuse | None,
    stopped: Callable[[], bool],
) -> Iterator[Reading]:
    """Read documents one by one until `stopped`, so that a fault in one ends nothing but itself."""
    for done, document in enumerate(documents):
        _go_on(stopped, done, len(documents))
        try:
            yield from reader.read([document])
        except KgError:
            raise
        except Exception as error:
            if refuse is None:
                raise
            why = f"{type(error).__name__}: {error}"
            refuse(InputError(f"{document.path}: the reader fails on it ({why}); please report it"))
        if progress:
            progress(done + 1, len(documents), document.path)
    _go_on(stopped, len(documents), len(documents))


def _go_on(stopped: Callable[[], bool], done: int, total: int) -> None:
    if stopped():
        raise StoppedError(
            f"stopped; {done} of {total} documents are read and kept; run it again to go on"
        )


def _path(document: Document) -> str:
    return document.path


def _content(document: Document) -> Hashable:
    """Return what a reading depends on."""
    return document.id, document.place, document.passages


def _forget(
    paths: Iterable[str],
    stored: dict[str, Reading],
    readings: Readings,
    store: BoltStore,
    min_confidence: float,
    touch_graph: Callable[[], None],
) -> tuple[World, Changes]:
    """Remove the readings of `paths` and bring `store` to the graph of the others."""
    for path in paths:
        readings.remove(path)
    left = set(stored).difference(paths)
    world = resolve(distinct(stored[path] for path in left), min_confidence)
    touch_graph()
    return world, store.save(graph_of(world))


def _summarize(
    world: World, documents: Iterable[Document], fresh: Collection[Hashable]
) -> Iterator[Summary]:
    """Count what `world` has from each document."""
    types = {entity.id: entity.type for entity in world.entities}
    mentions: Counter[str] = Counter()
    entities: defaultdict[str, set[str]] = defaultdict(set)
    facts: defaultdict[str, Counter[RelationType]] = defaultdict(Counter)
    for link in world.links:
        source = f"Document/{link.passage.split('/')[1]}"
        mentions[source] += 1
        entities[source].add(link.entity)
    for fact in world.facts:
        facts[fact.document][fact.type] += 1
        entities[fact.document].update((fact.head, fact.tail))
    for document in documents:
        kinds = Counter(types[entity] for entity in entities[document.id])
        yield Summary(
            document=document,
            mentions=mentions[document.id],
            entities={kind: kinds[kind] for kind in EntityType},
            facts={kind: facts[document.id][kind] for kind in RelationType},
            fresh=_content(document) in fresh,
        )
