import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from cli.main import app
from kg.annotations import (
    Paragraph,
    Triple,
    annotations_of,
    documents_of,
    read_annotations,
    read_places,
    to_row,
)
from kg.errors import InputError
from kg.evaluate import evaluate, pair_paragraphs
from kg.faults import FaultKind, find_faults
from kg.ontology import EntityType, RelationType, Stage
from kg.scoring import calibration_error, match_overlaps, score_counts
from kg.types import Mention
from tests.readings import TEXT_2023, mention, reading_2023, reading_2024

GOLD = Path(__file__).parent / "gold"
TEXT = "泉山经济开发区签约顺堤河码头二期，依托徐州大学实施“双百”计划。"


def paragraph(
    *mentions: Mention, triples: tuple[Triple, ...] = (), document: str = "a"
) -> Paragraph:
    return Paragraph(document, 0, TEXT, mentions, triples)


PARK = mention(TEXT, "泉山经济开发区", "Park")
PROJECT = mention(TEXT, "顺堤河码头二期", "Project", amount="5亿元")
SCHOOL = mention(TEXT, "徐州大学", "Institution")
PROGRAM = mention(TEXT, "“双百”计划", "Program", name="“双百”行动计划")
PLANS = Triple(RelationType.PLANS, "泉山区", "顺堤河码头二期", Stage.SIGN)
WHOLE = paragraph(PARK, PROJECT, SCHOOL, PROGRAM, triples=(PLANS,))


def test_gold_against_itself_is_perfect() -> None:
    gold = read_annotations(GOLD)
    result = evaluate(gold, gold)
    for scores in (
        result.mentions,
        result.overlap,
        result.relations,
        result.entities,
        result.facts,
    ):
        assert scores["all"].f1 == scores["all"].low == scores["all"].high == 1.0
    for score in (result.stage, result.names, result.found_names):
        assert score.f1 == 1.0
    assert not find_faults(gold, gold)


def test_nothing_predicted_is_no_precision_and_no_recall() -> None:
    result = evaluate([WHOLE], [paragraph()])
    score = result.mentions["all"]
    assert (score.precision, score.recall, score.f1, score.gold) == (0.0, 0.0, 0.0, 4)


def test_a_paragraph_that_was_not_predicted_counts_as_missed() -> None:
    other = replace(WHOLE, index=1)
    score = evaluate([WHOLE, other], [WHOLE]).mentions["all"]
    assert (score.correct, score.gold, score.predicted) == (4, 8, 4)


def test_core_leaves_institutions_out() -> None:
    result = evaluate([WHOLE], [paragraph(SCHOOL)])
    assert (result.mentions["core"].gold, result.mentions["core"].correct) == (3, 0)
    assert result.mentions["all"].correct == 1


def test_a_wrong_border_overlaps_but_is_not_exact() -> None:
    short = replace(PROJECT, end=PROJECT.end - 2, surface="顺堤河码头", amount=None)
    result = evaluate([paragraph(PROJECT)], [paragraph(short)])
    assert result.mentions["Project"].correct == 0
    assert result.overlap["Project"].correct == 1


def test_a_short_form_of_the_place_is_the_same_head() -> None:
    short = replace(PLANS, head="泉山")
    assert evaluate([WHOLE], [replace(WHOLE, triples=(short,))]).relations["all"].f1 == 1.0


def test_stage_is_judged_on_relations_that_were_found() -> None:
    late = replace(PLANS, stage=Stage.COMPLETE)
    assert evaluate([WHOLE], [replace(WHOLE, triples=(late,))]).stage.f1 == 0.0
    assert evaluate([WHOLE], [replace(WHOLE, triples=())]).stage.gold == 0


def test_full_names_and_amounts_must_be_exact() -> None:
    bare = paragraph(PARK, replace(PROJECT, amount="6亿元"), SCHOOL, replace(PROGRAM, name=None))
    result = evaluate([WHOLE], [bare])
    assert (result.names.gold, result.names.predicted) == (1, 0)
    assert (result.found_names.gold, result.found_names.correct) == (1, 0)
    assert (result.amounts.correct, result.amounts.predicted) == (0, 1)


