"""Commands `kg merges`: decide which names are one thing."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ._options import (
    DEFAULT_STORE,
    Format,
    Merges,
    MinConfidence,
    OutputFormat,
    Store,
    number,
)
from ._render import Row, show_rows

if TYPE_CHECKING:
    from kg.types import Decision, Proposal

merges = typer.Typer(no_args_is_help=True, help="Decide which names are one thing.")

DECISION = ("decision", "first", "second", "rule", "score", "note")
PROPOSAL = ("id", "score", "rule", "type", "place", "name", "years", "other", "other_years")
DETAILS = ("first", "second", "passage", "other_passage")

Pairs = Annotated[
    list[str],
    typer.Argument(help="Ids of proposals, or two ids of names joined by =."),
]
Note = Annotated[str, typer.Option(help="Why, for who reviews it.")]


@merges.command("list")
def show(
    place: Annotated[
        str | None, typer.Option(help="Only names of this place: full name or code.")
    ] = None,
    min_score: Annotated[
        float,
        typer.Option(
            parser=number(float, 0, 1), metavar="0…1", help="Leave out what is less likely."
        ),
    ] = 0.0,
    decided: Annotated[
        bool, typer.Option("--decided", help="Show the decisions instead of the proposals.")
    ] = False,
    min_confidence: MinConfidence = 0.0,
    store: Store = DEFAULT_STORE,
    merges: Merges = None,
    output: OutputFormat = Format.TABLE,
) -> None:
    """List names that may be one thing, the likeliest first, with where each stands.

    Example: kg merges list --min-score 0.7
    """
    from kg.merges import propose
    from kg.stores.decisions import FILE, read_decisions
    from kg.stores.readings import load_readings

    decisions = read_decisions(merges or store / FILE)
    if decided:
        show_rows(DECISION, [_decision_row(one) for one in decisions], output)
        return
    found = propose(load_readings(store), decisions, min_confidence=min_confidence, place=place)
    shown = [one for one in found if one.score >= min_score]
    columns = PROPOSAL if output is Format.TABLE else PROPOSAL + DETAILS
    rows = [_proposal_row(one) for one in shown]
    show_rows(columns, [row[: len(columns)] for row in rows], output)


@merges.command()
def accept(
    pairs: Pairs, store: Store = DEFAULT_STORE, merges: Merges = None, note: Note = ""
) -> None:
    """Say that names are one thing: the next build joins them, and no rule parts them again.

    Example: kg merges accept 5f0c1d2e
    """
    _decide(pairs, store, merges, note, same=True)


@merges.command()
def reject(
    pairs: Pairs, store: Store = DEFAULT_STORE, merges: Merges = None, note: Note = ""
) -> None:
    """Say that names are two things: the next build keeps them apart, whatever the rules say.

    Example: kg merges reject Park/320300/淮海科技城=Park/320300/科技城
    """
    _decide(pairs, store, merges, note, same=False)


def _decide(
    pairs: Sequence[str], store: Path, merges: Path | None, note: str, *, same: bool
) -> None:
    from kg.merges import decide
    from kg.stores.decisions import FILE
    from kg.stores.readings import load_readings

    path = merges or store / FILE
    if any(character in note for character in "\t\r\n"):
        raise typer.BadParameter("accepted: one line without tabs", param_hint="--note")
    for one in decide(path, pairs, load_readings(store), same=same, note=note):
        sys.stdout.write(f"{one.first} = {one.second}: {'one thing' if same else 'two things'}\n")
    sys.stdout.write(f"written to {path}; the next kg build applies it\n")


def _decision_row(one: "Decision") -> Row:
    verdict = "accept" if one.same else "reject"
    return (verdict, one.first, one.second, one.rule, one.score, one.note)


def _proposal_row(one: "Proposal") -> Row:
    kind = one.first.partition("/")[0]
    (name, other), (years, other_years) = one.names, map(_span, one.years)
    shown = (one.id, one.score, one.rule, kind, one.place, name, years, other, other_years)
    return (*shown, one.first, one.second, *one.passages)


def _span(years: Sequence[int]) -> str:
    """Return the first and last of sorted years."""
    return "–".join(map(str, dict.fromkeys((years[0], years[-1])))) if years else ""
