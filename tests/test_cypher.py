"""The shipped Cypher: what its files say of themselves, and what the queries answer on both engines."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from kg.ontology import EntityType, RelationType
from kg.queries import bare_cypher, load_queries
from kg.resources import data_folder
from kg.stores.bolt import BoltStore

from .graphs import town

QUERIES = load_queries()
FILES = sorted(data_folder("cypher").rglob("*.cypher"))
CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "queries.toml").read_text(encoding="utf-8")
)["case"]
WRITES = r"(?i)(?<![.$:])\b(create|merge|set|delete|remove|drop|foreach|load\s+csv)\b"
NAMES = {
    *EntityType, *RelationType, "Document", "Passage", "Entity", "HAS_PASSAGE", "MENTIONS",
}  # fmt: skip
PLACEHOLDERS = {"LABELS", "LABEL", "KEY", "TYPE", "HEAD", "TAIL"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_file_is_one_statement_of_known_names(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    bare = bare_cypher(text)
    assert bare.count(";") == 1 and text.endswith(";\n")
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", path.stem)
    used = set(re.findall(r"[(\[]\w*:([\w|:]+)", bare))
    names = {name for group in used for name in re.split(r"[|:]", group)}
    assert names <= NAMES | PLACEHOLDERS
    if path.parent.name in {"queries", "inspect", "history"}:
        assert not re.search(WRITES, bare)


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_is_described_in_both_languages_and_fully_ordered(name: str) -> None:
    query = QUERIES[name]
    for text in (query.title, query.description, *(each.text for each in query.parameters)):
        assert re.search("[一-鿿]", text) and re.search("[a-z]{2}", text)
    assert query.example.startswith(f"kg query run {name}")
    *_, order = re.findall(r"^ORDER BY (?:.+, )?(.+?);?$", query.text, re.MULTILINE)
    assert re.fullmatch(r"id|\w+_id|\w+\.id|city|kind|relation|passage|year", order)


def test_every_query_has_a_case() -> None:
    assert {case["query"] for case in CASES} == set(QUERIES)


def test_queries_answer_the_same_on_every_engine(store: BoltStore) -> None:
    store.save(town())
    for case in CASES:
        query = QUERIES[case["query"]]
        answer = store.run(query.text, query.bind(case["given"]))
        rows = [["-" if value is None else value for value in row] for row in answer.rows]
        assert rows == case["rows"], case["id"]
        assert not rows or answer.columns == query.returns, case["id"]


def test_every_example_is_accepted() -> None:
    for query in QUERIES.values():
        pairs = re.findall(r"-p (\w+)=(\S+)", query.example)
        assert query.example.count(" -p ") == len(pairs)
        query.bind(dict(pairs))