def test_entities_are_sets_of_full_names() -> None:
    twice = [WHOLE, replace(WHOLE, index=1)]
    unnamed = [replace(one, mentions=(replace(PROGRAM, name=None),)) for one in twice]
    assert evaluate(twice, twice).entities["Program"].gold == 1
    assert evaluate(twice, unnamed).entities["Program"].correct == 0


def test_facts_are_counted_once_a_document() -> None:
    twice = [WHOLE, replace(WHOLE, index=1)]
    assert evaluate(twice, twice).facts["PLANS"].gold == 1
    assert evaluate(twice, twice).relations["PLANS"].gold == 2


def test_faults_are_told_apart() -> None:
    found = paragraph(
        replace(PARK, end=PARK.end - 1, surface=PARK.surface[:-1]),
        replace(PROJECT, type=EntityType.PARK),
        replace(PROGRAM, name=None),
        mention(TEXT, "依托", "Company"),
        triples=(replace(PLANS, stage=Stage.PLAN), replace(PLANS, tail="泉山经济开发区")),
    )
    kinds = [(fault.kind, fault.type) for fault in find_faults([WHOLE], [found])]
    assert kinds == [
        (FaultKind.BORDER, "Park"),
        (FaultKind.TYPE, "Project"),
        (FaultKind.MISSED, "Institution"),
        (FaultKind.NAME, "Program"),
        (FaultKind.INVENTED, "Company"),
        (FaultKind.STAGE, "PLANS"),
        (FaultKind.INVENTED, "PLANS"),
    ]


def test_a_fault_shows_its_context() -> None:
    fault = find_faults([paragraph(SCHOOL)], [paragraph()])[0]
    assert fault.gold == "Institution 徐州大学"
    assert "依托【徐州大学】实施" in fault.context


def test_predictions_of_other_documents_are_refused() -> None:
    with pytest.raises(InputError, match=r"'a'.*'b'"):
        pair_paragraphs([WHOLE], [replace(WHOLE, document="b")])


