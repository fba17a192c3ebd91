"""The process apart that reads files: an order a line on standard input, an answer a line on standard output."""

import base64
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import msgspec

from kg.errors import InputError
from kg.gazetteer import load_gazetteer

from .apart import MOST_CHARACTERS, MOST_MEMORY, MOST_SECONDS, Answer
from .documents import read_file
from .overrides import Overrides

_FORBIDDEN = (
    "socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind",
    "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.startfile",
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod",
    "shutil.rmtree", "ftplib.connect", "urllib.Request", "pickle.find_class",
)  # fmt: skip
_MOST_REASONS = 20
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def main() -> None:
    """Answer orders until the input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    load_gazetteer()
    _limit_memory()
    sys.addaudithook(_guard)
    for line in sys.stdin.buffer:
        _limit_time()
        answers.write(msgspec.json.encode(_answer(json.loads(line))) + b"\n")
        answers.flush()


def _answer(order: dict[str, Any]) -> Answer:
    path = Path(order["path"])
    refused: list[InputError] = []
    shown = _shown(path)
    if order["input"]:
        sys.stdin = io.TextIOWrapper(io.BytesIO(base64.b64decode(order["input"])))
    try:
        found = read_file(
            path, Overrides(**order["overrides"]), force=order["force"], refuse=refused.append
        )
    except InputError as error:
        refused.append(error)
        found = []
    except MemoryError:
        return Answer([], [f"{shown}: needs over {MOST_MEMORY >> 20} MiB to read; part it"])
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
        return Answer([], [_text(f"{shown}: its reader fails on it ({why}); please report it")])
    documents = []
    for inside, document in found:
        count = sum(len(passage.text) for passage in document.passages)
        if count > MOST_CHARACTERS:
            refused.append(
                InputError(
                    f"{document.path}: {count} characters; accepted: {MOST_CHARACTERS}; part it"
                )
            )
        else:
            documents.append((_shown(inside), document))
    return Answer(documents, _reasons(shown, refused))


def _reasons(shown: str, refused: list[InputError]) -> list[str]:
    """Return why files were refused: of an archive full of them, the first ones and how many more."""
    reasons = [_text(str(reason)) for reason in refused[:_MOST_REASONS]]
    if more := len(refused) - len(reasons):
        reasons.append(f"{shown}: {more} more files in it are refused; unpack it to see which")
    return reasons


def _shown(path: Path) -> str:
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _text(words: str) -> str:
    """Return words that every encoding of Unicode can write."""
    return words.encode("utf-8", "backslashreplace").decode()


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse what reading a file has no need of."""
    writing = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING
    if writing or event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} while a file is read")


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, resource.RLIM_INFINITY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time() -> None:
    """Grant the next file its time: the system ends a process that has used it up."""
    if sys.platform != "win32":
        import resource

        usage = resource.getrusage(resource.RUSAGE_SELF)
        until = int(usage.ru_utime + usage.ru_stime) + MOST_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
