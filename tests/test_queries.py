"""Saved queries as files: what a header must say, and how values are bound."""

from pathlib import Path

import pytest

from kg.errors import InputError
from kg.queries import SavedQuery, find_query, load_queries, load_query, parse_parameters

GOOD = """\
// title: 项目 / Projects
// description: 项目。Projects.
// param place: str = "" — 地方 / place
// param year: int — 年份 / year
// param least: float = 0.5 — 最低 / least
// param all: bool = no — 全部 / all
// returns: name, year
// example: kg query run projects -p year=2024
MATCH (p:Project) // of $nobody;
WHERE p.name = $place AND p.year = $year OR p.x > $least OR $all OR p.y = '$no;'
RETURN p.name AS name, p.year AS year;
"""


def _load(tmp_path: Path, text: str = GOOD) -> SavedQuery:
    path = tmp_path / "projects.cypher"
    path.write_text(text, encoding="utf-8")
    return load_query(path)


def test_a_file_is_read_with_its_header(tmp_path: Path) -> None:
    query = _load(tmp_path)
    assert (query.name, query.title, query.returns) == (
        "projects",
        "项目 / Projects",
        ("name", "year"),
    )
    assert [(each.name, each.kind, each.default) for each in query.parameters] == [
        ("place", "str", ""),
        ("year", "int", None),
        ("least", "float", 0.5),
        ("all", "bool", False),
    ]
    assert query.text.startswith("MATCH") and query.text.endswith("AS year")
    assert query.example == "kg query run projects -p year=2024"


def test_values_are_read_by_type(tmp_path: Path) -> None:
    given = {"year": "2024", "least": "1e-1", "all": "Yes", "place": "a=b"}
    assert _load(tmp_path).bind(given) == {"place": "a=b", "year": 2024, "least": 0.1, "all": True}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"year": "soon"}, "query projects: year='soon' is wrong; accepted: a whole number"),
        ({"year": "2024.0"}, "accepted: a whole number"),
        ({"year": str(2**63)}, "accepted: a whole number"),
        ({"year": "1", "least": "nan"}, "least='nan' is wrong; accepted: a number"),
        ({"year": "1", "all": "maybe"}, "accepted: true, yes, 1, false, no or 0"),
        (
            {"yaer": "1"},
            "no parameter 'yaer', did you mean 'year'; accepted: place, year, least, all",
        ),
        ({}, r"needs year \(int\): 年份 / year; give it with: -p year=…"),
    ],
    ids=["word", "fraction", "huge", "nan", "bool", "unknown", "missing"],
)
def test_a_wrong_value_says_what_is_accepted(
    given: dict[str, str], message: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=message):
        _load(tmp_path).bind(given)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("$place", "$palce", r"\$palce is used but not declared"),
        ("$place AND", "'' AND", "parameter place is declared but not used"),
        ("// title: 项目 / Projects\n", "", "the header lacks // title:"),
        ("// returns: name, year", "// returns:", "the header lacks // returns:"),
        ("// example", "// exmaple", "line 8: '// exmaple: .*; accepted: // title:, "),
        (
            "int —",
            "date —",
            "line 4: 'date — .*'; accepted: TYPE = DEFAULT — text, with TYPE str, int",
        ),
        ("= 0.5", "= half", "line 5: least='half' is wrong; accepted: a number"),
        ("param year", "param place", "line 4: param place stands there already"),
        ("AS year;", "AS year", "one statement that ends with ; is needed"),
        ("AS year;", "AS year; MATCH (n) RETURN n;", "one statement that ends with ; is needed"),
    ],
    ids=[
        "undeclared",
        "unused",
        "title",
        "returns",
        "key",
        "type",
        "default",
        "twice",
        "end",
        "two",
    ],
)
def test_a_wrong_file_says_where(old: str, new: str, message: str, tmp_path: Path) -> None:
    assert old in GOOD
    with pytest.raises(InputError, match=message):
        _load(tmp_path, GOOD.replace(old, new))


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.cypher"
    path.write_bytes(b"\xff")
    with pytest.raises(InputError, match=r"x\.cypher cannot be read as UTF-8 text"):
        load_query(path)


def test_folders_add_queries_but_replace_none(tmp_path: Path) -> None:
    query = _load(tmp_path)
    own = load_queries()
    assert load_queries([tmp_path]) == dict(sorted({**own, "projects": query}.items()))
    query.path.rename(tmp_path / f"{next(iter(own))}.cypher")
    with pytest.raises(InputError, match="has this name already; rename one"):
        load_queries([tmp_path])
    with pytest.raises(InputError, match="is no folder; accepted: a folder"):
        load_queries([tmp_path / "none"])


def test_an_unknown_query_lists_those_there_are() -> None:
    with pytest.raises(
        InputError, match="no query 'serch', did you mean 'search'; accepted: common-pro"
    ):
        find_query(load_queries(), "serch")


@pytest.mark.parametrize(
    ("pairs", "message"),
    [
        (["place"], "'place' is no parameter; accepted: name=value"),
        (["=x"], "'=x' is no parameter"),
        (["a=1", "a=2"], "parameter 'a' is given twice"),
    ],
    ids=["bare", "nameless", "twice"],
)
def test_a_wrong_pair_is_named(pairs: list[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_parameters(pairs)


def test_pairs_are_split_at_the_first_equals_sign() -> None:
    assert parse_parameters(["a=b=c", " d =", "e= f"]) == {"a": "b=c", "d": "", "e": " f"}
