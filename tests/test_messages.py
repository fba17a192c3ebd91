"""Every message has a Chinese text with the same values, and finds it when it is finished."""

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import errors
from kg.errors import InputError
from kg.messages import Text, load_texts, translate, user_language

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((*(ROOT / "kg").rglob("*.py"), *(ROOT / "cli").rglob("*.py")))
SPEAKERS = {name for name in vars(errors) if name.endswith("Error")} | {
    "BadParameter",
    "Refusal",
    "say",
    "warn",
}
CASES = tomllib.loads((ROOT / "tests/cases/messages.toml").read_text(encoding="utf-8"))["case"]
VALUE = re.compile(r"\{\w*\}")
WORDS = st.text(string.ascii_letters + "泉山区政府.-_/0123456789", min_size=1, max_size=8)


def messages(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and text, values as {}, of what a module says in an error, a warning or a refusal."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and _speaker(node.func) in SPEAKERS:
            yield from ((node.lineno, text) for text in _texts(node.args[0], constants))


def _speaker(function: ast.expr) -> str:
    return ast.unparse(function).rpartition(".")[2].lstrip("_")


def _texts(node: ast.expr, constants: dict[str, ast.expr]) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from (*_texts(node.body, constants), *_texts(node.orelse, constants))
    elif isinstance(node, ast.Name) and node.id in constants:
        yield from _texts(constants[node.id], constants)
    elif isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.JoinedStr):
        parts = node.values
        yield "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in parts)


@pytest.mark.parametrize(
    "path", [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in MODULES]
)
def test_every_message_has_a_chinese_text(path: Path) -> None:
    missing = [
        f"{path.relative_to(ROOT).as_posix()}:{line}: {said}"
        for line, said in messages(path)
        if not _has_text(said)
    ]
    assert missing == [], "add them to kg/lexicons/messages.tsv"


def test_the_messages_of_the_source_are_found() -> None:
    assert sum(1 for path in MODULES for _ in messages(path)) > 60


@pytest.mark.parametrize("text", [pytest.param(text, id=text.en[:40]) for text in load_texts()])
def test_both_languages_have_the_same_values(text: Text) -> None:
    assert sorted(VALUE.findall(text.en)) == sorted(VALUE.findall(text.zh))
    assert re.search(r"[\u4e00-\u9fff]", text.zh) or not text.words[0].strip(": {}")
    assert "\t" not in text.en + text.zh and text.en == text.en.strip()


@given(st.data())
def test_a_finished_message_is_recognised_with_its_values(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(load_texts()))
    values = {name: data.draw(WORDS) for name in re.findall(r"\{(\w+)\}", text.en)}
    said = translate(text.en.format_map(values), "zh", depth=1)
    assert all(value in said for value in values.values())
    assert translate(text.en.format_map(values), "en") == text.en.format_map(values)


@pytest.mark.parametrize("case", [pytest.param(case, id=case["en"][:40]) for case in CASES])
def test_case(case: dict[str, str]) -> None:
    assert translate(case["en"], "zh") == case["zh"]


@given(st.text(max_size=2000))
def test_what_the_table_lacks_stays_as_it_is(message: str) -> None:
    if ": " not in message:
        assert translate(message, "zh") == message


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"KG_LANG": "zh"}, "zh"),
        ({"KG_LANG": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        ({"KG_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "zh_TW.UTF-8"}, "zh"),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_MESSAGES": "zh_CN", "LANG": "de_DE"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_language_of_the_user(environment: dict[str, str], language: str) -> None:
    assert user_language(environment) == language


def test_a_language_that_there_is_not_is_refused() -> None:
    with pytest.raises(InputError, match="KG_LANG is 'fr'; accepted: en or zh"):
        user_language({"KG_LANG": "fr"})


def _has_text(said: str) -> bool:
    """Tell whether the table has these words; a value at an end may stand for more of them."""
    pattern = ".+?".join(map(re.escape, VALUE.split(said)))
    return any(re.fullmatch(pattern, VALUE.sub("value", text.en)) for text in load_texts())
