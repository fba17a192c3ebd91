"""Show where the time of a build goes: characters a second and share of each stage, beside jieba.posseg.

python -m benchmarks.stages                               on the seeds, as often as it takes
python -m benchmarks.stages PATH… --reader accurate --json

Everything runs on one thread, so that the shares add up.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from kg.graph import Part, document_part, shared_part
from kg.nlp import component, decode, network
from kg.nlp.language import load
from kg.nlp.reader import passage_reading
from kg.readers import find_documents
from kg.readers.documents import read_file
from kg.resolve import resolve_lazily
from kg.resources import data_folder
from kg.stores.bolt import BoltStore
from kg.types import Document, Reading

from .reading_speed import BASELINE, contestants, count


class Stopwatch:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what happens inside as a stage's."""
        start = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function with its calls counted as a stage's."""

        def call(*arguments: Any) -> Any:
            with self.stage(name):
                return function(*arguments)

        return call


def open_files(paths: Sequence[Path], characters: int, watch: Stopwatch) -> list[Document]:
    """Read files, again and again under other ids, until they hold so many characters."""
    documents: list[Document] = []
    while count(documents) < characters:
        for path in paths:
            with watch.stage("files"):
                found = [one for _, one in read_file(path)]
            documents += (replace(one, id=f"Document/{len(documents):016x}") for one in found)
    return documents


def read(documents: Sequence[Document], name: str, watch: Stopwatch) -> list[Reading]:
    """Read documents with every step of the component counted by itself."""
    nlp = load(name, threads=1)
    list(nlp.pipe(["预热。"]))
    with watch.stage("words"):
        docs = [[nlp.make_doc(one.text) for one in document.passages] for document in documents]
    for document, made in zip(documents, docs, strict=True):
        for doc in made:
            doc._.kg_place = document.place
    reader: Any = nlp.get_pipe("kg_reader")
    steps = ("calibration", "elision", "amounts", "nesting")
    reader._rules = [
        watch.timed(step, rule) for step, rule in zip(steps, reader._rules, strict=True)
    ]
    with (
        patch.object(network, "decode_mentions", watch.timed("decoding", decode.decode_mentions)),
        patch.object(
            component, "decode_relations", watch.timed("decoding", decode.decode_relations)
        ),
        watch.stage("network"),
    ):
        for made in docs:
            made[:] = reader.pipe(made)
    watch.seconds["network"] -= sum(watch.seconds[step] for step in (*steps, "decoding"))
    with watch.stage("values"):
        return [
            Reading(document, tuple(map(passage_reading, document.passages, made)), name)
            for document, made in zip(documents, docs, strict=True)
        ]


def store(readings: Sequence[Reading], watch: Stopwatch) -> None:
    """Resolve readings and save their graph."""
    with watch.stage("resolving"):
        world = resolve_lazily(sorted(readings, key=lambda one: one.document.id))
    with watch.stage("graph"):
        parts: list[Part] = [shared_part(world), *map(document_part, world.accounts)]
    with (
        TemporaryDirectory() as folder,
        BoltStore.connect_embedded(Path(folder)) as graph,
        watch.stage("storing"),
    ):
        graph.save_parts(parts, len(parts))


def main() -> None:
    """Print a table, or one line of json."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="*", type=Path, default=[data_folder("seeds")])
    parser.add_argument("--reader", default="fast", help="accurate or fast")
    parser.add_argument("--characters", type=int, default=120_000, help="at least so many")
    parser.add_argument("--json", action="store_true", help="print json")
    options = parser.parse_args()
    watch = Stopwatch()
    documents = open_files(find_documents(options.paths), options.characters, watch)
    tag_words = contestants()[BASELINE]
    with watch.stage(BASELINE):
        tag_words(documents)
    store(read(documents, options.reader, watch), watch)
    baseline = watch.seconds.pop(BASELINE)
    total = sum(watch.seconds.values())
    ratios = {stage: baseline / seconds for stage, seconds in watch.seconds.items()}
    if options.json:
        print(json.dumps({"reader": options.reader, "ratio": ratios | {"all": baseline / total}}))
        return
    size = count(documents)
    print(f"{BASELINE}: {size / baseline:,.0f} characters/s; {options.reader}, on one thread:")
    for stage, seconds in (*watch.seconds.items(), ("all", total)):
        print(f"{stage:16}{size / seconds:14,.0f}{seconds / total:8.1%}{baseline / seconds:9.2f}x")


if __name__ == "__main__":
    main()
