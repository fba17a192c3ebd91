"""What a brief says: statements, sections of lines, charts, and the sentences that say them."""

from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence that says a line, and where it stands."""

    number: int
    text: str
    marks: tuple[tuple[int, int], ...]
    """Where the names stand in the text, in order, none in another."""
    source: str

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The text in pieces, each with whether it is a name."""
        cuts = sorted({0, len(self.text), *(at for mark in self.marks for at in mark)})
        starts = {start for start, _ in self.marks}
        return [(self.text[start:end], start in starts) for start, end in pairwise(cuts)]


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of the overview, and the key of the section whose lines it sums up."""

    text: str
    section: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a section with the numbers of its notes."""

    cells: tuple[str, ...]
    notes: tuple[int, ...]
    strong: bool = False
    """Whether the lines below it are parts of it."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart: one value for each series, and what is written at its end."""

    label: str
    values: tuple[float, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, each made of one or more series."""

    title: str
    series: tuple[str, ...]
    bars: tuple[Bar, ...]

    @property
    def longest(self) -> float:
        """The length of the longest bar, or 1 where all are empty."""
        return max((sum(bar.values) for bar in self.bars), default=0) or 1


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the brief with its charts."""

    key: str
    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    empty: str
    """What is said instead of a table without lines."""
    charts: tuple[Chart, ...] = ()

    @property
    def cited(self) -> bool:
        """Whether a line has notes."""
        return any(line.notes for line in self.lines)


@dataclass(frozen=True, slots=True)
class Brief:
    """All that a brief says, in its language."""

    title: str
    language: str
    overview: tuple[Statement, ...]
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]
