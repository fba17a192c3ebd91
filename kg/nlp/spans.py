"""Mentions as spans of whole tokens, whatever the tokenizer: a token that a border cuts is split."""

from bisect import bisect_right
from itertools import pairwise
from typing import Any

from spacy.tokens import Doc, Span, Token

from .decode import FoundSpan


def exact_spans(doc: Doc, spans: list[FoundSpan]) -> list[Span]:
    """Return spans of just the characters found; of blanks that are no tokens, a span keeps those inside it."""
    _split(doc, {edge for span in spans for edge in (span.start, span.end)})
    starts = [token.idx for token in doc]
    return [_span(doc, starts, span) for span in spans]


def _span(doc: Doc, starts: list[int], span: FoundSpan) -> Span:
    first = bisect_right(starts, span.start) - 1
    last = bisect_right(starts, span.end - 1)
    begins_in_blank = starts[first] + len(doc[first]) <= span.start
    return Span(doc, min(first + begins_in_blank, last - 1), last, label=span.type)


def _split(doc: Doc, borders: set[int]) -> None:
    """Split the tokens that have one of `borders` inside; what was said of a token holds for its pieces."""
    starts = [token.idx for token in doc]
    cuts: dict[int, list[int]] = {}
    for border in sorted(borders):
        index = bisect_right(starts, border) - 1
        if 0 < border - starts[index] < len(doc[index]):
            cuts.setdefault(index, []).append(border)
    if not cuts:
        return
    # The retokenizer leaves the spans of groups where they are, by number of token.
    groups = {key: [_place(span) for span in doc.spans[key]] for key in doc.spans}
    with doc.retokenize() as retokenizer:
        for index, inside in cuts.items():
            token = doc[index]
            edges = pairwise([0, *(border - token.idx for border in inside), len(token)])
            pieces = [token.text[start:end] for start, end in edges]
            first = (token, 0) if token.head == token else token.head
            heads = [first, *[(token, 0)] * (len(pieces) - 1)]
            retokenizer.split(token, pieces, heads, _attributes(token, len(pieces)))
    for key, places in groups.items():
        spans = (doc.char_span(*place) for place in places)
        doc.spans[key] = [span for span in spans if span is not None]


def _place(span: Span) -> tuple[Any, ...]:
    """Return the arguments of char_span that make the same span again."""
    return span.start_char, span.end_char, span.label, span.kb_id, None, "strict", span.id


def _attributes(token: Token, count: int) -> dict[str | int, list[Any]]:
    """Return what the pieces take from their token; what is not given, they would take from the tokens behind it."""
    kept: dict[str, int | str] = {
        "TAG": token.tag,
        "POS": token.pos,
        "DEP": token.dep,
        "ENT_TYPE": token.ent_type,
        "ENT_ID": token.ent_id,
        "ENT_KB_ID": token.ent_kb_id,
    }
    if token.has_morph():
        kept["MORPH"] = str(token.morph)
    attributes: dict[str | int, list[Any]] = {name: [value] * count for name, value in kept.items()}
    return attributes | {"SENT_START": [int(bool(token.is_sent_start)), *[0] * (count - 1)]}
