"""What changed between two years or two builds, on both engines, from readings whose changes are known."""

from dataclasses import replace

import pytest

from kg.errors import InputError
from kg.graph import build_graph
from kg.history import (
    Change,
    Kind,
    Report,
    choose_years,
    compare_builds,
    compare_years,
    find_reports,
)
from kg.ontology import RelationType, Stage
from kg.queries import load_queries
from kg.stores.bolt import BoltStore
from kg.types import Division, Mention, PassageReading, Reading, Relation

from .readings import QUANSHAN, document, mention

GULOU = Division("320302", "鼓楼区", "county", ("江苏省", "徐州市"))
NANJING = Division("320106", "鼓楼区", "county", ("江苏省", "南京市"))
PLAIN = "一般项目。"
TOLD: dict[int, list[tuple[str, Stage | None, str | None]]] = {
    2019: [("码头", Stage.PLAN, "5亿元"), ("智慧谷", Stage.BUILD, None), ("老桥", Stage.BUILD, None)],
    2021: [("码头", Stage.BUILD, "50000万元"), ("智慧谷", Stage.SIGN, None), ("新桥", Stage.SIGN, None)],
    2024: [("码头", Stage.OPERATE, "8亿元"), ("智慧谷", None, "3亿元"), ("新桥", Stage.LAND, None)],
}  # fmt: skip


def reading(year: int, place: Division = QUANSHAN, digits: str | None = None) -> Reading:
    """Read a report whose every sentence plans one project."""
    told = TOLD[year]
    text = PLAIN + "".join(f"推进{name}建设。" for name, _, _ in told)
    mentions: list[Mention] = []
    relations: list[Relation] = []
    for at, (name, stage, amount) in enumerate(told):
        mentions.append(replace(mention(text, name, "Project"), amount=amount))
        relations.append(Relation(RelationType.PLANS, None, at, 0.9 - at / 10, stage))
    source = document(digits or str(year)[-1], year, text, place=place)
    return Reading(source, (PassageReading(0, tuple(mentions), tuple(relations)),), "test")


@pytest.fixture
def told(store: BoltStore) -> BoltStore:
    """Give the store of three years of one place, and of two others of one name."""
    others = [reading(2024, GULOU, "c"), reading(2024, NANJING, "d")]
    store.save(build_graph([*map(reading, TOLD), *others]))
    return store


def shown(changes: list[Change]) -> list[tuple[str, str, str | None, str | None]]:
    return [(one.kind, one.name, one.before, one.after) for one in changes]


def test_what_is_new_vanished_and_changed_between_two_years(told: BoltStore) -> None:
    changes = compare_years(told, find_reports(told, "泉山区"), (2019, 2021))
    assert shown(changes) == [
        ("new entity", "新桥", None, None),
        ("vanished entity", "老桥", None, None),
        ("new fact", "泉山区 → 新桥", None, "sign"),
        ("vanished fact", "泉山区 → 老桥", "build", None),
        ("stage", "泉山区 → 智慧谷", "build", "sign"),
        ("stage", "泉山区 → 码头", "plan", "build"),
    ], "5亿元 is 50000万元, and no change"


def test_an_amount_that_changed_is_told_and_one_that_is_told_once_is_not(told: BoltStore) -> None:
    changes = compare_years(told, find_reports(told, "320311"), (2021, 2024))
    amounts = [one for one in changes if one.kind is Kind.AMOUNT]
    assert shown(amounts) == [("amount", "泉山区 → 码头", "50000万元", "8亿元")]


def test_each_change_stands_in_its_sentence(told: BoltStore) -> None:
    changes = compare_years(told, find_reports(told, "泉山区"), (2019, 2021))
    for one in changes:
        name = one.name.rpartition(" → ")[2]
        years = {Kind.STAGE: [2019, 2021]}.get(
            one.kind, [2021 if one.kind.startswith("new") else 2019]
        )
        assert [said.year for said in one.said] == years
        for said in one.said:
            assert said.text == f"推进{name}建设。"
            assert [said.text[start:end] for start, end in said.spans] == [name]
            assert said.document == "政府工作报告"


def test_what_is_less_sure_is_left_out(told: BoltStore) -> None:
    reports = find_reports(told, "泉山区")
    changes = compare_years(told, reports, (2019, 2021), min_confidence=0.85)
    facts = [one for one in changes if one.type == "PLANS"]
    assert shown(facts) == [("stage", "泉山区 → 码头", "plan", "build")]


