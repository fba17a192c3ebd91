"""The command line as a user meets it: real processes, exit codes, one line on standard error."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from kg.ontology import EntityType, RelationType
from kg.resources import data_folder
from kg.stores.readings import Readings

SEEDS = data_folder("seeds")
KG = Path(sys.executable).with_name("kg")
SEED = SEEDS / "000_2b21e9de000577c6.txt"


def kg(
    *arguments: str | Path, cwd: Path | None = None, stdin: str | None = None, **environment: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [KG, *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **environment},
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the seeds once."""
    folder = tmp_path_factory.mktemp("cli") / "store"
    done = kg("build", "--store", folder)
    assert done.returncode == 0, done.stderr
    for path in SEEDS.glob("*.txt"):
        assert path.name in done.stdout
    return folder


def test_build_shows_places_and_warns_of_what_is_inferred(store: Path) -> None:
    done = kg("build", "--store", store, "--format", "json")
    rows = {row["document"].rsplit("/", 1)[1][:3]: row for row in json.loads(done.stdout)}
    assert [rows[name]["place"] for name in sorted(rows)] == [
        "江苏省徐州市泉山区",
        "江苏省徐州市铜山区",
        "山东省淄博市博山区",
        "江苏省常州市钟楼区",
        "山东省青岛市西海岸新区",
    ]
    assert [rows[name]["year"] for name in sorted(rows)] == [2024, 2023, 2023, None, 2023]
    warnings = done.stderr.splitlines()
    assert [line.split("/")[-1][:3] for line in warnings if "warning" in line] == [
        "002",
        "003",
        "004",
    ]
    assert "--year" in warnings[1]
    assert "003_72e94bd22924f3a5.toml" in warnings[1]
    assert not any(row["read"] for row in rows.values()), "nothing is read a second time"
    first = rows["000"]
    assert first["title"] == "(江苏省)徐州市泉山区人民政府工作报告(2024年1月10日)"
    assert first["facts"] == sum(first[str(kind)] for kind in RelationType) > 40
    assert first["entities"] == sum(first[str(kind)] for kind in EntityType) > 40


def test_building_again_changes_nothing_and_a_pipe_gets_neither_colour_nor_progress(
    store: Path,
) -> None:
    done = kg("build", "--store", store)
    assert "nodes +0 ~0 -0, relationships +0 ~0 -0" in done.stdout
    assert "\x1b" not in done.stdout + done.stderr


def test_export_is_the_same_for_any_order_of_documents(store: Path, tmp_path: Path) -> None:
    paths = sorted(SEEDS.glob("*.txt"), reverse=True)
    for some in (paths[:2], paths[2:]):
        assert kg("build", *some, "--store", tmp_path / "store").returncode == 0
    assert (
        kg("export", "--store", tmp_path / "store").stdout == kg("export", "--store", store).stdout
    )


def test_changed_document_replaces_its_old_text(tmp_path: Path) -> None:
    report = tmp_path / "泉山区.txt"
    title = "泉山区政府工作报告(2024年1月10日)\n"
    report.write_text(title + "加快建设顺堤河码头二期项目。", encoding="utf-8")
    assert kg("build", report, "--store", "s", "--reader", "fast", cwd=tmp_path).returncode == 0
    report.write_text(title + "加快建设八里屯物流园二期项目。", encoding="utf-8")
    assert kg("build", report, "--store", "s", "--reader", "fast", cwd=tmp_path).returncode == 0
    text = kg("export", "--store", "s", cwd=tmp_path).stdout
    assert "八里屯" in text
    assert "顺堤河" not in text


