"""Say what became slower: two files that benchmarks printed with --json, before and after a change.

python -m benchmarks.stages --json > before.json    then the change, then the same > after.json
python -m benchmarks.compare before.json after.json

Every benchmark gives ratios to a baseline of its own run, so that the machine, and what else it does, matter little.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

MOST = 0.15
"""Share that a ratio may lose: less is the noise of a machine."""


def slower(before: dict[str, float], after: dict[str, float], most: float = MOST) -> list[str]:
    """Return the names whose ratio fell by more than `most`, or that are gone."""
    return [name for name, ratio in before.items() if after.get(name, 0.0) < (1 - most) * ratio]


def main(
    before: Annotated[Path, typer.Argument(help="What a benchmark printed with --json.")],
    after: Annotated[Path, typer.Argument(help="What it printed later.")],
    most: Annotated[float, typer.Option(help="Share that a ratio may lose.")] = MOST,
) -> None:
    """Print every ratio before and after; exit code 1 where one fell too far."""
    old, new = (json.loads(path.read_text(encoding="utf-8"))["ratio"] for path in (before, after))
    fallen = slower(old, new, most)
    for name, ratio in old.items():
        mark = "  slower" if name in fallen else ""
        print(f"{name:16}{ratio:9.2f}{new.get(name, 0.0):9.2f}{mark}")
    raise typer.Exit(bool(fallen))


if __name__ == "__main__":
    typer.run(main)
