"""The sheet, the guide and the favourites of cypher/browser, as Neo4j Browser takes them."""

import html
import io
import json
import re
import zipfile
from pathlib import Path

from kg.queries import SavedQuery, load_queries
from kg.resources import data_folder

PICTURES, QUERIES = "政府工作报告 图", "政府工作报告 查询"
"""Folders of the favourites: pictures that need nothing, and the saved queries with their default values."""

_MADE = (1980, 1, 1, 0, 0, 0)
"""Time of the files in the archive: the same queries always give the same bytes."""


def read_sheet() -> str:
    """Return the GraSS sheet."""
    return (_folder() / "kg.grass").read_text(encoding="utf-8")


def read_pictures() -> dict[str, str]:
    """Return the queries of cypher/browser/favorites by name; their first line is their title."""
    paths = sorted((_folder() / "favorites").glob("*.cypher"))
    return {path.stem: path.read_text(encoding="utf-8") for path in paths}


def fill_guide(address: str) -> str:
    """Return the guide with its queries and the address that it is served at."""
    values = {**read_pictures(), "address": address}
    text = (_folder() / "guide.html").read_text(encoding="utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda name: html.escape(values[name[1]].strip()), text)


def pack_favorites() -> bytes:
    """Return the zip archive that adds every favourite when it is dropped on the Browser's window."""
    files = {f"{PICTURES}/{name}.cypher": text for name, text in read_pictures().items()}
    for query in load_queries().values():
        files[f"{QUERIES}/{query.name}.cypher"] = write_favorite(query)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, _MADE), text, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def write_favorite(query: SavedQuery) -> str:
    """Return a saved query as one statement with default or else example values written in, each behind its name.

    The Browser shows no rows of a script, so `:param` lines cannot stand before the statement.
    """
    values = query.bind_example()
    lines = [f"// {query.title}"]
    lines += [f"// /*{each.name}*/ {each.text}" for each in query.parameters]

    def write(name: re.Match[str]) -> str:
        return f"/*{name[1]}*/{json.dumps(values[name[1]], ensure_ascii=False)}"

    return "\n".join([*lines, re.sub(r"\$(\w+)", write, query.text.strip()) + ";", ""])


def _folder() -> Path:
    return data_folder("cypher") / "browser"
