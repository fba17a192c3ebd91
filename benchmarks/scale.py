"""Measure a first build of many reports, stage by stage: seconds, memory and what comes out.

python -m benchmarks.scale FOLDER --count 240               as many of the folder, spread evenly over its names
python -m benchmarks.scale FOLDER --reader fast --jobs 2    all of them
python -m benchmarks.scale FOLDER --ray auto                on a Ray cluster
"""

import json
import resource
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from benchmarks.memory import Memory
from kg.nlp.cluster import RayReader
from kg.nlp.processes import ProcessReader
from kg.nlp.reader import DocumentReader, Reader
from kg.pipeline import build
from kg.readers import find_documents
from kg.readers.apart import read_documents
from kg.stores.bolt import BoltStore
from kg.stores.readings import Readings

EDGE = 240
"""Reports whose time at the beginning and at the end is compared: the cost is to be linear."""


class Clock:
    """Note when each stage ends; what a build reports of its progress tells the stages apart."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.read: list[float] = []
        """When each report was read."""
        self._last = time.perf_counter()
        self._loading = False

    def end(self, stage: str) -> None:
        """End a stage."""
        now = time.perf_counter()
        self.seconds[stage] = round(now - self._last, 1)
        self._last = now

    def progress(self, done: int, total: int, label: str) -> None:
        """Be told of one document."""
        if label == "comparing":
            self.end("resolving")
            self._loading = True
        elif not self._loading:
            self.read.append(time.perf_counter())
            if done == total:
                self.end("reading")

    def edges(self) -> dict[str, float]:
        """Return the seconds of the first and the last EDGE reports."""
        if len(self.read) < 2 * EDGE + 1:
            return {}
        first, last = self.read[EDGE] - self.read[0], self.read[-1] - self.read[-1 - EDGE]
        return {"first": round(first, 1), "last": round(last, 1)}


def measure(paths: list[Path], store: Path, reader: DocumentReader) -> dict[str, object]:
    """Build `paths` into the empty folder `store` and return what that took."""
    clock, readings = Clock(), Readings(store)
    with Memory() as memory:
        documents = [one for _, one in read_documents(paths, refuse=lambda error: None)]
        characters = sum(len(passage.text) for one in documents for passage in one.passages)
        clock.end("files")
        with readings.lock(), BoltStore.connect_embedded(store) as graph:
            clock.end("engine")
            graph.progress = clock.progress
            result = build(
                documents,
                readings,
                graph,
                reader=reader,
                progress=clock.progress,
            )
            clock.end("loading")
            counts = {
                **graph.count().__dict__,
                "counted": dict(result.changes.counted),
            }
        clock.end("closing")
    disk = {
        part: sum(file.stat().st_size for file in (store / part).rglob("*") if file.is_file()) >> 20
        for part in ("readings", "database")
    }
    return {
        "reports": len(documents),
        "characters": characters,
        "reader": reader.version,
        "seconds": clock.seconds,
        "edges": clock.edges(),
        "characters a second": round(characters / sum(clock.seconds.values())),
        "most MiB": dict(memory.most),
        "own most MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
        "disk MiB": disk,
        "graph": counts,
    }


def main(
    folder: Annotated[Path, typer.Argument(help="Reports.")],
    count: Annotated[int, typer.Option(help="How many of them; 0: all.")] = 0,
    reader: Annotated[str, typer.Option(help="accurate or fast.")] = "fast",
    jobs: Annotated[int | None, typer.Option(help="Processes; none: as many as pay off.")] = None,
    ray: Annotated[str | None, typer.Option(help="Read on this cluster.")] = None,
    store: Annotated[Path | None, typer.Option(help="Empty folder to keep.")] = None,
) -> None:
    """Print one line of json."""
    found = find_documents([folder])
    paths = found if not count else [found[i * len(found) // count] for i in range(count)]
    network = Reader(reader)
    at_work = RayReader(network, ray) if ray else ProcessReader(network, jobs)
    with TemporaryDirectory() as name:
        row = {"jobs": jobs, "ray": ray} | measure(paths, store or Path(name), at_work)
    print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    typer.run(main)
