"""Why is this here: an entity or a fact of the graph with every sentence that says it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kg.errors import InputError
from kg.merges import propose_for
from kg.resources import data_folder
from kg.stores.bolt import BoltStore
from kg.types import Decision, Proposal, Reading

_ENDS = "。；;！？!?\n"
Row = dict[str, Any]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sentence:
    """The part of a passage around names; `spans` are code points of `text`."""

    document: str
    year: int | None
    passage: str
    text: str
    spans: tuple[Span, ...]
    by: tuple[str, ...] = ()
    """Which models or rules found the names."""
    confidence: float | None = None
    """Of the name that is surest."""


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
    facts = ask(store, "inspect/fact", id=identity)
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
    text = (data_folder("cypher") / f"{statement}.cypher").read_text(encoding="utf-8")
    answer = store.run(text.strip().rstrip(";"), parameters)
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]


def find_passages(store: BoltStore, ids: Iterable[str]) -> dict[str, Row]:
    """Return passages by id, each with its text and the title and year of its document."""
    rows = ask(store, "inspect/passages", ids=sorted(ids))
    return {row["passage"]: row for row in rows}


def parse_spans(text: str) -> tuple[Span, ...]:
    """Read the spans of a fact's ends, 0-3:7-9; the report's own place, -, has none."""
    ends = [end.split("-") for end in text.split(":") if end != "-"]
    return tuple((int(start), int(stop)) for start, stop in ends)


def cut_sentence(row: Row, spans: Sequence[Span]) -> Sentence:
    """Cut the part that holds all of `spans` out of a passage, whole sentences of it."""
    text = row["text"]
    around = [_sentence_around(text, *span) for span in spans]
    begin, stop = min(start for start, _ in around), max(end for _, end in around)
    return Sentence(
        document=row["document"],
        year=row["year"],
        passage=row["passage"],
        text=text[begin:stop],
        spans=tuple((start - begin, end - begin) for start, end in sorted(set(spans))),
    )


def _inspect_entity(store: BoltStore, identity: str, properties: Row) -> Inspection:
    rows = ask(store, "inspect/mentions", id=identity)
    groups: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in rows:
        begin, _ = _sentence_around(row["text"], row["start"], row["end"])
        groups[row["passage"], begin].append(row)
    facts = tuple(ask(store, "inspect/facts", id=identity))
    said = Counter(row["surface"] for row in rows)
    sentences = tuple(map(_mention_sentence, groups.values()))
    return Inspection(identity, properties, _aliases(properties, said), facts, sentences)


def _mention_sentence(rows: Sequence[Row]) -> Sentence:
    """Return the sentence of mentions that stand in one."""
    sentence = cut_sentence(rows[0], [(row["start"], row["end"]) for row in rows])
    by = tuple(sorted({row["by"] for row in rows}))
    return replace(sentence, by=by, confidence=max(row["confidence"] for row in rows))


def _aliases(properties: Row, said: Counter[str]) -> tuple[Alias, ...]:
    names = properties.get("aliases") or []
    rules = properties.get("alias_rules") or [None] * len(names)
    return tuple(
        Alias(name, rule or None, said[name]) for name, rule in zip(names, rules, strict=True)
    )


def _inspect_fact(store: BoltStore, row: Row) -> Inspection:
    fact = row["fact"]
    passages = find_passages(store, fact["passages"])
    groups: dict[tuple[str, int], list[Span]] = defaultdict(list)
    for passage, written in zip(fact["passages"], fact["spans"], strict=True):
        spans = parse_spans(written)
        begin, _ = _sentence_around(passages[passage]["text"], *min(spans))
        groups[passage, begin] += spans
    sentences = (cut_sentence(passages[passage], spans) for (passage, _), spans in groups.items())
    ends = {key: value for key, value in row.items() if key != "fact"}
    return Inspection(row["id"], fact, (), (ends,), tuple(sentences))


def _sentence_around(text: str, start: int, end: int) -> Span:
    begin = max(text.rfind(mark, 0, start) for mark in _ENDS) + 1
    stops = [stop for mark in _ENDS if (stop := text.find(mark, end)) >= 0]
    return begin, min(stops) + 1 if stops else len(text)
