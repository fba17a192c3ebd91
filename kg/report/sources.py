"""Find the sentences that facts are read from, and number them in the order in which they are cited."""

from collections.abc import Iterable, Mapping
from typing import Any

from kg.report.brief import Note
from kg.sentences import sentence_around
from kg.view.page import read_spans
from kg.view.selection import Graph


class Sources:
    """The sentences behind the facts of a graph."""

    def __init__(self, graph: Graph, words: Mapping[str, str]) -> None:
        self._graph, self._words = graph, words
        self._facts = {edge["id"]: (head, tail, edge) for head, tail, edge in graph.edges.data()}
        self._owners = {
            tail: head for head, tail, edge in graph.edges.data() if edge["type"] == "HAS_PASSAGE"
        }
        self._found: dict[tuple[str, int, int], set[tuple[int, int]]] = {}
        self._numbers: dict[tuple[str, int, int], int] = {}

    def head(self, fact: str) -> str:
        """Return the id of the head of a fact."""
        return self._facts[fact][0]

    def tail(self, fact: str) -> str:
        """Return the id of the tail of a fact."""
        return self._facts[fact][1]

    def cite(self, facts: Iterable[str]) -> tuple[int, ...]:
        """Return the numbers of the sentences of facts, in order."""
        numbers = {
            self._number(passage, spans)
            for fact in facts
            for passage, spans in _places(self._facts[fact][2])
        }
        return tuple(sorted(numbers))

    def notes(self) -> tuple[Note, ...]:
        """Return every sentence that was cited."""
        return tuple(self._note(place, number) for place, number in self._numbers.items())

    def _number(self, passage: str, spans: str) -> int:
        text = self._graph.nodes[passage]["text"]
        names = [(span[0], span[1]) for span in read_spans(spans) if span]
        place = (passage, *sentence(text, names))
        self._found.setdefault(place, set()).update(names)
        return self._numbers.setdefault(place, len(self._numbers) + 1)

    def _note(self, place: tuple[str, int, int], number: int) -> Note:
        passage, start, end = place
        document, node = self._graph.nodes[self._owners[passage]], self._graph.nodes[passage]
        where = self._words["passage"].format(n=node["index"] + 1)
        source = ", ".join([document["title"], str(document.get("year") or "—"), where])
        marks = tuple((first - start, last - start) for first, last in _apart(self._found[place]))
        return Note(number, node["text"][start:end], marks, source)


def sentence(text: str, names: list[tuple[int, int]]) -> tuple[int, int]:
    """Return start and end of the sentences in which the names stand, or of the whole text without names."""
    if not names:
        return 0, len(text)
    around = [sentence_around(text, *name) for name in names]
    start, stop = min(begin for begin, _ in around), max(end for _, end in around)
    while text[start].isspace():
        start += 1
    return start, stop


def _places(fact: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    return zip(fact["passages"], fact["spans"], strict=True)


def _apart(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans in order without those that begin in another one."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
