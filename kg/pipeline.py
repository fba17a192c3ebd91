"""From files to the stored graph: the one place that shows the order of the stages."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kg.errors import InputError, StoppedError
from kg.graph import Part, document_part, shared_part
from kg.nlp.reader import DocumentReader, Failure
from kg.ontology import EntityType, RelationType
from kg.resolve import World, resolve, resolve_lazily
from kg.stores.readings import Head, Readings, choose, distinct, head_of
from kg.types import Decision, Document, Reading

if TYPE_CHECKING:
    from kg.stores.bolt import BoltStore, Changes

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
    changes: "Changes"


@dataclass(frozen=True)
class Removal:
    """What was taken away from the store."""

    paths: tuple[str, ...]
    changes: "Changes"


def build(
    documents: Sequence[Document],
    readings: Readings,
    store: "BoltStore",
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
    stored = readings.heads()
    # An archive may hold two files of one name.
    documents = list({document.path: document for document in documents}.values())
    heads = {document.path: head_of(document, reader.version) for document in documents}
    gone = _find_gone(stored, set(heads), set(files), prune=prune)
    known = {one.content: one.path for one in stored.values() if one.reader == reader.version}
    fresh = {
        head.content: document
        for document, head in zip(reversed(documents), reversed(heads.values()), strict=True)
        if head.content not in known
    }
    displaced = _load_displaced(heads, known, readings)
    tallies: dict[str, _Tally] = {}
    with readings.changing(min_confidence) as touch_graph:
        waiting = sorted(fresh.values(), key=_path)
        for reading in read_each(waiting, reader, progress, refuse, stopped):
            readings.save(reading)
            head = heads[reading.document.path]
            known[head.content], stored[head.path] = head.path, head
        documents = [one for one in documents if heads[one.path].content in known]
        for document in documents:
            head = heads[document.path]
            if stored.get(document.path) != head:
                reading = displaced.get(head.content) or readings.load(known[head.content])
                readings.save(replace(reading, document=document))
                stored[document.path] = head
        changes = _forget(
            gone, stored, readings, store, decisions, min_confidence, touch_graph, tallies
        )
    summaries = (
        _summary(one, tallies, fresh=heads[one.path].content in fresh)
        for one in sorted(documents, key=_path)
    )
    return BuildResult(tuple(summaries), tuple(gone), changes)


def understand(
    readings: Iterable[Reading],
    min_confidence: float = 0.0,
    decisions: Iterable[Decision] = (),
) -> World:
    """Resolve readings of different texts in memory: what they say of the world."""
    return resolve(map(without_explanations, readings), min_confidence, decisions)


def _load_displaced(
    heads: Mapping[str, Head], known: Mapping[bytes, str], readings: Readings
) -> dict[bytes, Reading]:
    """Load, by content, what moves to another path while something else comes to where it was read."""
    contents = {head.content for head in heads.values()} & known.keys()
    old = {content: known[content] for content in contents}
    return {
        content: readings.load(path)
        for content, path in old.items()
        if path in heads and heads[path].content != content
    }


def without_explanations(reading: Reading) -> Reading:
    """Leave out what was read where a report explains its terms: they name things in passing and state no facts."""
    explained = {index for term in reading.document.terms for index in term.passages}
    if not explained:
        return reading
    passages = tuple(one for one in reading.passages if one.index not in explained)
    return replace(reading, passages=passages)


def complete(readings: Readings, store: "BoltStore", decisions: Iterable[Decision] = ()) -> None:
    """Bring `store` to the graph of all readings where a change was broken off."""
    min_confidence = readings.unfinished()
    if min_confidence is not None:
        with readings.changing(min_confidence) as touch_graph:
            _forget((), readings.heads(), readings, store, decisions, min_confidence, touch_graph)


def remove(
    targets: Iterable[str],
    readings: Readings,
    store: "BoltStore",
    *,
    decisions: Iterable[Decision] = (),
    min_confidence: float = 0.0,
) -> Removal:
    """Forget what was read at `targets`, and take from `store` exactly what nothing else supports.

    A target is the id of a document, its path, or a folder; InputError where nothing was read there.
    """
    stored = readings.heads()
    paths = choose(targets, stored)
    with readings.changing(min_confidence) as touch_graph:
        changes = _forget(paths, stored, readings, store, decisions, min_confidence, touch_graph)
    return Removal(tuple(paths), changes)


def read_each(
    documents: Sequence[Document],
    reader: DocumentReader,
    progress: Progress | None = None,
    refuse: Refuse | None = None,
    stopped: Callable[[], bool] = lambda: False,
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
    stored: dict[str, Head],
    readings: Readings,
    store: "BoltStore",
    decisions: Iterable[Decision],
    min_confidence: float,
    touch_graph: Callable[[], None],
    tallies: dict[str, "_Tally"] | None = None,
) -> "Changes":
    """Remove the readings of `paths` and bring `store` to the graph of the others, counted in `tallies`."""
    for path in paths:
        readings.remove(path)
    left = distinct(readings, (stored[path] for path in set(stored).difference(paths)))
    world = resolve_lazily(_Factual(left), min_confidence, decisions)
    touch_graph()
    return store.save_parts(_parts(world, {} if tallies is None else tallies), 1 + len(left))


@dataclass(frozen=True)
class _Factual:
    """Readings without what explains terms, however often somebody goes through them."""

    readings: Iterable[Reading]

    def __iter__(self) -> Iterator[Reading]:
        return map(without_explanations, self.readings)


@dataclass(frozen=True)
class _Tally:
    """How much one document says."""

    mentions: int
    entities: Counter[str]
    facts: Counter[RelationType]


def _parts(world: World, tallies: dict[str, _Tally]) -> Iterator[Part]:
    """Yield the parts of the graph, each document's as it is made, and note its tally."""
    yield shared_part(world)
    for account in world.accounts:
        named = {link.entity for link in account.links}
        named.update(end for fact in account.facts for end in (fact.head, fact.tail))
        tallies[account.document.id] = _Tally(
            len(account.links),
            Counter(identity.partition("/")[0] for identity in named),
            Counter(fact.type for fact in account.facts),
        )
        yield document_part(account)


def _summary(document: Document, tallies: dict[str, _Tally], *, fresh: bool) -> Summary:
    tally = tallies[document.id]
    return Summary(
        document=document,
        mentions=tally.mentions,
        entities={kind: tally.entities[str(kind)] for kind in EntityType},
        facts={kind: tally.facts[kind] for kind in RelationType},
        fresh=fresh,
    )
