"""Show rows, progress and warnings."""

import csv
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ._messages import visible
from ._messages import warn as warn
from ._options import Format

if TYPE_CHECKING:
    from kg.stores.bolt import Changes

Row = Sequence[Any]


def show_rows(columns: Sequence[str], rows: Sequence[Row], output: Format, title: str = "") -> None:
    """Write rows to standard output as a table, a JSON array of objects or CSV."""
    if output is Format.JSON:
        records = [dict(zip(columns, row, strict=True)) for row in rows]
        show_json(records)
    elif output is Format.CSV:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_cell(value) for value in row] for row in rows)
    else:
        _show_table(columns, rows, title)


def show_json(value: object) -> None:
    """Write a value to standard output as JSON."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


@contextmanager
def writing(output: Path | None) -> Iterator[None]:
    """Say of a file, or of standard output, that it cannot be written, and why."""
    from kg.errors import InputError

    try:
        yield
    except OSError as error:
        raise InputError(f"{output or 'output'}: cannot be written ({error.strerror})") from error


def mark(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Put the names in a text between 【 and 】."""
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]}【{text[start:end]}】{text[end:]}"
    return text.strip()


def show_changes(forgotten: Sequence[str], changes: "Changes") -> None:
    """Write what was forgotten and how many nodes and relationships came, changed and went."""
    sys.stdout.write("".join(f"forgotten: {path}\n" for path in forgotten))
    sys.stdout.write(
        f"graph: nodes +{changes.nodes_created} ~{changes.nodes_updated} -{changes.nodes_deleted}, "
        f"relationships +{changes.relationships_created} ~{changes.relationships_updated} "
        f"-{changes.relationships_deleted}\n"
    )


@contextmanager
def progress(what: str, *, quiet: bool = False) -> Iterator[Callable[[int, int, str], None]]:
    """Give a function that moves a bar: on a terminal only."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, total, label: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total, label: bar.update(
            task, completed=done, total=total, description=label
        )


def _show_table(columns: Sequence[str], rows: Sequence[Row], title: str) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title) if title else None)
    for index, column in enumerate(columns):
        numbers = all(row[index] is None or isinstance(row[index], int | float) for row in rows)
        table.add_column(
            Text(column), justify="right" if rows and numbers else "left", overflow="fold"
        )
    for row in rows:
        table.add_row(*(Text(visible(_cell(value))) for value in row))
    # A pipe has no width: do not break the lines of who reads them.
    width = None if sys.stdout.isatty() else 160
    Console(width=width).print(table)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "、".join(map(_cell, value))
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
