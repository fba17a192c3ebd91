"""Break builds in every way that a machine can, and count what survives.

python -m benchmarks.faults kill                         kill -9 at 100 random moments of a build of 60 reports
python -m benchmarks.faults kill --reports-from FOLDER   of real reports, cut short
python -m benchmarks.faults kill --rounds 5 --seed 7
python -m benchmarks.faults clock                        turn the clock back and forth under a build; needs libfaketime
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
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
from kg.pipeline import complete
from kg.readers import read_document
from kg.resources import data_folder
from kg.stores.bolt import BoltStore
from kg.stores.readings import Readings

COUNT = 60
LINES, REAL_LINES = 4, 20
"""Of a made and of a real report: the moments that matter lie between documents and in the database."""
_KG = "from cli.main import run; run()"
_LIBRARY = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")
_TIMES = ("-1d", "-20y", "+30y", "-3y", "+1d", "-40y")
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


def parts(graph: "nx.MultiDiGraph[str]") -> dict[str, set[str]]:
    """Return by document the ids of all that it alone brings: passages, mentions, facts."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for head, tail, identity, data in graph.edges(keys=True, data=True):
        if data["type"] == "HAS_PASSAGE":
            found[head] |= {identity, tail}
        elif data["type"] == "MENTIONS":
            found["Document/" + head.split("/")[1]].add(identity)
        elif "document" in data:  # the tree of divisions is of no document
            found[data["document"]].add(identity)
    return dict(found)


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
    whole, texts = parts(wanted), _files(clean)
    while tally.killed < rounds:
        with start_build(reports, store) as build:
            try:
                build.wait(chance.uniform(0, lasts))
            except subprocess.TimeoutExpired:
                _kill(build, with_engine=chance.random() < 0.5)
                tally.killed += 1
                tally.before_the_end += 1
                _check(store, whole, texts, tally)
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


def _check(store: Path, whole: dict[str, set[str]], texts: dict[str, bytes], tally: Tally) -> None:
    """Note what is wrong with a store whose build was killed."""
    for name, data in _files(store).items():
        if texts.get(name) != data:
            tally.faults.append(f"{name} differs from that of an undisturbed build")
    if not (store / "database").is_dir():
        return
    try:
        found = parts(open_graph(store))
    except StoreError as error:
        tally.faults.append(str(error))
        return
    tally.documents.append(len(found))
    tally.faults += [
        f"{document} is there in part" for document, ids in found.items() if ids != whole[document]
    ]


def _files(store: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (store / "readings").glob("*.json")}


def build_by_clock(reports: Path, store: Path, library: Path, times: Iterable[str]) -> int:
    """Build while the clock goes on from each of `times` in turn; return how often it was turned."""
    clock = store.with_name("clock")
    clock.write_text("+0", encoding="utf-8")
    faked = {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        # Only the time of day is set back: the system's own time since its start never is.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    turns = 0
    with start_build(reports, store, **faked) as build:
        for shift in times:
            try:
                build.wait(_CLOCK_SECONDS)
            except subprocess.TimeoutExpired:
                part = clock.with_suffix(".part")
                part.write_text(shift, encoding="utf-8")
                part.replace(clock)
                turns += 1
            else:
                break
        said = build.communicate()[1].decode()
    if build.returncode:
        raise StoreError(said.strip())
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
def clock(
    library: Annotated[Path, typer.Option(help="libfaketime.so.1")] = _LIBRARY,
    count: Count = COUNT,
    reports_from: Folder = None,
) -> None:
    """Turn the clock under builds and print what differs; exit code 1 where anything does."""
    with _reports(reports_from, count, seed=1) as reports:
        clean, store = reports.with_name("clean"), reports.with_name("store")
        with start_build(reports, clean) as build:
            assert build.wait() == 0
        wanted, faults = export(clean), 0
        for _ in range(2):
            turns = build_by_clock(reports, store, library, cycle(_TIMES))
            same = export(store) == wanted and _files(store) == _files(clean)
            faults += not same
            typer.echo(f"clock turned {turns} times, the same as by a clock let alone: {same}")
    raise typer.Exit(bool(faults))


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
