"""Lexicon files are checked as they are read."""

from pathlib import Path

import pytest

from kg import lexicon
from kg.errors import InputError

RULE = '[[rule]]\nid = "a"\npattern = "x"\nexample = "x"\ncounterexample = "y"\n'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Read lexicons from an own folder."""
    monkeypatch.setattr(lexicon, "lexicon_path", lambda name: tmp_path / name)
    return tmp_path


def test_rules_are_read_in_order_with_their_words_replaced(folder: Path) -> None:
    (folder / "r.toml").write_text(
        RULE + RULE.replace('"a"', '"b"').replace('"x"', '"Nx"'), encoding="utf-8"
    )
    rules = lexicon.read_rules("r.toml", "rule", replace={"N": r"\d"})
    assert [(rule.id, rule.pattern.pattern) for rule in rules] == [("a", "x"), ("b", r"\dx")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(RULE + "widnow = 3\n", "check 'widnow'", id="unknown-key"),
        pytest.param(RULE.replace('example = "x"\n', "", 1), "check 'example'", id="no-example"),
        pytest.param(RULE + RULE, "a rule of this id already", id="twice"),
    ],
)
def test_wrong_rule_is_named(text: str, message: str, folder: Path) -> None:
    (folder / "r.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=f'r.toml: rule "a".*{message}'):
        lexicon.read_rules("r.toml", "rule")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("a\tc\n", r"line 1: columns \['a', 'c'\]; accepted: a, b", id="columns"),
        pytest.param("a\tb\n1\t2\n3\n", "line 3: 2 cells are needed", id="cell-missing"),
        pytest.param("a\tb\n1\t2\t3\n", "line 2: 2 cells are needed", id="cell-too-many"),
    ],
)
def test_wrong_table_is_named(text: str, message: str, folder: Path) -> None:
    (folder / "t.tsv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        lexicon.read_table("t.tsv", ("a", "b"))
