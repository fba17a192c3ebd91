"""Write a graph as the files that `neo4j-admin database import` reads, with the command that imports them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import networkx as nx

from kg.errors import InputError
from kg.graph import Key, Properties, rows_of
from kg.stores.schema import load_schema
from kg.stores.statements import ENDS, INDEXED

_Rows: TypeAlias = Mapping[str, list[tuple[Key, Properties]]]
"""Nodes by label and edges by type."""
_TYPES = {str: "string", bool: "boolean", int: "long", float: "double", list: "string[]"}
_DELIMITERS = (";", "|", "~", "^", "\x1f", *map(chr, range(0xE000, 0xF900)))
"""Of lists, which have no quotes: the first that no item holds."""


@dataclass(frozen=True)
class _Table:
    """The rows of one label or type."""

    name: str
    option: str
    """What the command says of it."""
    pattern: str
    """What matches it in Cypher."""
    first: tuple[str, ...]
    """Header of the ends and of the id."""
    rows: tuple[tuple[tuple[str, ...], Properties], ...]
    """Ends, of nodes none, and properties."""


def write_import(graph: "nx.MultiDiGraph[str]", folder: Path) -> None:
    """Write a header and the data of each label and type, `import.sh` and `after-import.cypher`.

    The same graph gives the same bytes. InputError where a file cannot hold it: a property of one label or type
    with values of two types, or sometimes an empty list and sometimes missing; or where a file cannot be written.
    """
    rows = _by_name(graph)
    tables = [table for table in (*_node_tables(rows), *_edge_tables(rows)) if table.rows]
    delimiter = _choose_delimiter(data for table in tables for _, data in table.rows)
    after = [item.statement for item in load_schema(embedded=False)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for table in tables:
            columns = _columns(table)
            _write_table(folder, table, columns, delimiter)
            after += _set_empty(table, columns)
        _write(folder / "after-import.cypher", (f"{statement};\n" for statement in after))
        _write(folder / "import.sh", [_script(tables, delimiter)])
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror})") from error


def _node_tables(rows: _Rows) -> Iterator[_Table]:
    for label, key in INDEXED.items():
        names = label if key == label else f"{key}:{label}"
        found = tuple(((), data) for _, data in rows[label])
        yield _Table(label, f"--nodes={names}", f"(n:{names})", ("id:ID",), found)


def _edge_tables(rows: _Rows) -> Iterator[_Table]:
    for kind, (head, tail) in ENDS.items():
        yield _Table(
            kind,
            f"--relationships={kind}",
            f"(:{head})-[n:{kind}]->(:{tail})",
            (":START_ID", ":END_ID", "id:string"),
            tuple((key[2:], data) for key, data in rows[kind]),
        )


def _by_name(graph: "nx.MultiDiGraph[str]") -> _Rows:
    """Return nodes by label and edges by type, in the order of their ids."""
    found: defaultdict[str, list[tuple[Key, Properties]]] = defaultdict(list)
    for key, properties in sorted(rows_of(graph), key=_id):
        found[key[1]].append((key, properties))
    return found


def _id(row: tuple[Key, Properties]) -> str:
    return row[0][0]


def _script(tables: Iterable[_Table], delimiter: str) -> str:
    files = [f"{table.option}={table.name}-header.csv,{table.name}.csv" for table in tables]
    command = [
        "neo4j-admin database import full neo4j",
        *files,
        "--id-type=string",
        f"--array-delimiter=U+{ord(delimiter):04X}",
        "--multiline-fields=true",
        '"$@"',
    ]
    return (
        "#!/bin/sh\n"
        "# Imports this folder into the database neo4j of a server that is stopped.\n"
        "# If that database is there already: sh import.sh --overwrite-destination=true, which deletes what is in it.\n"
        "# Then start the server and run: cypher-shell -f after-import.cypher\n"
        'cd "$(dirname "$0")" || exit 1\n' + " \\\n  ".join(command) + "\n"
    )


def _write_table(folder: Path, table: _Table, columns: Mapping[str, str], delimiter: str) -> None:
    more = [f"{column}:{kind}" for column, kind in columns.items() if column != "id"]
    _write(folder / f"{table.name}-header.csv", [",".join([*table.first, *more]) + "\n"])
    rows = ((*ends, *map(data.get, columns)) for ends, data in table.rows)
    lines = (",".join(_cell(value, delimiter) for value in row) + "\n" for row in rows)
    _write(folder / f"{table.name}.csv", lines)


def _columns(table: _Table) -> dict[str, str]:
    """Return the import's type of each property, the id first."""
    types: dict[str, str] = {}
    for _, data in table.rows:
        for name, value in data.items():
            kind = types.setdefault(name, _TYPES[type(value)])
            if kind != _TYPES[type(value)]:
                raise InputError(
                    f"{data['id']}: {name} is {value!r}, but {kind} in other rows of {table.name}; "
                    "accepted: values of one type"
                )
    return {name: types[name] for name in ("id", *sorted(types.keys() - {"id"}))}


def _set_empty(table: _Table, columns: Iterable[str]) -> Iterator[str]:
    """Yield what sets the lists that are empty: the import leaves them out."""
    for name in columns:
        if all(data.get(name) != [] for _, data in table.rows):
            continue
        if any(name not in data for _, data in table.rows):
            raise InputError(
                f"{table.name}: {name} is empty in some rows and missing in others, which the import "
                "cannot tell apart; accepted: a list everywhere"
            )
        yield f"MATCH {table.pattern} WHERE n.{name} IS NULL SET n.{name} = []"


def _cell(value: object, delimiter: str) -> str:
    """Quote texts, for an empty cell without quotes is a property that is not there."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case [""]:
            raise InputError("the import cannot tell a list of one empty text from an empty list")
        case list():
            return _cell(delimiter.join(value), delimiter)
        case str():
            return '"' + value.replace('"', '""') + '"'
    return repr(value)


def _choose_delimiter(rows: Iterable[Properties]) -> str:
    used = {
        character
        for data in rows
        for value in data.values()
        if isinstance(value, list)
        for item in value
        for character in item
    }
    return next(each for each in _DELIMITERS if each not in used)


def _write(path: Path, parts: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(parts)
