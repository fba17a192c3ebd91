"""Break builds in every way that a machine can, and count what survives.

python -m benchmarks.faults kill                         kill -9 at 100 random moments of a build of 60 reports
python -m benchmarks.faults kill --reports-from FOLDER   of real reports, cut short
python -m benchmarks.faults kill --rounds 5 --seed 7
python -m benchmarks.faults clock                        turn the clock back and forth under a build (Linux, needs cc)
"""

import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import networkx as nx
import typer

from kg.errors import StoreError
from kg.export import write_jsonl
from kg.graph import build_graph
from kg.pipeline import complete, without_explanations
from kg.readers import read_document
from kg.resources import data_folder
from kg.stores.bolt import BoltStore
from kg.stores.readings import Readings, load_readings

COUNT = 60
LINES, REAL_LINES = 4, 20
"""Of a made and of a real report: the moments that matter lie between documents and in the database."""
_KG = "from cli.main import run; run()"
_DAYS = (-1, -7000, 11_000, -1000, 1, -14_000)
_CLOCK_SECONDS = 0.5
"""Until the clock is turned again."""


def make_reports(folder: Path, count: int = COUNT, lines: int = LINES) -> None:
    """Write reports of several places and years, made of lines of the seeds."""
    seeds = sorted(data_folder("seeds").glob("*.txt"))
    texts = [
        [one.text for one in read_document(path).passages if len(one.text) > 40] for path in seeds
    ]
    places = ("泉山区", "铜山区", "博山区", "钟楼区", "黄岛区")
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        text, year = texts[number % 5], 2024 - number // 5
        start = number // 5 * lines % len(text)
        head = f"{places[number % 5]}人民政府工作报告({year}年1月10日)"
        body = [line[:300] for line in (text * 2)[start : start + lines]]
        (folder / f"{number:03}.txt").write_text("\n".join([head, *body]) + "\n", encoding="utf-8")


