"""Refuse what does more than read the graph.

The databases refuse writes themselves: Neo4j in read access mode, the embedded engine because its reader may not.
Neither keeps a query from reading files or reaching the network, hence the rules here.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kg.errors import InputError
from kg.queries import OPAQUE

_BRACED = re.compile(r"\{[^{}]*\}")
_ESCAPE = re.compile(r"\\u+[0-9a-fA-F]{4}")
_CALLED = re.compile(
    r"(?P<function>(?:\w+ ?)?(?:\. ?\w+ ?)+)\(|\bCALL (?P<procedure>\w+(?: ?\. ?\w+)+)",
    re.IGNORECASE,
)
_STARTS = ("MATCH", "OPTIONAL MATCH", "WITH", "UNWIND", "CALL", "RETURN")
_FAMILIES = ("date", "datetime", "duration", "localdatetime", "localtime", "point", "time")
_HARMLESS = (
    "db.labels",
    "db.nameFromElementId",
    "db.propertyKeys",
    "db.relationshipTypes",
    "db.schema.nodeTypeProperties",
    "db.schema.relTypeProperties",
    "db.schema.visualization",
    "db.index.fulltext.queryNodes",
    "db.index.fulltext.queryRelationships",
    "vector.similarity.cosine",
    "vector.similarity.euclidean",
)
_NO_FILES = "LOAD CSV reads files; accepted: queries that read the graph"


def check_query(query: str) -> None:
    """Refuse text that is no reading query, reads files, or calls what is not known to read the graph only."""
    if _ESCAPE.search(query):
        raise InputError(
            r"the query holds an escape \u…, which Neo4j reads as code; accepted: the character itself, "
            "or a parameter"
        )
    code = _code(query)
    if re.search(r"\bLOAD CSV\b", code, re.IGNORECASE):
        raise InputError(_NO_FILES)
    first = re.match(r"\w+", code)
    if not first or first[0].upper() not in {start.partition(" ")[0] for start in _STARTS}:
        begin = code.partition(" ")[0]
        raise InputError(
            f"a query cannot begin with {begin!r}; accepted: a query that reads the graph and begins "
            f"with {', '.join(_STARTS)}"
        )
    for called in _CALLED.finditer(code):
        _check_name((called["function"] or called["procedure"]).replace(" ", ""))


def check_plan(query_type: str | None, plan: Mapping[str, Any]) -> None:
    """Refuse a query of which Neo4j's own EXPLAIN says that it does more than read the graph."""
    if query_type != "r":
        raise InputError("the query does more than read; accepted: queries that read the graph")
    if any(operator.startswith("LoadCSV") for operator in _operators(plan)):
        raise InputError(_NO_FILES)


def limited(query: str, most: int) -> str:
    """Return a query that gives only the first `most` rows; one that says LIMIT, or RETURN nowhere, stays as it is."""
    statement = query.strip().removesuffix(";")
    outside = _code(statement)
    while (shorter := _BRACED.sub(" ", outside)) != outside:
        outside = shorter
    *before, last = re.split(r"\bRETURN\b", outside, flags=re.IGNORECASE)
    if not before or ";" in outside or re.search(r"\bLIMIT\b", last, re.IGNORECASE):
        return query
    return f"{statement}\nLIMIT {most}"


def _code(query: str) -> str:
    """Return a query without comments and strings; whatever may be white space becomes one space."""

    def blank(found: "re.Match[str]") -> str:
        return " " if found["name"] is None else re.sub(r"[^\w.]", "_", found["name"])

    return re.sub(r"[^\w!-~]+", " ", OPAQUE.sub(blank, query)).strip()


def _check_name(name: str) -> None:
    family, dot, _ = name.lower().partition(".")
    if (dot and family in _FAMILIES) or name.lower() in map(str.lower, _HARMLESS):
        return
    accepted = ", ".join([*_HARMLESS, *(f"{each}.…" for each in _FAMILIES)])
    raise InputError(
        f"{name} may do more than read the graph; accepted: functions without a dot and {accepted}"
    )


def _operators(plan: Mapping[str, Any]) -> Iterator[str]:
    yield str(plan["operatorType"])
    for child in plan.get("children", ()):
        yield from _operators(child)
