"""Bring the facts on projects together: each project once a year, and how it moved since the year before."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from kg.ontology import Stage

Record: TypeAlias = dict[str, Any]
Projects: TypeAlias = dict[str, "Project"]
"""Projects by id."""

_RANKS = {"": 0, **{str(stage): rank for rank, stage in enumerate(Stage, start=1)}}


@dataclass(slots=True)
class Project:
    """What the reports of a year say of a project."""

    name: str
    stage: str = ""
    """The furthest that is told."""
    amounts: dict[str, tuple[float, str]] = field(default_factory=dict)
    """The largest sum by currency, in 100 million and as written."""
    facts: list[str] = field(default_factory=list)

    @property
    def written(self) -> list[str]:
        """The sums as written."""
        return [text for _, (_, text) in sorted(self.amounts.items())]


class Change(StrEnum):
    """How a project stands against the year before."""

    NEW = "new"
    FORWARD = "forward"
    SAME = "same"
    BACK = "back"


def group_projects(
    rows: Iterable[Record], amounts: Iterable[Record], identify: Callable[[str], str]
) -> dict[int, Projects]:
    """Return the projects of every year, 0 where none is told.

    `rows` and `amounts` are those of the saved queries projects-by-stage and projects-by-amount, `identify` tells the
    project of a fact.
    """
    sums = {row["id"]: (row["currency"], row["value"]) for row in amounts}
    years: dict[int, Projects] = {}
    for row in rows:
        projects = years.setdefault(row["year"] or 0, {})
        project = projects.setdefault(identify(row["id"]), Project(row["project"]))
        project.stage = max(project.stage, row["stage"] or "", key=_RANKS.__getitem__)
        project.facts.append(row["id"])
        if row["id"] in sums:
            currency, value = sums[row["id"]]
            if value > project.amounts.get(currency, (-1.0, ""))[0]:
                project.amounts[currency] = (value, row["amount"])
    return years


def sum_amounts(projects: Iterable[Project]) -> dict[str, float]:
    """Return the sums by currency, in 100 million."""
    sums: dict[str, float] = {}
    for project in projects:
        for currency, (value, _) in sorted(project.amounts.items()):
            sums[currency] = sums.get(currency, 0.0) + value
    return dict(sorted(sums.items()))


def compare(project: Project, before: Project | None) -> Change:
    """Return how a project stands against what the year before says of it."""
    if before is None:
        return Change.NEW
    step = _RANKS[project.stage] - _RANKS[before.stage]
    return Change.FORWARD if step > 0 else Change.BACK if step < 0 else Change.SAME


def count_changes(now: Mapping[str, Project], before: Mapping[str, Project]) -> dict[str, int]:
    """Return how many projects stand how against the year before, and how many are gone."""
    changes = [compare(project, before.get(key)) for key, project in now.items()]
    counted = {str(change): changes.count(change) for change in Change}
    return {**counted, "gone": len(before.keys() - now.keys())}


def by_stage(projects: Iterable[Project]) -> dict[str, list[Project]]:
    """Return the projects of each stage that there are, the first stage first, those without one before it."""
    stages: dict[str, list[Project]] = {stage: [] for stage in _RANKS}
    for project in projects:
        stages[project.stage].append(project)
    return {stage: found for stage, found in stages.items() if found}


def latest(years: Mapping[int, Projects], keys: Sequence[str]) -> Projects:
    """Return of each project what the last year says, its amounts from the last year that writes one in a currency."""
    found: Projects = {}
    for year in sorted(years):
        for key in keys:
            if (project := years[year].get(key)) is not None:
                old = found.get(key, Project(project.name))
                amounts = {**old.amounts, **project.amounts}
                facts = [*old.facts, *project.facts]
                found[key] = Project(project.name, project.stage, amounts, facts)
    return found