def test_two_reports_of_a_year_count_as_one(store: BoltStore) -> None:
    twin = reading(2021)
    early = [replace(one, stage=Stage.ATTRACT) for one in twin.passages[0].relations]
    passage = replace(twin.passages[0], relations=tuple(early))
    other = replace(document("f", 2021, twin.document.passages[0].text), path="other.txt")
    store.save(build_graph([reading(2019), twin, Reading(other, (passage,), "test")]))
    changes = compare_years(store, find_reports(store, "泉山区"), (2019, 2021))
    assert [one.after for one in changes if one.kind is Kind.STAGE] == ["sign", "build"]


def test_two_builds_are_compared_year_by_year(
    told: BoltStore, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with BoltStore.connect_embedded(tmp_path_factory.mktemp("before")) as before:
        before.save(build_graph([reading(2019), reading(2021), reading(2024, GULOU, "c")]))
        changes = compare_builds(before, told, "泉山区")
        assert {(one.kind, one.name, one.said[0].year) for one in changes} == {
            ("new fact", "泉山区 → 码头", 2024),
            ("new fact", "泉山区 → 智慧谷", 2024),
            ("new fact", "泉山区 → 新桥", 2024),
        }
        assert {one.kind for one in compare_builds(told, before)} == {
            Kind.VANISHED_ENTITY,
            Kind.VANISHED_FACT,
        }
        assert compare_builds(told, told) == []


def test_a_place_is_a_code_or_a_name(told: BoltStore) -> None:
    for place, codes in {
        "320302": {"320302"},
        "徐州市鼓楼区": {"320302"},
        "江苏省南京市鼓楼区": {"320106"},
        "泉山": {"320311"},
        None: {"320302", "320106", "320311"},
    }.items():
        assert {report.code for report in find_reports(told, place)} == codes
    for place, message in {
        "鼓楼区": "several places; give the code: 江苏省南京市鼓楼区 320106, 江苏省徐州市鼓楼区 320302",
        "泉水区": "no report of '泉水区' in the graph; of: .*江苏省徐州市泉山区 320311",
        "火星": "no report of '火星' in the graph; of: .*南京市鼓楼区 320106, .*泉山区 320311",
    }.items():
        with pytest.raises(InputError, match=message):
            find_reports(told, place)


REPORTS = [Report("", "", year, "320311", "", "泉山区") for year in (2024, 2019, None, 2021)]


@pytest.mark.parametrize(
    ("given", "years"),
    [
        ((None, None), (2021, 2024)),
        ((2019, None), (2019, 2024)),
        ((None, 2021), (2019, 2021)),
        ((2019, 2021), (2019, 2021)),
    ],
)
def test_the_last_two_years_are_compared_unless_others_are_given(
    given: tuple[int | None, int | None], years: tuple[int, int]
) -> None:
    assert choose_years(REPORTS, *given) == years


@pytest.mark.parametrize(
    ("reports", "given", "message"),
    [
        (REPORTS, (2020, None), "no report of 泉山区 .* for 2020; there are: 2019, 2021, 2024"),
        (REPORTS, (2024, 2021), "year 2024 is not before 2021; there are: 2019, 2021, 2024"),
        (REPORTS, (None, 2019), "two years are needed .*; there are: 2019, 2021, 2024"),
        (REPORTS[:1], (None, None), "two years are needed .*; there are: 2024"),
        (REPORTS[2:3], (None, None), "two years are needed .*; there are: none with a year"),
    ],
)
def test_years_that_cannot_be_compared_are_told_those_there_are(
    reports: list[Report], given: tuple[int | None, int | None], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        choose_years(reports, *given)


def test_saved_queries_tell_the_history(told: BoltStore) -> None:
    def ask(query: str, columns: str, **given: str) -> list[tuple[object, ...]]:
        saved = load_queries()[query]
        answer = told.run(saved.text, saved.bind(given))
        at = [saved.returns.index(column) for column in columns.split()]
        return [tuple(row[index] for index in at) for row in answer.rows]

    assert ask("stage-setbacks", "project year stage later then", place="泉山区") == [
        ("智慧谷", 2019, "build", 2021, "sign")
    ]
    columns = "project first last stage years"
    assert ask("unfinished-projects", columns, place="320311", years="3") == [
        ("智慧谷", 2019, 2024, "build", 5),
        ("老桥", 2019, 2019, "build", 5),
        ("新桥", 2021, 2024, "land", 3),
    ]
    assert ask("unfinished-projects", columns, place="泉山区", years="6") == []
    assert ask("timeline", "year direction other stage", of="Project/320311/码头") == [
        (2019, "←", "泉山区", "plan"),
        (2021, "←", "泉山区", "build"),
        (2024, "←", "泉山区", "operate"),
    ]
    years = {"place": "泉山区", "from": "2019", "to": "2021"}
    assert ask("new-and-vanished", "change relation tail stage", **years) == [
        ("new", "PLANS", "新桥", "sign"),
        ("vanished", "PLANS", "老桥", "build"),
    ]
