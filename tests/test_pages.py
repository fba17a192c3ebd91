"""Texts in the style of real pages: what they are, whose and of when, what they explain, where reports part."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from kg.clean import part_furniture
from kg.errors import InputError
from kg.lexicon import PatternRule
from kg.pipeline import without_explanations
from kg.readers import Overrides, read_documents, read_file
from kg.readers.compilation import part_reports, title_rules
from kg.readers.content import Content
from kg.readers.glossary import find_terms, glossary_rules
from kg.readers.hints import find_hints
from kg.readers.kinds import find_other_kind, kind_rules
from kg.readers.origin import find_origin, origin_rules
from kg.readers.settle import settle
from kg.readers.text import split_passages
from kg.types import PassageReading, Reading

CASES: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "cases/pages.toml").read_text(encoding="utf-8")
)
PROSE = "\n".join(
    f"（{number}）加快建设第{number}号码头项目，推进园区建设，完成投资三亿元。"
    for number in range(20)
)


def cases(table: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "case", [pytest.param(case, id=case["text"][:24].split("\n")[0]) for case in CASES[table]]
    )


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(rule, id=rule.id)
        for rule in (
            *kind_rules("report"),
            *kind_rules("other"),
            *glossary_rules("heading"),
            *glossary_rules("entry"),
            *glossary_rules("ending"),
            *title_rules(),
            *origin_rules("file"),
            *origin_rules("signature"),
        )
    ],
)
def test_rule(rule: PatternRule) -> None:
    assert rule.pattern.search(rule.example)
    assert not rule.pattern.search(rule.counterexample)


@cases("kind")
def test_kind(case: dict[str, Any]) -> None:
    kind = find_other_kind(case["text"].split("\n"))
    assert (kind.name if kind else "").startswith(case["kind"])
    assert bool(kind) == bool(case["kind"])


@cases("origin")
def test_origin(case: dict[str, Any]) -> None:
    lines = case["text"].split("\n")
    hints = find_hints(Path(case["path"]), Content(case["text"]), lines)
    settled = settle({}, find_origin(lines), hints, lines)
    place, year = settled.place, settled.year
    assert (place.value.code if place else "", year.value if year else 0) == (
        case["place"],
        case["year"],
    )
    assert [place.where if place else "", year.where if year else ""] == case["from"]
    for doubt in case.get("doubts", ()):
        assert doubt in settled.doubts
    assert bool(settled.doubts) == (not place or not year or "doubts" in case)


@cases("terms")
def test_terms(case: dict[str, Any]) -> None:
    terms = find_terms(split_passages(case["text"]))
    assert [term.name for term in terms] == case["terms"]
    assert all(term.definition and term.passages for term in terms)


@cases("parts")
def test_parts(case: dict[str, Any]) -> None:
    passages = split_passages(case["text"].format(prose=PROSE))
    parts = part_reports(passages)
    assert [part[0].text for part in parts] == [
        one or PROSE.split("\n")[0] for one in case["parts"]
    ]
    assert [one for part in parts for one in part] == list(passages)


@cases("furniture")
def test_furniture(case: dict[str, Any]) -> None:
    kept, _ = part_furniture(split_passages(case["text"]))
    assert [passage.text for passage in kept] == case["kept"]


def test_other_kind_is_named_and_read_all_the_same_with_force(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("甲方：王某\n乙方：李某", encoding="utf-8")
    with pytest.raises(
        InputError, match=r"a\.txt: seems to be no .* but contract .*“甲方：王某”; .*--force"
    ):
        read_file(path)
    assert len(read_file(path, force=True)) == 1


def test_reports_of_one_file_are_documents_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "汇编.txt"
    path.write_text(CASES["parts"][0]["text"].format(prose=PROSE), encoding="utf-8")
    documents = [document for _, document in read_documents([path])]
    assert [one.place and one.place.name for one in documents] == ["泉山区", "铜山区", "贾汪区"]
    assert [one.path.rpartition("/")[2] for one in documents] == [
        f"汇编.txt#{number}" for number in (1, 2, 3)
    ]
    indexes = [
        one.index for document in documents for one in (*document.passages, *document.dropped)
    ]
    assert sorted(indexes) == list(range(len(indexes)))


def test_what_the_user_says_is_in_no_conflict(tmp_path: Path) -> None:
    path = tmp_path / "泉山区-2022.txt"
    path.write_text("铜山区政府工作报告（2024年1月10日）", encoding="utf-8")
    ((_, document),) = read_file(path)
    assert "铜山区 by the text, but 泉山区 by the file name" in document.warnings[0]
    ((_, document),) = read_file(path, Overrides(place="泉山区", year=2022))
    assert (document.warnings, document.place_from) == ((), "command line")


def test_what_an_appendix_explains_is_no_fact(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "加快建设码头。\n名词解释\n1.蓝海：未知的市场。\n包括海外市场。", encoding="utf-8"
    )
    ((_, document),) = read_file(path)
    assert [term.passages for term in document.terms] == [(2, 3)]
    reading = Reading(document, tuple(PassageReading(index) for index in range(4)), "test")
    assert [one.index for one in without_explanations(reading).passages] == [0, 1]
