"""The sheet, the guide and the favourites for Neo4j Browser, how they are served, and the folder that starts Neo4j."""

import io
import re
import signal
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPResponse
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kg.browser.content import (
    PICTURES,
    QUERIES,
    fill_guide,
    pack_favorites,
    read_pictures,
    read_sheet,
    write_favorite,
)
from kg.browser.server import serve_browser
from kg.browser.setup import write_setup
from kg.errors import InputError
from kg.ontology import EntityType, RelationType
from kg.queries import bare_cypher, load_queries
from kg.stores.bolt import BoltStore

from .graphs import town

Color = NDArray[np.float64]
KG = Path(sys.executable).with_name("kg")
ADDRESS = "http://localhost:8474"
LABELS = (*map(str, EntityType), "Document", "Passage")
VISION = {
    "full": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "deuteranopia": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "tritanopia": [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]],
}
"""What is left of linear red, green and blue (Machado, Oliveira and Fernandes 2009, severity 1)."""


def rules() -> dict[str, dict[str, str]]:
    """Read the sheet as the Browser does: a property ends at ; and its value has one :."""
    found = {}
    for selector, body in re.findall(r"([\w.]+) \{\n(.*?)\}\n", read_sheet(), re.DOTALL):
        pairs = [line.strip().removesuffix(";").split(": ") for line in body.splitlines()]
        found[selector] = {name: value.strip('"') for name, value in pairs}
    return found


