"""Divisions named side by side, the outer one first, are part of each other: 徐州市铜山区, 铜山区柳新镇."""

from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.gazetteer import load_gazetteer
from kg.names import place_key
from kg.ontology import EntityType, RelationType
from kg.types import Division, Relation

RULE = "side-by-side"
_CONFIDENCE = 0.95
"""Share of the rule's relations that were right in the annotated excerpts."""
_BETWEEN = {"", "(", ")", "（", "）"}
"""What may stand between two names: (江苏省)徐州市."""


@Language.component("kg_nesting")
def relate_nested_districts(doc: Doc) -> Doc:
    """Add PART_OF between districts side by side, unless the gazetteer knows both and says otherwise."""
    own = place_key(doc._.place.name) if doc._.place else None
    known = {(one.type, one.head, one.tail) for one in doc._.relations}
    added = []
    for (outer_index, outer), (inner_index, inner) in pairwise(enumerate(doc.ents)):
        if not _are_nested(outer, inner, doc._.place):
            continue
        ends = [
            None if place_key(ent.text) == own else index
            for index, ent in ((inner_index, inner), (outer_index, outer))
        ]
        if ends[0] != ends[1] and (RelationType.PART_OF, *ends) not in known:
            added.append(Relation(RelationType.PART_OF, ends[0], ends[1], _CONFIDENCE, by=RULE))
    doc._.relations = (*doc._.relations, *added)
    return doc


def _are_nested(outer: Span, inner: Span, place: Division | None) -> bool:
    if {outer.label_, inner.label_} != {EntityType.DISTRICT}:
        return False
    if outer.doc[outer.end : inner.start].text not in _BETWEEN:
        return False
    gazetteer = load_gazetteer()
    around = gazetteer.find(outer.text, near=place)
    if not gazetteer.candidates(inner.text):
        return True
    inside = gazetteer.find(inner.text, near=around)
    return around is not None and inside is not None and gazetteer.contains(around, inside)
