"""The brief on a place: its numbers are those of the saved queries, and every line leads to its sentence."""

import io
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from docx import Document

from kg.errors import InputError
from kg.queries import load_queries
from kg.report.brief import Ask, Brief, make_brief
from kg.report.files import brief_bytes
from kg.stores.bolt import BoltStore

from .graphs import TEXTS, town


@pytest.fixture(scope="module")
def ask(engines: Callable[[str], BoltStore]) -> Ask:
    store, saved = engines("embedded"), load_queries()
    store.save(town())

    def run(name: str, given: Mapping[str, str]) -> Sequence[dict[str, Any]]:
        answer = store.run(saved[name].text, saved[name].bind(given))
        return [dict(zip(saved[name].returns, row, strict=True)) for row in answer.rows]

    return run


@pytest.fixture(scope="module")
def brief(ask: Ask) -> Brief:
    return make_brief(town(), "泉山区", ask, "zh")


def test_numbers_are_those_of_the_saved_queries(brief: Brief, ask: Ask) -> None:
    here = {"place": "泉山区"}
    lines = {section.title: len(section.lines) for section in brief.sections}
    assert lines["项目"] == len(ask("projects-by-stage", {**here, "year": "2024"})) == 2
    for title, name in (("园区", "parks"), ("企业", "companies"), ("计划与行动", "programs")):
        assert lines[title] == len(ask(name, here)) > 0
    assert lines["合作方"] == len(ask("partners", {"name": "泉山区"})) == 1
    counted = ask("stage-counts", here)
    assert dict(brief.timeline) == {"2023": 1, "2024": 2}
    assert dict(brief.stages) == {"开工": 1, "谋划": 1}
    assert sum(row["projects"] for row in counted if row["year"] == 2024) == 2


def test_change_against_last_year(brief: Brief) -> None:
    changes = {line.cells[0]: line.cells[3] for line in brief.sections[0].lines}
    assert changes == {"顺堤河码头二期": "签约 → 开工; 5亿元 → —", "智慧谷": "上年未提及"}


def test_every_line_leads_to_a_sentence(brief: Brief) -> None:
    numbers = {note.number for note in brief.notes}
    for section in brief.sections:
        for line in section.lines:
            assert line.notes and numbers.issuperset(line.notes)
    assert {note.text for note in brief.notes} <= set(TEXTS.values())


def test_html_and_markdown_link_every_note(brief: Brief) -> None:
    html, markdown = (brief_bytes(brief, suffix).decode() for suffix in (".html", ".md"))
    assert set(re.findall(r'href="#(note-\d+)"', html)) == set(re.findall(r'id="(note-\d+)"', html))
    used = set(re.findall(r"\[\^(\d+)\](?!:)", markdown))
    assert used == set(re.findall(r"^\[\^(\d+)\]:", markdown, re.MULTILINE)) != set()


def test_docx_holds_the_tables(brief: Brief) -> None:
    file = Document(io.BytesIO(brief_bytes(brief, ".docx")))
    cells = {cell.text for table in file.tables for row in table.rows for cell in row.cells}
    assert {"顺堤河码头二期", "泉山经济开发区", "武汉大学"} <= cells


def test_unknown_suffix_says_what_is_accepted(brief: Brief) -> None:
    with pytest.raises(InputError, match="docx"):
        brief_bytes(brief, ".pdf")
