"""Readings built by hand: two reports of one place, enough for every kind of node and edge."""

from kg.ontology import EntityType, RelationType, Stage
from kg.types import Division, Document, Mention, Passage, PassageReading, Reading, Relation

QUANSHAN = Division("320311", "泉山区", "county", ("江苏省", "徐州市"))


def mention(text: str, surface: str, kind: str, confidence: float = 0.9, **more: str) -> Mention:
    """Build the mention of the first `surface` in `text`."""
    start = text.index(surface)
    return Mention(
        type=EntityType(kind),
        start=start,
        end=start + len(surface),
        surface=surface,
        confidence=confidence,
        name=more.get("name"),
        amount=more.get("amount"),
    )


def document(
    digits: str, year: int | None, *texts: str, place: Division | None = QUANSHAN
) -> Document:
    """Build a document of passages; `digits` stand for its checksum."""
    sha256 = digits * 64
    return Document(
        id=f"Document/{sha256[:16]}",
        path=f"reports/{digits}.txt",
        sha256=sha256,
        title="政府工作报告",
        place=place,
        year=year,
        passages=tuple(Passage(index, text) for index, text in enumerate(texts)),
    )


TEXT_2023 = "泉山经济开发区签约顺堤河码头二期，总投资5亿元。"
TEXT_2024 = "顺堤河码头二期开工，深入推进“一带一路”；开工顺堤河码头二期，投用。"


def reading_2023() -> Reading:
    """Read the earlier report: a park, a project in it, signed."""
    mentions = (
        mention(TEXT_2023, "泉山经济开发区", "Park"),
        mention(TEXT_2023, "顺堤河码头二期", "Project", amount="5亿元"),
    )
    relations = (
        Relation(RelationType.HAS_PARK, None, 0, 0.8),
        Relation(RelationType.HOSTS, 0, 1, 0.6),
        Relation(RelationType.PLANS, None, 1, 0.95, Stage.SIGN),
    )
    passage = PassageReading(0, mentions, relations)
    return Reading(document("a", 2023, TEXT_2023), (passage,), "test")


def reading_2024() -> Reading:
    """Read the later report: the same project twice, started and in use, and a program."""
    first = mention(TEXT_2024, "顺堤河码头二期", "Project")
    again = TEXT_2024.rindex("顺堤河码头二期")
    second = Mention(EntityType.PROJECT, again, again + 7, "顺堤河码头二期", 0.7)
    program = mention(TEXT_2024, "“一带一路”", "Program", 0.5)
    relations = (
        Relation(RelationType.PLANS, None, 0, 0.9, Stage.START),
        Relation(RelationType.PLANS, None, 2, 0.7, Stage.OPERATE),
        Relation(RelationType.RUNS, None, 1, 0.5),
    )
    passage = PassageReading(0, (first, program, second), relations)
    return Reading(document("b", 2024, TEXT_2024), (passage,), "test")
