"""Read the mentions and relations of documents."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from kg.errors import KgError
from kg.ontology import EntityType
from kg.resources import models_path
from kg.types import Document, Mention, Passage, PassageReading, Reading

from .models import check_model
from .settings import read_settings

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_BATCH = 256
"""Passages at a time: most reports have fewer, and a text of 200,000 lines is never in memory as a whole."""

RULES = 2
"""Raised whenever the rules around the network change what is read, so that stored readings are made anew."""


@dataclass(frozen=True)
class Failure:
    """A document that cannot be read, and why."""

    document: Document
    why: str


class DocumentReader(Protocol):
    """What reads documents, here or elsewhere: the same readings in the same order."""

    version: str
    """Changes with whatever changes what is read."""

    def attempt(self, documents: Sequence[Document], /) -> Generator[Reading | Failure, None, None]:
        """Read each document, in order; a fault in one ends nothing but itself."""


class Reader:
    """One of the shipped readers; its pipeline is loaded when the first document comes."""

    def __init__(self, name: str = "accurate", threads: int | None = None) -> None:
        """Name a reader of models/readers.toml, which uses all processors unless `threads` are given."""
        self.name = name
        self._threads = threads
        checksums = [check_model(models_path(model))[:12] for model in read_settings(name).models]
        self.version = "-".join((name, *checksums, str(RULES)))

    @cached_property
    def nlp(self) -> "Language":
        """The spaCy pipeline."""
        from .language import load

        return load(self.name, self._threads)

    def read(self, documents: Iterable[Document]) -> Iterator[Reading]:
        """Read each document, in order; what is read in one depends on no other."""
        for document in documents:
            docs = (self._make_doc(passage, document) for passage in document.passages)
            read = self.nlp.pipe(docs, batch_size=_BATCH)
            passages = tuple(
                passage_reading(passage, doc)
                for passage, doc in zip(document.passages, read, strict=True)
            )
            yield Reading(document, passages, self.version)

    def attempt(self, documents: Sequence[Document]) -> Generator[Reading | Failure, None, None]:
        """Read each document, in order; a fault in one ends nothing but itself."""
        for document in documents:
            try:
                yield from self.read([document])
            except KgError:
                raise
            except Exception as error:
                yield Failure(document, f"{type(error).__name__}: {error}")

    def _make_doc(self, passage: Passage, document: Document) -> "Doc":
        doc = self.nlp.make_doc(passage.text)
        doc._.kg_place = document.place
        return doc


def passage_reading(passage: Passage, doc: "Doc") -> PassageReading:
    """Return what the pipeline wrote into `doc` as values of the project."""
    from .attributes import KEY

    mentions = tuple(
        Mention(
            type=EntityType(span.label_),
            start=span.start_char,
            end=span.end_char,
            surface=span.text,
            confidence=span._.kg_confidence,
            name=span._.kg_full_name,
            amount=span._.kg_amount,
        )
        for span in doc.spans[KEY]
    )
    return PassageReading(passage.index, mentions, doc._.kg_relations)