def test_predictions_of_another_text_are_refused() -> None:
    with pytest.raises(InputError, match="paragraph 0 of a has another text"):
        pair_paragraphs([WHOLE], [Paragraph("a", 0, "别的", (), ())])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"text": None}, "line 1"),
        ({"mentions": [{"t": "Planet", "s": "泉", "b": 0, "e": 1}]}, "Planet"),
        ({"mentions": [{"t": "Park", "s": "泉山", "b": 1, "e": 3}]}, "'泉山' is not at 1-3"),
        ({"mentions": [{"t": "Park", "s": "计划", "b": -3, "e": -1}]}, "'计划' is not at -3--1"),
        ({"relations": [{"r": "LIKES", "h": "a", "t": "b"}]}, "LIKES"),
    ],
    ids=["no-text", "unknown-type", "wrong-offset", "negative-offset", "unknown-relation"],
)
def test_bad_rows_name_what_is_wrong(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text(json.dumps(to_row(WHOLE) | change), encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_annotations(file)


def test_a_paragraph_that_stands_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text(f"{json.dumps(to_row(WHOLE))}\n" * 2, encoding="utf-8")
    with pytest.raises(InputError, match="paragraph 0 of a is there already"):
        read_annotations(file)


def test_rows_come_back_as_they_went(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps(to_row(WHOLE), ensure_ascii=False), encoding="utf-8")
    assert read_annotations(tmp_path) == read_annotations(file) == [WHOLE]


def test_no_annotations_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"give a \.jsonl file"):
        read_annotations(tmp_path)


def test_a_reading_becomes_annotations_with_the_place_as_head() -> None:
    rows = annotations_of(reading_2023(), "a")
    assert [row.text for row in rows] == [TEXT_2023]
    assert (
        Triple(RelationType.PLANS, "泉山区", "顺堤河码头二期", Stage.SIGN, 0.95) in rows[0].triples
    )


def test_gold_texts_become_documents_of_their_places() -> None:
    gold = read_annotations(GOLD)
    documents = documents_of(gold, read_places(GOLD))
    places = [document.place.name for document in documents.values() if document.place]
    assert places == ["铜山区", "钟楼区"]
    lines = [line for one in documents.values() for line in (*one.passages, *one.dropped)]
    assert len(lines) == len(gold)


def test_an_unknown_place_in_the_index_is_named(tmp_path: Path) -> None:
    (tmp_path / "index.tsv").write_text("file\tplace\na\t月球市\n", encoding="utf-8")
    with pytest.raises(InputError, match="月球市"):
        read_places(tmp_path)


def test_a_place_of_a_common_name_is_known_by_its_code(tmp_path: Path) -> None:
    index = tmp_path / "index.tsv"
    index.write_text("file\tplace\tcode\na\t鼓楼区\t320302\nb\t泉山区\nc\t\n", encoding="utf-8")
    places = read_places(tmp_path)
    assert [(name, place.full_name) for name, place in places.items()] == [
        ("a", "江苏省徐州市鼓楼区"),
        ("b", "江苏省徐州市泉山区"),
    ]
    index.write_text("file\tplace\na\t鼓楼区\n", encoding="utf-8")
    with pytest.raises(InputError, match="a is of '鼓楼区'"):
        read_places(tmp_path)
    index.write_text("file,place\na,鼓楼区\n", encoding="utf-8")
    with pytest.raises(InputError, match="columns file and place"):
        read_places(tmp_path)


def test_a_fact_of_a_paragraph_is_said_once_with_its_furthest_stage() -> None:
    reading = reading_2024()
    (row,) = annotations_of(reading, "b")
    plans = [triple for triple in row.triples if triple.type is RelationType.PLANS]
    assert plans == [Triple(RelationType.PLANS, "泉山区", "顺堤河码头二期", Stage.OPERATE, 0.9)]


def test_furniture_is_not_read_for_a_prediction() -> None:
    lines = ["泉山区政府工作报告", "加快建设顺堤河码头二期。", "导航菜单"]
    gold = [Paragraph("a", index, line, (), ()) for index, line in enumerate(lines)]
    (document,) = documents_of(gold, {}).values()
    assert [one.text for one in document.passages] == lines[:2]
    assert [one.text for one in document.dropped] == lines[2:]


def test_calibration_error_is_the_gap_of_confidence_and_accuracy() -> None:
    assert calibration_error([(0.8, n < 8) for n in range(10)]) == pytest.approx(0.0)
    assert calibration_error([(0.9, n < 5) for n in range(10)]) == pytest.approx(0.4)
    assert calibration_error([(1.0, True), (1.0, False)]) is None


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)), min_size=1))
def test_intervals_are_fixed_and_ordered(rows: list[tuple[int, int, int]]) -> None:
    counts = np.array([(min(a, b, c), b, c) for a, b, c in rows])
    score = score_counts(counts)
    assert score == score_counts(counts)
    assert 0.0 <= score.low <= score.high <= 1.0


SPANS = st.lists(st.integers(0, 60), unique=True).map(
    lambda cuts: list(zip(sorted(cuts)[::2], sorted(cuts)[1::2], strict=False))
)


@given(SPANS, SPANS)
def test_overlaps_use_each_span_once(
    left: list[tuple[int, int]], right: list[tuple[int, int]]
) -> None:
    matched = match_overlaps(left, right)
    assert matched == match_overlaps(right, left) <= min(len(left), len(right))
    assert match_overlaps(left, left) == len(left)


def test_command_prints_json_and_lists_errors() -> None:
    result = CliRunner().invoke(
        app, ["evaluate", str(GOLD), str(GOLD), "--errors", "--format", "json"]
    )
    record = json.loads(result.stdout)
    assert record["mentions"]["core"]["f1"] == 1.0
    assert record["errors"] == []


def test_command_shows_what_was_missed_in_context(tmp_path: Path) -> None:
    for name, one in (("gold", WHOLE), ("found", paragraph(PARK, PROJECT, PROGRAM))):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(to_row(one)), encoding="utf-8")
    files = [str(tmp_path / "gold.jsonl"), str(tmp_path / "found.jsonl")]
    result = CliRunner().invoke(app, ["evaluate", *files, "--errors"])
    assert "missed Institution: 1" in result.stdout
    assert "依托【徐州大学】实施" in result.stdout
