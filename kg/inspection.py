"""Why is this here: an entity or a fact of the graph with every sentence that says it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from kg.errors import InputError
from kg.resources import data_folder
from kg.stores.bolt import BoltStore

_ENDS = "。；;！？!?\n"


@dataclass(frozen=True, slots=True)
class Sentence:
    """The part of a passage around names; `spans` are code points of `text`."""

    document: str
    year: int | None
    passage: str
    text: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Inspection:
    """One entity or fact."""

    id: str
    properties: dict[str, Any]
    facts: tuple[dict[str, Any], ...]
    """Of an entity: its facts; of a fact: its ends."""
    sentences: tuple[Sentence, ...]


def inspect(store: BoltStore, identity: str) -> list[Inspection]:
    """Return what bears this id, name or alias; InputError where nothing does."""
    facts = _ask(store, "fact", id=identity)
    if facts:
        return [_inspect_fact(store, fact) for fact in facts]
    entities = _ask(store, "entity", id=identity) or _ask(store, "alias", id=identity)
    if not entities:
        raise InputError(
            f"nothing in the graph has the id, name or alias {identity!r}; "
            "`kg query run search -p name=…` finds names by a part"
        )
    return [_inspect_entity(store, row["id"], row["entity"]) for row in entities]


def _inspect_entity(store: BoltStore, identity: str, properties: dict[str, Any]) -> Inspection:
    places: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _ask(store, "mentions", id=identity):
        places[row["passage"]].append(row)
    sentences = tuple(
        sentence
        for rows in places.values()
        for sentence in _sentences(rows[0], [(row["start"], row["end"]) for row in rows])
    )
    facts = tuple(_ask(store, "facts", id=identity))
    return Inspection(identity, properties, facts, sentences)


def _inspect_fact(store: BoltStore, row: dict[str, Any]) -> Inspection:
    fact = row["fact"]
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for passage, ends in zip(fact["passages"], fact["spans"], strict=True):
        spans[passage].extend(_parse_span(end) for end in ends.split(":") if end != "-")
    passages = _ask(store, "passages", ids=sorted(spans))
    sentences = tuple(
        sentence
        for passage in passages
        for sentence in _sentences(passage, sorted(set(spans[passage["passage"]])))
    )
    ends = {key: value for key, value in row.items() if key != "fact"}
    return Inspection(row["id"], fact, (ends,), sentences)


def _parse_span(text: str) -> tuple[int, int]:
    start, end = text.split("-")
    return int(start), int(end)


def _sentences(row: dict[str, Any], spans: list[tuple[int, int]]) -> list[Sentence]:
    """Cut the sentences that hold the spans out of a passage; spans of one sentence stay together."""
    text = row["text"]
    groups: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for start, end in spans:
        groups[_sentence_around(text, start, end)].append((start, end))
    return [
        Sentence(
            document=row["document"],
            year=row["year"],
            passage=row["passage"],
            text=text[begin:stop],
            spans=tuple((start - begin, end - begin) for start, end in inside),
        )
        for (begin, stop), inside in sorted(groups.items())
    ]


def _sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    begin = max(text.rfind(mark, 0, start) for mark in _ENDS) + 1
    stops = [stop for mark in _ENDS if (stop := text.find(mark, end)) >= 0]
    return begin, min(stops) + 1 if stops else len(text)


def _ask(store: BoltStore, statement: str, **parameters: Any) -> list[dict[str, Any]]:
    text = (data_folder("cypher") / "inspect" / f"{statement}.cypher").read_text(encoding="utf-8")
    answer = store.run(text.strip().rstrip(";"), parameters, limit=10_000, timeout=60.0)
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
