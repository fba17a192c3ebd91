"""The real Neo4j Browser in a real Chromium: the sheet, the guide and the favourites on the graph of the seeds."""

import base64
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from kg.browser.content import QUERIES, pack_favorites, read_sheet
from kg.browser.server import serve_browser
from kg.browser.setup import write_setup

from .neo4j_server import VERSION, fetch_jars

CI = os.environ.get("CI") == "true"
KG = Path(sys.executable).with_name("kg")
HOME = os.environ.get("KG_TEST_NEO4J_HOME")
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
"""A browser that asks nobody else on the network; the sandbox does not run as root."""

if not CI and not (HOME and CHROMIUM):
    pytest.skip(
        "no Neo4j or no Chromium: install chromium and set KG_TEST_NEO4J_HOME to a folder whose lib/ "
        "has Neo4j's jars (fetched by Maven where it is empty), or set CI=true",
        allow_module_level=True,
    )
# Imported by name: the extra `browser` is installed on CI alone.
sync_api: Any = (
    import_module("playwright.sync_api") if CI else pytest.importorskip("playwright.sync_api")
)


@dataclass
class Served:
    """A Neo4j with the seeds, started as `kg browser --setup` says, and the address of the guide."""

    http: int
    bolt: int
    password: str
    guide: str
    store: Path


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Served]:
    """Start Neo4j from the folder that the product writes, and load the seeds into it."""
    folder = tmp_path_factory.mktemp("browser")
    with serve_browser(0) as address:
        password = write_setup(folder / "neo4j", address)
        http, bolt = free_ports()
        conf = folder / "neo4j" / "conf" / "neo4j.conf"
        text = conf.read_text(encoding="utf-8")
        conf.write_text(
            text.replace(":7474", f":{http}").replace(":7687", f":{bolt}"), encoding="utf-8"
        )
        link_jars(folder / "neo4j", request.config)
        with (folder / "console.log").open("wb") as log:
            server = subprocess.Popen(
                [sys.executable, folder / "neo4j" / "start.py"], stdout=log, stderr=log
            )
        try:
            subprocess.run(
                [KG, "build", "--store", folder / "store", "--reader", "fast"],
                check=True,
                capture_output=True,
            )
            wait_for(http, server, folder / "console.log")
            arguments = ["--neo4j", f"bolt://localhost:{bolt}", "--password", password]
            subprocess.run(
                [KG, "build", "--store", folder / "store", "--reader", "fast", *arguments],
                check=True,
                capture_output=True,
            )
            yield Served(http, bolt, password, address, folder / "store")
        finally:
            server.send_signal(signal.SIGTERM)
            assert server.wait(180) in (0, 143)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def shots(request: pytest.FixtureRequest) -> Path:
    """Give the folder that keeps the screenshots."""
    assert request.config.cache
    return request.config.cache.mkdir("screenshots")


@pytest.fixture(scope="module")
def page(served: Served, chromium: Any) -> Any:
    """Give the Browser, connected to Neo4j: what neo4j.conf orders has been done."""
    page = connect(chromium, served.http, f"localhost:{served.bolt}", "neo4j", served.password)
    page.get_by_text("八页走一遍").wait_for()
    return page


def test_the_sheet_and_the_guide_come_by_themselves(page: Any, shots: Path) -> None:
    page.get_by_text("1 / 8").wait_for()
    page.wait_for_function("localStorage['neo4j.grass']")
    applied = page.evaluate("JSON.parse(localStorage['neo4j.grass'])")
    assert list(applied) == re.findall(r"^([\w.]+) \{", read_sheet(), re.MULTILINE)
    page.screenshot(path=shots / "guide.png")


def test_every_query_of_the_guide_answers(page: Any, shots: Path) -> None:
    for number in range(1, 9):
        page.get_by_text(f"{number} / 8").wait_for()
        guide = page.get_by_test_id("carousel").first
        for index in range(guide.locator("pre.runnable").count()):
            page.get_by_test_id("carousel").first.locator("pre.runnable").nth(index).click()
            answer = run_editor(page)
            answer.locator("g.node, table tbody tr, td").first.wait_for()
            assert answer.get_by_text("ERROR").count() == 0
            page.screenshot(path=shots / f"slide-{number}-{index + 1}.png")
            answer.locator("button[title=Close]").click()
        if number < 8:
            page.get_by_test_id("nextSlide").first.click()


