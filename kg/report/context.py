"""What every section of a brief is made with: the place, its projects, the saved queries, words and sentences."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from kg.report.brief import Bar, Chart, Line, Section, Statement
from kg.report.projects import Record, group_projects
from kg.report.sources import Sources
from kg.report.words import format_sum, format_sums, load_words
from kg.view.selection import Graph

Ask: TypeAlias = Callable[[str, Mapping[str, str]], Sequence[Record]]
"""Runs a saved query by name with its parameters."""


class Context:
    """A place in a graph, what its reports say of its projects, and how things are said in a language."""

    def __init__(self, graph: Graph, district: str, ask: Ask, language: str) -> None:
        self.graph, self.district, self.language = graph, district, language
        self._ask = ask
        self._words = load_words(language)
        self.sources = Sources(graph, self._words)
        self.years = group_projects(
            self.rows("projects-by-stage"), self.rows("projects-by-amount"), self.sources.tail
        )
        """The projects of every year, 0 where none is told."""
        told = sorted(filter(None, self.years))
        self.year = told[-1] if told else 0
        self.before = told[-2] if len(told) > 1 else 0
        """The year of the report before the latest one, 0 where there is none."""
        self.now = self.years.get(self.year, {})
        self.then = self.years[self.before] if self.before else {}

    def rows(self, query: str, **given: str) -> Sequence[Record]:
        """Return the rows of a saved query, of this place where nothing else is given."""
        return self._ask(query, given or {"place": asked_name(self.graph, self.district)})

    def statement(self, key: str, section: str | None, **values: object) -> Statement:
        """Return a statement that sums up a section."""
        years = {"year": self.year, "before": self.before}
        return Statement(self._words[f"say_{key}"].format(**years | values), section)

    def word(self, key: str, **values: object) -> str:
        """Return a word or phrase with its values."""
        return self._words[key].format(**values)

    def stage(self, stage: str | None) -> str:
        """Return the word for a stage."""
        return self._words[stage or "no_stage"]

    def sums(self, sums: Mapping[str, float]) -> str:
        """Write sums by currency."""
        return format_sums(sums, self.language)

    def each(self, values: Iterable[object]) -> str:
        """Write different values once each, in order."""
        return self._words["between"].join(sorted({str(value) for value in values if value}))

    def line(self, cells: Iterable[str], facts: Iterable[str], *, strong: bool = False) -> Line:
        """Return a line that cites the sentences of facts; what a report does not tell is a dash."""
        nothing = "" if strong else "—"
        return Line(tuple(cell or nothing for cell in cells), self.sources.cite(facts), strong)

    def columns(self, *names: str) -> tuple[str, ...]:
        """Return the titles of columns; those that compare name the year before."""
        return tuple(self.word(f"column_{name}", year=self.before) for name in names)

    def section(
        self,
        key: str,
        columns: Iterable[str],
        lines: Iterable[Line],
        charts: Iterable[Chart] = (),
        empty: str = "none",
    ) -> Section:
        """Return a section of this key; `empty` is the key of what is said where it has no line."""
        found = tuple(lines), self._words[empty], tuple(charts)
        return Section(key, self._words[key], tuple(columns), *found)

    def chart(self, key: str, bars: Iterable[Bar], series: Iterable[str] = ("",)) -> list[Chart]:
        """Return a chart, or none where there are no bars."""
        found = tuple(bars)
        return [Chart(self._words[f"chart_{key}"], tuple(series), found)] if found else []

    def money_charts(
        self, key: str, sums: Sequence[tuple[str, Mapping[str, float]]]
    ) -> list[Chart]:
        """Return a chart for each currency: sums in different ones have no common length."""
        charts = []
        for currency in sorted({name for _, each in sums for name in each}):
            bars = (
                Bar(label, (each[currency],), format_sum(each[currency], currency, self.language))
                for label, each in sums
                if currency in each
            )
            charts += self.chart(key, bars)
        return charts


def asked_name(graph: Graph, district: str) -> str:
    """Return by what the saved queries find a place: its code, or its name where it has none."""
    node = graph.nodes[district]
    return str(node.get("code") or node["name"])
