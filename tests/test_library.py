"""The library: `import kg`, a graph in memory, and what an analyst asks it."""

import ast
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import pytest

import kg
from kg.graph import build_graph
from kg.library import Graph
from kg.nlp.reader import Reader
from kg.resolve import resolve
from kg.stores.decisions import FILE, write_decisions
from kg.stores.readings import Readings
from kg.types import Decision

from .readings import TEXT_2023, TEXT_2024, reading_2023, reading_2024
from .test_aliases import reading

QUAY = "Project/320311/顺堤河码头二期"
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph(resolve([reading_2024(), reading_2023()]))


# What `import kg` is.


def test_import_loads_nothing_but_itself() -> None:
    code = "import sys, typing, importlib; before = set(sys.modules); import kg; print(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["kg"]


def test_building_needs_no_database() -> None:
    code = "import sys, kg; kg.build; print({'neo4j', 'arcadedb_embedded', 'torch'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("name", kg.__all__)
def test_what_is_offered_is_there_and_says_what_it_is(name: str) -> None:
    assert getattr(kg, name).__doc__
    assert name in dir(kg)


def test_type_checkers_see_the_same_names() -> None:
    tree = ast.parse((ROOT / "kg/__init__.py").read_text(encoding="utf-8"))
    imports = [
        (node.module, tuple(alias.name for alias in node.names))
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("kg.")
    ]
    assert dict(imports) == kg._MODULES
    assert sorted(name for _, names in imports for name in names) == kg.__all__


def test_what_is_not_offered_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="module 'kg' has no attribute 'biuld'"):
        kg.biuld()  # type: ignore[attr-defined]


# What a graph answers.


def test_everything_stands_in_the_order_of_the_reports(graph: Graph) -> None:
    assert [one.path for one in graph.documents] == ["reports/a.txt", "reports/b.txt"]
    assert [one.id for one in graph.entities] == sorted(one.id for one in graph.entities)
    told = [(one.year, one.type.value, graph.entity(one.tail).name) for one in graph.facts]
    assert told == [
        (2023, "HAS_PARK", "泉山经济开发区"),
        (2023, "HOSTS", "顺堤河码头二期"),
        (2023, "PLANS", "顺堤河码头二期"),
        (2024, "PLANS", "顺堤河码头二期"),
        (2024, "RUNS", "“一带一路”"),
    ]
    assert repr(graph) == "<kg.Graph of 2 documents, 6 entities, 5 facts>"


@pytest.mark.parametrize("name", [QUAY, "顺堤河码头二期", "“顺堤河”码头二期", "顺堤河码头 二期"])
def test_an_entity_is_found_by_id_and_name_in_any_writing(graph: Graph, name: str) -> None:
    assert graph.entity(name).id == QUAY
    assert graph.find(name) == (graph.entity(QUAY),)


@pytest.mark.parametrize("name", ["泉山区", "320311", "District/320311"])
def test_a_district_is_found_by_name_and_code(graph: Graph, name: str) -> None:
    assert graph.entity(name).id == "District/320311"


def test_divisions_around_those_named_are_entities_too(graph: Graph) -> None:
    assert graph.entity("江苏省").level == "province"
    assert graph.facts_of("江苏省") == ()


def test_what_the_graph_lacks_is_named(graph: Graph) -> None:
    with pytest.raises(kg.InputError, match="no entity '没有'; accepted: its id, name, alias or"):
        graph.entity("没有")
    assert graph.find("没有") == ()
    for look in (graph.document, graph.passage, graph.fact):
        with pytest.raises(kg.InputError, match="nothing in the graph has the id 'X/1'"):
            look("X/1")


def test_a_name_of_several_entities_needs_the_id() -> None:
    graph = Graph(resolve(reading(code, "Project", "体育中心") for code in ("320311", "320312")))
    ids = ["Project/320311/体育中心", "Project/320312/体育中心"]
    assert [one.id for one in graph.find("体育中心")] == ids
    with pytest.raises(kg.InputError, match=f"give the id of one: {', '.join(ids)}"):
        graph.entity("体育中心")
    assert graph.entity(ids[1]).scope == "320312"


def test_facts_of_an_entity_are_those_it_is_an_end_of(graph: Graph) -> None:
    found = graph.facts_of("顺堤河码头二期")
    assert found == graph.facts_of(graph.entity(QUAY))
    assert [(one.type, one.stage, one.amount) for one in found] == [
        ("HOSTS", None, None),
        ("PLANS", "sign", "5亿元"),
        ("PLANS", "operate", None),
    ]
    assert [graph.fact(one.id) for one in found] == list(found)
    assert {graph.document(one.document).year for one in found} == {2023, 2024}


def test_evidence_leads_to_the_names_in_the_passage(graph: Graph) -> None:
    hosts = next(one for one in graph.facts if one.type == "HOSTS")
    (evidence,) = hosts.evidence
    text = graph.passage(evidence.passage).text
    assert text == TEXT_2023
    assert evidence.head and evidence.tail
    assert text[slice(*evidence.head)] == "泉山经济开发区"
    assert text[slice(*evidence.tail)] == "顺堤河码头二期"


