"""Compare the speed of the readers, from text to relations, with jieba.posseg in the same run.

python -m benchmarks.reading_speed               on the seeds, as often as it takes
python -m benchmarks.reading_speed PATH… --json  on reports of your own, for a program
"""

import argparse
import json
import logging
import time
from collections.abc import Callable, Sequence
from itertools import cycle
from pathlib import Path

import jieba
from jieba.posseg import POSTokenizer

from kg.nlp.reader import Reader
from kg.nlp.settings import READERS
from kg.readers import find_documents, read_document
from kg.resources import data_folder
from kg.types import Document

BASELINE = "jieba.posseg"


def collect(paths: Sequence[Path], characters: int) -> list[Document]:
    """Read the reports under `paths`, repeated until they hold at least `characters`."""
    documents: list[Document] = []
    size = 0
    for path in cycle(find_documents(paths)):
        documents.append(read_document(path))
        size += count([documents[-1]])
        if size >= characters:
            break
    return documents


def count(documents: Sequence[Document]) -> int:
    """Count the characters of the passages."""
    return sum(len(passage.text) for document in documents for passage in document.passages)


def contestants() -> dict[str, Callable[[Sequence[Document]], None]]:
    """Return what is compared, loaded and warm."""
    jieba.setLogLevel(logging.WARNING)
    tagger = POSTokenizer(jieba.Tokenizer())

    def tag_words(documents: Sequence[Document]) -> None:
        for document in documents:
            for passage in document.passages:
                list(tagger.cut(passage.text))

    readers = {name: _consumer(Reader(name)) for name in READERS}
    runs = {BASELINE: tag_words, **readers}
    for run in runs.values():
        run([read_document(find_documents([data_folder("seeds")])[0])])
    return runs


def _consumer(reader: Reader) -> Callable[[Sequence[Document]], None]:
    def consume(documents: Sequence[Document]) -> None:
        for _ in reader.read(documents):
            pass

    return consume


def measure(documents: Sequence[Document], rounds: int) -> dict[str, float]:
    """Return characters a second: the best of some rounds, in which everyone takes a turn."""
    runs = contestants()
    best = dict.fromkeys(runs, 0.0)
    for _ in range(rounds):
        for name, run in runs.items():
            start = time.perf_counter()
            run(documents)
            best[name] = max(best[name], count(documents) / (time.perf_counter() - start))
    return best


def main() -> None:
    """Print a table, or one line of json."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="*", type=Path, default=[data_folder("seeds")])
    parser.add_argument("--characters", type=int, default=60_000, help="at least so many a round")
    parser.add_argument("--rounds", type=int, default=3, help="the best one counts")
    parser.add_argument("--json", action="store_true", help="print json")
    options = parser.parse_args()
    speeds = measure(collect(options.paths, options.characters), options.rounds)
    ratios = {name: speed / speeds[BASELINE] for name, speed in speeds.items()}
    if options.json:
        print(json.dumps({"characters_per_second": speeds, "ratio": ratios}))
        return
    print(f"{'':14}{'characters/s':>14}{'ratio':>8}")
    for name, speed in speeds.items():
        print(f"{name:14}{speed:14,.0f}{ratios[name]:8.2f}")


if __name__ == "__main__":
    main()