def linear(color: str) -> Color:
    values = np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def lab(
    rgb: Color,
) -> Color:
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = np.array(to_xyz) @ np.clip(rgb, 0, 1) / [0.9505, 1, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_every_label_and_relation_has_its_rule_after_the_general_ones() -> None:
    order = list(rules())
    general = ["node", "node.Entity"]
    assert order[:2] == general
    assert set(order[2:]) == {
        *(f"node.{label}" for label in LABELS),
        *("relationship", "relationship.HAS_PASSAGE", "relationship.MENTIONS"),
        *(f"relationship.{kind}" for kind in RelationType),
    }
    assert all(re.search(r"[一-鿿]|\{|<", rule["caption"]) for rule in list(rules().values())[1:])


def test_no_value_of_the_sheet_breaks_the_browsers_parser() -> None:
    for line in read_sheet().splitlines():
        assert re.fullmatch(r"""[\w.]+ \{|\}|  [\w-]+: (?:"[^;:"']+"|[^;:"']+);""", line), line


@pytest.mark.parametrize("vision", VISION)
def test_types_are_told_apart_by_everybody(vision: str) -> None:
    seen = {
        label: lab(np.array(VISION[vision]) @ linear(rules()[f"node.{label}"]["color"]))
        for label in LABELS
    }
    for one, other in combinations(LABELS, 2):
        assert np.linalg.norm(seen[one] - seen[other]) > 15, (one, other)


@pytest.mark.parametrize("label", ["Entity", *LABELS])
def test_captions_stand_out_from_their_node(label: str) -> None:
    rule = rules()["node"] | rules()[f"node.{label}"]
    luminance = sorted(
        float(np.dot([0.2126, 0.7152, 0.0722], linear(rule[name])))
        for name in ("color", "text-color-internal")
    )
    assert (luminance[1] + 0.05) / (luminance[0] + 0.05) >= 4.5


class Guide(HTMLParser):
    """What the Browser makes of a guide: slides, runnable queries, colours of the legend."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.slides: list[list[str]] = []
        self.legend: dict[str, list[str]] = {}
        self._open = ""
        self._colors: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._open = tag
        if tag == "slide":
            self.slides.append([])
        elif tag == "pre":
            assert "runnable" in (given["class"] or "")
        elif tag == "span":
            self._colors = re.findall(r"#\w{6}", given["style"] or "")

    def handle_data(self, data: str) -> None:
        if self._open == "pre":
            self.slides[-1].append(data)
        elif self._open == "span":
            self.legend[data.split()[-1]] = self._colors
        self._open = ""


def test_the_guide_has_eight_slides_with_every_picture_once() -> None:
    guide = Guide(fill_guide(ADDRESS))
    assert len(guide.slides) == 8
    assert all(guide.slides)
    queries = [query for slide in guide.slides for query in slide]
    assert sorted(queries) == sorted(text.strip() for text in read_pictures().values())
    assert not re.search(r"\{\{|\}\}", fill_guide(ADDRESS))
    assert f"{ADDRESS}/favorites.zip" in fill_guide(ADDRESS)


def test_the_legend_has_the_colours_of_the_sheet() -> None:
    base = rules()["node"]
    wanted = {
        label: [rule["color"], (base | rule)["text-color-internal"]]
        for label in LABELS
        for rule in [rules()[f"node.{label}"]]
    }
    assert Guide(fill_guide(ADDRESS)).legend == wanted


@pytest.mark.parametrize("name", read_pictures())
def test_a_picture_has_a_title_in_both_languages_and_only_reads(name: str) -> None:
    text = read_pictures()[name]
    assert re.match(r"// .*[一-鿿].* / [A-Z].*[a-z]\n", text)
    assert not re.search(r"(?i)\b(create|merge|set|delete|remove|load)\b|\$", bare_cypher(text))


def test_every_picture_shows_something_on_every_engine(store: BoltStore) -> None:
    store.save(town())
    for name, text in read_pictures().items():
        assert store.run(text, timeout=60).rows, name


def test_the_archive_holds_every_picture_and_every_saved_query() -> None:
    with zipfile.ZipFile(io.BytesIO(pack_favorites())) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    assert {
        name: files.pop(f"{PICTURES}/{name}.cypher") for name in read_pictures()
    } == read_pictures()
    queries = load_queries()
    assert set(files) == {f"{QUERIES}/{name}.cypher" for name in queries}
    assert pack_favorites() == pack_favorites()


def test_a_saved_query_becomes_one_statement_with_its_defaults() -> None:
    lines = write_favorite(load_queries()["projects-by-amount"]).splitlines()
    assert lines[0] == "// 投资额最大的项目 / Projects by amount"
    assert [line.split()[1] for line in lines[1:3]] == ["/*place*/", "/*least*/"]
    assert lines[3].startswith("MATCH ")
    assert 'd.name = /*place*/"" OR' in lines[4] and "f.value >= /*least*/0.0 *" in lines[4]


def test_a_favourite_answers_as_its_saved_query_on_every_engine(store: BoltStore) -> None:
    store.save(town())
    for query in load_queries().values():
        text = write_favorite(query)
        assert "$" not in text
        assert store.run(text).rows == store.run(query.text, query.bind_example()).rows, query.name


@pytest.fixture
def port() -> Iterator[int]:
    with serve_browser(0) as address:
        assert address.startswith("http://localhost:")
        yield int(address.rpartition(":")[2])


def ask(port: int, method: str, path: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, headers={"Origin": "http://localhost:7474"})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def test_pages_are_served_to_other_origins(port: int) -> None:
    pages = {
        "/kg.grass": read_sheet().encode(),
        "/guide.html": fill_guide(f"http://localhost:{port}").encode(),
        "/favorites.zip": pack_favorites(),
    }
    for path, content in pages.items():
        response, body = ask(port, "GET", path)
        assert (response.status, body) == (200, content)
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        head, nothing = ask(port, "HEAD", path)
        assert (head.headers["Content-Length"], nothing) == (str(len(content)), b"")


def test_a_preflight_is_answered(port: int) -> None:
    response, body = ask(port, "OPTIONS", "/guide.html")
    assert (response.status, body) == (204, b"")
    assert "GET" in response.headers["Access-Control-Allow-Methods"]
    assert response.headers["Access-Control-Allow-Headers"] == "*"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/", 404), ("GET", "/../pyproject.toml", 404), ("POST", "/kg.grass", 501)],
)
def test_nothing_else_is_served(method: str, path: str, status: int, port: int) -> None:
    assert ask(port, method, path)[0].status == status


def test_a_port_in_use_is_named(port: int) -> None:
    with (
        pytest.raises(InputError, match=f"port {port} cannot be used .*--port"),
        serve_browser(port),
    ):
        pass


def test_setup_writes_a_folder_that_names_the_guide(tmp_path: Path) -> None:
    password = write_setup(tmp_path / "neo4j", ADDRESS)
    conf = (tmp_path / "neo4j" / "conf" / "neo4j.conf").read_text(encoding="utf-8").splitlines()
    assert f"browser.post_connect_cmd=style {ADDRESS}/kg.grass; play {ADDRESS}/guide.html" in conf
    assert all("127.0.0.1" in line for line in conf if "listen_address" in line)
    secret = tmp_path / "neo4j" / "password.txt"
    assert secret.read_text(encoding="utf-8").strip() == password
    assert write_setup(tmp_path / "other", ADDRESS) != password
    if sys.platform != "win32":
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600


def test_setup_overwrites_nothing(tmp_path: Path) -> None:
    write_setup(tmp_path, ADDRESS)
    kept = (tmp_path / "password.txt").read_bytes()
    with pytest.raises(InputError, match="is there already; name another folder"):
        write_setup(tmp_path, ADDRESS)
    assert (tmp_path / "password.txt").read_bytes() == kept


def test_setup_names_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="file cannot be written"):
        write_setup(tmp_path / "file", ADDRESS)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to another process")
def test_the_command_prints_what_to_paste_and_ends_with_ctrl_c() -> None:
    process = subprocess.Popen(
        [KG, "browser", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout
    printed = "".join(process.stdout.readline() for _ in range(7))
    address = printed.split()[1]
    assert ask(int(address.rpartition(":")[2]), "GET", "/kg.grass")[0].status == 200
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=30) == ("", "")
    assert process.returncode == 0
    assert f"  :style {address}/kg.grass\n  :play {address}/guide.html\n" in printed
    assert (
        f"  browser.post_connect_cmd=style {address}/kg.grass; play {address}/guide.html" in printed
    )


def test_setup_by_the_command_says_how_to_go_on(tmp_path: Path) -> None:
    command = [str(KG), "browser", "--setup", str(tmp_path / "neo4j"), "--port", "8999"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert "kg browser --port 8999" in done.stdout
    assert "localhost:8999/guide.html" in (tmp_path / "neo4j/conf/neo4j.conf").read_text("utf-8")
