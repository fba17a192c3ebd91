"""Command `kg inspect`: show why an entity or a fact is in the graph."""

import sys
from dataclasses import asdict
from pathlib import Path
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
from ._render import mark, show_json, show_rows

if TYPE_CHECKING:
    from kg.inspection import Inspection
    from kg.sentences import Sentence


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
    if not neo4j:
        found = _with_proposals(found, store)
    if output is Format.JSON:
        show_json([asdict(one) for one in found])
        return
    for one in found:
        _show(one, output)


def _with_proposals(found: "list[Inspection]", store: Path) -> "list[Inspection]":
    """Add what the readings of a store propose of entities."""
    from kg.inspection import add_proposals
    from kg.stores.decisions import FILE, read_decisions
    from kg.stores.readings import Readings, distinct

    stored = Readings(store)
    readings = distinct(stored, stored.heads().values())
    return add_proposals(found, readings, read_decisions(store / FILE))


def _show(one: "Inspection", output: Format) -> None:
    if output is Format.CSV:
        rows = [
            (s.passage, s.year, s.document, mark(s.text, s.spans), s.by, s.confidence)
            for s in one.sentences
        ]
        columns = ("passage", "year", "document", "sentence", "by", "confidence")
        show_rows(columns, rows, output)
        return
    properties = (
        f"{key}: {_value(value)}"
        for key, value in sorted(one.properties.items())
        if value != [] and key not in ("aliases", "alias_rules")
    )
    sys.stdout.write(f"{one.id}\n  " + "\n  ".join(properties) + "\n")
    for alias in one.aliases:
        rule = alias.rule or "the same name in other writing"
        sys.stdout.write(f"  alias: {alias.name} (said {alias.mentions} times; {rule})\n")
    for proposal in one.proposals:
        first, second = proposal.names
        sys.stdout.write(
            f"  to decide: {first} = {second}? ({proposal.rule}, {proposal.score:g}; "
            f"kg merges accept|reject {proposal.id})\n"
        )
    if one.facts:
        fields = list(one.facts[0])
        show_rows(fields, [[fact[field] for field in fields] for fact in one.facts], output)
    for sentence in one.sentences:
        sys.stdout.write(f"{_source(sentence)}\n  {mark(sentence.text, sentence.spans)}\n")


def _source(sentence: "Sentence") -> str:
    """Return where a sentence stands, and who found the names in it how surely."""
    source = f"{sentence.passage} ({sentence.year or 'year unknown'}, {sentence.document})"
    if sentence.confidence is None:
        return source
    return f"{source} by {', '.join(sentence.by)} {sentence.confidence:g}"


def _value(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
