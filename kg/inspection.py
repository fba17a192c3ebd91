"""Why is this here: an entity or a fact of the graph with every sentence that says it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kg.errors import InputError
from kg.merges import propose_for
from kg.ontology import RelationType
from kg.resources import data_folder
from kg.sentences import Sentence, Span, cut_evidence, cut_mentions
from kg.stores.bolt import BoltStore
from kg.types import Decision, Proposal, Reading

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of an entity."""

    name: str
    rule: str | None
    """Ids of the rules by which it is one, joined by +; None where it is the same name in other writing."""
    mentions: int
    """How often the texts say it so."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """One entity or fact."""

    id: str
    properties: Row
    aliases: tuple[Alias, ...]
    facts: tuple[Row, ...]
    """Of an entity: its facts; of a fact: its ends."""
    sentences: tuple[Sentence, ...]
    proposals: tuple[Proposal, ...] = ()
    """Of an entity: what may be the same, and is still to decide."""


def inspect(store: BoltStore, identity: str) -> list[Inspection]:
    """Return what bears this id, name or alias; InputError where nothing does."""
    facts = _find_fact(store, identity)
    if facts:
        return [_inspect_fact(store, fact) for fact in facts]
    entities = ask(store, "inspect/entity", id=identity) or ask(store, "inspect/alias", id=identity)
    if not entities:
        raise InputError(
            f"nothing in the graph has the id, name or alias {identity!r}; "
            "`kg query run search -p name=…` finds names by a part"
        )
    return [_inspect_entity(store, row["id"], row["entity"]) for row in entities]


def add_proposals(
    found: Sequence[Inspection], readings: Iterable[Reading], decisions: Iterable[Decision]
) -> list[Inspection]:
    """Return the same with the proposals of `readings` that each entity is part of; facts have none."""
    names = [name for one in found for name in _names(one)]
    proposals = propose_for(readings, names, decisions) if names else ()
    return [
        replace(one, proposals=tuple(each for each in proposals if _concerns(each, one)))
        for one in found
    ]


def _names(one: Inspection) -> list[str]:
    """Return what an entity is called; nothing for a fact."""
    return (
        [one.properties["name"], *(alias.name for alias in one.aliases)]
        if "name" in one.properties
        else []
    )


def _concerns(proposal: Proposal, one: Inspection) -> bool:
    scope = one.properties.get("scope")
    same_type = proposal.first.startswith(f"{one.id.partition('/')[0]}/")
    return (
        same_type
        and scope in (None, proposal.place)
        and not set(_names(one)).isdisjoint(proposal.names)
    )


def ask(store: BoltStore, statement: str, **parameters: Any) -> list[Row]:
    """Return the answer of cypher/`statement`.cypher, a dict a row."""
    return _answer(store, _read_statement(statement), parameters)


def _find_fact(store: BoltStore, identity: str) -> list[Row]:
    kind = identity.partition("/")[0]
    if kind not in list(RelationType):
        return []
    return _answer(
        store, _read_statement("inspect/fact").replace("[f:TYPE]", f"[f:{kind}]"), {"id": identity}
    )


def _read_statement(name: str) -> str:
    text = (data_folder("cypher") / f"{name}.cypher").read_text(encoding="utf-8")
    return text.strip().rstrip(";")


def _answer(store: BoltStore, statement: str, parameters: Row) -> list[Row]:
    answer = store.run(statement, parameters)
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]


def find_passages(store: BoltStore, ids: Iterable[str]) -> dict[str, Row]:
    """Return passages by id, each with its text and the title and year of its document."""
    rows = ask(store, "inspect/passages", ids=sorted(ids))
    return {row["passage"]: row for row in rows}


def parse_spans(text: str) -> tuple[Span, ...]:
    """Read the spans of a fact's ends, 0-3:7-9; the report's own place, -, has none."""
    ends = [end.split("-") for end in text.split(":") if end != "-"]
    return tuple((int(start), int(stop)) for start, stop in ends)


def _inspect_entity(store: BoltStore, identity: str, properties: Row) -> Inspection:
    rows = ask(store, "inspect/mentions", id=identity)
    facts = tuple(ask(store, "inspect/facts", id=identity))
    said = Counter(row["surface"] for row in rows)
    return Inspection(identity, properties, _aliases(properties, said), facts, cut_mentions(rows))


def _aliases(properties: Row, said: Counter[str]) -> tuple[Alias, ...]:
    names = properties.get("aliases") or []
    rules = properties.get("alias_rules") or [None] * len(names)
    return tuple(
        Alias(name, rule or None, said[name]) for name, rule in zip(names, rules, strict=True)
    )


def _inspect_fact(store: BoltStore, row: Row) -> Inspection:
    fact = row["fact"]
    passages = find_passages(store, fact["passages"])
    said = zip(fact["passages"], map(parse_spans, fact["spans"]), strict=True)
    ends = {key: value for key, value in row.items() if key != "fact"}
    return Inspection(row["id"], fact, (), (ends,), cut_evidence(passages, said))
