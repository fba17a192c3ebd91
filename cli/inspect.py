"""Command `kg inspect`: show why an entity or a fact is in the graph."""

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from ._options import (
    DEFAULT_STORE,
    Database,
    Format,
    Neo4j,
    OutputFormat,
    Password,
    Store,
    User,
    open_store,
)
from ._render import show_rows

if TYPE_CHECKING:
    from kg.inspection import Inspection, Sentence


def inspect(
    identity: Annotated[
        str, typer.Argument(metavar="ID", help="Id or name of an entity, id of a fact.")
    ],
    output: OutputFormat = Format.TABLE,
    store: Store = DEFAULT_STORE,
    neo4j: Neo4j = None,
    user: User = "neo4j",
    password: Password = None,
    database: Database = None,
) -> None:
    """Show why something is in the graph: every sentence that says it, names marked.

    Example: kg inspect 泉山经济开发区
    """
    from kg.inspection import inspect as look

    with open_store(store, neo4j, user, password, database) as opened:
        found = look(opened, identity)
    if output is Format.JSON:
        records = [asdict(one) for one in found]
        sys.stdout.write(json.dumps(records, ensure_ascii=False, indent=2) + "\n")
        return
    for one in found:
        _show(one, output)


def _show(one: "Inspection", output: Format) -> None:
    if output is Format.CSV:
        rows = [(s.passage, s.year, s.document, _marked(s)) for s in one.sentences]
        show_rows(("passage", "year", "document", "sentence"), rows, output)
        return
    properties = (
        f"{key}: {_value(value)}" for key, value in sorted(one.properties.items()) if value != []
    )
    sys.stdout.write(f"{one.id}\n  " + "\n  ".join(properties) + "\n")
    if one.facts:
        columns = list(one.facts[0])
        show_rows(columns, [[fact[column] for column in columns] for fact in one.facts], output)
    for sentence in one.sentences:
        year = sentence.year or "year unknown"
        sys.stdout.write(
            f"{sentence.passage} ({year}, {sentence.document})\n  {_marked(sentence)}\n"
        )


def _marked(sentence: "Sentence") -> str:
    """Put the names between 【 and 】."""
    text = sentence.text
    for start, end in sorted(sentence.spans, reverse=True):
        text = f"{text[:start]}【{text[start:end]}】{text[end:]}"
    return text.strip()


def _value(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
