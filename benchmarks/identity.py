"""Measure how well names of one place are told to be one thing: precision and recall on pairs labelled by hand.

The pairs are of fifteen cities with reports of many years, recognised by the fast reader and labelled by reading; the
rules were tuned on ten of the cities (tune), the other five (test) show what they are worth elsewhere.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from kg.gazetteer import load_gazetteer
from kg.names import name_key
from kg.ontology import EntityType
from kg.resolve import World, resolve
from kg.stores.readings import Readings
from kg.types import Document, Mention, Passage, PassageReading, Reading

PAIRS = Path(__file__).with_name("name_pairs.tsv")


@dataclass(frozen=True)
class Pair:
    """Two names of one place and type, and whether they are one thing."""

    half: str
    place: str
    type: EntityType
    first: str
    second: str
    same: bool


@dataclass(frozen=True)
class Score:
    """Precision and recall over pairs, with how many they are of."""

    precision: float
    recall: float
    pairs: int


def read_pairs() -> list[Pair]:
    """Return the labelled pairs."""
    with PAIRS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Pair(
            row["half"],
            row["place"],
            EntityType(row["type"]),
            row["first"],
            row["second"],
            row["same"] == "yes",
        )
        for row in rows
    ]


def readings_of(pairs: Iterable[Pair]) -> list[Reading]:
    """Return one reading a place that mentions all names of its pairs, each in a line of its own."""
    names: dict[str, set[tuple[EntityType, str]]] = defaultdict(set)
    for pair in pairs:
        names[pair.place].update({(pair.type, pair.first), (pair.type, pair.second)})
    return [_reading(place, sorted(found)) for place, found in sorted(names.items())]


def judge(pairs: Iterable[Pair], readings: Iterable[Reading]) -> dict[str, tuple[bool, bool]]:
    """Return for each pair, by its names, whether it is merged, and whether it is merged or proposed."""
    world = resolve(readings, propose=True)
    entity_of = _entities(world)
    entity_of_form = {
        identity: entity
        for (place, kind, key), entity in entity_of.items()
        for identity in (f"{kind}/{key}", f"{kind}/{place}/{key}")
    }
    proposed = {
        frozenset((entity_of_form[one.first], entity_of_form[one.second]))
        for one in world.proposals
        if one.first in entity_of_form and one.second in entity_of_form
    }
    judged: dict[str, tuple[bool, bool]] = {}
    for pair in pairs:
        first, second = (
            entity_of.get((pair.place, pair.type, name_key(name)))
            for name in (pair.first, pair.second)
        )
        merged = first is not None and first == second
        likely = frozenset((first, second)) in proposed
        judged[pair_key(pair)] = (merged, merged or likely)
    return judged


def pair_key(pair: Pair) -> str:
    """Return what identifies a pair."""
    return "\t".join((pair.place, pair.type, pair.first, pair.second))


def score(pairs: Iterable[Pair], judged: dict[str, tuple[bool, bool]], column: int) -> Score:
    """Return precision and recall of what is merged (column 0), or merged or proposed (column 1)."""
    known = list(pairs)
    said = [pair for pair in known if judged[pair_key(pair)][column]]
    right = sum(pair.same for pair in said)
    same = sum(pair.same for pair in known)
    return Score(right / max(1, len(said)), right / max(1, same), len(known))


def _entities(world: World) -> dict[tuple[str, EntityType, str], str]:
    """Return the entity of each name by place, type and key."""
    places = {
        document.id.rpartition("/")[2]: document.place.code
        for document in world.documents
        if document.place
    }
    found: dict[tuple[str, EntityType, str], str] = {}
    for link in world.links:
        place = places.get(link.passage.split("/")[1])
        if place and link.mention.name is None:
            found[place, link.mention.type, name_key(link.mention.surface)] = link.entity
    return found


def _reading(place: str, names: list[tuple[EntityType, str]]) -> Reading:
    passages = tuple(Passage(index, name) for index, (_, name) in enumerate(names))
    digits = place.ljust(16, "0")
    document = Document(
        id=f"Document/{digits}",
        path=f"{place}.txt",
        sha256=digits,
        title="",
        place=load_gazetteer().by_code(place),
        year=None,
        passages=passages,
    )
    read = tuple(
        PassageReading(index, (Mention(kind, 0, len(name), name, 1.0),))
        for index, (kind, name) in enumerate(names)
    )
    return Reading(document, read, "pairs")


def main(
    store: Annotated[
        Path | None,
        typer.Option(help="Store whose readings name the pairs; none: the pairs' names alone."),
    ] = None,
    half: Annotated[str | None, typer.Option(help="tune or test; none: both.")] = None,
    errors: Annotated[bool, typer.Option(help="List the pairs that are judged wrongly.")] = False,
) -> None:
    """Print precision and recall of what merges by itself and of that with proposals."""
    pairs = [pair for pair in read_pairs() if half in {None, pair.half}]
    readings = list(Readings(store).all().values()) if store else readings_of(pairs)
    judged = judge(pairs, readings)
    for name in sorted({pair.half for pair in pairs}):
        part = [pair for pair in pairs if pair.half == name]
        for column, what in enumerate(("merged", "merged or proposed")):
            found = score(part, judged, column)
            typer.echo(
                f"{name} ({found.pairs} pairs) {what}: "
                f"precision {found.precision:.3f}, recall {found.recall:.3f}"
            )
    for pair in pairs if errors else ():
        merged, likely = judged[pair_key(pair)]
        if merged != pair.same:
            said = "merged" if merged else "proposed" if likely else "missed"
            typer.echo("\t".join((said, pair.half, pair.type, pair.first, pair.second)))


if __name__ == "__main__":
    typer.run(main)
