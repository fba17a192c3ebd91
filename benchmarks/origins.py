"""Measure how often place and year of reports are found by their text alone, file names hidden.

python -m benchmarks.origins FOLDER   the folder has index.tsv with columns file, place, year
"""

import csv
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from kg.gazetteer import load_gazetteer
from kg.readers.compilation import part_reports
from kg.readers.kinds import find_other_kind
from kg.readers.origin import HEAD_LINES, find_origin
from kg.readers.settle import settle
from kg.readers.text import decode, split_passages


def main(
    folder: Annotated[Path, typer.Argument(help="Reports with index.tsv.")],
    least_place: Annotated[float, typer.Option(help="Share of right places to reach.")] = 0.99,
    least_year: Annotated[float, typer.Option(help="Share of right years to reach.")] = 0.98,
) -> None:
    """Print the shares, and every report whose place or year is wrong and not said to be doubtful.

    Where the text itself says so, the index may be wrong; what it does not say is a guess in silence.
    """
    with (folder / "index.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update(judge(folder / row["file"], row["place"], row["year"]))
    for name, count in sorted(counts.items()):
        print(f"{name}\t{count}\t{count / len(rows):.4f}")
    right = counts["place right"] / len(rows), counts["year right"] / len(rows)
    raise typer.Exit(0 if right[0] >= least_place and right[1] >= least_year else 1)


def judge(path: Path, place: str, year: str) -> list[str]:
    """Return what is right, wrong or doubtful about one report."""
    passages = split_passages(decode(path.read_bytes(), path.name).text)
    lines = [passage.text for passage in passages]
    settled = settle({}, find_origin(lines), [], lines)
    wanted = load_gazetteer().find(place)
    found = {
        "place": (settled.place and settled.place.value.code, wanted and wanted.code),
        "year": (settled.year and settled.year.value, int(year)),
    }
    words = {
        "place": settled.place.value.name if settled.place else "",
        "year": str(settled.year.value) if settled.year else "",
    }
    judged = []
    for name, (got, want) in found.items():
        doubtful = any(f"the {name}" in doubt for doubt in settled.doubts)
        verdict = "right" if got == want else "missing" if got is None else "wrong"
        judged.append(f"{name} {verdict}")
        if doubtful and verdict != "missing":
            judged.append(f"{name} {verdict}, said to be doubtful")
        elif verdict == "wrong":
            shown = next((line for line in lines[:HEAD_LINES] if words[name] in line), None)
            judged.append(f"{name} wrong, {'as the text says' if shown else 'in silence'}")
            print(f"{path.name}: {name} {got} for {want}; the text says {shown!r}")
    if find_other_kind(lines):
        judged.append("taken for another kind")
    if len(part_reports(passages)) > 1:
        judged.append("parted")
    return judged


if __name__ == "__main__":
    typer.run(main)
