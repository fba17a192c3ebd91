"""The files for neo4j-admin: what they hold without a Neo4j; test_load.py imports them into one."""

import csv
import re
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.stores.bulk import write_import

from .graphs import PARK, QUANSHAN, QUAY, town

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


def read(folder: Path, name: str) -> list[dict[str, str]]:
    header = (folder / f"{name}-header.csv").read_text(encoding="utf-8").strip().split(",")
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [dict(zip(header, row, strict=True)) for row in csv.reader(file)]


def delimiter(folder: Path) -> str:
    found = re.search(
        r"--array-delimiter=U\+([0-9A-F]{4}) ", (folder / "import.sh").read_text(encoding="utf-8")
    )
    assert found
    return chr(int(found[1], 16))


@given(TEXTS, st.lists(TEXTS.filter(bool)))
def test_any_text_and_any_list_come_back(
    tmp_path_factory: pytest.TempPathFactory, name: str, aliases: list[str]
) -> None:
    folder, graph = tmp_path_factory.mktemp("bulk"), town()
    graph.nodes[PARK].update(name=name, aliases=aliases)
    write_import(graph, folder)
    (park,) = read(folder, "Park")
    assert park["id:ID"] == PARK
    assert park["name:string"] == name
    split = park["aliases:string[]"].split(delimiter(folder)) if aliases else []
    assert split == aliases


def test_the_same_graph_gives_the_same_bytes(tmp_path: Path) -> None:
    shuffled: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    shuffled.add_nodes_from(reversed(list(town().nodes.data())))
    for head, tail, key, data in reversed(list(town().edges(keys=True, data=True))):
        shuffled.add_edge(head, tail, key=key, **data)
    for name, graph in (("one", town()), ("two", shuffled)):
        write_import(graph, tmp_path / name)
    assert {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()} == {
        path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()
    }


def test_every_file_is_in_the_command(tmp_path: Path) -> None:
    write_import(town(), tmp_path)
    named = re.findall(r"[\w-]+\.csv", (tmp_path / "import.sh").read_text(encoding="utf-8"))
    assert sorted(named) == sorted(path.name for path in tmp_path.glob("*.csv"))


def test_a_property_of_two_types_is_named(tmp_path: Path) -> None:
    graph = town()
    graph.nodes[QUAY]["scope"] = 320311
    with pytest.raises(InputError, match=r"scope is .*320311.* accepted: values of one type"):
        write_import(graph, tmp_path)


def test_an_empty_list_that_looks_like_a_missing_one_is_named(tmp_path: Path) -> None:
    graph = town()
    del graph.nodes[QUAY]["aliases"]
    with pytest.raises(InputError, match="aliases is empty in some rows and missing in others"):
        write_import(graph, tmp_path)


def test_a_list_of_an_empty_text_is_refused(tmp_path: Path) -> None:
    graph = town()
    graph.nodes[QUANSHAN]["aliases"] = [""]
    with pytest.raises(InputError, match="a list of one empty text"):
        write_import(graph, tmp_path)


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match=r"taken: cannot be written"):
        write_import(town(), tmp_path / "taken")
