"""Collect a brief: sections whose rows are those of the saved queries, and the sentences that say them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from kg.ontology import Stage
from kg.report.words import WORDS
from kg.view.selection import Graph, find_entities

Record: TypeAlias = dict[str, Any]
Ask: TypeAlias = Callable[[str, Mapping[str, str]], Sequence[Record]]
"""Runs a saved query by name with its parameters."""

_DONE = {"complete", "operate"}


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence that says a line, and where it stands."""

    number: int
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a section with the numbers of its notes."""

    cells: tuple[str, ...]
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the brief."""

    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(slots=True)
class Brief:
    """All that a brief says, in its language."""

    title: str
    language: str
    overview: list[str] = field(default_factory=list)
    stages: list[tuple[str, int]] = field(default_factory=list)
    timeline: list[tuple[str, int]] = field(default_factory=list)
    """Projects that the reports of each year name."""
    sections: list[Section] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def make_brief(graph: Graph, place: str, ask: Ask, language: str) -> Brief:
    """Return the brief on a place; `language` is zh or en."""
    return _Writer(graph, place, ask, language).write()


class _Writer:
    def __init__(self, graph: Graph, place: str, ask: Ask, language: str) -> None:
        self.words = WORDS[language]
        self.brief = Brief(self.words["title"].format(place=place), language)
        self._graph, self._place, self._ask = graph, place, ask
        self._facts = {edge["id"]: (head, edge) for head, _, edge in graph.edges.data()}
        self._parks = {
            tail: edge["id"]
            for head, tail, edge in graph.edges.data()
            if edge["type"] == "HAS_PARK" and head in find_entities(graph, place, "District")
        }
        self._owners = {
            tail: head for head, tail, edge in graph.edges.data() if edge["type"] == "HAS_PASSAGE"
        }
        self._numbers: dict[str, int] = {}

    def write(self) -> Brief:
        here = {"place": self._place}
        projects = self._ask("projects-by-stage", here)
        years = sorted({row["year"] for row in projects if row["year"]})
        latest = [row for row in projects if not years or row["year"] == years[-1]]
        before = [row for row in projects if len(years) > 1 and row["year"] == years[-2]]
        counts = Counter(row["stage"] or "" for row in latest)
        self.brief.stages = [
            (self._word(stage), counts[stage]) for stage in ("", *Stage) if counts[stage]
        ]
        named = Counter(row["year"] for row in projects if row["year"])
        self.brief.timeline = [(str(year), named[year]) for year in years]
        self._add("projects", latest, ("project", "stage", "amount", "change"), _changes(before))
        self._add("stalled", _stalled(projects, years), ("project", "stage", "amount", "year"))
        self._add("parks", self._ask("parks", here), ("park", "companies", "projects"))
        self._add("companies", self._ask("companies", here), ("company", "how", "what", "year"))
        self._add("programs", self._ask("programs", here), ("program", "projects", "year"))
        partners = self._ask("partners", {"name": self._place})
        self._add("partners", partners, ("one", "other", "kind", "year"))
        if years:
            self.brief.overview.append(
                self.words["scope" if len(years) > 1 else "scope_one"].format(
                    first=years[0], year=years[-1]
                )
            )
        self.brief.overview += [
            f"{section.title}: {len(section.lines)}" for section in self.brief.sections
        ]
        return self.brief

    def _add(
        self,
        name: str,
        rows: Sequence[Record],
        columns: tuple[str, ...],
        changes: Mapping[str, Record] | None = None,
    ) -> None:
        lines = []
        for row in rows:
            record = {**row, "change": self._change(row, changes)} if changes is not None else row
            cells = tuple(self._word(record[column]) for column in columns)
            lines.append(Line(cells, self._note(row["id"])))
        titles = tuple(self.words[column] for column in columns)
        self.brief.sections.append(Section(self.words[f"{name}_title"], titles, tuple(lines)))

    def _change(self, row: Record, before: Mapping[str, Record]) -> str:
        old = before.get(row["project"])
        if old is None:
            return self.words["new"] if before else ""
        changed = [key for key in ("stage", "amount") if old[key] != row[key]]
        said = [f"{self._word(old[key])} → {self._word(row[key])}" for key in changed]
        return "; ".join(said) or self.words["same"]

    def _word(self, value: object) -> str:
        if value is None or value == "":
            return "—"
        return self.words.get(str(value), str(value))

    def _note(self, identity: str) -> tuple[int, ...]:
        """Return the numbers of the sentences of a fact, or of the fact that a place has a park."""
        _, fact = self._facts[self._parks.get(identity, identity)]
        return tuple(self._quote(passage) for passage in fact["passages"])

    def _quote(self, passage: str) -> int:
        if passage not in self._numbers:
            number = self._numbers[passage] = len(self._numbers) + 1
            document, node = self._graph.nodes[self._owners[passage]], self._graph.nodes[passage]
            year = document.get("year") or "—"
            where = self.words["passage"].format(n=node["index"] + 1)
            source = f"{document['title']}, {year}, {where}"
            self.brief.notes.append(Note(number, node["text"], source))
        return self._numbers[passage]


def _changes(before: Sequence[Record]) -> dict[str, Record]:
    return {row["project"]: row for row in before}


def _stalled(projects: Sequence[Record], years: Sequence[int]) -> list[Record]:
    """Return what an earlier year left unfinished and the latest report does not name any more."""
    if len(years) < 2:
        return []
    last: dict[str, Record] = {}
    for row in sorted(projects, key=lambda row: (row["year"] or 0, row["id"])):
        last[row["project"]] = row
    return [
        row
        for row in last.values()
        if row["year"] and row["year"] < years[-1] and row["stage"] not in _DONE
    ]
