"""Compare how fast libraries draw a graph in a real Chromium, and how fast the page of `kg view` opens.

npm install cytoscape sigma graphology vis-network
python -m benchmarks.viewing node_modules

Every library draws the same nodes at the same places, with names, colours and arrows; the page of `kg view` has
filters, sentences and search besides. Opening is from navigation to the second frame after all is drawn, with the
processor time of the page's own thread, which depends least on what else the machine does; a frame is the mean of
forty while zooming. Chromium draws WebGL by software, in another process, where it finds no graphics processor.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from benchmarks.synthetic import country
from kg.view.layout import place_nodes
from kg.view.page import json_for_html, write_page
from kg.view.selection import Graph, select_all

COUNTIES = (3, 30, 305)
"""Make about 300, 3,000 and 30,000 nodes."""
_OWN = "kg view"
_FILES = {
    "cytoscape": ("cytoscape/dist/cytoscape.min.js",),
    "sigma": ("graphology/dist/graphology.umd.min.js", "sigma/dist/sigma.min.js"),
    "vis-network": ("vis-network/standalone/umd/vis-network.min.js",),
}
_DRAW = {
    "cytoscape": """
const many = facts.length > 1500;
const drawn = cytoscape({container, layout: {name: "preset"}, hideEdgesOnViewport: many, textureOnViewport: many,
  elements: [...nodes.map(([id, x, y, name, size, color]) => ({data: {id, name, size, color}, position: {x, y}})),
    ...facts.map(([source, target]) => ({data: {source, target}}))],
  style: [{selector: "node", style: {label: "data(name)", width: "data(size)", height: "data(size)",
      "background-color": "data(color)", "font-size": 10, "min-zoomed-font-size": 8}},
    {selector: "edge", style: {width: 1, "target-arrow-shape": "triangle",
      "curve-style": many ? "haystack" : "bezier"}}]});
const zoom = (by) => drawn.zoom({level: drawn.zoom() * by, renderedPosition: {x: 720, y: 450}});""",
    "sigma": """
const graph = new graphology.MultiDirectedGraph();
for (const [id, x, y, label, size, color] of nodes) graph.addNode(id, {x, y: -y, label, size: size / 4, color});
for (const [source, target] of facts) graph.addEdge(source, target, {size: 1, type: "arrow"});
const drawn = new (globalThis.Sigma.default || globalThis.Sigma)(graph, container);
const zoom = (by) => drawn.getCamera().setState({ratio: drawn.getCamera().getState().ratio / by});""",
    "vis-network": """
const drawn = new vis.Network(container, {
  nodes: new vis.DataSet(nodes.map(([id, x, y, label, size, color]) => ({id, x, y, label, size: size / 2, color}))),
  edges: new vis.DataSet(facts.map(([from, to]) => ({from, to})))},
  {physics: false, layout: {improvedLayout: false}, nodes: {shape: "dot"}, edges: {arrows: "to", smooth: false},
   interaction: {hideEdgesOnZoom: facts.length > 1500}});
const zoom = (by) => drawn.moveTo({scale: drawn.getScale() * by});""",
}
_PAGE = """<!doctype html><meta charset="utf-8"><div id="graph" style="width:1440px;height:900px"></div>
<script type="application/json" id="data">{data}</script>{scripts}
<script>const {{nodes, facts}} = JSON.parse(document.getElementById("data").textContent);
const container = document.getElementById("graph");{draw}
globalThis.zoomBy = zoom;</script>"""
_OPENED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"
_FRAME = """async () => {
  const own = (by) => kgView.cy.zoom({level: kgView.cy.zoom() * by, renderedPosition: {x: 600, y: 400}});
  const zoom = globalThis.zoomBy || own;
  const start = performance.now();
  for (let step = 0; step < 40; step++) { zoom(step < 20 ? 1.05 : 1 / 1.05); await new Promise(requestAnimationFrame); }
  return (performance.now() - start) / 40;
}"""


def main(
    modules: Annotated[Path, typer.Argument(help="Folder node_modules of the libraries.")],
    counties: Annotated[list[int] | None, typer.Option(help="Sizes of the graph.")] = None,
    rounds: Annotated[int, typer.Option(help="Times each page is opened; the best counts.")] = 3,
) -> None:
    """Print size, opening time and time of a frame of every library at every size."""
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    with sync_playwright() as play, TemporaryDirectory() as folder:
        browser = play.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--enable-unsafe-swiftshader"]
        )
        print(f"Chromium {browser.version}", *_versions(modules), sep=", ")
        for number in counties or COUNTIES:
            graph = country(number)
            shown = select_all(graph)
            print(f"{len(shown):,} nodes, {shown.number_of_edges():,} facts", flush=True)
            for name, text in _pages(graph, shown, modules):
                path = Path(folder) / "page.html"
                path.write_text(text, encoding="utf-8")
                runs = [_time(browser, path) for _ in range(rounds)]
                opened, spent, frame = map(min, zip(*runs, strict=True))
                print(
                    f"{name:12}{len(text.encode()) / 1e6:7.1f} MB{opened:9.0f} ms to open"
                    f" ({spent:.0f} ms of processor){frame:8.0f} ms a frame",
                    flush=True,
                )
        browser.close()


def _versions(modules: Path) -> Iterator[str]:
    for name in ("cytoscape", "sigma", "graphology", "vis-network"):
        described = json.loads((modules / name / "package.json").read_text(encoding="utf-8"))
        yield f"{name} {described['version']}"


def _pages(graph: Graph, shown: Graph, modules: Path) -> Iterator[tuple[str, str]]:
    yield _OWN, write_page(graph, shown, "", "zh")
    places = place_nodes(shown)
    nodes = [
        [key, *places[key], node["name"], 14 + 5 * shown.degree(key) ** 0.5, "#0b4f8a"]
        for key, node in shown.nodes.data()
    ]
    data = json_for_html({"nodes": nodes, "facts": list(shown.edges())})
    for name, files in _FILES.items():
        texts = [(modules / file).read_text(encoding="utf-8") for file in files]
        scripts = "".join(f"<script>{text}</script>" for text in texts)
        yield name, _PAGE.format(data=data, scripts=scripts, draw=_DRAW[name])


def _time(browser: Any, path: Path) -> tuple[float, float, float]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(300_000)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(path.as_uri())
    opened = page.evaluate(_OPENED)
    metrics = session.send("Performance.getMetrics")["metrics"]
    spent = 1000 * next(each["value"] for each in metrics if each["name"] == "TaskDuration")
    frame = page.evaluate(_FRAME)
    page.close()
    if faults:
        raise RuntimeError(f"{path}: {faults[0]}")
    return float(opened), spent, float(frame)


if __name__ == "__main__":
    typer.run(main)