def cut_reports(source: Path, folder: Path, count: int, seed: int) -> None:
    """Write the beginnings of reports chosen from `source`."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in random.Random(seed).sample(sorted(source.glob("*.txt")), count):
        lines = path.read_text(encoding="utf-8").splitlines()[:REAL_LINES]
        (folder / path.name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def start_build(reports: Path, store: Path, **environment: str) -> "subprocess.Popen[bytes]":
    """Start a build with the fast reader in a process of its own."""
    command = [sys.executable, "-c", _KG, "build", str(reports), "--store", str(store)]
    return subprocess.Popen(
        [*command, "--reader", "fast"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | environment,
        start_new_session=True,
    )


def export(store: Path) -> bytes:
    """Return the graph of a store as JSON Lines, completed first where a build was broken off."""
    return to_bytes(open_graph(store))


def open_graph(store: Path) -> "nx.MultiDiGraph[str]":
    """Open a store as the commands do and return its graph."""
    readings = Readings(store)
    with readings.lock(), BoltStore.connect_embedded(store) as opened:
        complete(readings, opened)
        return opened.load()


def to_bytes(graph: "nx.MultiDiGraph[str]") -> bytes:
    """Return a graph as JSON Lines."""
    from io import BytesIO, TextIOWrapper

    data = BytesIO()
    text = TextIOWrapper(data, encoding="utf-8", newline="\n", write_through=True)
    write_jsonl(graph, text)
    text.detach()
    return data.getvalue()


@dataclass
class Tally:
    """What became of the killed builds."""

    killed: int = 0
    before_the_end: int = 0
    completed: int = 0
    documents: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def kill_rounds(reports: Path, rounds: int, seed: int) -> Tally:
    """Kill builds of `reports` at random moments; each store goes on until a build of it ends undisturbed."""
    chance, tally = random.Random(seed), Tally()
    clean, store = reports.with_name("clean"), reports.with_name("store")
    started = time.monotonic()
    with start_build(reports, clean) as build:
        assert build.wait() == 0
    lasts = time.monotonic() - started
    wanted = open_graph(clean)
    texts = _files(clean)
    while tally.killed < rounds:
        with start_build(reports, store) as build:
            try:
                build.wait(chance.uniform(0, lasts))
            except subprocess.TimeoutExpired:
                _kill(build, with_engine=chance.random() < 0.5)
                tally.killed += 1
                tally.before_the_end += 1
                _check(store, texts, tally)
            else:
                if build.returncode != 0:
                    assert build.stderr
                    tally.faults.append(build.stderr.read().decode().strip())
                tally.completed += 1
                if to_bytes(open_graph(store)) != to_bytes(wanted) or _files(store) != texts:
                    tally.faults.append("a completed build differs from an undisturbed one")
                shutil.rmtree(store)
    if store.exists():
        with start_build(reports, store) as build:
            ended = build.wait()
        if ended != 0 or export(store) != to_bytes(wanted):
            tally.faults.append("the last store is not completed")
    return tally


def _kill(build: "subprocess.Popen[bytes]", *, with_engine: bool) -> None:
    """Send SIGKILL to a build, and to its children where the machine itself is to fail."""
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(build.pid)], capture_output=True, text=True, check=False
    )
    children = [int(pid) for pid in listed.stdout.split()] if with_engine else []
    for pid in (build.pid, *children):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    build.communicate()


def _check(store: Path, texts: dict[str, bytes], tally: Tally) -> None:
    """Note what is wrong with a store whose build was killed."""
    for name, data in _files(store).items():
        if texts.get(name) != data:
            tally.faults.append(f"{name} differs from that of an undisturbed build")
    if not (store / "database").is_dir():
        return
    try:
        found = open_graph(store)
        told = build_graph(map(without_explanations, load_readings(store)))
    except StoreError as error:
        tally.faults.append(str(error))
        return
    tally.documents.append(sum(1 for node in found if node.startswith("Document/")))
    if to_bytes(found) != to_bytes(told):
        tally.faults.append("the graph is not what the readings say")


def _files(store: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (store / "readings").glob("*.json")}


def turn_clock(reports: Path, store: Path) -> int:
    """Build while the time of day jumps to and fro; return how often it did."""
    shift, library = store.with_name("shift"), store.with_name("clock.so")
    source = Path(__file__).with_name("clock.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    shift.write_bytes(bytes(8))
    environment = {"LD_PRELOAD": str(library), "CLOCK_SHIFT": str(shift)}
    turns = 0
    with start_build(reports, store, **environment) as build:
        for days in cycle(_DAYS):
            try:
                said = build.communicate(timeout=_CLOCK_SECONDS)[1]
                break
            except subprocess.TimeoutExpired:
                with shift.open("r+b") as file:
                    file.write(struct.pack("l", days * 86_400))
                turns += 1
    if build.returncode:
        raise StoreError(said.decode().strip())
    return turns


Folder = Annotated[Path | None, typer.Option("--reports-from", help="Folder of real ones.")]
Count = Annotated[int, typer.Option("--reports", help="Reports of a build.")]

app = typer.Typer(add_completion=False)


@contextmanager
def _reports(source: Path | None, count: int, seed: int) -> Iterator[Path]:
    """Give a folder of reports in one that goes away."""
    with TemporaryDirectory() as folder:
        reports = Path(folder) / "reports"
        if source:
            cut_reports(source, reports, count, seed)
        else:
            make_reports(reports, count)
        yield reports


@app.command()
def clock(count: Count = COUNT, reports_from: Folder = None) -> None:
    """Turn the clock under two builds of one store and print what differs; exit code 1 where anything does."""
    with _reports(reports_from, count, seed=1) as reports:
        clean, store = reports.with_name("clean"), reports.with_name("store")
        with start_build(reports, clean) as build:
            assert build.wait() == 0
        wanted, same = export(clean), True
        for _ in range(2):
            turns = turn_clock(reports, store)
            same = same and export(store) == wanted and _files(store) == _files(clean)
            typer.echo(f"clock turned {turns} times, the store as it should be: {same}")
    raise typer.Exit(not same)


@app.command()
def kill(
    rounds: Annotated[int, typer.Option(help="Builds to kill.")] = 100,
    seed: Annotated[int, typer.Option(help="Of the moments.")] = 1,
    count: Count = COUNT,
    reports_from: Folder = None,
) -> None:
    """Kill builds and print what survived; exit code 1 where anything was wrong."""
    with _reports(reports_from, count, seed) as reports:
        tally = kill_rounds(reports, rounds, seed)
    typer.echo(f"killed {tally.killed}, opened with documents {tally.documents}")
    typer.echo(f"completed afterwards {tally.completed}, faults {len(tally.faults)}")
    for fault in tally.faults:
        typer.echo(f"  {fault}")
    raise typer.Exit(bool(tally.faults))


if __name__ == "__main__":
    app()
