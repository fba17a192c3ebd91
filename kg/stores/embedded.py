"""Start the embedded database, ArcadeDB, as a child process that serves Bolt and ends with its parent.

The engine runs in a process of its own because its Java heap slows down beside a large Python heap. The child stops
when its standard input closes, which the system does for a parent that was killed. Users, ports and the engine's own
files are made anew for every run in a temporary folder; only the data stays.
"""

import base64
import hashlib
import json
import os
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from kg.errors import InputError, StoreError
from kg.stores.damage import check_files
from kg.stores.faststart import cache_file, is_kept
from kg.stores.lock import hold

DATABASE = "graph"
"""Name of the database that the server offers."""

_ADMIN, _READER = "root", "reader"
_STOP_SECONDS = 60
_PATIENCE = 10
"""Seconds to wait for what passes."""
_PASSING = ("LockException", "in use", "Unable to listen", "already exists")
"""What the engine says while the child of a killed parent still creates or closes the data, or when another program
was quicker to take a port that was free."""

_ACCESS = {
    "admin": ["createRecord", "readRecord", "updateRecord", "deleteRecord"],
    "reader": ["readRecord"],
}
_JVM_ARGUMENTS = (
    "-XX:+UseSerialGC",  # the simplest collector: less to start
    "-XX:-CreateCoredumpOnCrash",
    "-Xmx2500m",
    "-Darcadedb.opencypher.loadCsv.allowFileUrls=false",
    "-Darcadedb.opencypher.loadCsv.allowRemoteUrls=false",
)
_LOGGING = "-Djava.util.logging.config.file"
_QUICK_START = ("-XX:TieredStopAtLevel=1",)
"""The simplest compiler: half a second less to start, and half as fast in the long run."""
_LARGE = 100 << 20
"""Bytes of data that are worth the better compiler."""


