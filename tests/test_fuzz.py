"""Hostile files, a small budget of them: none ends a build, reaches the network or writes beside the store."""

import re
import sys
from pathlib import Path

import pytest

from benchmarks.fuzz import build, read_each
from benchmarks.hostile import NAMES, make_tree
from kg.readers import find_documents
from kg.stores.readings import Readings

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has neither these names nor these links"
)


def test_no_mutated_file_gets_past_the_checks_of_its_reader(tmp_path: Path) -> None:
    make_tree(tmp_path / "tree", count=300, seed=11, large=2_000_000)
    found = find_documents([tmp_path / "tree"])
    assert not {"out.txt", "up.txt", "zero.txt", "pipe.txt"} & {path.name for path in found}
    tally = read_each(found)
    assert tally.crashed == []
    assert tally.read > 100
    assert tally.refused.total() > 50


def test_a_build_reads_what_it_can_and_names_the_rest(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    make_tree(tree, count=0, seed=1, large=200_000)
    for path in tree.iterdir():
        if path.name not in NAMES and not path.name.startswith(
            ("words", "sound", "attack-old", "attack-bomb")
        ):
            path.rename(path.with_name(f".{path.name}")) if path.is_file() else None
    run = build(tmp_path, tree, "--strict")
    assert run.code == 1
    assert "Traceback" not in run.errors
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069]", run.output + run.errors)
    refused = [line for line in run.errors.splitlines() if line.startswith("refused: ")]
    assert any("attack-old.doc" in line for line in refused)
    assert f"kg: {len(refused)} refused, named above" in run.errors
    assert run.strays == []
    assert run.memory.largest["python"] < 1500
    assert len(Readings(tmp_path / "store").all()) > len(NAMES)
