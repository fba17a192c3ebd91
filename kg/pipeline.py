"""From files to the stored graph: the one place that shows the order of the stages."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kg.graph import build_graph
from kg.nlp.reader import Reader
from kg.ontology import EntityType, RelationType
from kg.resolve import resolve
from kg.stores.bolt import BoltStore, Changes
from kg.stores.readings import Readings
from kg.types import Decision, Document, Reading

Progress = Callable[[int, int, str], None]
"""Called with how many documents are done, how many there are, and the path of the one under way."""


@dataclass(frozen=True)
class Summary:
    """What was read in one document."""

    document: Document
    mentions: int
    entities: dict[EntityType, int]
    facts: dict[RelationType, int]
    fresh: bool
    """False where the stored reading was still good."""


@dataclass(frozen=True)
class BuildResult:
    """What a build read and what it changed in the store."""

    documents: tuple[Summary, ...]
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
    min_confidence: float = 0.0,
    decisions: Iterable[Decision] = (),
    progress: Progress | None = None,
) -> BuildResult:
    """Read `documents` into `readings` and bring `store` to the graph of all readings.

    A stored reading of the same document by the same reader is kept; a document at the path of an older
    one takes its place. `decisions` of analysts say which names are one thing.
    """
    stale = [document for document in documents if not _is_read(document, readings, reader)]
    for reading in read(stale, reader, progress):
        readings.save(reading)
    everything = _forget_replaced(documents, readings)
    world = map(without_explanations, everything)
    changes = store.save(build_graph(world, min_confidence, decisions))
    fresh = {document.id for document in stale}
    wanted = {document.id for document in documents}
    summaries = [
        summarize(reading, min_confidence, fresh=reading.document.id in fresh)
        for reading in everything
        if reading.document.id in wanted
    ]
    summaries.sort(key=lambda summary: summary.document.path)
    return BuildResult(tuple(summaries), changes)


def without_explanations(reading: Reading) -> Reading:
    """Leave out what was read where a report explains its terms: they name things in passing and state no facts."""
    explained = {index for term in reading.document.terms for index in term.passages}
    if not explained:
        return reading
    passages = tuple(one for one in reading.passages if one.index not in explained)
    return replace(reading, passages=passages)


def summarize(reading: Reading, min_confidence: float = 0.0, *, fresh: bool = True) -> Summary:
    """Count what was read in one document."""
    world = resolve([without_explanations(reading)], min_confidence)
    entities = Counter(entity.type for entity in world.entities)
    facts = Counter(fact.type for fact in world.facts)
    return Summary(
        document=reading.document,
        mentions=len(world.links),
        entities={kind: entities[kind] for kind in EntityType},
        facts={kind: facts[kind] for kind in RelationType},
        fresh=fresh,
    )


def _is_read(document: Document, readings: Readings, reader: Reader) -> bool:
    stored = readings.find(document.id)
    return stored is not None and stored.document == document and stored.reader == reader.version


def _forget_replaced(documents: Sequence[Document], readings: Readings) -> list[Reading]:
    """Remove readings of older texts that stood in the files of `documents`; returns all others."""
    current = {document.id for document in documents}
    files = {_file_of(document) for document in documents}
    kept = []
    for reading in list(readings.all()):
        if reading.document.id in current or _file_of(reading.document) not in files:
            kept.append(reading)
        else:
            readings.remove(reading.document.id)
    return kept


def _file_of(document: Document) -> str:
    """Return the file that a document is in: an archive or a compilation holds several."""
    return re.sub(r"(\.zip)/.*|#\d+$", r"\1", document.path, count=1, flags=re.DOTALL)
