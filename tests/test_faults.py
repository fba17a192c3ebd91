"""What may befall a build: the store opens, keeps whole documents only, and the next build completes it."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import cast

import networkx as nx
import pytest

from benchmarks.faults import kill_rounds, make_reports
from kg.errors import InputError, StoppedError, StoreError
from kg.graph import build_graph
from kg.pipeline import build, complete
from kg.readers import NO_OVERRIDES, read_documents
from kg.readers.apart import Child
from kg.stores.bolt import BoltStore
from kg.stores.readings import Readings
from kg.stores.versions import FORMAT, encode
from kg.types import Document, Reading

from .readings import reading_2023, reading_2024
from .test_incremental import Clerk, Paper

ROOT = Path(__file__).resolve().parent.parent
POSIX = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has neither these signals nor these mounts"
)
ON_A_DISK = [
    "unshare",
    "-rm",
    "sh",
    "-c",
    'mount -t tmpfs -o "$1" none "$2" && shift 2 && exec "$@"',
    "sh",
]
SAVE = """
import sys
from pathlib import Path
from kg.errors import StoreError
from kg.stores.readings import Readings
from tests.readings import reading_2023, reading_2024
try:
    readings = Readings(Path(sys.argv[1]))
    with readings.lock(), readings.changing(0.0):
        for reading in (reading_2023(), reading_2024()):
            readings.save(reading)
except StoreError as error:
    print(error)
