"""Divisions named side by side, the outer one first, are part of each other: 徐州市铜山区, 铜山区柳新镇."""

from collections.abc import Sequence
from itertools import pairwise

from spacy.tokens import Doc, Span

from kg.gazetteer import load_gazetteer
from kg.names import place_key
from kg.ontology import EntityType, RelationType
from kg.types import Division, Relation

from . import attributes

RULE = "side-by-side"
_CONFIDENCE = 0.95
"""Share of the rule's relations that were right in the annotated excerpts."""
_BETWEEN = {"", "(", ")", "（", "）"}
"""What may stand between two names: (江苏省)徐州市."""

attributes.register()


def relate_nested_districts(doc: Doc) -> Doc:
    """Let PART_OF between districts be what stands side by side, and what the gazetteer knows."""
    place, mentions = doc._.kg_place, doc.spans[attributes.KEY]
    own = place_key(place.name) if place else None
    kept = [one for one in doc._.kg_relations if _is_plausible(mentions, place, one)]
    known = {(one.type, one.head, one.tail) for one in kept}
    for (outer_index, outer), (inner_index, inner) in pairwise(enumerate(mentions)):
        if not _are_nested(outer, inner, place):
            continue
        head, tail = (
            None if place_key(ent.text) == own else index
            for index, ent in ((inner_index, inner), (outer_index, outer))
        )
        if head != tail and (RelationType.PART_OF, head, tail) not in known:
            kept.append(Relation(RelationType.PART_OF, head, tail, _CONFIDENCE, by=RULE))
    doc._.kg_relations = tuple(kept)
    return doc


def _is_plausible(mentions: Sequence[Span], place: Division | None, relation: Relation) -> bool:
    """Tell whether a PART_OF between districts that the network sees may be: far apart it is mostly wrong."""
    if relation.type is not RelationType.PART_OF:
        return True
    head, tail = (None if end is None else mentions[end] for end in (relation.head, relation.tail))
    if head is not None and head.label_ != EntityType.DISTRICT:
        return True
    inner = _division(head, place)
    outer = _division(tail, place)
    return bool(inner and outer and load_gazetteer().contains(outer, inner))


def _division(ent: Span | None, place: Division | None) -> Division | None:
    return load_gazetteer().find(ent.text, near=place) if ent is not None else place


def _are_nested(outer: Span, inner: Span, place: Division | None) -> bool:
    """Tell whether two districts stand side by side and the gazetteer does not say that they are apart."""
    if {outer.label_, inner.label_} != {EntityType.DISTRICT}:
        return False
    if outer.doc[outer.end : inner.start].text not in _BETWEEN:
        return False
    gazetteer = load_gazetteer()
    if not gazetteer.candidates(inner.text):
        return True
    around = gazetteer.find(outer.text, near=place)
    inside = gazetteer.find(inner.text, near=around)
    return around is not None and inside is not None and gazetteer.contains(around, inside)
