"""What changed between the reports of two years of one place, or between two builds of the graph."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeAlias

from kg.errors import InputError
from kg.inspection import ask, find_passages, parse_spans
from kg.names import place_key
from kg.ontology import Stage
from kg.sentences import Sentence, cut_sentence
from kg.stores.bolt import BoltStore

Row: TypeAlias = dict[str, Any]
Key: TypeAlias = tuple[str | int | None, ...]
Spans: TypeAlias = tuple[tuple[int, int], ...]

_STAGES = ["", *Stage]
_MOST = 20
"""Places that a message lists."""


class Kind(StrEnum):
    """What can happen from the earlier to the later side, in the order of a report of it."""

    NEW_ENTITY = "new entity"
    VANISHED_ENTITY = "vanished entity"
    NEW_FACT = "new fact"
    VANISHED_FACT = "vanished fact"
    STAGE = "stage"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not on both sides alike."""

    kind: Kind
    type: str
    """Of the entity or the fact."""
    name: str
    """Of the entity; of a fact: head → tail."""
    before: str | None
    after: str | None
    """Stage and amount of a fact, where it is on that side."""
    id: str
    """Of the entity or the fact, of a vanished one that on the earlier side."""
    said: tuple[Sentence, ...]
    """The first sentence of each side that says it, the earlier one first."""


@dataclass(frozen=True, slots=True)
class Report:
    """A document of the graph."""

    id: str
    title: str
    year: int | None
    code: str | None
    place: str
    """With all that is around it: 江苏省徐州市泉山区; empty where unknown."""
    name: str
    """Of the place alone."""


@dataclass(frozen=True, slots=True)
class _Item:
    """An entity or a fact as one side tells it, with the passage that says it first."""

    is_fact: bool
    type: str
    name: str
    id: str
    stage: str | None
    amount: str | None
    worth: tuple[float, str] | None
    """Value and currency of the amount, where it is understood."""
    passage: str
    spans: Spans


Side: TypeAlias = tuple[BoltStore, dict[Key, _Item]]


def find_reports(store: BoltStore, place: str | None = None) -> list[Report]:
    """Return the reports of a place, by code or name, or all; InputError names the places that there are."""
    found = [_report(row) for row in ask(store, "history/reports")]
    if place is None:
        return found
    fitting = [report for report in found if _is_of(report, place)]
    places = {report.code: report for report in fitting}
    if len(places) > 1:
        raise InputError(f"{place} is several places; give the code: {_listed(fitting)}")
    if not fitting:
        near = get_close_matches(
            place, {report.name for report in found if report.code}, cutoff=0.4
        )
        listed = _listed([report for report in found if not near or report.name in near])
        raise InputError(
            f"there is no report of {place!r} in the graph; of: {listed or 'no place'}"
        )
    return fitting


def choose_years(
    reports: Sequence[Report], earlier: int | None = None, later: int | None = None
) -> tuple[int, int]:
    """Return the two years to compare, by default the last two; InputError names those that there are."""
    years = sorted({report.year for report in reports if report.year is not None})
    where = f"of {reports[0].name} in the graph"
    told = f"there are: {', '.join(map(str, years)) or 'none with a year'}"
    for year in (earlier, later):
        if year is not None and year not in years:
            raise InputError(f"there is no report {where} for {year}; {told}")
    later = max(years, default=None) if later is None else later
    if earlier is None:
        earlier = max((year for year in years if later is None or year < later), default=None)
    if earlier is None or later is None:
        raise InputError(f"two years are needed to compare reports {where}; {told}")
    if earlier >= later:
        raise InputError(f"year {earlier} is not before {later}; {told}")
    return earlier, later


def compare_years(
    store: BoltStore,
    reports: Iterable[Report],
    years: tuple[int, int],
    min_confidence: float = 0.0,
) -> list[Change]:
    """Return what the reports of the later year say otherwise than those of the earlier one."""
    told = [[one.id for one in reports if one.year == year] for year in years]
    before, after = (_items(store, ids, min_confidence, timeless=True) for ids in told)
    return _compare((store, before), (store, after))


def compare_builds(
    before: BoltStore, after: BoltStore, place: str | None = None, min_confidence: float = 0.0
) -> list[Change]:
    """Return what `after` has otherwise than `before`, of one place's reports or of all."""
    sides = []
    for store in (before, after):
        ids = [report.id for report in find_reports(store, place)]
        sides.append((store, _items(store, ids, min_confidence, timeless=False)))
    return _compare(*sides)


