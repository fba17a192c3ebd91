"""Command `kg diff`: what changed between two years of a place, or between two builds."""

import re
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ._options import (
    DEFAULT_STORE,
    Database,
    Format,
    MinConfidence,
    Neo4j,
    Password,
    Store,
    User,
    open_embedded,
    open_store,
    year_option,
)
from ._render import mark, show_json, show_rows

if TYPE_CHECKING:
    from kg.history import Change
    from kg.sentences import Sentence


class DiffFormat(StrEnum):
    """How the changes are shown."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


def diff(
    place: Annotated[str | None, typer.Option(help="Place of the reports: name or code.")] = None,
    earlier: Annotated[
        int | None,
        year_option("--from", help="The earlier year; none: the one before --to."),
    ] = None,
    later: Annotated[
        int | None,
        year_option("--to", help="The later year; none: the last one."),
    ] = None,
    against: Annotated[
        Path | None, typer.Option(help="Compare with this earlier store, not two years.")
    ] = None,
    min_confidence: MinConfidence = 0.0,
    output: Annotated[
        DiffFormat, typer.Option("--format", help="How the changes are shown.")
    ] = DiffFormat.TABLE,
    store: Store = DEFAULT_STORE,
    neo4j: Neo4j = None,
    user: User = "neo4j",
    password: Password = None,
    database: Database = None,
) -> None:
    """Show what is new, what vanished and what changed, each with its document and sentence.

    Example: kg diff --place 泉山区 --from 2023 --to 2024
    """
    from kg.errors import InputError
    from kg.history import choose_years, compare_builds, compare_years, find_reports

    if against and (earlier or later):
        raise InputError(
            "--against compares two stores, --from and --to two years; give one of them"
        )
    if not against and place is None:
        raise InputError("a place is needed: --place, by name or code; or another store: --against")
    with ExitStack() as stack:
        opened = stack.enter_context(open_store(store, neo4j, user, password, database))
        if against:
            other = stack.enter_context(open_embedded(against))
            title = f"{against} → {neo4j or store}"
            changes = compare_builds(other, opened, place, min_confidence)
        else:
            reports = find_reports(opened, place)
            years = choose_years(reports, earlier, later)
            title = f"{reports[0].place}: {years[0]} → {years[1]}"
            changes = compare_years(opened, reports, years, min_confidence)
    _show(changes, title, output)


def _show(changes: "Sequence[Change]", title: str, output: DiffFormat) -> None:
    if output is DiffFormat.JSON:
        show_json([asdict(one) for one in changes])
    elif output is DiffFormat.MARKDOWN:
        sys.stdout.write("\n".join(_markdown(changes, title)) + "\n")
    else:
        columns = ("change", "type", "name", "before", "after", "document", "sentence")
        show_rows(columns, [_row(one) for one in changes], Format.TABLE, title)


def _row(change: "Change") -> tuple[str | None, ...]:
    documents = dict.fromkeys(_source(one) for one in change.said)
    return (
        change.kind,
        change.type,
        change.name,
        change.before,
        change.after,
        " → ".join(documents),
        " → ".join(mark(one.text, one.spans) for one in change.said),
    )


def _source(sentence: "Sentence") -> str:
    year = f" ({sentence.year})" if sentence.year else ""
    return f"{sentence.document}{year}"


def _markdown(changes: "Sequence[Change]", title: str) -> list[str]:
    """Return the lines of a report: a heading for each kind of change, a list under it."""
    lines = [f"# {_escape(title)}", ""]
    if not changes:
        return [*lines, "Nothing changed."]
    for kind, group in groupby(changes, key=lambda one: one.kind):
        found = list(group)
        lines += [f"## {kind.capitalize()} ({len(found)})", ""]
        for one in found:
            values = (
                f": {one.before or '–'} → {one.after or '–'}" if one.before or one.after else ""
            )
            lines.append(f"- {one.type} **{_escape(one.name)}**{values}")
            lines += [
                f"  - {_escape(_source(said))}: {_escape(mark(said.text, said.spans))}"
                for said in one.said
            ]
        lines.append("")
    return lines[:-1]


def _escape(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#|~])", r"\\\1", text)
