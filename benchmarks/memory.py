"""Watch how much memory this process and those below it take, as Linux tells it."""

import os
from collections import Counter
from pathlib import Path
from threading import Event, Thread

_PAGE = os.sysconf("SC_PAGE_SIZE")


class Memory:
    """The most that Python's processes and the database's had, in MiB, while it was watched."""

    def __init__(self) -> None:
        self.most: Counter[str] = Counter()
        """All processes of a side together."""
        self.largest: Counter[str] = Counter()
        """The largest process of a side."""
        self._ended = Event()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Memory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.5):
            now: Counter[str] = Counter()
            for process in _below(os.getpid()):
                command = _read(f"/proc/{process}/cmdline")
                side = "database" if "kg.stores.embedded" in command else "python"
                pages = _read(f"/proc/{process}/statm").split()
                size = int(pages[1]) * _PAGE >> 20 if pages else 0
                now[side] += size
                self.largest |= Counter({side: size})
            self.most |= now


def _below(process: int) -> list[int]:
    children = _read(f"/proc/{process}/task/{process}/children").split()
    return [process, *(one for child in children for one in _below(int(child)))]


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError:
        return ""
