"""Which names may be one thing, and what analysts decide about them."""

from collections.abc import Iterable
from pathlib import Path

from kg.errors import InputError
from kg.gazetteer import load_gazetteer
from kg.resolve import resolve_lazily
from kg.stores.decisions import read_decisions, write_decisions
from kg.types import Decision, Proposal, Reading


def propose(
    readings: Iterable[Reading],
    decisions: Iterable[Decision] = (),
    *,
    min_confidence: float = 0.0,
    place: str | None = None,
) -> tuple[Proposal, ...]:
    """Return the pairs of names still to decide, the likeliest first; of one `place` (name or code) only.

    `readings` stand in the order of their documents' ids.
    """
    found = resolve_lazily(readings, min_confidence, decisions, propose=True).proposals
    if place is None:
        return found
    code = _code(place)
    return tuple(one for one in found if one.place == code)


def propose_for(
    readings: Iterable[Reading], names: Iterable[str], decisions: Iterable[Decision] = ()
) -> tuple[Proposal, ...]:
    """Return the pairs still to decide that one of `names`, an entity's name or alias, is part of."""
    wanted = set(names)
    return tuple(one for one in propose(readings, decisions) if wanted & set(one.names))


def decide(
    path: Path, pairs: Iterable[str], readings: Iterable[Reading], *, same: bool, note: str = ""
) -> tuple[Decision, ...]:
    """Write to the table `path` that names are one thing or two, and return these decisions.

    `pairs` are ids of proposals, or two ids of names joined by =. InputError where there is no such proposal.
    """
    wanted = list(pairs)
    decisions = read_decisions(path)
    known: dict[str, Proposal] = {}
    if any("=" not in pair for pair in wanted):
        known = {one.id: one for one in propose(readings, decisions)}
    added = tuple(_decision(pair, known, same=same, note=note) for pair in wanted)
    write_decisions(path, (*decisions, *added))
    return added


def _decision(pair: str, known: dict[str, Proposal], *, same: bool, note: str) -> Decision:
    if "=" in pair:
        first, second = sorted(part.strip() for part in pair.split("=", 1))
        if "/" not in first or first.partition("/")[0] != second.partition("/")[0]:
            raise InputError(
                f"{pair!r} does not join two ids of names of one type; accepted: for example "
                "Park/320311/泉山经济开发区=Park/320311/泉山开发区"
            )
        return Decision(first, second, same, note=note)
    if pair not in known:
        raise InputError(
            f"there is no proposal {pair!r}; `kg merges list` shows them with their ids"
        )
    one = known[pair]
    return Decision(one.first, one.second, same, one.rule, one.score, note)


def _code(place: str) -> str:
    gazetteer = load_gazetteer()
    division = gazetteer.by_code(place) or gazetteer.find(place)
    if division is None:
        raise InputError(
            f"{place!r} is no place, or more than one; accepted: a full name or a six-digit code"
        )
    return division.code