def test_thirty_nodes_are_readable(page: Any, shots: Path) -> None:
    """Names as captions, the colours of the sheet, and no node on another."""
    run(page, "MATCH (d:District)-[f]->(n:Entity) RETURN d, f, n ORDER BY f.id LIMIT 28")
    frame = page.locator("article").first
    frame.locator("button[title=Fullscreen]").click()
    frame.locator("button[aria-label=zoom-to-fit]").click()
    nodes = still(page)
    page.screenshot(path=shots / "thirty-nodes.png")
    frame.locator('button[title="Close fullscreen"]').click()
    assert 25 <= len(nodes) <= 35
    for one, other in combinations(nodes, 2):
        distance = ((one["x"] - other["x"]) ** 2 + (one["y"] - other["y"]) ** 2) ** 0.5
        assert distance > one["r"] + other["r"], (one, other)
    sheet = set(re.findall(r"  color: (#\w+)", read_sheet()))
    assert len({node["color"].upper() for node in nodes} & sheet) >= 4
    assert all(re.search(r"[一-鿿]", node["caption"]) for node in nodes)


def test_favourites_are_dropped_and_run(page: Any, shots: Path) -> None:
    archive = page.evaluate_handle(
        """text => {
            const bytes = Uint8Array.from(atob(text), one => one.charCodeAt(0))
            const transfer = new DataTransfer()
            transfer.items.add(new File([bytes], 'favorites.zip'))
            return transfer
        }""",
        base64.b64encode(pack_favorites()).decode(),
    )
    page.dispatch_event(".filedrop", "drop", {"dataTransfer": archive})
    page.get_by_test_id("navigationFavorites").click()
    page.get_by_text(QUERIES).click()
    page.get_by_text("按名称查找").first.click()
    answer = run_editor(page)
    answer.get_by_text("Started streaming").wait_for()
    page.screenshot(path=shots / "favourites.png")


def connect(chromium: Any, http: int, bolt: str, user: str, password: str) -> Any:
    page = chromium.new_context(viewport={"width": 1400, "height": 1000}).new_page()
    page.set_default_timeout(60_000)
    page.goto(f"http://localhost:{http}/browser/?dbms=bolt://{bolt}")
    page.get_by_test_id("username").fill(user)
    page.get_by_test_id("password").fill(password)
    page.get_by_test_id("connect").click()
    return page


def run(page: Any, text: str) -> Any:
    page.locator(".monaco-editor textarea").first.focus()
    page.keyboard.insert_text(text)
    return run_editor(page)


def run_editor(page: Any) -> Any:
    """Run what stands in the editor and return the new frame."""
    frames = page.locator("article").count()
    page.get_by_test_id("editor-Run").click()
    page.locator("article").nth(frames).wait_for()
    return page.locator("article").first


def still(page: Any) -> list[dict[str, Any]]:
    """Return the nodes of the first picture once they no longer move."""
    script = """() => [...document.querySelectorAll('article:first-of-type g.node')].map(node => {
        const box = node.querySelector('circle.b-outline, circle.outline').getBoundingClientRect()
        const circle = node.querySelector('circle.b-outline, circle.outline')
        return {x: box.x + box.width / 2, y: box.y + box.height / 2, r: box.width / 2,
                color: circle.getAttribute('fill'), caption: node.textContent}
    })"""
    before: list[dict[str, Any]] = []
    for _ in range(60):
        page.wait_for_timeout(500)
        now: list[dict[str, Any]] = page.evaluate(script)
        if now and now == before:
            return now
        before = now
    raise AssertionError("the picture does not come to rest")


def link_jars(folder: Path, config: pytest.Config) -> None:
    """Spare the start script the download: the jars are those of the other tests."""
    assert config.cache
    home = Path(HOME) if HOME else config.cache.mkdir(f"neo4j-{VERSION}")
    fetch_jars(home)
    (folder / "lib").symlink_to(home.resolve() / "lib", target_is_directory=True)
    (folder / "fetched").touch()


def free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def wait_for(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(600):
        if server.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.3)
    raise RuntimeError(f"Neo4j does not start:\n{log.read_text(encoding='utf-8')[-2000:]}")
