"""The constraints and indexes of cypher/schema, and what in a database stands in their way."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg.errors import StoreError
from kg.ontology import RelationType
from kg.resources import data_folder

SHOW_INDEXES = "SHOW INDEXES YIELD name, type, labelsOrTypes, properties, owningConstraint, options"

_ITEM = re.compile(
    r"CREATE (CONSTRAINT|FULLTEXT INDEX|INDEX) (\w+) IF NOT EXISTS "
    r"FOR (?:\(n:|\(\)-\[f:)(\w+)(?:\)|\]-\(\)) (.*)",
    re.DOTALL,
)


@dataclass(frozen=True)
class SchemaItem:
    """One constraint or index as its file declares it."""

    name: str
    statement: str
    kind: str
    """CONSTRAINT, FULLTEXT INDEX or INDEX."""
    label: str
    """Of nodes, or the type of relationships."""
    properties: tuple[str, ...]
    analyzer: str | None
    """Of a full-text index."""

    def covers(self, index: Mapping[str, Any]) -> bool:
        """Return whether an index, a row of SHOW_INDEXES, does what this one is for, whatever its name."""
        same = index["labelsOrTypes"] == [self.label]
        same = same and sorted(index["properties"] or ()) == sorted(self.properties)
        fits = {
            "CONSTRAINT": index["owningConstraint"] is not None,
            "FULLTEXT INDEX": index["type"] == "FULLTEXT",
            "INDEX": index["type"] == "RANGE",
        }
        return same and fits[self.kind]

    @property
    def drop(self) -> str:
        """The statement that removes it."""
        return f"DROP {self.kind.rpartition(' ')[2]} {self.name} IF EXISTS"


@cache
def load_schema(*, embedded: bool) -> tuple[SchemaItem, ...]:
    """Read the items declared for the embedded database or for Neo4j; what names a TYPE is there once a relation."""
    folder = data_folder("cypher") / "schema"
    paths = [*folder.glob("*.cypher"), *(folder / ("embedded" if embedded else "neo4j")).glob("*")]
    texts = [path.read_text(encoding="utf-8") for path in sorted(paths)]
    return tuple(_parse(text) for each in texts for text in _fill(each))


def _fill(text: str) -> list[str]:
    if ":TYPE]" not in text:
        return [text]
    return [
        text.replace(":TYPE]", f":{kind}]").replace(" NAME ", f" {kind.lower()}_id ")
        for kind in RelationType
    ]


def check_schema(indexes: Iterable[Mapping[str, Any]]) -> list[str]:
    """Compare the rows of SHOW_INDEXES with what is declared; return what is amiss, one sentence each.

    Neo4j skips IF NOT EXISTS in silence where the name is taken or an equal index has another analyzer.
    Raise StoreError where ids are not unique, for then nothing may be written.
    """
    found = list(indexes)
    warnings: list[str] = []
    for item in load_schema(embedded=False):
        fitting = [index for index in found if item.covers(index)]
        if not fitting:
            _refuse_or(warnings, item, found)
        elif item.analyzer:
            warnings += _other_analyzer(item, fitting)
    return warnings


def _refuse_or(warnings: list[str], item: SchemaItem, found: Iterable[Mapping[str, Any]]) -> None:
    message = f"the {item.kind.lower()} {item.name} on :{item.label}({', '.join(item.properties)}) is missing"
    for index in found:
        if item.name in (index["name"], index["owningConstraint"]):
            place = f":{'|'.join(index['labelsOrTypes'])}({', '.join(index['properties'])})"
            message += (
                f", because another one on {place} has that name; drop that or make it anew under "
                "another name, or use another database (--database)"
            )
    if item.kind == "CONSTRAINT":
        raise StoreError(message)
    warnings.append(message)


def _other_analyzer(item: SchemaItem, indexes: Iterable[Mapping[str, Any]]) -> list[str]:
    found = {index["options"]["indexConfig"]["fulltext.analyzer"]: index for index in indexes}
    if item.analyzer in found:
        return []
    analyzer, index = next(iter(found.items()))
    return [
        f"the full-text index {index['name']} was made by others with the analyzer {analyzer}, not "
        f"{item.analyzer}: it does not find a part of a Chinese name; "
        f"to mend it: DROP INDEX {index['name']}, then load again"
    ]


def _parse(text: str) -> SchemaItem:
    statement = re.sub(r"^//.*\n", "", text, flags=re.MULTILINE).rstrip("; \n")
    match = _ITEM.fullmatch(statement)
    assert match, statement
    kind, name, label, rest = match.groups()
    analyzer = re.search(r"analyzer`: '([\w-]+)'", rest)
    return SchemaItem(
        name,
        statement,
        kind,
        label,
        tuple(re.findall(r"\b[nf]\.(\w+)", rest)),
        analyzer[1] if analyzer else None,
    )
