"""The page of a graph: what it shows, that its data stays inside its element, and a real Chromium that clicks."""

import csv
import io
import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.synthetic import country
from kg.errors import InputError
from kg.view.layout import place_nodes
from kg.view.page import json_for_html, page_words, write_page
from kg.view.selection import select_all, select_entity, select_place, select_rows

from .graphs import PARK, QUAY, SILK_ROAD, TEXTS, TRUCKS, VALLEY, YUNLONG, town

CI = os.environ.get("CI") == "true"
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
HOSTILE = "</script><script>document.title='broken'</script>'\"\u2028<!--"


@given(st.text())
def test_json_stays_inside_its_script_element(text: str) -> None:
    embedded = json_for_html({text: HOSTILE})
    assert not re.search("[<>&\u2028\u2029]", embedded)
    assert json.loads(embedded) == {text: HOSTILE}


def test_both_languages_have_all_words() -> None:
    words = page_words()
    assert set(words["zh"]) == set(words["en"])


def test_selections_keep_what_belongs_to_them() -> None:
    graph = town()
    everything = select_all(graph)
    assert everything.number_of_edges() == 13
    assert set(select_entity(graph, "智慧谷", 1)) >= {VALLEY, TRUCKS, SILK_ROAD, YUNLONG}
    assert QUAY not in select_entity(graph, "智慧谷", 1)
    assert set(select_entity(graph, VALLEY, 0)) == {VALLEY}
    assert set(select_place(graph, "320303")) == {VALLEY, YUNLONG}
    assert select_place(graph, "泉山").number_of_edges() == 13
    assert set(select_rows(graph, [("x", PARK, None, 1)])) >= {PARK, QUAY, TRUCKS}


def test_unknown_names_say_what_is_accepted() -> None:
    with pytest.raises(InputError, match="泉山区"):
        select_place(town(), "月球")
    with pytest.raises(InputError, match="search"):
        select_entity(town(), "月球", 1)


def test_same_graph_same_page_with_every_node_apart() -> None:
    graph = town()
    assert write_page(graph, select_all(graph), "", "zh") == write_page(
        town(), select_all(town()), "", "zh"
    )
    places = place_nodes(select_all(graph))
    assert len(set(places.values())) == len(places)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CI and not CHROMIUM:
        pytest.skip("no Chromium: install chromium, or set CI=true")
    name = "playwright.sync_api"
    api: Any = import_module(name) if CI else pytest.importorskip(name)
    with api.sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Any, tmp_path: Path) -> Iterator[Any]:
    graph = town()
    graph.nodes[TRUCKS]["name"] = HOSTILE
    path = tmp_path / "page.html"
    path.write_text(write_page(graph, select_all(graph), HOSTILE, "zh"), encoding="utf-8")
    opened = browser.new_page(viewport={"width": 1440, "height": 900})
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("request", lambda request: faults.append(request.url) if "http" in request.url else 0)
    opened.goto(path.as_uri())
    yield opened
    opened.close()
    assert not faults


def test_search_click_and_sentence_with_marked_names(page: Any) -> None:
    page.fill("#search", "码头")
    page.click("#found button")
    assert page.inner_text("#details h2") == "顺堤河码头二期"
    assert page.locator("#details mark").first.inner_text() == "顺堤河码头二期"
    page.locator("#details .fact").first.click()
    assert page.locator("#details blockquote mark").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("#details").is_hidden()


def test_click_on_a_node_of_the_canvas(page: Any) -> None:
    at = page.evaluate(f"kgView.cy.getElementById({json.dumps(YUNLONG)}).renderedPosition()")
    page.click("#graph", position=at)
    assert page.inner_text("#details h2") == "云龙区"


def test_click_on_an_edge_of_the_canvas(page: Any) -> None:
    middle = "kgView.cy.getElementById('{}').renderedMidpoint()"
    page.click("#graph", position=page.evaluate(middle.format("LOCATED_IN/000000000000000c")))
    assert page.inner_text("#details h2") == "智慧谷 位于 云龙区"
    assert page.locator("#details blockquote").inner_text().startswith("徐工汽车承建")
    page.locator("#details .fact").last.click()
    assert page.inner_text("#details h2") == "云龙区"
    page.click("#graph", position={"x": 3, "y": 3})
    assert page.locator("#details").is_hidden()


def test_search_finds_aliases_and_enter_takes_the_first(page: Any) -> None:
    page.fill("#search", "“一带")
    page.press("#search", "Enter")
    assert page.inner_text("#details h2") == "一带一路"
    page.fill("#search", "月球")
    assert page.inner_text("#found") == "没有符合条件的内容"


def test_filters_years_and_language(page: Any) -> None:
    assert "9 个实体、13 条事实" in page.inner_text("#count")
    page.click("#relations input[value=HOSTS]")
    assert "11 条事实" in page.inner_text("#count")
    page.focus("#first")
    page.keyboard.press("ArrowRight")
    assert (page.inner_text("#firstYear"), page.inner_text("#lastYear")) == ("2024", "2024")
    assert "6 条事实" in page.inner_text("#count")
    page.click("#switch")
    assert "6 facts" in page.inner_text("#count")
    assert page.locator("#stages").inner_text().split("\n")[0] == "being attracted"


@pytest.mark.parametrize(
    ("box", "facts"),
    [
        ("#types input[value=Project]", 6),
        ("#types input[value=Company]", 9),
        ("#stages input[value=sign]", 12),
        ("#stages input[value=start]", 12),
        ("#relations input[value=PLANS]", 10),
    ],
)
def test_each_filter_takes_out_its_own_and_gives_it_back(page: Any, box: str, facts: int) -> None:
    page.click(box)
    assert f"{facts} 条事实" in page.inner_text("#count")
    wait_for_facts(page, facts)
    page.focus(box)
    page.keyboard.press("Space")
    wait_for_facts(page, 13)