def _items(
    store: BoltStore, documents: list[str], least: float, *, timeless: bool
) -> dict[Key, _Item]:
    """Return what documents tell; when `timeless`, a fact of several years is one."""
    items: dict[Key, _Item] = {}
    for row in ask(store, "history/mentions", documents=documents, least=least):
        spans = ((row["start"], row["end"]),)
        kind = row["id"].partition("/")[0]
        entity = _Item(False, kind, row["name"], row["id"], None, None, None, row["passage"], spans)
        items.setdefault((kind, row["id"]), entity)
    facts: dict[Key, list[Row]] = defaultdict(list)
    for row in ask(store, "history/facts", documents=documents, least=least):
        year = None if timeless else row["year"]
        facts[row["type"], row["head_id"], row["tail_id"], year].append(row)
    return items | {key: _fact(rows) for key, rows in facts.items()}


def _fact(rows: Sequence[Row]) -> _Item:
    """Make one of the same fact in several documents: its furthest stage, the first amount."""
    row = max(rows, key=lambda one: _STAGES.index(one["stage"] or ""))
    told = next((one for one in rows if one["amount"]), row)
    return _Item(
        is_fact=True,
        type=row["type"],
        name=f"{row['head']} → {row['tail']}",
        id=row["id"],
        stage=row["stage"],
        amount=told["amount"],
        worth=None if told["value"] is None else (told["value"], told["currency"]),
        passage=row["passages"][0],
        spans=parse_spans(row["spans"][0]),
    )


def _compare(before: Side, after: Side) -> list[Change]:
    pairs: list[tuple[Kind, _Item | None, _Item | None]] = []
    for key in before[1].keys() | after[1].keys():
        old, new = before[1].get(key), after[1].get(key)
        pairs.extend((kind, old, new) for kind in _kinds(old, new))
    texts = (
        _sentences(before[0], [old for _, old, _ in pairs if old]),
        _sentences(after[0], [new for _, _, new in pairs if new]),
    )
    found = [_change(kind, old, new, texts) for kind, old, new in pairs]
    order = list(Kind)
    return sorted(found, key=lambda one: (order.index(one.kind), one.type, one.name, one.id))


def _kinds(old: _Item | None, new: _Item | None) -> Iterator[Kind]:
    if old is None or new is None:
        one = old or new
        assert one
        kinds = (Kind.NEW_ENTITY, Kind.NEW_FACT, Kind.VANISHED_ENTITY, Kind.VANISHED_FACT)
        yield kinds[one.is_fact + 2 * (new is None)]
        return
    if old.stage and new.stage and old.stage != new.stage:
        yield Kind.STAGE
    if old.amount and new.amount and (old.worth or old.amount) != (new.worth or new.amount):
        yield Kind.AMOUNT


def _change(
    kind: Kind,
    old: _Item | None,
    new: _Item | None,
    texts: Sequence[Mapping[tuple[str, Spans], Sentence]],
) -> Change:
    one = new or old
    assert one
    told = [None if item is None else _told(item, kind) for item in (old, new)]
    said = tuple(
        sentences[item.passage, item.spans]
        for item, sentences in zip((old, new), texts, strict=True)
        if item
    )
    return Change(kind, one.type, one.name, told[0], told[1], one.id, said)


def _told(item: _Item, kind: Kind) -> str | None:
    """Return stage and amount, or the one that changed."""
    shown = {Kind.STAGE: [item.stage], Kind.AMOUNT: [item.amount]}.get(
        kind, [item.stage, item.amount]
    )
    return ", ".join(filter(None, shown)) or None


def _sentences(store: BoltStore, items: Iterable[_Item]) -> dict[tuple[str, Spans], Sentence]:
    """Return the sentence of each item's passage around its spans."""
    wanted = {(item.passage, item.spans) for item in items}
    rows = find_passages(store, {passage for passage, _ in wanted})
    return {(passage, spans): cut_sentence(rows[passage], spans) for passage, spans in wanted}


def _report(row: Row) -> Report:
    place = "".join([*(row["parents"] or ()), row["place"] or ""])
    return Report(row["id"], row["title"], row["year"], row["code"], place, row["place"] or "")


def _is_of(report: Report, place: str) -> bool:
    if not report.code:
        return False
    return (
        place == report.code
        or report.place.endswith(place)
        or place_key(place) == place_key(report.name)
    )


def _listed(reports: Iterable[Report]) -> str:
    places = {report.code: report.place for report in reports if report.code}
    shown = [f"{place} {code}" for code, place in sorted(places.items())]
    more = f" and {len(shown) - _MOST} more" if len(shown) > _MOST else ""
    return ", ".join(shown[:_MOST]) + more