def test_remove_and_prune_take_what_only_the_gone_report_says(tmp_path: Path) -> None:
    def run(*arguments: str) -> str:
        reading = ["--reader", "fast"] if arguments[0] == "build" else []
        done = kg(*arguments, *reading, "--store", "s", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return done.stdout

    title = "泉山区政府工作报告(2024年1月10日)\n"
    for name, project in (("a", "顺堤河码头二期"), ("b", "八里屯物流园二期"), ("c", "智慧谷二期")):
        text = f"{title}加快建设{project}项目。"
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    run("build", "b.txt")
    alone = run("export")
    run("build", ".")
    assert "forgotten: a.txt\n" in run("remove", "a.txt")
    assert "顺堤河" not in run("export")
    (tmp_path / "c.txt").unlink()
    assert "forgotten: c.txt\n" in run("build", "b.txt", "--prune")
    assert run("export") == alone


def test_query_run_gives_rows_in_every_format(store: Path) -> None:
    run = ["query", "run", "projects-by-stage", "-p", "place=泉山区", "--store", str(store)]
    rows = json.loads(kg(*run, "--format", "json").stdout)
    assert "顺堤河码头二期" in {row["project"] for row in rows}
    table = list(csv.DictReader(io.StringIO(kg(*run, "--format", "csv").stdout)))
    assert [row["id"] for row in table] == [row["id"] for row in rows]


def test_query_leaves_out_what_is_less_sure(store: Path) -> None:
    run = ["query", "run", "projects-by-stage", "--format", "json", "--store", str(store)]
    rows = json.loads(kg(*run).stdout)
    sure = json.loads(kg(*run, "--min-confidence", "0.9").stdout)
    assert sure == [row for row in rows if row["confidence"] >= 0.9]
    assert 0 < len(sure) < len(rows)


def test_query_cypher_answers_what_only_reads(store: Path) -> None:
    ask = ["query", "cypher", "--store", str(store), "--format", "json"]
    text = "MATCH (k:Park) WHERE k.name CONTAINS $word RETURN k.name AS name ORDER BY name;"
    rows = json.loads(kg(*ask, text, "-p", "word=开发区").stdout)
    assert {"name": "泉山经济开发区"} in rows
    assert json.loads(kg(*ask, "-", "-p", "word=开发区", stdin=text + "\n").stdout) == rows
    plan = kg("query", "cypher", text, "-p", "word=x", "--explain", "--store", store)
    assert "Execution Plan" in plan.stdout and "RETURN name" in plan.stdout
    refused = kg(*ask, "MATCH (n) SET n.name = ''")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "the query does more than read" in refused.stderr


def test_queries_of_several_folders_are_listed(tmp_path: Path) -> None:
    shipped = kg("query", "show", "parks").stdout
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.cypher").write_text(shipped, encoding="utf-8")
    folders = [str(tmp_path / "one"), str(tmp_path / "two")]
    ways = [
        kg("query", "list", "--queries", folders[0], "--queries", folders[1]),
        kg("query", "list", KG_QUERIES=os.pathsep.join(folders)),
    ]
    assert all(" one " in way.stdout and " two " in way.stdout for way in ways)


def test_query_show_prints_the_file_and_list_names_it() -> None:
    names = {row["name"] for row in json.loads(kg("query", "list", "--format", "json").stdout)}
    assert len(names) >= 6
    assert kg("query", "show", "projects-by-stage").stdout.startswith("// title:")


def test_inspect_marks_the_names_in_their_sentences(store: Path) -> None:
    found = json.loads(kg("inspect", "泉山经济开发区", "--store", store, "--format", "json").stdout)
    fact = next(fact for fact in found[0]["facts"] if fact["type"] == "HAS_PARK")
    shown = kg("inspect", fact["id"], "--store", store).stdout
    assert "【泉山经济开发区】当好都市工业发展" in shown


def test_extract_prints_every_line_with_offsets_that_hold() -> None:
    rows = [
        json.loads(line) for line in kg("extract", SEED, "--reader", "fast").stdout.splitlines()
    ]
    lines = [line for line in SEED.read_text(encoding="utf-8").split("\n") if line.strip()]
    assert [row["text"] for row in rows] == lines
    assert [row["p"] for row in rows] == list(range(len(lines)))
    assert {row["doc"] for row in rows} == {SEED.stem}
    for row in rows:
        for mention in row["mentions"]:
            assert row["text"][mention["b"] : mention["e"]] == mention["s"]
            assert 0 <= mention["conf"] <= 1
        names = {mention["s"] for mention in row["mentions"]} | {"泉山区"}
        assert all({relation["h"], relation["t"]} <= names for relation in row["relations"])
    assert sum(len(row["relations"]) for row in rows) > 40


@pytest.mark.parametrize(
    ("form", "name", "start"),
    [
        pytest.param("graphml", "graph", b"<?xml", id="graphml"),
        pytest.param("json-ld", "graph", b'{\n "@context"', id="json-ld"),
        pytest.param("csv", "graph/facts.csv", b"\xef\xbb\xbfid,type,head,tail,", id="csv"),
        pytest.param("parquet", "graph/facts.parquet", b"PAR1", id="parquet"),
    ],
)
def test_export(form: str, name: str, start: bytes, store: Path, tmp_path: Path) -> None:
    done = kg("export", tmp_path / "graph", "--format", form, "--store", store)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / name).read_bytes().startswith(start)


