"""Measure what one changed report costs: a full build, and a build after one of its reports has changed.

python -m benchmarks.rebuild FOLDER               300 reports of the folder, the fast reader
python -m benchmarks.rebuild FOLDER --count 50    fewer
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from kg.readers import find_documents

KG = Path(sys.executable).with_name("kg")
LIMIT = 0.02
"""Share of the full build's time that one changed report may cost beside the start."""


def build(folder: Path, store: Path, reader: str) -> float:
    """Build the reports of `folder` in a process of its own; returns the processor's seconds, of the engine, too.

    Seconds of the clock say little on a machine that does other things.
    """
    command = [str(KG), "build", str(folder), "--store", str(store), "--reader", reader]
    before = os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = os.times()
    return sum(after[2:4]) - sum(before[2:4])


def measure(reports: list[Path], reader: str) -> dict[str, float]:
    """Return the seconds of a start, a full build, a build without and one with a changed report."""
    with TemporaryDirectory() as name:
        folder, alone = Path(name) / "reports", Path(name) / "alone"
        folder.mkdir()
        alone.mkdir()
        for report in reports:
            shutil.copy(report, folder)
        (alone / "short.txt").write_text(
            "泉山区2024年政府工作报告\n加快建设顺堤河码头二期。", encoding="utf-8"
        )
        times = {"start": build(alone, Path(name) / "small", reader)}
        store = Path(name) / "store"
        times["full"] = build(folder, store, reader)
        times["unchanged"] = build(folder, store, reader)
        changed = folder / reports[len(reports) // 2].name
        changed.write_text(
            changed.read_text(encoding="utf-8") + "\n加快建设顺堤河码头三期。", encoding="utf-8"
        )
        times["one changed"] = build(folder, store, reader)
    return times


def main(
    folder: Annotated[Path, typer.Argument(help="Reports, UTF-8 text.")],
    count: Annotated[int, typer.Option(help="How many of them.")] = 300,
    reader: Annotated[str, typer.Option(help="accurate or fast.")] = "fast",
    as_json: Annotated[bool, typer.Option("--json", help="Print json.")] = False,
) -> None:
    """Print a table, or one line of json; exit code 1 where one changed report costs more than it may."""
    reports = find_documents([folder])[:count]
    times = measure(reports, reader)
    share = (times["one changed"] - times["start"]) / times["full"]
    if as_json:
        print(json.dumps({"reports": len(reports), "seconds": times, "share": share}))
    else:
        for name, seconds in times.items():
            print(f"{name:12}{seconds:10.1f} s")
        print(
            f"beside the start, one changed report of {len(reports)} costs {share:.1%} of a full build"
        )
    raise typer.Exit(share > LIMIT)


if __name__ == "__main__":
    typer.run(main)
