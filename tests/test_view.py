"""The page of a graph: what it shows, that its data stays inside its element, and a real Chromium that clicks."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.view.layout import place_nodes
from kg.view.page import json_for_html, page_words, write_page
from kg.view.selection import select_all, select_entity, select_place, select_rows

from .graphs import PARK, QUAY, SILK_ROAD, TRUCKS, VALLEY, YUNLONG, town

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


def test_filters_years_and_language(page: Any) -> None:
    assert "9 个实体、13 条事实" in page.inner_text("#count")
    page.click("#relations input[value=HOSTS]")
    assert "11 条事实" in page.inner_text("#count")
    page.focus("#first")
    page.keyboard.press("ArrowRight")
    assert "6 条事实" in page.inner_text("#count")
    page.click("#switch")
    assert "6 facts" in page.inner_text("#count")


def test_what_is_shown_is_exported(page: Any, tmp_path: Path) -> None:
    for button, suffix, start in (
        ("#csv", ".csv", "\ufeff".encode()),
        ("#png", ".png", b"\x89PNG"),
    ):
        with page.expect_download() as waiting:
            page.click(button)
        path = tmp_path / f"file{suffix}"
        waiting.value.save_as(path)
        assert path.read_bytes().startswith(start)
        assert len(path.read_bytes()) > 500
