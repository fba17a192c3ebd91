"""Districts side by side are part of each other."""

import pytest
import spacy
from spacy.tokens import Doc, Span

from kg.gazetteer import load_gazetteer
from kg.nlp.nesting import relate_nested_districts
from kg.ontology import EntityType, RelationType
from kg.types import Relation


def read(
    text: str, *names: str, place: str = "320311", relations: tuple[Relation, ...] = ()
) -> set[tuple[str, str]]:
    """Return PART_OF (inner, outer) by surface, the report's own place as ""."""
    doc: Doc = spacy.blank("zh").make_doc(text)
    doc._.kg_place = load_gazetteer().by_code(place)
    starts = [text.index(name) for name in names]
    doc.spans["kg"] = [
        Span(doc, start, start + len(name), label=EntityType.DISTRICT)
        for start, name in zip(starts, names, strict=True)
    ]
    doc._.kg_relations = relations
    surfaces: dict[int | None, str] = {
        None: "",
        **{index: ent.text for index, ent in enumerate(doc.spans["kg"])},
    }
    found = relate_nested_districts(doc)._.kg_relations
    return {
        (surfaces[one.head], surfaces[one.tail])
        for one in found
        if one.type is RelationType.PART_OF
    }


JIANGSU = ("江苏省", "徐州市")


@pytest.mark.parametrize(
    ("text", "names", "pairs"),
    [
        pytest.param(
            "(江苏省)徐州市铜山区报告",
            (*JIANGSU, "铜山区"),
            {("徐州市", "江苏省"), ("铜山区", "徐州市")},
            id="title",
        ),
        pytest.param(
            "江苏省徐州市泉山区",
            (*JIANGSU, "泉山区"),
            {("徐州市", "江苏省"), ("", "徐州市")},
            id="own-place",
        ),
        pytest.param(
            "铜山区柳新镇", ("铜山区", "柳新镇"), {("柳新镇", "铜山区")}, id="unknown-town"
        ),
        pytest.param("铜山区云龙区两地", ("铜山区", "云龙区"), set(), id="neighbours"),
        pytest.param("铜山区、柳新镇", ("铜山区", "柳新镇"), set(), id="list"),
    ],
)
def test_side_by_side(text: str, names: tuple[str, ...], pairs: set[tuple[str, str]]) -> None:
    assert read(text, *names) == pairs


def test_what_the_network_sees_far_apart_must_be_known() -> None:
    text = "柳新镇与云龙区和徐州市"
    names = ("柳新镇", "云龙区", "徐州市")
    relations = tuple(Relation(RelationType.PART_OF, inner, 2, 0.6) for inner in (0, 1))
    assert read(text, *names, relations=relations) == {("云龙区", "徐州市")}
