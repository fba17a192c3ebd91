"""What the reader writes into docs beside their entities, under names that no other component has."""

from typing import Any

import msgspec
from spacy.tokens import Doc, Span

from kg.types import Division, Relation

KEY = "kg"
"""Of doc.spans: the mentions, in order of the text; relations count them from 0."""
# The keys under which spaCy itself would keep them: what copies or joins docs leaves them out.
_PLACE: Any = ("._.", "kg_place", None, None)
_RELATIONS: Any = ("._.", "kg_relations", None, None)


def register() -> None:
    """Let docs carry kg_place and kg_relations, spans kg_confidence, kg_full_name and kg_amount.

    Place and relations are kept as plain data, so that a doc can be written as bytes.
    """
    Doc.set_extension("kg_place", getter=_get_place, setter=_set_place, force=True)
    Doc.set_extension("kg_relations", getter=_get_relations, setter=_set_relations, force=True)
    Span.set_extension("kg_confidence", default=1.0, force=True)
    Span.set_extension("kg_full_name", default=None, force=True)
    Span.set_extension("kg_amount", default=None, force=True)


def _get_place(doc: Doc) -> Division | None:
    place: Division | None = msgspec.convert(doc.user_data.get(_PLACE), Division | None)
    return place


def _set_place(doc: Doc, place: Division | None) -> None:
    doc.user_data[_PLACE] = msgspec.to_builtins(place)


def _get_relations(doc: Doc) -> tuple[Relation, ...]:
    return msgspec.convert(doc.user_data.get(_RELATIONS, ()), tuple[Relation, ...])


def _set_relations(doc: Doc, relations: tuple[Relation, ...]) -> None:
    doc.user_data[_RELATIONS] = msgspec.to_builtins(relations)