class EmbeddedServer:
    """A running engine on the data in `folder`: a Bolt address, a user who may write and one who may only read."""

    def __init__(
        self,
        folder: Path,
        port: int = 0,
        reader: tuple[str, str] | None = None,
        keep: Path | None = None,
    ) -> None:
        """Set where to serve: at a free port and to users with random passwords, if nothing else is said.

        At its end the engine writes to `keep` what makes it start faster the next time.
        """
        self.folder = folder.absolute()
        self._keep = keep
        self.port = port
        self.uri = ""
        self.admin = (_ADMIN, secrets.token_urlsafe(24))
        self.reader = reader or (_READER, secrets.token_urlsafe(24))
        if self.reader[0] == _ADMIN:
            raise InputError(f"the user {_ADMIN} is the engine's own; name another with --user")
        self.root = Path()
        """The temporary folder of this run."""
        self.child: subprocess.Popen[bytes] | None = None
        self._resources = ExitStack()

    def __enter__(self) -> "EmbeddedServer":
        """Start the child; StoreError where another process holds the data or the engine does not start."""
        with ExitStack() as stack:
            stack.enter_context(hold(self.folder.with_suffix(".lock")))
            check_files(self.folder, DATABASE)
            _require_free(self.port)
            folder = tempfile.TemporaryDirectory(prefix="kg-", ignore_cleanup_errors=True)
            self.root = Path(stack.enter_context(folder))
            self.child = _start_child(self.root, _jvm_arguments(self.folder, self._keep))
            stack.callback(_stop_child, self.child)
            self.uri = f"bolt://127.0.0.1:{self._ask(self.child)}"
            self._resources = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the child."""
        self.close()

    def close(self) -> None:
        """Stop the child once it has written everything."""
        self._resources.close()

    def kill(self) -> None:
        """End the child at once: what was committed is kept, and what it is doing is not completed."""
        if self.child:
            self.child.kill()

    def is_alive(self) -> bool:
        """Return whether the child runs."""
        return self.child is not None and self.child.poll() is None

    def _ask(self, child: "subprocess.Popen[bytes]") -> int:
        """Tell the child what to serve and return the port that it answers."""
        order = {
            "data": str(self.folder),
            "port": self.port,
            "users": [self.admin, self.reader],
            "keep": self._keep is not None,
        }
        assert child.stdin and child.stdout
        try:
            child.stdin.write(json.dumps(order).encode() + b"\n")
            child.stdin.flush()
            answer = json.loads(child.stdout.readline())
        except (OSError, ValueError):
            answer = {"error": f"it ended with code {child.wait(_STOP_SECONDS)}"}
        if "error" in answer:
            raise StoreError(
                f"{self.folder}: the embedded database does not start ({answer['error']}); `kg doctor` "
                "checks the engine; if the data is damaged, remove this folder and build again"
            )
        return int(answer["port"])


def existing_database(store: Path) -> Path:
    """Return the folder of the database in a store directory; InputError where there is none."""
    folder = store / "database"
    if not folder.is_dir():
        raise InputError(f"{store} holds no graph; make one with: kg build --store {store}")
    return folder


def engine_version() -> str:
    """Return name and version of the embedded engine."""
    return f"ArcadeDB {import_module('arcadedb_embedded').__version__}"


def _jvm_arguments(data: Path, keep: Path | None) -> list[str]:
    size = sum(path.stat().st_size for path in data.rglob("*") if path.is_file())
    arguments = [*_JVM_ARGUMENTS, *(_QUICK_START if size <= _LARGE else ())]
    if keep:
        arguments.append(f"-XX:AOTCacheOutput={keep.as_posix()}")
    elif is_kept():
        arguments.append(f"-XX:AOTCache={cache_file().as_posix()}")
    return arguments


def _start_child(root: Path, jvm_arguments: list[str]) -> "subprocess.Popen[bytes]":
    logging = root / "logging.properties"
    logging.write_text(".level=OFF\nhandlers=\n", encoding="utf-8")
    package = str(Path(__file__).resolve().parents[2])
    search = [package, os.environ["PYTHONPATH"]] if os.environ.get("PYTHONPATH") else [package]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(search),
        "ARCADEDB_JVM_ARGS": shlex.join([*jvm_arguments, f"{_LOGGING}={logging.as_posix()}"]),
        "ARCADEDB_JVM_ERROR_FILE": str(root / "crash.log"),
    }
    # A process group of its own: Ctrl-C in the terminal must not reach the engine in the middle of a commit.
    apart: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=root,
        env=environment,
        **apart,
    )


def _stop_child(child: "subprocess.Popen[bytes]") -> None:
    """Let the child finish; SIGKILL if it does not: its journal survives that, while SIGTERM crashes the JVM."""
    assert child.stdin and child.stdout
    try:
        child.stdin.close()
        child.wait(_STOP_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        child.kill()
        child.wait()
    finally:
        child.stdout.close()


def _serve() -> None:
    """Be the child: serve what the first line of the input orders until the input ends."""
    answers, root = os.dup(1), Path.cwd()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if line := sys.stdin.buffer.readline():
        _obey(json.loads(line), root, answers)
    shutil.rmtree(root, ignore_errors=True)
    os._exit(0)


def _obey(order: dict[str, Any], root: Path, answers: int) -> None:
    try:
        server, port = _start_engine(Path(order["data"]), root, order["port"], order["users"])
    except Exception as error:
        _answer(answers, {"error": str(error).strip().splitlines()[0]})
    else:
        _answer(answers, {"port": port})
        sys.stdin.buffer.read()
        server.stop()
        if order["keep"]:
            import_module("arcadedb_embedded.jvm").shutdown_jvm()


def _answer(descriptor: int, answer: dict[str, Any]) -> None:
    # A parent that was killed meanwhile has closed its input too: the child goes on to its end.
    with suppress(BrokenPipeError):
        os.write(descriptor, json.dumps(answer).encode() + b"\n")


def _start_engine(data: Path, root: Path, port: int, users: list[list[str]]) -> tuple[Any, int]:
    """Return the running server and its Bolt port: `port`, or a free one where that is 0."""
    arcadedb = import_module("arcadedb_embedded")
    _write_users(root / "config", users)
    patience = time.monotonic() + _PATIENCE
    while True:
        free_port, http_port = _free_ports()
        bolt_port = port or free_port
        settings = {
            "mode": "development",  # the other one hides what is wrong with a query
            "host": "127.0.0.1",
            "http_port": http_port,
            "bolt_host": "127.0.0.1",
            "bolt_port": bolt_port,
            "server_plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
            "server_metrics": False,
            "server_databaseDirectory": str(data),
        }
        server = arcadedb.create_server(str(root), users[0][1], settings)
        try:
            server.start()
            server.create_database(DATABASE)
            return server, bolt_port
        except arcadedb.ArcadeDBError as error:
            server.stop()
            passing = any(words in str(error) for words in _PASSING)
            if not passing or time.monotonic() > patience:
                raise
            time.sleep(0.2)


def _require_free(port: int) -> None:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError as error:
        raise InputError(
            f"port {port} cannot be used ({os.strerror(error.errno or 0)}); name another with --port, 0 is a free one"
        ) from error


def _free_ports() -> tuple[int, int]:
    with socket.socket() as first, socket.socket() as second:
        for each in (first, second):
            each.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]


def _write_users(config: Path, users: list[list[str]]) -> None:
    """Write the engine's user files: the first user may do everything, the second only read records."""
    config.mkdir()
    groups = {
        group: {
            "access": [],
            "resultSetLimit": -1,
            "readTimeout": -1,
            "types": {"*": {"access": access}},
        }
        for group, access in _ACCESS.items()
    }
    groups["admin"]["access"] = ["updateSecurity", "updateSchema", "updateDatabaseSettings"]
    everywhere = {"version": 1, "databases": {"*": {"groups": groups}}}
    (config / "server-groups.json").write_text(json.dumps(everywhere), encoding="utf-8")
    lines = [
        json.dumps({"name": name, "password": _hash(password), "databases": {"*": [group]}}) + "\n"
        for (name, password), group in zip(users, _ACCESS, strict=True)
    ]
    (config / "server-users.jsonl").write_text("".join(lines), encoding="utf-8")


def _hash(password: str) -> str:
    """Hash as the engine does; the passwords are random and live for one run, so few rounds are enough."""
    salt, rounds = secrets.token_urlsafe(18), 1000
    key = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), rounds, 32)
    return f"PBKDF2WithHmacSHA256${rounds}${salt}${base64.b64encode(key).decode()}"


if __name__ == "__main__":
    _serve()
