"""The brief on a place: its numbers are those of the saved queries, and every line leads to its sentence."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import networkx as nx
import pytest
from docx import Document
from docx.oxml.ns import qn

from benchmarks.synthetic import country
from kg.errors import InputError
from kg.ontology import EntityType, RelationType, Stage
from kg.queries import load_queries
from kg.report.brief import Brief, Chart, Section
from kg.report.collect import make_brief
from kg.report.context import Ask
from kg.report.files import SUFFIXES, brief_bytes
from kg.report.sources import sentence
from kg.report.words import format_sum, load_words
from kg.stores.bolt import BoltStore
from kg.terms import load_terms

from .graphs import QUANSHAN, QUAY, TEXTS, town

PLACE = "District/100001"
HERE = {"place": "100001"}


def years_of_reports() -> "nx.MultiDiGraph[str]":
    """Build a graph of two places with reports of several years, one project told of twice in the latest."""
    graph = country(2)
    latest = max(edge["year"] for edge in graph[PLACE][most_told(graph)].values())
    (first,) = (edge for edge in graph[PLACE][most_told(graph)].values() if edge["year"] == latest)
    more = {"id": "PLANS/ffff", "stage": "operate", "amount": "900亿元", "value": 9e10}
    again = {**first, **more, "currency": "CNY", "document": "Document/other"}
    document, passage = again["document"], "Passage/other/0"
    graph.add_node(
        document, **{**graph.nodes[first["document"]], "id": document, "title": "另一份报告"}
    )
    graph.add_node(passage, label="Passage", id=passage, index=0, text="推进建设。再推进建设。")
    graph.add_edge(document, passage, key="HAS_PASSAGE/x", id="HAS_PASSAGE/x", type="HAS_PASSAGE")
    graph.add_edge(PLACE, most_told(graph), key="PLANS/ffff", **{**again, "passages": [passage]})
    return graph


def most_told(graph: "nx.MultiDiGraph[str]") -> str:
    """Return a project of the latest year that a report gives an amount."""
    plans = [
        (edge["year"], tail)
        for _, tail, edge in graph.out_edges(PLACE, data=True)
        if edge["type"] == "PLANS" and "value" in edge
    ]
    return max(plans)[1]


def asking(store: BoltStore) -> Ask:
    saved = load_queries()

    def run(name: str, given: Mapping[str, str]) -> Sequence[dict[str, Any]]:
        answer = store.run(saved[name].text, saved[name].bind(given))
        return [dict(zip(saved[name].returns, row, strict=True)) for row in answer.rows]

    return run


@pytest.fixture(scope="module")
def brief(engines: Callable[[str], BoltStore]) -> Brief:
    store = engines("embedded")
    store.save(town())
    return make_brief(town(), "泉山区", asking(store), "zh")


@pytest.fixture(scope="module")
def years(engines: Callable[[str], BoltStore], brief: Brief) -> tuple[Brief, Ask]:
    """Give the brief on a place with reports of several years, and what asks the saved queries of its graph."""
    store = engines("embedded")
    store.save(years_of_reports())
    return make_brief(years_of_reports(), PLACE, asking(store), "zh"), asking(store)


def section(brief: Brief, key: str) -> Section:
    return next(each for each in brief.sections if each.key == key)


def bars(chart: Chart) -> dict[str, float]:
    return {bar.label: sum(bar.values) for bar in chart.bars}


def names(brief: Brief, key: str) -> set[str]:
    return {line.cells[0] for line in section(brief, key).lines}


def test_stages_and_years_are_those_of_the_saved_queries(years: tuple[Brief, Ask]) -> None:
    brief, ask = years
    words, counted = load_terms("zh"), ask("stage-counts", HERE)
    *_, before, latest = sorted({row["year"] for row in counted})
    for column, year in ((1, latest), (2, before)):
        told = {line.cells[0]: int(line.cells[column]) for line in section(brief, "stages").lines}
        asked = {words[row["stage"]]: row["projects"] for row in counted if row["year"] == year}
        assert {stage: n for stage, n in told.items() if n} == asked
    (funnel,) = section(brief, "stages").charts
    assert list(bars(funnel)) == [words[stage] for stage in Stage if words[stage] in bars(funnel)]
    named = Counter[str]()
    for row in counted:
        named[str(row["year"])] += row["projects"]
    timeline, *_ = section(brief, "timeline").charts
    assert bars(timeline) == dict(named)
    assert {line.cells[0]: int(line.cells[1]) for line in section(brief, "timeline").lines} == named


def test_sums_are_those_of_the_saved_queries(years: tuple[Brief, Ask]) -> None:
    brief, ask = years
    asked = {str(row["year"]): row["value"] for row in ask("investment", HERE)}
    _, investment = section(brief, "timeline").charts
    assert bars(investment) == pytest.approx(asked)
    latest = max(asked)
    (statement,) = (one.text for one in brief.overview if "合计" in one.text and latest in one.text)
    assert format_sum(asked[latest], "CNY", "zh") in statement
    parks = {row["park"]: row["value"] for row in ask("park-investment", HERE)}
    (chart,) = section(brief, "parks").charts
    assert bars(chart) == pytest.approx(parks) and parks


def test_a_project_counts_once_however_many_facts_tell_of_it(years: tuple[Brief, Ask]) -> None:
    brief, ask = years
    rows = ask("projects-by-stage", HERE)
    latest = max(row["year"] for row in rows)
    told = [line.cells[0] for line in section(brief, "projects").lines]
    asked = Counter(row["project"] for row in rows if row["year"] == latest)
    assert sorted(told) == sorted(asked) and sum(asked.values()) == len(told) + 1
    ((twice, _),) = asked.most_common(1)
    line = next(line for line in section(brief, "projects").lines if line.cells[0] == twice)
    assert line.cells[1:3] == ("投产", "900亿元") and len(line.notes) == 2
    assert f"写到{len(told)}个项目" in brief.overview[1].text


def test_what_does_not_move_is_that_of_the_saved_queries(years: tuple[Brief, Ask]) -> None:
    brief, ask = years
    stalled = ask("stalled-projects", HERE)
    assert (
        [line.cells[0] for line in section(brief, "stalled").lines]
        == [row["project"] for row in stalled]
        != []
    )
    unfinished = ask("unfinished-projects", HERE)
    latest = max(row["year"] for row in ask("projects-by-stage", HERE))
    dropped = [row["project"] for row in unfinished if row["last"] < latest]
    assert [line.cells[0] for line in section(brief, "dropped").lines] == dropped != []
    assert {f"停滞的项目{len(stalled)}个", f"未再提及的项目{len(dropped)}个"} <= {
        found
        for one in brief.overview
        for found in re.findall("(?:停滞|未再提及)的项目.+?个", one.text)
    }


def test_changes_add_up(years: tuple[Brief, Ask]) -> None:
    brief, ask = years
    rows = ask("projects-by-stage", HERE)
    before, latest = sorted({row["year"] for row in rows})[-2:]
    now, then = ({row["project"] for row in rows if row["year"] == y} for y in (latest, before))
    (text,) = (one.text for one in brief.overview if one.text.startswith(f"较{before}年"))
    new, forward, same, back, gone = map(int, re.findall(r"(\d+)个", text))
    assert (new, forward + same + back, gone) == (
        len(now - then),
        len(now & then),
        len(then - now),
    )
    told = [line.cells[3] for line in section(brief, "projects").lines]
    assert told.count("新提及") == new
    assert sum(bool(re.match(r"\w+ → \w+$|\w+ → \w+; ", cell)) for cell in told) >= forward > 0


def test_actors_are_those_of_the_saved_queries(years: tuple[Brief, Ask]) -> None:
    brief, ask = years
    parks = ask("parks", HERE)
    lines = section(brief, "parks").lines
    assert [line.cells[0] for line in lines if line.strong] == [row["park"] for row in parks]
    assert [line.cells[1] for line in lines if line.strong] == [
        f"企业{row['companies']}、项目{row['projects']}" for row in parks
    ]
    members = {(row["park"], row["name"]) for row in ask("park-members", HERE)}
    park, found = "", set()
    for line in lines:
        park = line.cells[0] if line.strong else park
        found |= set() if line.strong else {(park, line.cells[0])}
    assert found == members and members
    assert names(brief, "companies") == {row["company"] for row in ask("companies", HERE)}
    assert names(brief, "programs") == {row["program"] for row in ask("programs", HERE)}
    asked = [ask("partners", {"name": one}) for one in ("100001", *(row["park"] for row in parks))]
    assert {line.cells[:2] for line in section(brief, "partners").lines} == {
        (row["one"], row["other"]) for rows in asked for row in rows
    }


def test_every_line_leads_to_a_sentence(brief: Brief, years: tuple[Brief, Ask]) -> None:
    for each in (brief, years[0]):
        numbers = {note.number for note in each.notes}
        assert numbers == set(range(1, len(numbers) + 1))
        for one in each.sections:
            for line in one.lines:
                assert numbers.issuperset(line.notes)
                assert line.notes or (one.key == "timeline" and "报告" in line.cells[-1])
        assert all(
            one.section in {each.key for each in brief.sections} for one in each.overview[1:]
        )
    for note in brief.notes:
        assert any(note.text in text for text in TEXTS.values())


def test_change_and_amount_of_each_project(brief: Brief) -> None:
    rows = {line.cells[0]: line.cells[1:] for line in section(brief, "projects").lines}
    assert rows == {
        "顺堤河码头二期": ("开工", "—", "签约 → 开工"),
        "智慧谷": ("谋划", "约1200万元", "新提及"),
    }
    (member, *_) = (line for line in section(brief, "parks").lines if line.cells[1] == "项目")
    assert member.cells == ("顺堤河码头二期", "项目", "开工", "5亿元", "2023")


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("一。建码头。三", [(3, 5)], "建码头。"),
        ("一。码头由徐工建；三", [(2, 4), (5, 7)], "码头由徐工建；"),
        ("码头。徐工建。三", [(0, 2), (3, 5)], "码头。徐工建。"),
        ("一。\n 码头", [(4, 6)], "码头"),
        ("一。二。", [], "一。二。"),
    ],
    ids=["one", "both", "two", "space", "own place"],
)
def test_sentences(text: str, names: list[tuple[int, int]], expected: str) -> None:
    start, end = sentence(text, names)
    assert text[start:end] == expected


@pytest.mark.parametrize(
    ("value", "currency", "zh", "en"),
    [
        (970.5, "CNY", "970.5亿元", "CNY 97.05 billion"),
        (0.12, "CNY", "1,200万元", "CNY 12 million"),
        (3.0, "USD", "3亿美元", "USD 300 million"),
        (1.0, "CHF", "1亿CHF", "CHF 100 million"),
    ],
)
def test_sums_are_written_as_people_write_them(
    value: float, currency: str, zh: str, en: str
) -> None:
    assert (format_sum(value, currency, "zh"), format_sum(value, currency, "en")) == (zh, en)


def test_english_brief_has_no_raw_words(engines: Callable[[str], BoltStore], brief: Brief) -> None:
    store = engines("embedded")
    store.save(town())
    english = make_brief(town(), "320311", asking(store), "en")
    assert [line.cells[1] for line in section(english, "projects").lines] == ["started", "planned"]
    assert "Stalled projects: 0" in " ".join(one.text for one in english.overview)
    said = {cell for one in english.sections for line in one.lines for cell in line.cells}
    assert not {"start", "sign", "SUPPORTS", "HOSTS", "Institution"} & said
    assert [len(one.lines) for one in english.sections] == [
        len(one.lines) for one in brief.sections
    ]


def test_one_year_has_nothing_to_compare(engines: Callable[[str], BoltStore]) -> None:
    graph, store = town(), engines("embedded")
    graph.remove_edges_from(
        [ends for ends in graph.edges(keys=True) if graph.edges[ends].get("year") == 2023]
    )
    store.save(graph)
    alone = make_brief(graph, "泉山区", asking(store), "zh")
    assert section(alone, "projects").columns == ("项目", "进度", "投资额")
    assert section(alone, "stalled").empty == "只有一年的报告，无从比较。"
    assert not any("较" in one.text for one in alone.overview)


def test_undated_reports_are_told_apart(engines: Callable[[str], BoltStore]) -> None:
    graph, store = town(), engines("embedded")
    for edge in graph[QUANSHAN][QUAY].values():
        edge.pop("year")
    store.save(graph)
    said = [one.text for one in make_brief(graph, "泉山区", asking(store), "zh").overview]
    assert "另有1个项目出自未注明年份的报告，以下未计入。" in said
    assert "写到1个项目。" in said


def test_ambiguous_and_unknown_places_are_refused() -> None:
    graph = town()
    graph.add_node("District/999999", label="District", id="District/999999", name="泉山区",
                   aliases=[], code="999999")  # fmt: skip
    with pytest.raises(InputError, match="ambiguous; give the code: 320311, 999999"):
        make_brief(graph, "泉山区", lambda name, given: [], "zh")
    with pytest.raises(InputError, match="no place '月球'"):
        make_brief(graph, "月球", lambda name, given: [], "zh")


def test_html_and_markdown_link_every_note(years: tuple[Brief, Ask]) -> None:
    html, markdown = (brief_bytes(years[0], suffix).decode() for suffix in (".html", ".md"))
    targets = set(re.findall(r'id="([\w-]+)"', html))
    links = set(re.findall(r'href="#([\w-]+)"', html))
    assert {f"note-{note.number}" for note in years[0].notes} <= links <= targets
    used = set(re.findall(r"\[\^(\d+)\](?!:)", markdown))
    assert used == set(re.findall(r"^\[\^(\d+)\]:", markdown, re.MULTILINE)) != set()
    assert set(re.findall(r"\]\(#(\w+)\)", markdown)) <= set(re.findall(r'id="(\w+)"', markdown))
    assert html.count("<figure>") == markdown.count("| :-- | :-- |") == 4


def test_docx_holds_tables_charts_and_links(years: tuple[Brief, Ask]) -> None:
    brief, _ = years
    data = brief_bytes(brief, ".docx")
    file = Document(io.BytesIO(data))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in file.tables]
    for table, one in zip(tables, (one for one in brief.sections if one.lines), strict=True):
        assert [tuple(row[: len(one.columns)]) for row in table] == [
            one.columns,
            *(line.cells for line in one.lines),
        ]
    body = file.element.body
    targets = {each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))}
    links = {each.get(qn("w:anchor")) for each in body.iter(qn("w:hyperlink"))}
    assert {f"note-{note.number}" for note in brief.notes} <= links <= targets
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if "charts/" in name]
    drawn = {title for chart in charts for title in re.findall("<a:t>(.+?)</a:t>", chart)}
    assert drawn == {chart.title for one in brief.sections for chart in one.charts}


def test_both_languages_have_all_words() -> None:
    terms = {*EntityType, *RelationType, *Stage}
    assert set(load_terms("zh")) == set(load_terms("en")) == terms
    assert set(load_words("zh")) == set(load_words("en")) > terms


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_same_brief_same_bytes(brief: Brief, suffix: str) -> None:
    assert brief_bytes(brief, suffix) == brief_bytes(brief, suffix)


def test_hostile_names_stay_text(engines: Callable[[str], BoltStore]) -> None:
    graph, store = town(), engines("embedded")
    hostile = "<script>|`*[x](y)\x00&"
    graph.nodes[QUAY]["name"] = hostile
    store.save(graph)
    brief = make_brief(graph, "泉山区", asking(store), "zh")
    assert "<script>" not in brief_bytes(brief, ".html").decode()
    assert "\\<script\\>\\|" in brief_bytes(brief, ".md").decode()
    assert Document(io.BytesIO(brief_bytes(brief, ".docx"))).tables


def test_unknown_suffix_says_what_is_accepted(brief: Brief) -> None:
    with pytest.raises(InputError, match="docx"):
        brief_bytes(brief, ".pdf")
