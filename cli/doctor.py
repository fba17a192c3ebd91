"""Command `kg doctor`: check what the program needs."""

import platform
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from ._options import DEFAULT_STORE, Format, OutputFormat, Store
from ._render import show_rows

PACKAGES = ("spacy", "jieba", "onnxruntime", "networkx", "neo4j", "arcadedb-embedded", "typer")


def doctor(store: Store = DEFAULT_STORE, output: OutputFormat = Format.TABLE) -> None:
    """Check versions, models, engine and store.

    Example: kg doctor
    """
    checks: dict[str, Callable[[], str]] = {
        "kg": lambda: f"{version('gov-report-graph')}, Python {platform.python_version()}",
        "packages": lambda: ", ".join(f"{name} {version(name)}" for name in PACKAGES),
        "reader accurate": lambda: _reader("accurate"),
        "reader fast": lambda: _reader("fast"),
        "engine": _engine,
        "store": lambda: _store(store),
    }
    rows = [(name, *_check(check)) for name, check in checks.items()]
    show_rows(("part", "state", "details"), rows, output)
    if any(state != "ok" for _, state, _ in rows):
        raise typer.Exit(1)


def _check(check: Callable[[], str]) -> tuple[str, str]:
    from kg.errors import KgError

    try:
        return "ok", check()
    except (KgError, OSError, ImportError) as error:
        return "fault", str(error)


def _reader(name: str) -> str:
    from kg.nlp.reader import Reader

    return f"checksums of its models right, version {Reader(name).version}"


def _engine() -> str:
    from kg.stores.bolt import BoltStore
    from kg.stores.embedded import engine_version

    with TemporaryDirectory() as folder, BoltStore.connect_embedded(Path(folder)) as store:
        answer = store.run("RETURN 1 AS one", {}, limit=1, timeout=60.0)
    return f"{engine_version()} starts and answers {answer.rows[0][0]}"


def _store(folder: Path) -> str:
    from kg.stores.readings import Readings

    if not folder.is_dir():
        return f"{folder}: none yet, `kg build` makes it"
    documents = len(Readings(folder))
    database = "a database" if (folder / "database").is_dir() else "no database yet"
    return f"{folder}: {documents} documents read, {database}"
