"""The pages: every Markdown file and the API become HTML without a warning, the network or anything of the day."""

import filecmp
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

import kg

pytest.importorskip("sphinx", reason="the extra `docs` is not installed: the pages are not built")

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("", "docs", "seeds", "training", "kg/lexicons", "kg/models/*")
FETCHED = "script[src], link[href][rel~=stylesheet], link[href][rel~=icon], img[src], iframe[src]"


def build(folder: Path, seed: str) -> str:
    """Build the pages in folder/seed, and return what was wrong."""
    trees = folder / f"trees{seed}"
    command = [sys.executable, "-m", "sphinx", "-q", "-c", "docs", "--fail-on-warning"]
    done = subprocess.run(
        [*command, "--doctree-dir", str(trees), ".", str(folder / seed)],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": seed},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.stderr or "failed" * bool(done.returncode)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the pages twice, side by side."""
    folder = tmp_path_factory.mktemp("site")
    with ThreadPoolExecutor() as pool:
        assert list(pool.map(partial(build, folder), ("1", "2"))) == ["", ""]
    return folder / "1"


def pages(site: Path) -> dict[str, LexborHTMLParser]:
    return {
        path.relative_to(site).as_posix(): LexborHTMLParser(path.read_text(encoding="utf-8"))
        for path in sorted(site.rglob("*.html"))
    }


def test_every_build_gives_the_same_bytes(site: Path) -> None:
    files = [str(path.relative_to(site)) for path in site.rglob("*") if path.is_file()]
    _, different, missing = filecmp.cmpfiles(site, site.parent / "2", files, shallow=False)
    assert (different, missing) == ([], [])


def test_every_document_is_a_page_and_stands_in_the_menu(site: Path) -> None:
    wanted = {
        path.relative_to(ROOT).with_suffix(".html").as_posix()
        for folder in FOLDERS
        for path in ROOT.glob(f"{folder}/*.md".removeprefix("/"))
    }
    links = pages(site)["README.html"].css(".sidebar-tree a")
    linked = {(one.attributes["href"] or "").replace("#", "README.html") for one in links}
    assert len(wanted) > 10
    assert wanted - linked == {"docs/index.html"}


def test_pages_fetch_nothing_from_elsewhere(site: Path) -> None:
    for name, page in pages(site).items():
        told = [one.attributes.get("src") or one.attributes["href"] for one in page.css(FETCHED)]
        away = [one for one in told if one and one.startswith(("http:", "https:", "//"))]
        assert told and not away, name


def test_all_that_the_library_offers_is_in_the_api(site: Path) -> None:
    ids = {one.attributes["id"] for one in pages(site)["docs/api.html"].css("dt[id]")}
    assert {f"kg.{name}" for name in kg.__all__} <= ids
