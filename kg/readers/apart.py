"""Read files in a process apart: what a hostile file does to its reader, it does to nothing else.

The child may use so much time and memory a file, open no connection, start no program and write nothing. One that
crashes, hangs or grows is replaced, and its file refused with the reason.
"""

import base64
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from threading import Timer
from typing import Any

import msgspec

from kg.errors import InputError
from kg.types import Document

from . import documents
from .archive import LARGEST
from .documents import Refuse
from .overrides import NO_OVERRIDES, Overrides
from .sources import STDIN

MOST_SECONDS = 25
"""Of processor time a file."""
_MOST_WAIT = 300
"""Seconds to wait for the answer of a busy machine, or of one that does not count processor time."""
MOST_MEMORY = 1400 << 20
MOST_CHARACTERS = 500_000
"""Of a report; real ones have under 60,000."""


class Answer(msgspec.Struct):
    """What the child found in a file."""

    documents: list[tuple[str, Document]]
    """Each with its path, also inside an archive."""
    refused: list[str]


def read_documents(
    paths: Sequence[Path],
    overrides: Overrides = NO_OVERRIDES,
    *,
    force: bool = False,
    refuse: Refuse | None = None,
    stored: Iterable[Document] = (),
) -> list[tuple[Path, Document]]:
    """Do what `kg.readers.read_documents` does, each file in the child."""
    with Child() as child:
        return documents.read_documents(
            paths, overrides, force=force, refuse=refuse, stored=stored, read=child.read_file
        )


class Child:
    """The process that reads; started with the first file, and anew after each that it did not survive."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Child":
        """Return the child."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        if self.process:
            self.process.kill()
            self.process.communicate()

    def read_file(
        self, path: Path, overrides: Overrides, *, force: bool, refuse: Refuse | None
    ) -> list[tuple[Path, Document]]:
        """Do what `kg.readers.read_file` does."""
        answer = self.read(path, overrides, force)
        for reason in answer.refused:
            if refuse is None:
                raise InputError(reason)
            refuse(InputError(reason))
        return [(Path(inside), document) for inside, document in answer.documents]

    def read(self, path: Path, overrides: Overrides, force: bool) -> Answer:
        """Return what is in a file, with the reason where the child did not live to tell."""
        if self.process is None:
            self.process = _start()
        order = {
            "path": os.fspath(path),
            "overrides": asdict(overrides),
            "force": force,
            "input": _standard_input() if path == STDIN else "",
        }
        process = self.process
        assert process.stdin and process.stdout
        timer = Timer(_MOST_WAIT, process.kill)
        timer.start()
        try:
            process.stdin.write(json.dumps(order).encode() + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:
            line = b""
        finally:
            timer.cancel()
        if line.endswith(b"\n"):
            return msgspec.json.decode(line, type=Answer)
        process.communicate()
        self.process = None
        return Answer([], [f"{path}: {_end(process.returncode)}"])


def _standard_input() -> str:
    return base64.b64encode(sys.stdin.buffer.read(LARGEST + 1)).decode()


def _start() -> "subprocess.Popen[bytes]":
    package = str(Path(__file__).resolve().parents[2])
    search = [package, os.environ["PYTHONPATH"]] if os.environ.get("PYTHONPATH") else [package]
    apart: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return subprocess.Popen(
        [sys.executable, "-P", "-B", "-m", "kg.readers.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(search)},
        **apart,
    )


def _end(code: int) -> str:
    """Say how the child ended."""
    late = {-getattr(signal, "SIGXCPU", 0), -signal.SIGTERM, -getattr(signal, "SIGKILL", 9)}
    if code in late:
        return f"takes over {MOST_SECONDS} seconds to read; save it anew, or part it"
    return f"ends its reader (code {code}); save it anew in another format"