def test_dry_run_shows_where_place_and_year_were_found_and_makes_no_store(tmp_path: Path) -> None:
    (tmp_path / "泉山区").mkdir()
    (tmp_path / "泉山区" / "2024.txt").write_text("加快建设码头。", encoding="utf-8")
    done = kg("build", "泉山区", "--dry-run", "--format", "json", cwd=tmp_path)
    (row,) = json.loads(done.stdout)
    assert (row["document"], row["place from"], row["year from"]) == (
        "泉山区/2024.txt",
        "folder",
        "file name",
    )
    assert (row["place"], row["year"], row["passages"]) == ("江苏省徐州市泉山区", 2024, 1)
    assert not (tmp_path / ".kg").exists()


def test_what_is_no_report_is_read_with_force_only(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("甲方：王某\n乙方：李某", encoding="utf-8")
    done = kg("build", "a.txt", "--dry-run", cwd=tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "a.txt: seems to be no government work report but contract" in done.stderr
    assert kg("build", "a.txt", "--dry-run", "--force", cwd=tmp_path).returncode == 0


def test_doctor_finds_everything_in_order(store: Path) -> None:
    done = kg("doctor", "--store", store, "--format", "json")
    assert {row["state"] for row in json.loads(done.stdout)} == {"ok"}, done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminal")
@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_gets_colour_unless_it_wants_none(
    environment: dict[str, str], coloured: bool
) -> None:
    import pty

    ours, theirs = pty.openpty()
    clean = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    subprocess.run(
        [KG, "--help"],
        stdout=theirs,
        env={**clean, "TERM": "xterm-256color", **environment},
        check=True,
    )
    os.close(theirs)
    shown = os.read(ours, 1 << 16)
    os.close(ours)
    assert re.search(rb"\x1b\[[0-9;]*3[0-9]", shown) is not None or not coloured
    assert coloured or re.search(rb"\x1b\[[0-9;]*3[0-9]", shown) is None


def test_help_is_quick() -> None:
    times = []
    for _ in range(5):
        started = time.monotonic()
        assert kg("--help").returncode == 0
        times.append(time.monotonic() - started)
    # 0.3 s on a quiet machine; a busy one gets room, a heavy import does not.
    assert min(times) < 1.0


BAD = [
    pytest.param(["build", "nowhere"], 2, "nowhere: no such file or folder", id="missing-path"),
    pytest.param(["build", "empty.txt"], 2, "empty.txt: empty", id="empty-file"),
    pytest.param(["build", "folder"], 2, "folder: no report in this folder", id="nothing-readable"),
    pytest.param(["build", "binary.txt"], 2, "binary.txt: not a text file", id="binary-file"),
    pytest.param(["build", "picture.png"], 2, "unknown format '.png'; accepted: .txt", id="format"),
    pytest.param(["build", "good.txt", "--place", "朝阳区"], 2, "110105", id="ambiguous-place"),
    pytest.param(["build", "good.txt", "--place", "九天"], 2, "unknown place '九天'", id="unknown-place"),
    pytest.param(["build", "good.txt", "--year", "x"], 2, "--year", id="year-no-number"),
    pytest.param(["build", "sidecar.txt"], 2, "sidecar.toml: unknown key 'plaze'", id="sidecar"),
    pytest.param(["build", "good.txt", "--year", "3024"], 2, "'3024'; accepted: a number from 1949", id="year-far"),
    pytest.param(["build", "good.txt", "folder/../good.txt", "--year", "2024"], 2, "sidecar", id="one-report-only"),
    pytest.param(["build", "good.txt", "--min-confidence", "nan"], 2, "from 0 to 1", id="confidence"),
    pytest.param(["build", "good.txt", "--bogus"], 2, "--bogus", id="unknown-option"),
    pytest.param(["extract"], 2, "paths", id="no-path"),
    pytest.param(["extract", "nowhere"], 2, "nowhere: no such file or folder", id="extract-missing"),
    pytest.param(["extract", "good.txt", "--format", "xml"], 2, "jsonl", id="extract-format"),
    pytest.param(["evaluate", "nowhere"], 2, "nowhere", id="evaluate-missing"),
    pytest.param(["query", "run", "parks", "--limit", "0"], 2, "'0'; accepted: a number from 1", id="limit"),
    pytest.param(["query", "run", "parks", "--format", "xml"], 2, "csv", id="row-format"),
    pytest.param(["query", "run", "parks", "--neo4j", "here"], 2, "bolt://", id="no-address"),
    pytest.param(["query", "run", "parks", "--neo4j", "bolt://127.0.0.1:1"], 1, "no database answers", id="no-server"),
    pytest.param(["query", "list", "--queries", "nowhere"], 2, "nowhere", id="no-query-folder"),
    pytest.param(["export", "--format", "xml"], 2, "graphml", id="export-format"),
    pytest.param(["export", "--format", "csv"], 2, "name a folder", id="export-no-folder"),
    pytest.param(["build", "--reader", "quick"], 2, "accurate", id="unknown-reader"),
    pytest.param(["query", "run", "projects-by-stag"], 2, "projects-by-stage", id="unknown-query"),
    pytest.param(["query", "run", "projects-by-stage", "-p", "plaze=x"], 2, "plaze", id="unknown-parameter"),
    pytest.param(["query", "run", "projects-by-stage", "-p", "place"], 2, "place", id="no-value"),
    pytest.param(["query", "run", "projects-by-stage"], 2, "kg build", id="no-graph"),
    pytest.param(["inspect", "x"], 2, "kg build", id="inspect-no-graph"),
    pytest.param(["remove", "good.txt"], 2, "kg build", id="remove-no-graph"),
    pytest.param(["nonsense"], 2, "nonsense", id="unknown-command"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "code", "words"), BAD)
def test_bad_input_is_one_line_and_leaves_no_store(
    arguments: list[str], code: int, words: str, tmp_path: Path
) -> None:
    (tmp_path / "empty.txt").write_text(" \n", encoding="utf-8")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 8)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "folder").mkdir()
    for name in ("good.txt", "sidecar.txt"):
        (tmp_path / name).write_text("没有名字的文字。", encoding="utf-8")
    (tmp_path / "sidecar.toml").write_text('plaze = "泉山区"', encoding="utf-8")
    done = kg(*arguments, cwd=tmp_path)
    assert done.returncode == code
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert words in done.stderr
    assert not (tmp_path / ".kg").exists()


