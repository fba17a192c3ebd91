"""Measure the shipped readers on tests/gold and pin the scores that the tests demand of them.

python -m benchmarks.floors            shows both
python -m benchmarks.floors --update   raises the floors to what was measured; a lower score is refused
                                       unless --allow-regression says that it is meant
"""

import argparse
import hashlib
import math
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from kg.annotations import read_annotations, read_places
from kg.evaluate import evaluate, predict
from kg.nlp.reader import Reader
from kg.nlp.settings import READERS

GOLD = Path(__file__).resolve().parent.parent / "tests" / "gold"
FLOORS = GOLD / "floors.toml"
NOISE = 0.01
"""Other processors round int8 differently: that moves one of the hundred names now and then."""


@dataclass(frozen=True)
class Floors:
    """What the tests demand: scores by reader and measure, and the files that they hold for by checksum."""

    scores: dict[str, dict[str, float]]
    sha256: dict[str, str]


def read_floors() -> Floors:
    """Read tests/gold/floors.toml."""
    data = tomllib.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.is_file() else {}
    return Floors(data.get("floors", {}), data.get("sha256", {}))


def measure(reader: Reader) -> dict[str, float]:
    """Return F1 of mentions (core types) and of relations on tests/gold."""
    gold = read_annotations(GOLD)
    scores = evaluate(gold, predict(gold, read_places(GOLD), reader))
    return {"mentions": scores.mentions["core"].f1, "relations": scores.relations["all"].f1}


def gold_checksums() -> dict[str, str]:
    """Return the sha256 of each file that the scores rest on, line ends aside."""
    files = sorted([*GOLD.glob("*.jsonl"), GOLD / "index.tsv"])
    texts = {file.name: file.read_text(encoding="utf-8") for file in files}
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}


def shortfalls(measured: dict[str, float], floors: dict[str, float]) -> list[str]:
    """Return one line for every score that lies below its floor by more than noise."""
    return [
        f"{measure}: {measured[measure]:.4f} is below the floor of {floor:.4f}"
        for measure, floor in floors.items()
        if measured[measure] < floor - NOISE
    ]


def lowered(new: Floors, old: Floors) -> list[str]:
    """Return one line for every floor of `old` that `new` lowers or lacks."""
    return [
        f"{reader} {measure}: {old_floor:.4f} would become {new.scores[reader][measure]:.4f}"
        for reader, floors in old.scores.items()
        for measure, old_floor in floors.items()
        if new.scores[reader][measure] < old_floor
    ]


def write_floors(floors: Floors) -> None:
    """Write tests/gold/floors.toml."""
    lines = ["# F1 that each reader reaches here; written by python -m benchmarks.floors --update"]
    for reader, scores in floors.scores.items():
        lines += ["", f"[floors.{reader}]"]
        lines += [f"{measure} = {score:.4f}" for measure, score in scores.items()]
    lines += ["", "[sha256]"]
    lines += [f'"{name}" = "{checksum}"' for name, checksum in floors.sha256.items()]
    FLOORS.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def main() -> None:
    """Show measured scores beside the floors, and pin them where asked to."""
    parser = argparse.ArgumentParser(
        description="Pinned scores of the shipped readers on tests/gold."
    )
    parser.add_argument("--update", action="store_true", help="pin what was measured")
    parser.add_argument("--allow-regression", action="store_true", help="lower floors, too")
    options = parser.parse_args()
    old = read_floors()
    scores = {name: _down(measure(Reader(name))) for name in READERS}
    new = Floors(scores, gold_checksums())
    for name, values in scores.items():
        for key, value in values.items():
            print(f"{name} {key}: {value:.4f}, floor {old.scores.get(name, {}).get(key, 0):.4f}")
    if not options.update:
        return
    lower = lowered(new, old)
    if lower and not options.allow_regression:
        sys.exit("\n".join([*lower, "nothing was pinned; --allow-regression lowers floors"]))
    write_floors(new)


def _down(scores: dict[str, float]) -> dict[str, float]:
    return {key: math.floor(score * 10_000) / 10_000 for key, score in scores.items()}


if __name__ == "__main__":
    main()
