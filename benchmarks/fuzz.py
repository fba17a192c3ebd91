"""Read hostile files, one by one and then as a build, and count what each did.

python -m benchmarks.fuzz                       2,000 mutated files and all attacks, up to 100 MB
python -m benchmarks.fuzz --count 200 --seed 3
"""

import os
import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from kg.readers import NO_OVERRIDES, find_documents
from kg.readers.apart import Child

from .hostile import make_tree
from .memory import Memory

_KG = "from cli.main import run; run()"
_FAST = ("--reader", "fast")
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Tally:
    """What reading files one by one did."""

    read: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    """Reasons without the names in them."""
    slowest: tuple[float, str] = (0.0, "")
    """Seconds of processor time and the file."""
    crashed: list[str] = field(default_factory=list)
    """Refusals by a fault of a reader instead of a check."""


def read_each(paths: list[Path]) -> Tally:
    """Read each file as a build does."""
    tally = Tally()
    with Child() as child:
        for path in paths:
            before = _processor_time(child)
            answer = child.read(path, NO_OVERRIDES, False)
            spent = _processor_time(child) - before
            tally.slowest = max(tally.slowest, (spent, path.name))
            tally.read += len(answer.documents)
            for reason in answer.refused:
                tally.refused[
                    re.sub(r"\d+|'[^']*'|“[^”]*”", "…", reason.partition(": ")[2])[:60]
                ] += 1
                if "its reader" in reason:
                    tally.crashed.append(reason[:300])
            assert answer.documents or answer.refused, path
    return tally


@dataclass
class Run:
    """What a whole build did."""

    code: int
    output: str
    errors: str
    seconds: float
    memory: Memory
    """Of this process and those of the build."""
    strays: list[str]
    """Files that it left outside the store."""


def build(folder: Path, tree: Path, *options: str) -> Run:
    """Build `tree` without a network, in a working, home and temporary folder of its own."""
    own = {name: folder / name for name in ("work", "home", "temp")}
    for path in own.values():
        path.mkdir(exist_ok=True)
    before = _listing(folder)
    apart = ["unshare", "-rn", "sh", "-c", 'ip link set lo up; exec "$@"', "sh"]
    prefix = (
        apart
        if subprocess.run([*apart, "true"], capture_output=True, check=False).returncode == 0
        else []
    )
    started = time.monotonic()
    with Memory() as memory:
        done = subprocess.run(
            [*prefix, sys.executable, "-c", _KG, "build", tree, "--store", folder / "store", *_FAST, *options],
            cwd=own["work"],
            env=os.environ | {
                "HOME": str(own["home"]),
                "TMPDIR": str(own["temp"]),
                "PYTHONPATH": str(Path.cwd()),
                "PYTHONDONTWRITEBYTECODE": "1",
            },
            capture_output=True,
            check=False,
        )  # fmt: skip
    strays = [name for name in _listing(folder) - before if not name.startswith("store")]
    return Run(
        done.returncode,
        done.stdout.decode(),
        done.stderr.decode(),
        time.monotonic() - started,
        memory,
        sorted(strays),
    )


def _listing(folder: Path) -> set[str]:
    return {
        os.fsencode(path.relative_to(folder)).decode("utf-8", "replace")
        for path in folder.rglob("*")
    }


def _processor_time(child: Child) -> float:
    """Return the seconds that the child has used; Linux only."""
    if child.process is None:
        return 0.0
    try:
        fields = Path(f"/proc/{child.process.pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def main(
    count: Annotated[int, typer.Option(help="Mutated files.")] = 2000,
    seed: Annotated[int, typer.Option(help="Of the mutations.")] = 1,
    large: Annotated[int, typer.Option(help="Bytes of the largest files.")] = 100_000_000,
) -> None:
    """Print what became of hostile files; exit code 1 where a reader failed on one or the build did."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        paths = make_tree(folder / "tree", count, seed, large)
        started = time.monotonic()
        tally = read_each(find_documents([folder / "tree"]))
        typer.echo(
            f"{len(paths)} files in {time.monotonic() - started:.0f} s: "
            f"{tally.read} documents, {tally.refused.total()} refused"
        )
        for reason, number in tally.refused.most_common():
            typer.echo(f"  {number:5} {reason}")
        typer.echo(f"slowest {tally.slowest[0]:.1f} s of processor time: {tally.slowest[1]!r}")
        for reason in tally.crashed:
            typer.echo(f"  {reason!r}")
        run = build(folder, folder / "tree")
    typer.echo(
        f"build: code {run.code}, {run.seconds:.0f} s, {dict(run.memory.most)} MiB, left {run.strays}"
    )
    typer.echo(
        f"refused {run.errors.count('refused: ')}, tracebacks {run.errors.count('Traceback')}"
    )
    typer.echo("\n".join(run.errors.splitlines()[-3:]))
    raise typer.Exit(bool(tally.crashed or run.code or run.strays))


if __name__ == "__main__":
    typer.run(main)
