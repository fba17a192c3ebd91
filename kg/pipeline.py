"""From files to the stored graph: the one place that shows the order of the stages."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from kg.errors import InputError, KgError, StoppedError
from kg.graph import graph_of
from kg.nlp.reader import DocumentReader, Failure, Reader
from kg.ontology import EntityType, RelationType
from kg.resolve import World, resolve
from kg.stores.bolt import BoltStore, Changes
from kg.stores.readings import Readings, choose, distinct
from kg.types import Decision, Document, Reading

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
    reader: DocumentReader,
    files: Collection[str] = (),
    prune: bool = False,
    min_confidence: float = 0.0,
    decisions: Iterable[Decision] = (),
    progress: Progress | None = None,
    refuse: Refuse | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> BuildResult:
    """Read `documents` into `readings` and bring `store` to the graph of all readings.

    What the same reader has read before is not read again, wherever that text stood; a document takes the
    place of an older one at its path. `files` are the names of the files looked into: what else was read of
    one that has documents is forgotten, and with `prune` what was read of any other file. `decisions` of analysts
    say which names are one thing.
    A document that the reader fails on goes to `refuse`; without, its fault is raised. Once `stopped` says so,
    what has been read is kept and StoppedError is raised.
    """
    stored = readings.all()
    gone = _find_gone(stored, {one.path for one in documents}, set(files), prune=prune)
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
        world, changes = _forget(
            gone, stored, readings, store, decisions, min_confidence, touch_graph
        )
    summaries = _summarize(world, sorted(documents, key=_path), set(fresh))
    return BuildResult(tuple(summaries), tuple(gone), changes)


def without_explanations(reading: Reading) -> Reading:
    """Leave out what was read where a report explains its terms: they name things in passing and state no facts."""
    explained = {index for term in reading.document.terms for index in term.passages}
    if not explained:
        return reading
    passages = tuple(one for one in reading.passages if one.index not in explained)
    return replace(reading, passages=passages)


def complete(readings: Readings, store: BoltStore, decisions: Iterable[Decision] = ()) -> None:
    """Bring `store` to the graph of all readings where a change was broken off."""
    min_confidence = readings.unfinished()
    if min_confidence is not None:
        with readings.changing(min_confidence) as touch_graph:
            _forget((), readings.all(), readings, store, decisions, min_confidence, touch_graph)


def remove(
    targets: Iterable[str],
    readings: Readings,
    store: BoltStore,
    *,
    decisions: Iterable[Decision] = (),
    min_confidence: float = 0.0,
) -> Removal:
    """Forget what was read at `targets`, and take from `store` exactly what nothing else supports.

    A target is the id of a document, its path, or a folder; InputError where nothing was read there.
    """
    stored = readings.all()
    paths = choose(targets, stored)
    with readings.changing(min_confidence) as touch_graph:
        _, changes = _forget(paths, stored, readings, store, decisions, min_confidence, touch_graph)
    return Removal(tuple(paths), changes)


def _read_each(
    documents: Sequence[Document],
    reader: DocumentReader,
    progress: Progress | None,
    refuse: Refuse | None,
    stopped: Callable[[], bool],
) -> Iterator[Reading]:
    """Read documents until `stopped`, so that a fault in one ends nothing but itself."""
    _go_on(stopped, 0, len(documents))
    with closing(reader.attempt(documents)) as outcomes:
        for done, outcome in enumerate(outcomes, start=1):
            if isinstance(outcome, Reading):
                yield outcome
            else:
                _refuse(outcome, refuse)
            if progress:
                progress(done, len(documents), documents[done - 1].path)
            _go_on(stopped, done, len(documents))


def _refuse(failure: Failure, refuse: Refuse | None) -> None:
    path, why = failure.document.path, failure.why
    error = InputError(f"{path}: the reader fails on it ({why}); please report it")
    if refuse is None:
        raise error
    refuse(error)


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


def _find_gone(
    stored: Iterable[str], present: Collection[str], files: Collection[str], *, prune: bool
) -> list[str]:
    """Return the paths of documents that their files no longer have, sorted; a file without any is unreadable."""
    told = {_file_of(path, files) for path in present} - {None} | ({None} if prune else set())
    absent = sorted(set(stored).difference(present))
    return [path for path in absent if _file_of(path, files) in told]


def _file_of(path: str, files: Collection[str]) -> str | None:
    """Return the one of `files` that a document is of: itself, of which it is a part, or an archive around it."""
    pure = PurePosixPath(path)
    around = [path, path.rpartition("#")[0], *map(str, pure.parents)]
    return next((one for one in around if one in files), None)


def _forget(
    paths: Iterable[str],
    stored: dict[str, Reading],
    readings: Readings,
    store: BoltStore,
    decisions: Iterable[Decision],
    min_confidence: float,
    touch_graph: Callable[[], None],
) -> tuple[World, Changes]:
    """Remove the readings of `paths` and bring `store` to the graph of the others."""
    for path in paths:
        readings.remove(path)
    left = set(stored).difference(paths)
    told = map(without_explanations, distinct(stored[path] for path in left))
    world = resolve(told, min_confidence, decisions)
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