def test_sentences_of_a_fact_have_the_offsets_of_its_names(graph: Graph) -> None:
    plans = graph.facts_of(QUAY)[-1]
    sentences = graph.sentences(plans)
    assert sentences == graph.sentences(plans.id)
    assert [one.text for one in sentences] == [
        TEXT_2024[: TEXT_2024.index("；") + 1],
        TEXT_2024[TEXT_2024.index("；") + 1 :],
    ]
    assert [one.names for one in sentences] == [("顺堤河码头二期",)] * 2
    assert {one.year for one in sentences} == {2024}


def test_networkx_graph_is_that_of_the_store_and_a_new_one_each_time(graph: Graph) -> None:
    expected = build_graph([reading_2023(), reading_2024()])
    found = graph.to_networkx()
    assert list(found.nodes.data()) == list(expected.nodes.data())
    assert list(found.edges.data(keys=True)) == list(expected.edges.data(keys=True))
    found.clear()
    assert len(graph.to_networkx()) == len(expected)


# Where graphs come from.

REPORT = "泉山区政府工作报告(2024年1月10日)\n签约徐工汽车产业园。\n开工建设顺堤河码头二期、云龙湖隧道。\n"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "泉山区2024.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def test_reports_become_a_graph_without_a_word(
    report: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    done: list[tuple[int, int, str]] = []
    graph = kg.build(report, reader="fast", progress=lambda *how_far: done.append(how_far))
    assert capfd.readouterr() == ("", "")
    assert [one[:2] for one in done] == [(1, 1)]
    (document,) = graph.documents
    assert (document.year, document.place and document.place.code) == (2024, "320311")
    plans = {graph.entity(one.tail).name for one in graph.facts if one.type == "PLANS"}
    assert plans >= {"顺堤河码头二期", "云龙湖隧道"}


def test_order_of_paths_changes_nothing(report: Path) -> None:
    other = report.with_name("铜山区2023.txt")
    other.write_text(REPORT.replace("泉山", "铜山").replace("2024", "2023"), encoding="utf-8")
    built = [kg.build(paths, reader="fast") for paths in ([report, other], [other, report])]
    folder = kg.build(report.parent, reader="fast")
    assert built[0].facts == built[1].facts == folder.facts
    assert built[0].entities == built[1].entities == folder.entities
    assert built[0].documents == built[1].documents == folder.documents


def test_a_text_at_two_paths_is_one_document(report: Path) -> None:
    report.with_name("a.txt").write_text(REPORT, encoding="utf-8")
    (document,) = kg.build(report.parent, reader="fast").documents
    assert document.path.endswith("/a.txt")


def test_what_is_said_of_a_report_counts(report: Path) -> None:
    graph = kg.build(report, reader="fast", title="报告", place="320312", year=2022)
    (document,) = graph.documents
    assert (document.title, document.year) == ("报告", 2022)
    assert document.place == kg.parse_place("铜山区")
    sure = kg.build(report, reader="fast", min_confidence=1.0)
    assert sure.facts == () and len(sure.documents) == 1


def test_wrong_options_are_refused(report: Path) -> None:
    with pytest.raises(kg.InputError, match="min_confidence is 80; accepted: a number from 0 to 1"):
        kg.build(report, min_confidence=80)
    with pytest.raises(kg.InputError, match="'best'; accepted: accurate, fast"):
        kg.build(report, reader="best")
    with pytest.raises(kg.InputError, match="no such file or folder"):
        kg.build("nowhere.txt", reader="fast")


def test_files_that_cannot_be_read_are_refused_one_by_one(report: Path) -> None:
    recipe = report.with_name("broken.docx")
    recipe.write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(kg.InputError, match=r"broken\.docx"):
        kg.build([report, recipe], reader="fast")
    refused: list[kg.InputError] = []
    graph = kg.build([report, recipe], reader="fast", refuse=refused.append)
    assert len(graph.documents) == 1
    assert ["broken.docx" in str(error) for error in refused] == [True]


def test_a_report_that_the_reader_fails_on_is_refused(
    report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Reader, documents: Iterable[kg.Document]) -> NoReturn:
        raise ValueError("too odd")

    monkeypatch.setattr(Reader, "read", fail)
    refused: list[kg.InputError] = []
    assert kg.build(report, reader="fast", refuse=refused.append).documents == ()
    assert "the reader fails on it (ValueError: too odd)" in str(refused[0])
    with pytest.raises(kg.InputError, match="please report it"):
        kg.build(report, reader="fast")


def test_a_store_is_opened_with_what_was_decided_about_names(tmp_path: Path) -> None:
    Readings(tmp_path).save(reading("320311", "Park", "淮海科技城", "数创小镇"))
    apart = kg.open_store(str(tmp_path))
    assert apart.entity("淮海科技城") != apart.entity("数创小镇")
    names = ("Park/320311/数创小镇", "Park/320311/淮海科技城")
    write_decisions(tmp_path / FILE, [Decision(*names, same=True)])
    joined = kg.open_store(tmp_path)
    assert joined.entity("淮海科技城") == joined.entity("数创小镇")
    assert len(joined.sentences("数创小镇")) == 2


def test_a_folder_that_is_no_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(kg.InputError, match="holds no readings; make some with: kg build --store"):
        kg.open_store(tmp_path)
