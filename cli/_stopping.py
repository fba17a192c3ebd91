"""Stop between two documents at the first Ctrl-C, at once at the second."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType

from ._messages import say

INTERRUPTED = 130


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """Give a function that tells whether Ctrl-C was pressed."""
    pressed = Event()

    def press(number: int, frame: FrameType | None) -> None:
        if pressed.is_set():
            # What is on the disk is whole at any moment, and the engine ends by itself.
            os._exit(INTERRUPTED)
        pressed.set()
        say("stopping after this document; press Ctrl-C again to stop at once")

    before = signal.signal(signal.SIGINT, press)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)
