import math
import re
import tomllib
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from kg.lexicon import PatternRule
from kg.money import Amount, Bound, parse_amount
from kg.nlp.amounts import find_amounts, load_amount_rules, set_amounts

CASES = tomllib.loads(
    (Path(__file__).parent / "cases" / "amounts.toml").read_text(encoding="utf-8")
)
NEEDED = 0.9


def reads(text: str, qualifier: str, low: float, high: float, currency: str) -> bool:
    amount = parse_amount(text)
    if amount is None or (amount.qualifier, amount.currency) != (qualifier, currency):
        return False
    bounds = zip((amount.low, amount.high), (low, high), strict=True)
    return all(
        math.isnan(wanted) if found is None else float(found) == pytest.approx(wanted)
        for found, wanted in bounds
    )


def marked(sentence: str) -> tuple[str, list[tuple[int, int]]]:
    """Take the 【】 out of a sentence and return what they enclosed as spans."""
    spans = [
        (match.start() - 2 * number, match.end() - 2 * number - 2)
        for number, match in enumerate(re.finditer("【.*?】", sentence))
    ]
    return re.sub("[【】]", "", sentence), spans


def attaches(sentence: str, *amounts: str) -> bool:
    text, spans = marked(sentence)
    found = find_amounts(text, spans)
    return [found.get(index, "") for index in range(len(spans))] == list(amounts)


def test_there_are_150_cases() -> None:
    assert len(CASES["parse"]) + len(CASES["attach"]) >= 150


def test_sums_are_read() -> None:
    wrong = [case[0] for case in CASES["parse"] if not reads(*case)]
    assert 1 - len(wrong) / len(CASES["parse"]) >= NEEDED, wrong


def test_sums_go_to_the_right_project() -> None:
    wrong = [case[0] for case in CASES["attach"] if not attaches(*case)]
    assert 1 - len(wrong) / len(CASES["attach"]) >= NEEDED, wrong


@pytest.mark.parametrize("rule", load_amount_rules(), ids=lambda rule: rule.id)
def test_rule_finds_its_example_and_not_its_counterexample(rule: PatternRule) -> None:
    assert rule.pattern.search(rule.example)
    assert not rule.pattern.search(rule.counterexample)


@given(st.integers(1, 10**6), st.sampled_from(["", "万", "亿", "千万", "万亿"]))
def test_a_plain_sum_is_its_number_times_its_scale(number: int, unit: str) -> None:
    scale = {"": 1, "万": 10**4, "亿": 10**8, "千万": 10**7, "万亿": 10**12}[unit]
    amount = parse_amount(f"{number}{unit}元")
    assert amount is not None
    assert amount.normalized == amount.low == amount.high == number * scale
    assert amount.value == number
    assert (amount.unit, amount.qualifier) == (unit, Bound.EXACT)


@given(st.integers(1, 10**4), st.integers(1, 10**4))
def test_a_range_lies_around_its_middle(low: int, high: int) -> None:
    amount = parse_amount(f"{low}—{low + high}亿元")
    assert amount is not None and amount.low is not None and amount.high is not None
    assert amount.low < amount.normalized < amount.high


@given(st.text())
def test_any_text_is_a_sum_or_nothing(text: str) -> None:
    assert isinstance(parse_amount(text), Amount | None)


@pytest.mark.parametrize("text", ["亿元", "5亿", "12个", "5亿元项目", ""], ids=range(5))
def test_what_is_no_sum_is_none(text: str) -> None:
    assert parse_amount(text) is None


def test_component_sets_the_amount_of_projects_only() -> None:
    text, spans = marked("总投资5亿元的【体育中心】、投资2亿元的【城北公司】签约。")
    doc = spacy.blank("zh")(text)
    labels = ("Project", "Company")
    ents = [doc.char_span(*span, label=label) for span, label in zip(spans, labels, strict=True)]
    doc.spans["kg"] = [ent for ent in ents if ent is not None]
    assert [ent._.kg_amount for ent in set_amounts(doc).spans["kg"]] == ["5亿元", None]
