"""What is kept of each document: the files come back as they were, or say what is wrong with them."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import StoreError
from kg.ontology import EntityType, RelationType, Stage
from kg.stores.readings import Readings, distinct
from kg.types import Division, Document, Mention, Passage, PassageReading, Reading, Relation

from .readings import reading_2023, reading_2024

ROOT = Path(__file__).parent.parent
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
COUNT = st.integers(0, 10**6)
SURE = st.floats(0, 1)
DIVISION = st.builds(Division, code=TEXT, name=TEXT, level=TEXT, parents=st.tuples(TEXT, TEXT))
PASSAGES = st.lists(
    st.builds(Passage, index=COUNT, text=TEXT), max_size=3, unique_by=lambda one: one.index
).map(tuple)
DOCUMENT = st.builds(
    Document,
    id=st.from_regex(r"Document/[0-9a-f]{16}", fullmatch=True),
    path=TEXT,
    sha256=TEXT,
    title=TEXT,
    place=st.none() | DIVISION,
    year=st.none() | COUNT,
    passages=PASSAGES,
    dropped=PASSAGES,
    warnings=st.lists(TEXT, max_size=2).map(tuple),
)


@st.composite
def mentions(draw: st.DrawFn, text: str) -> Mention:
    start, end = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    return Mention(
        draw(st.sampled_from(EntityType)),
        start,
        end,
        text[start:end],
        draw(SURE),
        name=draw(st.none() | TEXT),
        amount=draw(st.none() | TEXT),
        by=draw(TEXT),
    )


@st.composite
def passage_readings(draw: st.DrawFn, passage: Passage) -> PassageReading:
    found = draw(st.lists(mentions(passage.text), max_size=3))
    ends = st.sampled_from([None, *range(len(found))])
    relations = st.builds(
        Relation,
        type=st.sampled_from(RelationType),
        head=ends,
        tail=ends,
        confidence=SURE,
        stage=st.none() | st.sampled_from(Stage),
        by=TEXT,
    )
    return PassageReading(passage.index, tuple(found), tuple(draw(st.lists(relations, max_size=3))))


@st.composite
def some_readings(draw: st.DrawFn) -> Reading:
    document = draw(DOCUMENT)
    read = tuple(draw(passage_readings(passage)) for passage in document.passages)
    return Reading(document, read, draw(TEXT))


@given(reading=some_readings())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_reading_comes_back_as_it_was(reading: Reading, tmp_path: Path) -> None:
    readings = Readings(tmp_path)
    readings.save(reading)
    assert readings.all()[reading.document.path] == reading


def test_readings_come_in_order_of_path_and_the_last_saved_counts(tmp_path: Path) -> None:
    readings = Readings(tmp_path)
    first, second = reading_2023(), reading_2024()
    newer = Reading(first.document, first.passages, "newer")
    for reading in (second, first, newer):
        readings.save(reading)
    assert list(readings.all().values()) == [newer, second]
    assert len(readings) == 2
    readings.remove(first.document.path)
    readings.remove(first.document.path)
    assert readings.all() == {second.document.path: second}


def test_of_a_text_at_several_paths_the_first_counts(tmp_path: Path) -> None:
    readings = Readings(tmp_path)
    first, other = reading_2023(), reading_2024()
    again = replace(first, document=replace(first.document, path="reports/0.txt"))
    for reading in (first, other, again):
        readings.save(reading)
    told = distinct(readings, readings.heads().values())
    assert list(told) == list(told) == [again, other]


def test_the_same_reading_is_the_same_bytes_and_leaves_nothing_beside(tmp_path: Path) -> None:
    readings = Readings(tmp_path)
    readings.save(reading_2023())
    (path,) = readings.folder.iterdir()
    data = path.read_bytes()
    readings.save(reading_2023())
    assert [each.read_bytes() for each in readings.folder.iterdir()] == [data]
    assert re.fullmatch(r"[0-9a-f]{16}\.json", path.name)
    assert b"\r" not in data and data.endswith(b"}\n") and "泉山区".encode() in data


def test_nothing_is_kept_before_the_first_save(tmp_path: Path) -> None:
    assert Readings(tmp_path / "none").all() == {}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            b'"format": 2',
            b'"format": 7',
            r"\.json has format 7, this version reads format 2; remove",
        ),
        (
            b'"Park"',
            b'"Pork"',
            r"\.json is damaged \(.*Pork.*; remove the file and build again",
        ),
        (b'"sha256"', b'"sha257"', r"is damaged \(.*sha256.*; remove the file and build again"),
        (b"}\n", b"", r"is damaged \(.*; remove the file and build again"),
        ("泉".encode(), b"\xff", r"is damaged \(.*; remove the file and build again"),
        (b'"start": 0', b'"start": 1', r"is damaged \(its mentions do not fit its text\); remove"),
        (b'"tail": 0', b'"tail": 9', r"is damaged \(its mentions do not fit its text\); remove"),
        (b'"year": 2023', b'"y":' + b"[" * 9999, r"is damaged \(.*recursion.*; remove the file"),
    ],
    ids=["version", "type", "missing", "cut", "encoding", "mention", "relation", "depth"],
)
def test_a_wrong_file_is_named(old: bytes, new: bytes, message: str, tmp_path: Path) -> None:
    readings = Readings(tmp_path)
    readings.save(reading_2023())
    (path,) = readings.folder.iterdir()
    assert old in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(old, new))
    with pytest.raises(StoreError, match=message):
        readings.all()


def test_one_build_at_a_time_and_a_killed_one_holds_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.stores.lock.PATIENCE", 0.1)
    code = (
        "import sys, time; from pathlib import Path; from kg.stores.readings import Readings\n"
        "with Readings(Path(sys.argv[1])).lock(): print(flush=True); time.sleep(600)"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT
    )
    try:
        assert other.stdout and other.stdout.readline()
        with (
            pytest.raises(
                StoreError, match=rf"held by another process \(process {other.pid}, since 20"
            ),
            Readings(tmp_path).lock(),
        ):
            pass
    finally:
        other.kill()
        other.communicate()
    with Readings(tmp_path).lock():
        pass
