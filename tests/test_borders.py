"""Borders of mentions that cut a pair of marks are mended."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.nlp.borders import mend_borders
from kg.nlp.decode import FoundSpan
from kg.ontology import EntityType


def mend(marked: str, kind: EntityType = EntityType.PROGRAM) -> list[str]:
    """Return the surfaces of the mended mentions of a text in which < and > stand at the found borders."""
    text = ""
    spans: list[FoundSpan] = []
    for number, piece in enumerate(marked.replace(">", "<").split("<")):
        if number % 2:
            spans.append(FoundSpan(len(text), len(text) + len(piece), kind, 0.9))
        text += piece
    return [text[span.start : span.end] for span in mend_borders(text, spans)]


@pytest.mark.parametrize(
    ("marked", "surfaces"),
    [
        pytest.param("开展<“净空>”等专项行动", ["净空"], id="opening-at-the-start"),
        pytest.param("推进<乡村“亮化工程>”，", ["乡村“亮化工程”"], id="closing-left-out"),
        pytest.param("启动“<十五五”重大项目>，", ["“十五五”重大项目"], id="opening-left-out"),
        pytest.param(
            "实施<“光纤进小区>、<网络进乡村”工程>。",
            ["“光纤进小区、网络进乡村”工程"],
            id="pair-over-two",
        ),
        pytest.param("“<扫黑除恶”>等斗争", ["扫黑除恶"], id="closing-at-the-end"),
        pytest.param("改造<上河片区（医院路段>、学校路段），", ["上河片区"], id="bracket-cut"),
        pytest.param("实施<“百企”帮扶计划>", ["“百企”帮扶计划"], id="whole-pair-stays"),
        pytest.param("实施<“百企计划>和行动", ["“百企计划"], id="no-other-half-stays"),
        pytest.param("“甲”“乙<丙”丁>", ["“乙丙”丁"], id="nearest-pair"),
        pytest.param("“甲”乙<丙”丁>", ["丙”丁"], id="pair-already-closed"),
    ],
)
def test_marks_are_not_cut(marked: str, surfaces: list[str]) -> None:
    assert mend(marked) == surfaces


@pytest.mark.parametrize(
    ("marked", "surface"),
    [
        pytest.param("<塔城>地区增长", "塔城地区", id="prefecture"),
        pytest.param("<四川>地区生产总值", "四川", id="no-prefecture"),
    ],
)
def test_a_prefecture_has_its_whole_name(marked: str, surface: str) -> None:
    assert mend(marked, EntityType.DISTRICT) == [surface]


@given(st.text("“”（）‘甲乙、", max_size=30), st.lists(st.integers(0, 30), max_size=8, unique=True))
def test_mended_mentions_stay_in_order_apart_and_inside(text: str, borders: list[int]) -> None:
    edges = sorted(edge for edge in borders if edge <= len(text))
    spans = [
        FoundSpan(start, end, EntityType.PROJECT, 0.9)
        for start, end in zip(edges[::2], edges[1::2], strict=False)
    ]
    mended = mend_borders(text, spans)
    ends = [0, *(edge for span in mended for edge in (span.start, span.end)), len(text)]
    assert ends == sorted(ends)
    assert all(span.start < span.end for span in mended)
