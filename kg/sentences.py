"""Cut out of passages the sentences that say something, with the names in them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

_ENDS = "。；;！？!?\n"
Row: TypeAlias = Mapping[str, Any]
"""A passage: its id as `passage`, its text, and title and year of its document as `document` and `year`."""
Span: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sentence:
    """The part of a passage around names; `spans` are code points of `text`."""

    document: str
    """Title of the report."""
    year: int | None
    passage: str
    """Id of the passage."""
    text: str
    spans: tuple[Span, ...]
    by: tuple[str, ...] = ()
    """Which models or rules found the names."""
    confidence: float | None = None
    """Of the name that is surest."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names as the sentence writes them."""
        return tuple(self.text[start:end] for start, end in self.spans)


def cut_mentions(rows: Iterable[Row]) -> tuple[Sentence, ...]:
    """Return the sentences of mentions, one for those that stand in one.

    Rows are passages with start, end, confidence and by of a mention.
    """
    groups: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in rows:
        begin, _ = sentence_around(row["text"], row["start"], row["end"])
        groups[row["passage"], begin].append(row)
    return tuple(_mention_sentence(group) for group in groups.values())


def cut_evidence(
    passages: Mapping[str, Row], evidence: Iterable[tuple[str, Sequence[Span]]]
) -> tuple[Sentence, ...]:
    """Return the sentences of a fact, one for what stands in one; `evidence` names passages, with spans in them."""
    groups: dict[tuple[str, int], list[Span]] = defaultdict(list)
    for passage, spans in evidence:
        begin, _ = sentence_around(passages[passage]["text"], *min(spans))
        groups[passage, begin] += spans
    return tuple(cut_sentence(passages[passage], spans) for (passage, _), spans in groups.items())


def cut_sentence(row: Row, spans: Sequence[Span]) -> Sentence:
    """Cut the part that holds all of `spans` out of a passage, whole sentences of it."""
    text = row["text"]
    around = [sentence_around(text, *span) for span in spans]
    begin, stop = min(start for start, _ in around), max(end for _, end in around)
    return Sentence(
        document=row["document"],
        year=row["year"],
        passage=row["passage"],
        text=text[begin:stop],
        spans=tuple((start - begin, end - begin) for start, end in sorted(set(spans))),
    )


def _mention_sentence(rows: Sequence[Row]) -> Sentence:
    """Return the sentence of mentions that stand in one."""
    sentence = cut_sentence(rows[0], [(row["start"], row["end"]) for row in rows])
    by = tuple(sorted({row["by"] for row in rows}))
    return replace(sentence, by=by, confidence=max(row["confidence"] for row in rows))


def sentence_around(text: str, start: int, end: int) -> Span:
    """Return start and end of the sentence, or sentences, in which a name stands."""
    begin = max(text.rfind(mark, 0, start) for mark in _ENDS) + 1
    stops = [stop for mark in _ENDS if (stop := text.find(mark, end)) >= 0]
    return begin, min(stops) + 1 if stops else len(text)
