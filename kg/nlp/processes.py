"""Read documents in several processes: the same readings in the same order, however many there are."""

import os
import signal
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing import get_context, parent_process
from threading import Thread

from kg.types import Document, Reading

from .reader import Failure, Reader

_AHEAD = 3
"""Documents a process that are on their way: enough that none waits, few enough to keep in memory."""
_MOST_JOBS = 8
_LEAST_DOCUMENTS = 16
"""A process needs seconds to start: it must have so many documents to be worth it."""


def choose_jobs(documents: int) -> int:
    """Return how many processes read so many documents the fastest here."""
    return max(1, min(os.cpu_count() or 1, _MOST_JOBS, documents // _LEAST_DOCUMENTS))


class ProcessReader:
    """A reader at work in several processes of one thread each."""

    def __init__(self, reader: Reader, jobs: int | None = None) -> None:
        """Take so many processes, or as many as pay off; one is this one, with all its threads."""
        self.version = reader.version
        self._reader, self._jobs = reader, jobs

    def attempt(self, documents: Sequence[Document]) -> Generator[Reading | Failure, None, None]:
        """Read each document, in order; one that takes its process with it is a failure of its own."""
        jobs = self._jobs or choose_jobs(len(documents))
        if jobs == 1:
            yield from self._reader.attempt(documents)
            return
        done = 0
        while done < len(documents):
            try:
                for outcome in self._read(documents[done:], jobs):
                    done += 1
                    yield outcome
            except BrokenProcessPool:
                yield self._read_alone(documents[done])
                done += 1

    def _read(
        self, documents: Sequence[Document], jobs: int
    ) -> Generator[Reading | Failure, None, None]:
        # A fresh interpreter on every system: what is forked from a process with threads may hang.
        pool = ProcessPoolExecutor(jobs, get_context("spawn"), _begin)
        try:
            under_way: deque[Future[Reading | Failure]] = deque()
            for document in documents:
                under_way.append(pool.submit(read_one, self._reader.name, document))
                if len(under_way) == jobs * _AHEAD:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)

    def _read_alone(self, document: Document) -> Reading | Failure:
        """Read the document at which a process ended: its own fault, or that of another one beside it."""
        try:
            return next(self._read([document], 1))
        except BrokenProcessPool:
            return Failure(document, "its process was killed, as by a lack of memory")


def _begin() -> None:
    """Leave Ctrl-C to the parent, and end when it ends, however that is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


def read_one(name: str, document: Document) -> Reading | Failure:
    """Read a document with a reader that this process keeps."""
    return next(_reader(name).attempt([document]))


@cache
def _reader(name: str) -> Reader:
    return Reader(name, threads=1)