def test_store_held_by_another_build_is_named(store: Path) -> None:
    with Readings(store).lock():
        done = kg("build", "--store", store)
    assert done.returncode == 1
    assert str(os.getpid()) in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("paths", [[SEED], [SEEDS]], ids=["at-the-end", "in-the-middle"])
def test_reader_that_stops_reading_ends_the_program_quietly(paths: list[Path]) -> None:
    command = [str(KG), "extract", *map(str, paths), "--reader", "fast"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to another process")
def test_interrupt_is_one_line_and_leaves_a_store_that_works(tmp_path: Path) -> None:
    command = [str(KG), "build", "--reader", "fast", "--store", str(tmp_path / "store")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while not (tmp_path / "store" / "build.lock").exists():
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate()
    assert (process.returncode, output) == (130, b"")
    assert errors.decode().splitlines() == [
        "kg: stopping after this document; press Ctrl-C again to stop at once",
        "kg: stopped; 0 of 5 documents are read and kept; run it again to go on",
    ]
    assert kg(*command[1:]).returncode == 0


@pytest.mark.parametrize("arguments", [[], ["query"]], ids=["kg", "query"])
def test_without_a_command_the_help_is_shown(arguments: list[str]) -> None:
    done = kg(*arguments)
    assert done.returncode == 2
    assert "Usage: kg" in done.stdout
    assert done.stderr == ""


def test_debug_shows_where_a_fault_arose(tmp_path: Path) -> None:
    done = kg("--debug", "build", "nowhere", cwd=tmp_path)
    assert done.returncode == 1
    assert "Traceback" in done.stderr
    assert done.stderr.rstrip().endswith("a report or a folder of reports is needed")


def test_version_is_that_of_the_project() -> None:
    project = tomllib.loads((SEEDS.parent / "pyproject.toml").read_text(encoding="utf-8"))[
        "project"
    ]
    assert kg("--version").stdout == f"kg {project['version']}\n"


def test_heavy_packages_are_left_alone_until_a_command_runs() -> None:
    code = "import sys, cli.main; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    heavy = {"spacy", "onnxruntime", "neo4j", "networkx", "numpy", "jieba", "msgspec", "kg"}
    assert heavy.isdisjoint(done.stdout.split())