def wait_for_facts(page: Any, count: int) -> None:
    """Wait until so many are drawn: the drawing takes on new styles with its next frame."""
    patience = time.monotonic() + 30
    while (shown := page.evaluate("kgView.cy.edges(':visible').length")) != count:
        assert time.monotonic() < patience, f"{shown} are drawn, not {count}"
        page.wait_for_timeout(50)


def test_confidence_takes_out_what_is_less_sure(page: Any) -> None:
    page.focus("#confidence")
    for _ in range(17):
        page.keyboard.press("ArrowRight")
    assert page.inner_text("#least") == "0.85"
    assert "4 条事实" in page.inner_text("#count")


def test_the_legend_has_the_colour_and_number_of_every_type(page: Any) -> None:
    colours = page.evaluate(
        "[...document.querySelectorAll('#types .dot')].map((dot) => getComputedStyle(dot).backgroundColor)"
    )
    drawn = page.evaluate(
        "[...new Set(kgView.cy.nodes().map((node) => node.style('background-color')))]"
    )
    assert len(colours) == len(set(colours)) == 6
    assert {re.sub(" ", "", colour) for colour in drawn} <= {
        re.sub(" ", "", one) for one in colours
    }
    numbers = page.locator("#types .n").all_inner_texts()
    assert sum(map(int, numbers)) == 9


def test_names_lie_on_no_other(browser: Any, tmp_path: Path) -> None:
    graph, path = country(3), tmp_path / "page.html"
    path.write_text(write_page(graph, select_all(graph), "", "zh"), encoding="utf-8")
    opened = browser.new_page(viewport={"width": 1440, "height": 900})
    opened.goto(path.as_uri())
    # The box of cytoscape begins a line above the name.
    boxes = opened.evaluate(
        """kgView.cy.nodes('.named').map((one) => {
            const box = one.renderedBoundingBox({ includeNodes: false });
            return { ...box, y1: box.y2 - 1.2 * one.data('font') * kgView.cy.zoom() };
        })"""
    )
    opened.close()
    assert len(boxes) > 60
    for at, one in enumerate(boxes):
        for other in boxes[at + 1 :]:
            wide = min(one["x2"], other["x2"]) - max(one["x1"], other["x1"])
            high = min(one["y2"], other["y2"]) - max(one["y1"], other["y1"])
            assert wide < 2 or high < 2


def test_the_graph_is_moved_by_keys(page: Any) -> None:
    page.focus("#graph")
    before = page.evaluate("[kgView.cy.zoom(), kgView.cy.pan().x]")
    page.keyboard.press("+")
    page.keyboard.press("ArrowLeft")
    zoom, x = page.evaluate("[kgView.cy.zoom(), kgView.cy.pan().x]")
    assert zoom > before[0] and x != before[1]
    page.keyboard.press("0")
    assert page.evaluate("kgView.cy.zoom()") != zoom


def test_every_control_is_reached_by_tab_and_has_a_name(page: Any) -> None:
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.value"))
    wanted = {"search", "fit", "png", "csv", "switch", "confidence", "graph", "first", "last"}
    assert wanted | {"Project", "HOSTS", "sign"} <= reached
    nameless = page.evaluate(
        "[...document.querySelectorAll('input, button, [tabindex]')].filter((one) => !(one.labels?.length ||"
        " one.getAttribute('aria-label') || one.textContent.trim())).map((one) => one.id)"
    )
    assert nameless == []


def test_text_and_symbols_stand_out_from_their_ground(page: Any) -> None:
    page.fill("#search", "码头")
    page.click("#found button")
    texts = page.evaluate(_TEXTS)
    assert len(texts) > 40
    assert [each for each in texts if contrast(each[1], each[2]) < 4.5] == []
    symbols = page.evaluate("kgView.cy.nodes().map((node) => node.style('background-color'))")
    assert [each for each in set(symbols) if contrast(each, "rgb(251,252,253)") < 3] == []


_TEXTS = """() => [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility()
  && [...one.childNodes].some((child) => child.nodeType === 3 && child.data.trim()) && !one.closest("script, style"))
  .map((one) => {
    let ground = one;
    while (ground && getComputedStyle(ground).backgroundColor.endsWith(", 0)")) ground = ground.parentElement;
    const [style, behind] = [one, ground || document.body].map((each) => getComputedStyle(each));
    return [one.textContent.slice(0, 20), style.color, behind.backgroundColor];
  })"""


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG defines it."""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(float(part)) / 255 for part in re.findall(r"[\d.]+", colour)[:3]]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_what_is_shown_is_exported(page: Any, tmp_path: Path) -> None:
    page.click("#relations input[value=PLANS]")
    table, picture = (_download(page, button, tmp_path) for button in ("#csv", "#png"))
    assert table.startswith("\ufeff".encode())
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
    assert len(rows) == 10 and "PLANS" not in {row["relation"] for row in rows}
    assert {row["sentence"] for row in rows} <= set(TEXTS.values())
    assert picture.startswith(b"\x89PNG") and len(picture) > 5000


def _download(page: Any, button: str, folder: Path) -> bytes:
    with page.expect_download() as waiting:
        page.click(button)
    waiting.value.save_as(folder / "file")
    return (folder / "file").read_bytes()
