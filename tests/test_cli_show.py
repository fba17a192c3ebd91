"""`kg view` and `kg report` as a user meets them: what they write, and one line where they cannot."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from docx import Document

from kg.stores.bolt import BoltStore
from kg.stores.embedded import DATABASE, EmbeddedServer

from .graphs import PARK, QUAY, TRUCKS, VALLEY, town

KG = Path(sys.executable).with_name("kg")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Give the settings that open the town's graph in a server: so no command has to start one."""
    folder = tmp_path_factory.mktemp("show") / "database"
    with (
        EmbeddedServer(folder) as server,
        BoltStore(server.uri, server.admin, DATABASE, server) as opened,
    ):
        opened.save(town())
        user, password = server.reader
        login = {"NEO4J_USERNAME": user, "NEO4J_PASSWORD": password}
        yield {"NEO4J_URI": server.uri, "NEO4J_DATABASE": DATABASE, **login}


def kg(
    *arguments: str, cwd: Path, settings: Mapping[str, str], **environment: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [KG, *arguments],
        cwd=cwd,
        env={**os.environ, **settings, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def shown(page: Path) -> set[str]:
    """Return the ids of the entities that a page shows."""
    found = re.search(
        '<script type="application/json" id="data">(.*?)</script>', page.read_text("utf-8")
    )
    assert found
    return {node["id"] for node in json.loads(found[1])["nodes"]}


@pytest.mark.parametrize(
    ("arguments", "there", "absent"),
    [
        ([], {PARK, QUAY, VALLEY}, set()),
        (["--place", "云龙区"], {VALLEY}, {PARK, QUAY}),
        (["--entity", "码头二期"], {QUAY, PARK}, {TRUCKS}),
        (["--entity", QUAY, "--steps", "2"], {QUAY, PARK, TRUCKS}, set()),
        (["--query", "park-members", "-p", "park=开发区"], {PARK, QUAY, TRUCKS}, {VALLEY}),
    ],
    ids=["all", "place", "entity", "steps", "query"],
)
def test_view_shows_what_is_asked_for(
    arguments: list[str],
    there: set[str],
    absent: set[str],
    served: dict[str, str],
    tmp_path: Path,
) -> None:
    done = kg("view", "--output", "p.html", *arguments, cwd=tmp_path, settings=served)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert there <= shown(tmp_path / "p.html") and not absent & shown(tmp_path / "p.html")


@pytest.mark.parametrize("suffix", ["md", "html", "docx"])
def test_report_is_written_by_suffix_in_the_users_language(
    suffix: str, served: dict[str, str], tmp_path: Path
) -> None:
    for name, options in (("zh", ()), ("en", ("--language", "en"))):
        asked = ("report", "--place", "泉山区", "--output", f"{name}.{suffix}", *options)
        done = kg(*asked, cwd=tmp_path, settings=served, KG_LANG="zh")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "签约 → 开工" in _text(tmp_path / f"zh.{suffix}")
    assert "signed → started" in _text(tmp_path / f"en.{suffix}")


def _text(path: Path) -> str:
    if path.suffix != ".docx":
        return path.read_text(encoding="utf-8")
    tables = Document(str(path)).tables
    return "\n".join(cell.text for table in tables for row in table.rows for cell in row.cells)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_is_in_the_users_language(
    language: str, served: dict[str, str], tmp_path: Path
) -> None:
    done = kg("view", "--output", "p.html", cwd=tmp_path, settings=served, KG_LANG=language)
    assert done.returncode == 0
    assert f'<html lang="{language}">' in (tmp_path / "p.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["view", "--place", "月球"], 2, "the graph has no place '月球'; accepted: name, alias or code, for example"),
        (["view", "--entity", "月球"], 2, "the graph has no entity '月球'"),
        (["view", "--query", "parcs"], 2, "there is no query 'parcs', did you mean 'parks'"),
        (["view", "--query", "parks", "-p", "plaze=x"], 2, "no parameter 'plaze', did you mean 'place'"),
        (["view", "--query", "parks", "-p", "place=月球"], 2, "nothing is found to show"),
        (["view", "--limit", "3"], 2, "9 entities are more than a page shows well (3); narrow it with --place"),
        (["view", "--place", "x", "--entity", "y"], 2, "give one of --place, --entity and --query"),
        (["view", "-p", "x=y"], 2, "-p goes with --query"),
        (["view", "--steps", "x"], 2, "'x'; accepted: a number from 0 to 9"),
        (["view", "--language", "fr"], 2, "'fr' is not one of 'zh', 'en'"),
        (["view", "--output", "none/p.html"], 2, "none/p.html: cannot be written (No such file or directory)"),
        (["view", "--output", "."], 2, ".: cannot be written (Is a directory)"),
        (["view", "--store", "nowhere"], 2, "nowhere"),
        (["report", "--place", "月球"], 2, "the graph has no place '月球'"),
        (["report", "--place", "泉山区", "--output", "p.pdf"], 2, "'.pdf' is no format of a brief; accepted: .md, .h"),
        (["report", "--place", "泉山区", "--output", "p"], 2, "'no suffix' is no format of a brief"),
        (["report", "--place", "泉山区", "--output", "none/p.md"], 2, "none/p.md: cannot be written (No such file"),
        (["report", "--place", "泉山区", "--store", "nowhere"], 2, "nowhere"),
        (["report"], 2, "Missing option '--place'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_what_cannot_be_shown_is_one_line(
    arguments: list[str], code: int, message: str, served: dict[str, str], tmp_path: Path
) -> None:
    output = () if "--output" in arguments else ("--output", "out.md")
    settings = {} if "--store" in arguments else served
    done = kg(*arguments, *output, cwd=tmp_path, settings=settings)
    assert message in done.stderr
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (code, "", 1)
    assert list(tmp_path.iterdir()) == []
