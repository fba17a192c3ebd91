"""Names become entities, relations become facts."""

import pytest

from kg.lexicon import PatternRule
from kg.names import name_key, place_key
from kg.ontology import EntityType, RelationType, Stage
from kg.resolve import resolve
from kg.resolve.scopes import load_scopes
from kg.types import PassageReading, Reading, Relation

from .readings import QUANSHAN, document, mention, reading_2023, reading_2024

PROJECT = "Project/320311/顺堤河码头二期"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        pytest.param("“一带一路”", "一带一路", id="quotes"),
        pytest.param("徐州３６０基地", "徐州360基地", id="full-width"),
        pytest.param("双 减", "双减", id="blank"),
        pytest.param("“”", "“”", id="nothing-but-quotes"),
        pytest.param("東區產業園", "东区产业园", id="traditional"),
        pytest.param("乾安县乾陵", "乾安县乾陵", id="simplified-too"),
    ],
)
def test_name_key(name: str, key: str) -> None:
    assert name_key(name) == key


@pytest.mark.parametrize(("name", "key"), [("泉山区", "泉山"), ("泉山", "泉山"), ("沙县", "沙县")])
def test_place_key_keeps_two_characters(name: str, key: str) -> None:
    assert place_key(name) == key


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in load_scopes().rules])
def test_scope_rule_decides_its_example_and_not_its_counterexample(rule: PatternRule) -> None:
    assert rule.pattern.search(name_key(rule.example))
    assert not rule.pattern.search(name_key(rule.counterexample))


def test_one_project_of_two_reports_is_one_entity_with_its_history() -> None:
    world = resolve([reading_2024(), reading_2023()])
    stages = {
        fact.year: fact.stage
        for fact in world.facts
        if fact.type is RelationType.PLANS and fact.tail == PROJECT
    }
    assert stages == {2023: Stage.SIGN, 2024: Stage.OPERATE}
    assert [entity.id for entity in world.entities if entity.type is EntityType.PROJECT] == [
        PROJECT
    ]


def test_fact_gathers_all_its_evidence_and_the_highest_confidence() -> None:
    world = resolve([reading_2024()])
    fact = next(fact for fact in world.facts if fact.tail == PROJECT)
    assert fact.confidence == 0.9
    assert [evidence.tail for evidence in fact.evidence] == [(0, 7), (23, 30)]
    assert {evidence.head for evidence in fact.evidence} == {None}


def test_amount_of_a_project_stands_on_its_plan() -> None:
    facts = resolve([reading_2023()]).facts
    assert {fact.type: fact.amount for fact in facts} == {
        RelationType.PLANS: "5亿元",
        RelationType.HAS_PARK: None,
        RelationType.HOSTS: None,
    }


def test_order_of_readings_does_not_matter() -> None:
    readings = [reading_2023(), reading_2024()]
    assert resolve(readings) == resolve(readings[::-1])


def test_min_confidence_leaves_out_mentions_with_their_relations() -> None:
    world = resolve([reading_2024()], min_confidence=0.8)
    assert {link.mention.confidence for link in world.links} == {0.9}
    assert [(fact.tail, fact.stage) for fact in world.facts] == [(PROJECT, Stage.START)]


def test_national_program_has_no_scope() -> None:
    world = resolve([reading_2024()])
    program = next(entity for entity in world.entities if entity.type is EntityType.PROGRAM)
    assert (program.id, program.scope) == ("Program/一带一路", None)


def test_district_is_resolved_near_the_place_of_the_report() -> None:
    text = "与鼓楼区、西部新村共建。"
    mentions = (mention(text, "鼓楼区", "District"), mention(text, "西部新村", "District"))
    reading = Reading(document("c", 2024, text), (PassageReading(0, mentions),), "test")
    districts = {entity.name: entity for entity in resolve([reading]).entities}
    assert districts["鼓楼区"].code == "320302"
    assert districts["西部新村"].code is None
    assert districts["西部新村"].id == f"District/{QUANSHAN.code}/西部新村"


def test_report_without_a_place_gives_no_fact_of_a_place() -> None:
    text = "建设顺堤河码头。"
    passage = PassageReading(
        0,
        (mention(text, "顺堤河码头", "Project"),),
        (Relation(RelationType.PLANS, None, 0, 0.9, Stage.BUILD),),
    )
    world = resolve([Reading(document("d", None, text, place=None), (passage,), "test")])
    assert world.facts == ()
    assert [entity.scope for entity in world.entities] == ["d" * 16]
