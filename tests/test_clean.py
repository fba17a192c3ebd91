"""Page furniture is dropped, and nothing of a report is."""

import tomllib
from pathlib import Path

import pytest

from kg.clean import furniture_rules, is_furniture, part_furniture
from kg.lexicon import PatternRule
from kg.types import Passage

CASES = tomllib.loads((Path(__file__).parent / "cases/furniture.toml").read_text(encoding="utf-8"))
FOOT = (
    "QQ空间",
    "上一篇：",
    "2020年盐山县政府工作报告",
    "相关文章",
    "12-01",
    "易县2024年政府工作报告",
)
REPORT = ("2021年博野县政府工作报告", "一、2020年工作回顾", "新建高标准农田3万亩。" * 8)


def _passages(*lines: str) -> tuple[Passage, ...]:
    return tuple(Passage(index, line) for index, line in enumerate(lines))


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(rule, id=f"{table}-{rule.id}")
        for table in ("line", "foot")
        for rule in furniture_rules(table)
    ],
)
def test_rule(rule: PatternRule) -> None:
    assert rule.pattern.search(rule.example)
    assert not rule.pattern.search(rule.counterexample)
    assert not is_furniture(rule.counterexample)


@pytest.mark.parametrize("number", range(len(CASES["furniture"])))
def test_line_of_a_page_is_dropped(number: int) -> None:
    line = CASES["furniture"][number]
    assert part_furniture(_passages(REPORT[-1], line)) == (
        (Passage(0, REPORT[-1]),),
        (Passage(1, line),),
    )


@pytest.mark.parametrize("number", range(len(CASES["report"])))
def test_line_of_a_report_is_kept(number: int) -> None:
    lines = _passages(REPORT[-1], CASES["report"][number])
    assert part_furniture(lines) == (lines, ())


def test_foot_of_a_page_is_dropped_to_its_end() -> None:
    kept, dropped = part_furniture(_passages(*REPORT, *FOOT))
    assert [passage.text for passage in kept] == list(REPORT)
    assert [passage.index for passage in dropped] == list(range(3, 9))


def test_what_links_stand_before_is_kept() -> None:
    kept, _ = part_furniture(_passages(*FOOT[:2], *REPORT))
    assert [passage.text for passage in kept][-3:] == list(REPORT)


def test_parting_what_was_kept_drops_nothing_more() -> None:
    kept, dropped = part_furniture(_passages("导航菜单", *REPORT, *FOOT))
    assert len(dropped) == 7
    assert part_furniture(kept) == (kept, ())
