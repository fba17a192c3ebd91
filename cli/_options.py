"""Options that several commands share."""

from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from ._messages import warn

if TYPE_CHECKING:
    from kg.stores.bolt import BoltStore

N = TypeVar("N", int, float)


class Format(StrEnum):
    """How rows are shown."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class ReaderName(StrEnum):
    """Which reader reads."""

    ACCURATE = "accurate"
    FAST = "fast"


class LanguageName(StrEnum):
    """Of what people read."""

    ZH = "zh"
    EN = "en"


def number(kind: type[N], least: float, most: float) -> Callable[[str], N]:
    """Return a parser of numbers of `kind` whose message names the wrong value and the accepted ones."""

    def parse(text: str) -> N:
        with suppress(ValueError):
            value = kind(text)
            if least <= value <= most:
                return value
        raise typer.BadParameter(f"{text!r}; accepted: a number from {least} to {most}")

    return parse


def year_option(*names: str, help: str) -> Any:
    """Return an option that takes the year of a report."""
    return typer.Option(*names, help=help, parser=number(int, 1949, 2099), metavar="1949…2099")


Store = Annotated[
    Path, typer.Option("--store", envvar="KG_STORE", help="Folder of the graph.", show_default=True)
]
Neo4j = Annotated[
    str | None,
    typer.Option("--neo4j", envvar="NEO4J_URI", help="Use this Neo4j (bolt://…) for the graph."),
]
User = Annotated[str, typer.Option("--user", envvar="NEO4J_USERNAME", help="User of that Neo4j.")]
Password = Annotated[
    str | None,
    typer.Option(
        "--password", envvar="NEO4J_PASSWORD", help="Its password; none: no authentication."
    ),
]
Database = Annotated[
    str | None, typer.Option("--database", envvar="NEO4J_DATABASE", help="Its database.")
]
OutputFormat = Annotated[Format, typer.Option("--format", help="How the rows are shown.")]
Reader = Annotated[
    ReaderName, typer.Option("--reader", help="accurate, or fast: nine times the speed.")
]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        parser=number(int, 1, 64),
        metavar="1…64",
        help="Processes that read; none: as many as pay off. The result is the same.",
    ),
]
Force = Annotated[
    bool, typer.Option("--force", help="Read also what seems to be no government work report.")
]
MinConfidence = Annotated[
    float,
    typer.Option(
        "--min-confidence",
        parser=number(float, 0, 1),
        metavar="0…1",
        help="Leave out what is less sure.",
    ),
]
Merges = Annotated[
    Path | None,
    typer.Option(
        "--merges",
        envvar="KG_MERGES",
        help="Table of decisions about names; none: merges.tsv in the store.",
    ),
]
Language = Annotated[
    LanguageName | None,
    typer.Option("--language", help="Of what is written; none: as KG_LANG or the locale says."),
]
DEFAULT_STORE = Path(".kg")


def open_store(
    folder: Path,
    neo4j: str | None,
    user: str,
    password: str | None,
    database: str | None,
    *,
    read_only: bool = True,
) -> "BoltStore":
    """Open the graph in `folder`, or in a Neo4j."""
    from kg.stores.bolt import BoltStore

    if neo4j:
        return BoltStore.connect_neo4j(neo4j, user, password or "", database)
    return open_embedded(folder) if read_only else BoltStore.connect_embedded(folder)


def open_embedded(folder: Path) -> "BoltStore":
    """Open the graph in `folder` to be read."""
    from kg.stores.bolt import BoltStore

    complete_build(folder)
    return BoltStore.connect_embedded(folder, read_only=True)


def complete_build(folder: Path) -> None:
    """Bring the graph in `folder` to what has been read, where a build was broken off."""
    from kg.stores.readings import Readings

    readings = Readings(folder)
    if not (folder / "database").is_dir() or readings.unfinished() is None:
        return
    from kg.pipeline import complete
    from kg.stores.bolt import BoltStore
    from kg.stores.decisions import FILE, read_decisions

    with readings.lock(), BoltStore.connect_embedded(folder) as graph:
        warn("the last build was broken off; the graph is completed from what it has read")
        complete(readings, graph, read_decisions(folder / FILE))
