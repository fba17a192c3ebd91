"""Documents read in several processes: the same readings, whatever becomes of a process."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing import active_children
from pathlib import Path
from threading import Event, Thread

import pytest

from kg.nlp.processes import ProcessReader, choose_jobs
from kg.nlp.reader import Failure, Reader
from kg.readers import read_documents
from kg.resources import data_folder
from kg.types import Document, Reading

READ = """
import os, sys
from multiprocessing import active_children
from pathlib import Path
from kg.nlp.processes import ProcessReader
from kg.nlp.reader import Reader
from kg.readers import read_documents

if __name__ == "__main__":
    documents = [one for _, one in read_documents([Path(sys.argv[1])])]
    for outcome in ProcessReader(Reader("fast"), 2).attempt(documents * 50):
        print(*(child.pid for child in active_children()), flush=True)
"""


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return [document for _, document in read_documents([data_folder("seeds")])]


@pytest.fixture(scope="module")
def expected(documents: list[Document]) -> list[Reading]:
    return list(Reader("fast").read(documents))


@pytest.fixture
def killed() -> Iterator[None]:
    """Kill every process that is started, as a machine without memory does."""
    ended = Event()

    def kill() -> None:
        while not ended.wait(0.05):
            for child in active_children():
                child.kill()

    thread = Thread(target=kill)
    thread.start()
    yield
    ended.set()
    thread.join()


def test_two_processes_read_what_one_reads_and_a_killed_one_is_replaced(
    documents: list[Document], expected: list[Reading]
) -> None:
    outcomes = ProcessReader(Reader("fast"), 2).attempt(documents * 2)
    found = [next(outcomes)]
    active_children()[0].kill()
    found += outcomes
    assert found == expected * 2
    assert active_children() == []


@pytest.mark.usefixtures("killed")
def test_a_document_that_takes_its_process_with_it_is_a_failure(documents: list[Document]) -> None:
    outcomes = list(ProcessReader(Reader("fast"), 2).attempt(documents[:2]))
    why = "its process was killed, as by a lack of memory"
    assert outcomes == [Failure(document, why) for document in documents[:2]]


def test_processes_end_with_their_parent(tmp_path: Path) -> None:
    script = tmp_path / "read.py"
    script.write_text(READ, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
    parent = subprocess.Popen(
        [sys.executable, script, data_folder("seeds")], stdout=subprocess.PIPE, env=environment
    )
    assert parent.stdout
    children = [int(word) for word in parent.stdout.readline().split()]
    assert len(children) == 2
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 30
    while any(map(_lives, children)):
        assert time.monotonic() < deadline, "they outlive their parent"
        time.sleep(0.1)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except OSError:
        return False
    # Nobody may be there to collect what has ended.
    status = Path(f"/proc/{process}/stat")
    return not status.is_file() or ") Z" not in status.read_text(encoding="utf-8")


def test_a_few_documents_are_read_in_this_process() -> None:
    assert choose_jobs(5) == 1
    assert choose_jobs(10_000) == min(os.cpu_count() or 1, 8)