print(len(Readings(Path(sys.argv[1])).all()))
"""


@pytest.fixture
def reports(tmp_path: Path) -> list[Document]:
    """Give six short reports."""
    make_reports(tmp_path / "reports", 6, lines=2)
    return [document for _, document in read_documents([tmp_path / "reports"])]


def paper() -> BoltStore:
    return cast(BoltStore, Paper(nx.MultiDiGraph()))


@POSIX
def test_killed_builds_leave_whole_documents_and_are_completed(tmp_path: Path) -> None:
    make_reports(tmp_path / "reports", 4)
    tally = kill_rounds(tmp_path / "reports", rounds=2, seed=1)
    assert tally.faults == []
    assert tally.killed == 2


@pytest.mark.parametrize("count", [0, 1, 4])
def test_a_build_that_is_stopped_keeps_what_it_has_read_and_goes_on(
    reports: list[Document], tmp_path: Path, count: int
) -> None:
    readings, clerk, store = Readings(tmp_path), Clerk(), paper()
    said = f"stopped; {count} of 6 documents are read and kept"
    with pytest.raises(StoppedError, match=said), readings.lock():
        build(
            reports, readings, store, reader=clerk, stopped=lambda: len(clerk.read_texts) == count
        )
    assert [one.path for one in reports[:count]] == list(readings.all())
    assert readings.unfinished() == 0.0
    with readings.lock():
        build(reports, readings, store, reader=clerk)
    assert clerk.read_texts == [one.id for one in reports], "nothing is read twice"
    assert nx.utils.graphs_equal(store.load(), build_graph(readings.all().values()))
    assert readings.unfinished() is None


def test_a_document_that_the_reader_fails_on_is_refused_and_the_others_are_read(
    reports: list[Document], tmp_path: Path
) -> None:
    class Failing(Clerk):
        def read(self, documents: Iterable[Document]) -> Iterator[Reading]:
            for reading in super().read(documents):
                if reading.document == reports[2]:
                    raise RuntimeError("no memory")
                yield reading

    refused: list[InputError] = []
    readings = Readings(tmp_path)
    result = build(reports, readings, paper(), reader=Failing(), refuse=refused.append)
    assert [one.document for one in result.documents] == [*reports[:2], *reports[3:]]
    assert len(readings) == 5
    assert str(refused[0]).startswith(
        f"{reports[2].path}: the reader fails on it (RuntimeError: no memory)"
    )
    with pytest.raises(InputError, match="no memory"):
        build(reports, readings, paper(), reader=Failing())


def test_a_graph_that_was_left_behind_is_completed(store: BoltStore, tmp_path: Path) -> None:
    readings = Readings(tmp_path)
    with pytest.raises(KeyboardInterrupt), readings.lock(), readings.changing(0.25):
        readings.save(reading_2023())
        readings.save(reading_2024())
        raise KeyboardInterrupt
    assert readings.unfinished() == 0.25
    complete(readings, store)
    assert nx.utils.graphs_equal(store.load(), build_graph([reading_2023(), reading_2024()], 0.25))
    assert readings.unfinished() is None


@POSIX
@pytest.mark.parametrize(
    ("options", "message", "kept"),
    [
        ("size=1k", "s cannot be written: No space left on device|the disk is full", 0),
        ("size=16k", "the disk is full, . KiB are left; make room and run it again", 1),
        ("ro", "s cannot be written: Read-only file system", 0),
    ],
    ids=["full", "nearly-full", "read-only"],
)
def test_a_disk_that_takes_no_more_is_named(
    options: str, message: str, kept: int, tmp_path: Path
) -> None:
    if subprocess.run(
        [*ON_A_DISK, "size=1m", tmp_path, "true"], capture_output=True, check=False
    ).returncode:
        pytest.skip("this system lets nobody mount")
    command = [*ON_A_DISK, options, str(tmp_path), sys.executable, "-c", SAVE, str(tmp_path / "s")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT, check=True)
    said, count = done.stdout.splitlines()
    assert re.search(message, said)
    assert int(count) == kept


@POSIX
def test_a_file_that_grows_no_further_leaves_the_old_one(tmp_path: Path) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))\n"
    for code, words in ((limit + SAVE, "File too large"), (SAVE, "2")):
        done = subprocess.run(
            [sys.executable, "-c", code, tmp_path],
            capture_output=True,
            encoding="utf-8",
            cwd=ROOT,
            check=True,
        )
        assert words in done.stdout
        assert not list((tmp_path / "readings").glob(".*"))


def test_a_store_that_is_removed_under_way_is_named(tmp_path: Path) -> None:
    store = tmp_path / "store"
    said = "store was removed under way, nothing is kept; run it again"
    with pytest.raises(StoreError, match=said), Readings(store).lock():
        shutil.rmtree(store)
    assert not store.exists()
    with pytest.raises(StoreError, match="was removed under way"), Readings(store).lock():
        shutil.rmtree(store)
        Readings(store).save(reading_2023())


@pytest.mark.parametrize("text", ["", "much", "nan writing", "7.5"])
def test_a_damaged_note_of_what_is_unfinished_leaves_nothing_out(text: str, tmp_path: Path) -> None:
    (tmp_path / "unfinished").write_text(text, encoding="utf-8")
    assert Readings(tmp_path).unfinished() == 0.0


def test_no_clock_and_no_time_of_a_file_decides_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports, readings, clerk = tmp_path / "reports", Readings(tmp_path / "store"), Clerk()
    make_reports(reports, 4, lines=2)

    def build_all() -> list[str]:
        clerk.read_texts.clear()
        found = [one for _, one in read_documents([reports], stored=list(readings.documents()))]
        with readings.lock():
            build(found, readings, paper(), reader=clerk)
        return clerk.read_texts

    assert len(build_all()) == 4
    for path in tmp_path.rglob("*"):
        os.utime(path, (4e9, 4e9))
    backwards = count(2e9, -86_400)
    monkeypatch.setattr("time.time", lambda: next(backwards))
    assert build_all() == []
    changed = reports / "000.txt"
    data = changed.read_bytes()
    changed.write_bytes(data.replace(b"2024", b"2014"))
    os.utime(changed, (0, 0))
    assert len(changed.read_bytes()) == len(data)
    assert len(build_all()) == 1
    assert readings.all()[changed.as_posix()].document.year == 2014


def test_a_half_written_graph_is_put_away(tmp_path: Path) -> None:
    readings, database = Readings(tmp_path), tmp_path / "database"
    database.mkdir()
    with pytest.raises(KeyboardInterrupt), readings.lock(), readings.changing(0.0):
        raise KeyboardInterrupt
    with readings.lock():
        assert database.is_dir(), "it was not touched"
    with pytest.raises(KeyboardInterrupt), readings.lock(), readings.changing(0.0) as touch:
        touch()
        raise KeyboardInterrupt
    with readings.lock():
        assert not database.exists()
    assert not list(tmp_path.glob(".*"))


def test_what_a_killed_process_left_half_written_is_cleared_away(tmp_path: Path) -> None:
    readings = Readings(tmp_path)
    readings.save(reading_2023())
    (readings.folder / ".aaaa.json.71.part").write_bytes(b"{")
    assert len(readings.all()) == 1
    with readings.lock():
        assert len(list(readings.folder.iterdir())) == 1


def test_a_store_of_the_first_format_is_brought_up_to_date(tmp_path: Path) -> None:
    readings, old = Readings(tmp_path / "old"), reading_2023()
    readings.folder.mkdir(parents=True)
    name = f"{old.document.sha256[:16]}.json"
    (readings.folder / name).write_bytes(encode({"format": 1, "reading": old}))
    assert readings.unfinished() == 0.0
    with readings.lock():
        assert list(readings.all().values()) == [old]
    new = Readings(tmp_path / "new")
    with new.lock():
        new.save(old)
    (mine,), (others,) = readings.folder.iterdir(), new.folder.iterdir()
    assert (mine.name, mine.read_bytes()) == (others.name, others.read_bytes())
    assert (readings.store / "format").read_text(encoding="utf-8") == f"{FORMAT}\n"
    assert readings.unfinished() == 0.0, "the graph was made by the older version"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{FORMAT + 1}\n", "of a newer version, this one reads up to .*pip install --upgrade"),
        ("²\n", "format is damaged .*remove it and build again"),
        ("", "format is damaged .*remove it and build again"),
        ("0\n", "format is damaged .*remove it and build again"),
        ("9" * 5000, "format is damaged .*remove it and build again"),
    ],
    ids=["newer", "no-number", "empty", "zero", "endless"],
)
def test_a_store_of_another_version_is_never_misread(
    text: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / "format").write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match=message), Readings(tmp_path).lock():
        pass
    with pytest.raises(StoreError, match=message):
        Readings(tmp_path).unfinished()


@POSIX
def test_the_second_interrupt_ends_at_once(tmp_path: Path) -> None:
    code = (
        "import time; from cli._stopping import stoppable\n"
        "with stoppable() as stopped:\n print(flush=True)\n while True: time.sleep(0.01)"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as one:
        assert one.stdout and one.stdout.readline() and one.stderr
        one.send_signal(signal.SIGINT)
        assert b"press Ctrl-C again to stop at once" in one.stderr.readline()
        one.send_signal(signal.SIGINT)
        assert one.wait(10) == 130


@POSIX
def test_a_child_that_is_killed_is_replaced_and_its_file_refused(tmp_path: Path) -> None:
    make_reports(tmp_path / "reports", 2)
    first, second = sorted((tmp_path / "reports").iterdir())
    with Child() as child:
        assert len(child.read(first, NO_OVERRIDES, False).documents) == 1
        assert child.process
        os.kill(child.process.pid, signal.SIGSEGV)
        (reason,) = child.read(first, NO_OVERRIDES, False).refused
        assert reason == f"{first}: ends its reader (code -11); save it anew in another format"
        assert len(child.read(second, NO_OVERRIDES, False).documents) == 1
