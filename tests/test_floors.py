import hashlib
import shutil
from pathlib import Path

import pytest

from benchmarks.floors import (
    Floors,
    gold_checksums,
    lowered,
    measure,
    read_floors,
    shortfalls,
)
from kg.nlp import network, reader
from kg.nlp.reader import Reader
from kg.nlp.settings import READERS
from kg.resources import models_path

ADVICE = "if that is meant: python -m benchmarks.floors --update --allow-regression"


def test_floors_hold_for_the_gold_that_is_here() -> None:
    assert gold_checksums() == read_floors().sha256, f"tests/gold has changed; {ADVICE}"


def test_every_reader_has_floors() -> None:
    floors = read_floors().scores
    assert set(floors) == set(READERS)
    assert all(set(scores) == {"mentions", "relations"} for scores in floors.values())


@pytest.mark.parametrize("name", READERS)
def test_reader_reaches_its_floors(name: str) -> None:
    assert not shortfalls(measure(Reader(name)), read_floors().scores[name]), ADVICE


def test_damaged_model_fails_its_floors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "convolution"
    shutil.copytree(models_path("convolution"), folder)
    shuffle_embedding(folder / "vocabulary.txt", folder / "model.toml")
    for module in (network, reader):
        monkeypatch.setattr(module, "models_path", lambda name: tmp_path / name)
    assert len(shortfalls(measure(Reader("fast")), read_floors().scores["fast"])) == 2


def shuffle_embedding(vocabulary: Path, manifest: Path) -> None:
    """Let every tenth character look up the weights of another one, with a checksum that fits."""
    before = hashlib.sha256(vocabulary.read_bytes()).hexdigest()
    lines = vocabulary.read_bytes().split(b"\n")
    places = range(10, len(lines) - 1, 10)
    moved = [lines[place] for place in [*places[1:], places[0]]]
    for place, line in zip(places, moved, strict=True):
        lines[place] = line
    vocabulary.write_bytes(b"\n".join(lines))
    after = hashlib.sha256(vocabulary.read_bytes()).hexdigest()
    text = manifest.read_text(encoding="utf-8").replace(before, after)
    manifest.write_text(text, encoding="utf-8")


def test_a_lower_score_is_not_pinned_in_silence() -> None:
    old = Floors({"fast": {"mentions": 0.8, "relations": 0.7}}, {})
    new = Floors({"fast": {"mentions": 0.9, "relations": 0.6999}}, {})
    assert lowered(new, old) == ["fast relations: 0.7000 would become 0.6999"]
    assert not lowered(old, old)
