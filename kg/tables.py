"""The graph as tables for spreadsheets and data frames: documents, passages, entities, mentions and facts."""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import networkx as nx

from kg.errors import InputError

Row: TypeAlias = dict[str, Any]

_FIRST: Final = ("id", "type", "name", "title", "head", "tail", "passage", "entity", "document")
"""Columns that stand in front of the others, which follow by name."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one kind; a row lacks what is not known."""

    name: str
    rows: Sequence[Row]

    @property
    def columns(self) -> list[str]:
        """Every property that a row has, the identifying ones first."""
        found = {column for row in self.rows for column in row}
        return [one for one in _FIRST if one in found] + sorted(found.difference(_FIRST))


def graph_tables(graph: "nx.MultiDiGraph[str]") -> list[Table]:
    """Return the five tables of a graph, rows sorted by id."""
    rows: dict[str, list[Row]] = {
        name: [] for name in ("documents", "passages", "entities", "mentions", "facts")
    }
    for _, attributes in graph.nodes.data():
        properties = dict(attributes)
        label = properties.pop("label")
        name = {"Document": "documents", "Passage": "passages"}.get(label, "entities")
        rows[name].append({"type": label, **properties} if name == "entities" else properties)
    documents = {}
    for head, tail, attributes in graph.edges.data():
        properties = dict(attributes)
        kind = properties.pop("type")
        if kind == "HAS_PASSAGE":
            documents[tail] = head
        elif kind == "MENTIONS":
            rows["mentions"].append({"passage": head, "entity": tail, **properties})
        else:
            rows["facts"].append({"type": kind, "head": head, "tail": tail, **properties})
    for passage in rows["passages"]:
        passage["document"] = documents.get(passage["id"])
    return [Table(name, sorted(of, key=lambda row: str(row["id"]))) for name, of in rows.items()]


def write_csv(tables: Iterable[Table], folder: Path) -> list[Path]:
    """Write NAME.csv for each table, UTF-8 with a mark so that spreadsheets see it; lists are JSON arrays."""
    return [_write_csv(table, folder / f"{table.name}.csv") for table in tables]


def _write_csv(table: Table, path: Path) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, table.columns, lineterminator="\n")
        writer.writeheader()
        for row in table.rows:
            writer.writerow({column: _cell(value) for column, value in row.items()})
    return path


def _cell(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def write_parquet(tables: Iterable[Table], folder: Path) -> list[Path]:
    """Write NAME.parquet for each table; without pyarrow an InputError says how to get it."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise InputError(
            "Parquet needs pyarrow: install it (pip install pyarrow) or write csv"
        ) from error
    paths = []
    for table in tables:
        columns = {name: [row.get(name) for row in table.rows] for name in table.columns}
        path = folder / f"{table.name}.parquet"
        parquet.write_table(pyarrow.table(columns), path)
        paths.append(path)
    return paths
