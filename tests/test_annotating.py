"""Annotations leave for other tools and come back whole; the exports under cases/ were made by the tools themselves."""

import json
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from cli.main import app
from kg.annotating import FORMATS, check_free, doccano, find_flaws, label_studio, write
from kg.annotating.drawings import ARROW_LABELS, draw
from kg.annotating.gold import Excerpt, excerpt_of, name_of, read_gold
from kg.annotations import Paragraph, Triple, annotations_of, from_row, read_places, to_row
from kg.errors import InputError
from kg.evaluate import evaluate
from kg.nlp.reader import Reader
from kg.ontology import ALLOWED_ENDS, EntityType, RelationType, Stage
from kg.readers import read_document
from kg.resources import data_folder
from kg.types import Mention, Reading

from .readings import document, mention, reading_2023

CASES = Path(__file__).parent / "cases" / "annotating"
TOOLS = {"doccano": doccano.FILE, "label-studio": label_studio.FILE}
"""The file that each tool is given."""
TEXT = "  依托𠮷祥产业园推进😀建设\t顺堤河码头二期，总投资5亿元；汽车智造、数字经济等2个产业园区，引进徐工汽车。"


def nothing(message: str) -> None:
    raise AssertionError(message)


def excerpt(*paragraphs: Paragraph, place: str = "泉山区", **more: str) -> Excerpt:
    return Excerpt("难-1", place, "county", paragraphs, year="2024", title="报告", **more)


PARK = mention(TEXT, "𠮷祥产业园", "Park", 1.0)
PROJECT = mention(TEXT, "顺堤河码头二期", "Project", 1.0, amount="5亿元")
ITEM = mention(TEXT, "汽车智造", "Park", 1.0, name="汽车智造产业园区")
PLANS = Triple(RelationType.PLANS, "泉山区", "顺堤河码头二期", Stage.BUILD)
HOSTS = Triple(RelationType.HOSTS, "𠮷祥产业园", "顺堤河码头二期")
WHOLE = Paragraph("难-1", 0, TEXT, (PARK, PROJECT, ITEM), (PLANS, HOSTS))


@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    """Read the seeds with the fast reader."""
    documents = [read_document(path) for path in sorted(data_folder("seeds").glob("*.txt"))]
    return list(Reader("fast").read(documents))


def checked(proposed: Excerpt) -> Excerpt:
    """Return what a proposal is once somebody has agreed to it."""
    paragraphs = tuple(from_row(to_row(one, confidences=False)) for one in proposed.paragraphs)
    return replace(proposed, paragraphs=paragraphs, reader="")


def doccano_export(data: bytes) -> bytes:
    """Return what doccano gives back: all spans and relations under ids of its own, and comments."""
    lines = []
    for number, line in enumerate(data.decode().strip().split("\n"), start=1):
        row = json.loads(line)
        ids = {one["id"]: 1000 * number + at for at, one in enumerate(row["entities"])}
        for entity in row["entities"]:
            entity["id"] = ids[entity["id"]]
        for relation in row["relations"]:
            relation["from_id"], relation["to_id"] = (
                ids[relation["from_id"]],
                ids[relation["to_id"]],
            )
        lines.append(json.dumps({"id": number, **row, "Comments": []}))
    return "\n".join(lines).encode()


def label_studio_export(data: bytes) -> bytes:
    """Return what Label Studio gives back once each prediction was submitted as it was."""
    tasks = []
    for number, task in enumerate(json.loads(data), start=1):
        (prediction,) = task.pop("predictions", None) or task.pop("annotations")
        result = [{**one, "origin": "prediction"} for one in prediction["result"]]
        annotation = {"id": number, "completed_by": 1, "was_cancelled": False, "result": result}
        tasks.append({"id": number, "annotations": [annotation], "predictions": [1], **task})
    return json.dumps(tasks).encode()


EXPORTS: dict[str, Callable[[bytes], bytes]] = {
    "doccano": doccano_export,
    "label-studio": label_studio_export,
}


def there_and_back(excerpts: Sequence[Excerpt], form: str, folder: Path) -> list[Excerpt]:
    """Write for a tool, let it export, and read that."""
    write(excerpts, folder, form, overwrite=True)
    file = folder / TOOLS[form]
    file.write_bytes(EXPORTS[form](file.read_bytes()))
    return FORMATS[form].read([file], nothing)


@pytest.mark.parametrize("form", TOOLS)
def test_what_is_read_in_the_seeds_comes_back_from_a_tool_as_gold(
    form: str, readings: list[Reading], tmp_path: Path
) -> None:
    proposed = [excerpt_of(reading) for reading in readings]
    back = there_and_back(proposed, form, tmp_path / form)
    assert back == [checked(one) for one in proposed]
    assert sum(len(one.triples) for text in back for one in text.paragraphs) > 200
    assert any(m.name for text in back for one in text.paragraphs for m in one.mentions)
    write(back, tmp_path / "gold", "gold")
    assert FORMATS["gold"].read([tmp_path / "gold"], nothing) == back


@pytest.mark.parametrize("form", TOOLS)
def test_gold_is_written_for_a_tool_in_the_same_bytes_after_a_round(
    form: str, readings: list[Reading], tmp_path: Path
) -> None:
    write([excerpt_of(reading) for reading in readings], tmp_path / "gold", "gold")
    gold = read_gold(tmp_path / "gold")
    write(gold, tmp_path / "first", form)
    write(there_and_back(gold, form, tmp_path / "tool"), tmp_path / "second", form)
    for target in FORMATS[form].targets([]):
        first, second = ((tmp_path / one / target).read_bytes() for one in ("first", "second"))
        assert first == second


def test_gold_of_a_reader_scores_one_against_the_same_reader(
    readings: list[Reading], tmp_path: Path
) -> None:
    write([excerpt_of(reading) for reading in readings], tmp_path, "gold")
    gold = [one for text in read_gold(tmp_path) for one in text.paragraphs]
    found = [
        one for reading in readings for one in annotations_of(reading, name_of(reading.document))
    ]
    result = evaluate(gold, found)
    scores = [result.mentions, result.relations, result.entities, result.facts]
    assert {group["all"].f1 for group in scores} == {1.0}
    assert {result.stage.f1, result.names.f1} == {1.0}
    record = json.loads(kg("evaluate", tmp_path, "--reader", "fast", "--format", "json").stdout)
    assert (record["mentions"]["all"]["f1"], record["relations"]["all"]["f1"]) == (1.0, 1.0)


def test_export_of_doccano_is_read() -> None:
    (read,) = doccano.read([CASES / "doccano.jsonl"], nothing)
    drawn = mention(TEXT, "数字经济", "Park", 1.0)
    has_park = Triple(RelationType.HAS_PARK, "泉山区", "数字经济")
    first = replace(WHOLE, mentions=(*WHOLE.mentions, drawn), triples=(PLANS, HOSTS, has_park))
    assert read == excerpt(first, Paragraph("难-1", 1, "谢谢大家。", (), ()))


def test_export_of_label_studio_is_read_without_what_nobody_has_submitted() -> None:
    told: list[str] = []
    (read,) = label_studio.read([CASES / "label-studio.json"], told.append)
    drawn = mention(TEXT, "数字经济", "Park", 1.0, name="数字经济产业园区")
    has_park = Triple(RelationType.HAS_PARK, "泉山区", "数字经济")
    whole = replace(WHOLE, mentions=(*WHOLE.mentions, drawn), triples=(PLANS, HOSTS, has_park))
    assert read == excerpt(whole)
    assert [message.partition(": ")[2] for message in told] == [
        "left out are 2 of 3 tasks, which nobody has submitted"
    ]


def test_doccano_counts_utf16_units_and_label_studio_code_points(tmp_path: Path) -> None:
    for form in TOOLS:
        write([excerpt(WHOLE)], tmp_path, form)
    row = json.loads((tmp_path / doccano.FILE).read_text(encoding="utf-8"))
    units = row["text"].encode("utf-16-le")
    surfaces = [
        units[2 * one["start_offset"] : 2 * one["end_offset"]].decode("utf-16-le")
        for one in row["entities"]
    ]
    assert surfaces == ["泉山区", "𠮷祥产业园", "顺堤河码头二期", "汽车智造"]
    (task,) = json.loads((tmp_path / label_studio.FILE).read_text(encoding="utf-8"))
    values = [one["value"] for one in task["annotations"][0]["result"] if one["type"] == "labels"]
    text = task["data"]["text"]
    assert [text[one["start"] : one["end"]] for one in values] == surfaces


NAMES = st.text("泉山区县𠮷数a1“”", min_size=1, max_size=4)
FILLERS = st.text("，。 \t😀推进的\u2028", min_size=1, max_size=5)
PLACES = st.sampled_from(("", "泉山区", "𠮷山县"))


@st.composite
def excerpts(draw_from: st.DrawFn) -> Excerpt:
    """Make up a text of several paragraphs; each name has one full name at most."""
    place = draw_from(PLACES)
    paragraphs = []
    for index in range(draw_from(st.integers(1, 3))):
        pieces = draw_from(
            st.lists(st.tuples(FILLERS, NAMES, st.sampled_from(EntityType)), max_size=6)
        )
        text, mentions = draw_from(FILLERS), []
        for filler, name, kind in pieces:
            start = len(text) + len(filler)
            text += filler + name
            mentions.append(
                Mention(
                    type=kind,
                    start=start,
                    end=start + len(name),
                    surface=name,
                    confidence=1.0,
                    name=f"{name}园" if len(name) % 2 else None,
                    amount=draw_from(st.sampled_from((None, "5亿元"))),
                )
            )
        ends = [(one.type, one.surface) for one in mentions]
        ends += [(EntityType.DISTRICT, place)] if place else []
        triples: dict[tuple[str, str, str], Triple] = {}
        for head in range(len(ends)):
            for tail in range(len(ends)):
                for kind in RelationType:
                    types = ends[head][0], ends[tail][0]
                    if head != tail and types in ALLOWED_ENDS[kind] and draw_from(st.booleans()):
                        names = ends[head][1], ends[tail][1]
                        stages = (None, *Stage) if kind is RelationType.PLANS else (None,)
                        stage = draw_from(st.sampled_from(stages))
                        triples.setdefault((kind, *names), Triple(kind, *names, stage))
        paragraphs.append(Paragraph("文", index, text, tuple(mentions), tuple(triples.values())))
    return Excerpt("文", place, "county" if place else "", tuple(paragraphs), year="2024")


@pytest.mark.parametrize("form", ["gold", *TOOLS])
@given(made_up=excerpts())
@settings(max_examples=60, deadline=None)
def test_made_up_texts_come_back(
    form: str, made_up: Excerpt, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("made-up")
    if form == "gold":
        write([made_up], folder, form)
        assert read_gold(folder) == [made_up]
    else:
        assert there_and_back([made_up], form, folder) == [made_up]


def test_a_name_of_several_things_keeps_them_apart(tmp_path: Path) -> None:
    text = "建设左权、榆社抽水蓄能电站，开工左权、灵石公路，依托左权县。"
    start = text.rindex("左权、")
    station = mention(text, "左权", "Project", 1.0, name="左权抽水蓄能电站")
    road = replace(station, start=start, end=start + 2, name="左权公路")
    district = mention(text, "左权县", "District", 1.0)
    stages = (Stage.BUILD, Stage.START)
    plans = [Triple(RelationType.PLANS, "晋中市", "左权", stage) for stage in stages]
    paragraph = Paragraph("难-1", 0, text, (station, road, district), tuple(plans))
    for form in TOOLS:
        ((back,),) = (
            one.paragraphs
            for one in there_and_back([excerpt(paragraph, place="晋中市")], form, tmp_path)
        )
        assert [(one.tail, one.stage) for one in back.triples] == [
            ("左权抽水蓄能电站", Stage.BUILD),
            ("左权公路", Stage.START),
        ]
        assert there_and_back([excerpt(back, place="晋中市")], form, tmp_path)[0].paragraphs == (
            back,
        )


def doccano_row(tmp_path: Path) -> Any:
    write([excerpt(WHOLE)], tmp_path, "doccano", overwrite=True)
    return json.loads((tmp_path / doccano.FILE).read_text(encoding="utf-8"))


def label_studio_task(tmp_path: Path) -> Any:
    write([excerpt(WHOLE)], tmp_path, "label-studio", overwrite=True)
    return json.loads((tmp_path / label_studio.FILE).read_text(encoding="utf-8"))[0]


def read_lines(folder: Path, *rows: Any) -> list[Excerpt]:
    file = folder / "all.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return doccano.read([file], nothing)


def read_tasks(folder: Path, *tasks: Any) -> list[Excerpt]:
    file = folder / "export.json"
    file.write_text(json.dumps(tasks), encoding="utf-8")
    return label_studio.read([file], nothing)


def test_a_fact_that_two_arrows_tell_has_the_furthest_stage(tmp_path: Path) -> None:
    row = doccano_row(tmp_path)
    row["relations"].insert(0, {"id": 9, "from_id": 0, "to_id": 2, "type": "PLANS:start"})
    row["relations"].append({"id": 10, "from_id": 0, "to_id": 2, "type": "PLANS:sign"})
    (read,) = read_lines(tmp_path, row)
    assert read.paragraphs[0].triples == (PLANS, HOSTS)


@pytest.mark.parametrize("end", ["泉山区", "泉山"])
def test_the_place_is_an_end_under_its_short_form_too(end: str) -> None:
    drawing = draw(replace(WHOLE, triples=(replace(PLANS, head=end),)), "泉山区")
    assert [(arrow.head, arrow.tail) for arrow in drawing.arrows] == [("0", "2")]


def test_an_arrow_joins_the_nearest_of_several_mentions() -> None:
    text = "顺堤河码头二期已经开工；泉山经济开发区建设顺堤河码头二期。"
    first = mention(text, "顺堤河码头二期", "Project")
    park = mention(text, "泉山经济开发区", "Park")
    second = replace(first, start=text.rindex(first.surface), end=len(text) - 1)
    hosts = replace(HOSTS, head=park.surface)
    drawing = draw(Paragraph("难-1", 0, text, (first, park, second), (hosts, PLANS)), "泉山区")
    assert [(arrow.head, arrow.tail) for arrow in drawing.arrows] == [("2", "3"), ("0", "1")]


def test_a_text_of_unknown_place_has_no_line_in_front(tmp_path: Path) -> None:
    unknown = excerpt(replace(WHOLE, triples=(HOSTS,)), place="")
    write([unknown], tmp_path, "doccano")
    assert json.loads((tmp_path / doccano.FILE).read_text(encoding="utf-8"))["text"] == TEXT
    assert there_and_back([unknown], "doccano", tmp_path) == [unknown]


def change(*path: str | int, **values: object) -> Callable[[Any], None]:
    """Return what sets values somewhere in a row."""

    def apply(row: Any) -> None:
        for step in path:
            row = row[step]
        row.update(values)

    return apply


LINE_FAULTS = [
    pytest.param(change("entities", 1, end_offset=900), "offset 900 is no border", id="range"),
    pytest.param(change("entities", 1, start_offset=9), "offset 9 is no border", id="half-character"),
    pytest.param(change("entities", 1, end_offset=8), "span 8-8 is not in the text", id="empty"),
    pytest.param(change("entities", 0, end_offset=6), "span 0-6 goes beyond the line", id="place-line"),
    pytest.param(change("entities", 1, end_offset=24), "Park 𠮷祥.* and Project 顺堤河.* overlap at 15", id="overlap"),
    pytest.param(change("entities", 1, label="Planet"), "unknown label 'Planet'; accepted: District", id="label"),
    pytest.param(change("relations", 1, from_id=99), "HOSTS joins '99', the id of no span", id="missing-id"),
    pytest.param(
        change("relations", 1, type="HOSTS:build"), "'HOSTS:build' from 𠮷祥产业园 to 顺堤河", id="relation"
    ),
    pytest.param(
        change("relations", 1, type="RUNS"), "RUNS joins Park 𠮷祥产业园 and Project .*: District → Program", id="ends"
    ),
    pytest.param(change(place="铜山区"), "does not begin with its place '铜山区'", id="place"),
    pytest.param(change(entities=None), "Expected `array`.*JSONL export of a doccano project with", id="shape"),
]  # fmt: skip


@pytest.mark.parametrize(("apply", "message"), LINE_FAULTS)
def test_faults_of_doccano_name_line_and_value(
    apply: Callable[[Any], None], message: str, tmp_path: Path
) -> None:
    row = doccano_row(tmp_path)
    good = {**doccano_row(tmp_path), "p": 1}
    apply(row)
    with pytest.raises(InputError, match=rf"all\.jsonl, line 2: .*{message}"):
        read_lines(tmp_path, good, row)


def result(number: int) -> tuple[str, int, str, int]:
    return "annotations", 0, "result", number


TASK_FAULTS = [
    pytest.param(change(*result(1), "value", end=900), "span 8-900 is not in the text of", id="range"),
    pytest.param(change(*result(1), "value", labels=["Park", "Project"]), "label 'Park, Project'", id="labels"),
    pytest.param(change(*result(-1), labels=[]), "relation '' from 𠮷祥产业园 to 顺堤河码头二期", id="no-relation"),
    pytest.param(change(*result(-1), from_id="S7QY"), "HOSTS joins 'S7QY', the id of no span", id="missing-id"),
    pytest.param(change(*result(-1), direction="bi"), r"HOSTS points both ways \(bi\)", id="both-ways"),
    pytest.param(change(*result(-1), direction="left"), "HOSTS joins Project .* and Park", id="wrong-way"),
]  # fmt: skip


@pytest.mark.parametrize(("apply", "message"), TASK_FAULTS)
def test_faults_of_label_studio_name_task_and_value(
    apply: Callable[[Any], None], message: str, tmp_path: Path
) -> None:
    task = label_studio_task(tmp_path)
    apply(task)
    with pytest.raises(InputError, match=rf"export\.json, task 1: .*{message}"):
        read_tasks(tmp_path, task)


def test_another_export_of_label_studio_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"needed is the export .* in its format JSON"):
        read_tasks(tmp_path, {"text": TEXT, "label": [{"start": 0, "end": 2}], "id": 1})


def test_an_arrow_to_the_left_leads_from_its_end(tmp_path: Path) -> None:
    task = label_studio_task(tmp_path)
    relation = task["annotations"][0]["result"][-1]
    ends = {"from_id": relation["to_id"], "to_id": relation["from_id"], "direction": "left"}
    relation.update(ends)
    assert read_tasks(tmp_path, task) == [excerpt(WHOLE)]


def test_of_several_annotations_the_ground_truth_counts(tmp_path: Path) -> None:
    task = label_studio_task(tmp_path)
    task["annotations"] += [{"result": [], "was_cancelled": True}, {"result": []}]
    with pytest.raises(InputError, match="task 1: 2 annotations; mark one of them as ground truth"):
        read_tasks(tmp_path, task)
    task["annotations"][0]["ground_truth"] = True
    assert read_tasks(tmp_path, task) == [excerpt(WHOLE)]


@pytest.mark.parametrize("form", TOOLS)
def test_a_paragraph_that_comes_twice_is_refused(form: str, tmp_path: Path) -> None:
    write([excerpt(WHOLE)], tmp_path, form)
    file = tmp_path / TOOLS[form]
    with pytest.raises(InputError, match=r"(line|task) 1: paragraph 0 of 难-1 is there already"):
        FORMATS[form].read([file, file], nothing)


def test_what_doccano_cannot_change_is_told_where_it_is_lost(tmp_path: Path) -> None:
    row = doccano_row(tmp_path)
    row["entities"][2]["end_offset"] += 4
    told: list[str] = []
    (tmp_path / "all.jsonl").write_text(json.dumps(row), encoding="utf-8")
    (read,) = doccano.read([tmp_path / "all.jsonl"], told.append)
    assert [one.amount for one in read.paragraphs[0].mentions] == [None, None, None]
    assert told == [
        f"{tmp_path / 'all.jsonl'}, line 1: '顺堤河码头二期' is no mention any more, '5亿元' is lost"
    ]


def test_label_studio_asks_for_every_label_and_shows_how_sure_a_reader_is(tmp_path: Path) -> None:
    reading = reading_2023()
    write([excerpt_of(reading)], tmp_path, "label-studio")
    view = ElementTree.fromstring((tmp_path / label_studio.CONFIG_FILE).read_bytes())
    assert [one.get("value") for one in view.iter("Label")] == [str(one) for one in EntityType]
    assert [one.get("value") for one in view.iter("Relation")] == list(ARROW_LABELS)
    (task,) = json.loads((tmp_path / label_studio.FILE).read_text(encoding="utf-8"))
    (prediction,) = task["predictions"]
    assert (prediction["model_version"], prediction["score"]) == ("test", 0.6)
    controls = {one.get("name") for one in view.iter() if one.get("name")}
    assert {one["from_name"] for one in prediction["result"] if "from_name" in one} <= controls


def test_doccano_is_given_every_label(tmp_path: Path) -> None:
    write([excerpt(WHOLE)], tmp_path, "doccano")
    spans, relations = (
        [one["text"] for one in json.loads((tmp_path / name).read_text(encoding="utf-8"))]
        for name in (doccano.SPAN_FILE, doccano.RELATION_FILE)
    )
    assert (spans, relations) == ([str(one) for one in EntityType], list(ARROW_LABELS))


def test_gold_grows_and_is_not_overwritten_unasked(tmp_path: Path) -> None:
    write([excerpt(WHOLE, code="320311")], tmp_path, "gold")
    index = (tmp_path / "index.tsv").read_text(encoding="utf-8")
    (tmp_path / "index.tsv").write_text(f"{index}甲\t铜山区\tcounty\n", encoding="utf-8")
    mended = excerpt(replace(WHOLE, triples=(PLANS,)), code="320311")
    with pytest.raises(InputError, match=r"难-1\.jsonl: exists already; --overwrite"):
        write([mended], tmp_path, "gold")
    assert read_gold(tmp_path) == [excerpt(WHOLE, code="320311")]
    other = replace(WHOLE, document="乙")
    write([mended, Excerpt("乙", "", "", (other,))], tmp_path, "gold", overwrite=True)
    assert (tmp_path / "index.tsv").read_text(encoding="utf-8").splitlines() == [
        "file\tplace\tlevel\tyear\ttitle\tchars\tcode",
        f"难-1\t泉山区\tcounty\t2024\t报告\t{len(TEXT)}\t320311",
        "甲\t铜山区\tcounty\t\t\t\t",
        f"乙\t\t\t\t\t{len(TEXT)}\t",
    ]
    assert set(read_places(tmp_path)) == {"难-1", "甲"}


def test_texts_of_one_name_and_names_of_no_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="two texts are called '难-1'"):
        check_free(["难-1", "甲", "难-1"], tmp_path, "doccano")
    with pytest.raises(InputError, match=r"'\.\./难' is no name for a file"):
        write([replace(excerpt(WHOLE), name="../难")], tmp_path / "gold", "gold")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("reports/泉山区.2024.txt", "泉山区.2024"),
        ("reports/汇编.txt#2", "汇编-2"),
        ("C#报告.txt", "C#报告"),
        ("a.zip/x/a:b?.txt", "a_b_"),
    ],
)
def test_name_of_a_document(path: str, name: str) -> None:
    assert name_of(replace(document("a", 2024, "文"), path=path)) == name


def test_flaws_of_mended_gold_are_found() -> None:
    triples = (
        replace(PLANS, tail="顺堤河码头"),
        replace(HOSTS, head="顺堤河码头二期"),
        replace(HOSTS, stage=Stage.BUILD),
    )
    texts = [excerpt(replace(WHOLE, triples=(one,))) for one in triples]
    longer = replace(PARK, end=PARK.end + 10, surface=TEXT[PARK.start : PARK.end + 10])
    texts += [excerpt(replace(WHOLE, mentions=(longer, PROJECT), triples=())), excerpt(WHOLE)]
    found = [flaw.removeprefix("paragraph 0 of 难-1: ") for flaw in find_flaws(texts)]
    assert found == [
        "'顺堤河码头' is an end of a relation, but neither a mention nor the text's place '泉山区'",
        "HOSTS joins Project 顺堤河码头二期 and Project 顺堤河码头二期; "
        "accepted: Park → Company, Park → Project",
        "HOSTS has a stage; accepted: on PLANS alone",
        f"Park {longer.surface} and Project 顺堤河码头二期 overlap at 15; accepted: names side by side",
    ]


def kg(*arguments: object) -> Any:
    """Run a command that succeeds."""
    done = CliRunner().invoke(app, list(map(str, arguments)))
    assert done.exit_code == 0, done.output
    return done


def test_command_writes_gold_that_evaluate_reads_and_warns_of_flaws(tmp_path: Path) -> None:
    report = tmp_path / "泉山区.txt"
    report.write_bytes(
        "泉山区政府工作报告(2024年1月10日)\r\n  𠮷日签约顺堤河码头二期项目。\r\n".encode()
    )
    gold = tmp_path / "gold"
    done = kg("annotate", report, "--output", gold, "--reader", "fast")
    assert "泉山区: 2 paragraphs" in done.stdout
    file = gold / "泉山区.jsonl"
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [row["text"] for row in rows] == [
        "泉山区政府工作报告(2024年1月10日)",
        "  𠮷日签约顺堤河码头二期项目。",
    ]
    assert "conf" not in file.read_text(encoding="utf-8")
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n").replace("签约".encode(), b""))
    refused = CliRunner().invoke(app, ["evaluate", str(gold), "--reader", "fast"])
    assert "泉山区.jsonl, line 2: " in str(refused.exception)
    rows[1]["relations"] = [{"r": "PLANS", "h": "泉山区", "t": "顺堤河大桥", "stage": "sign"}]
    lines = "\r\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    file.write_text(f"\ufeff{lines}", encoding="utf-8", newline="")
    mended = kg("evaluate", gold, "--reader", "fast")
    assert "paragraph 1 of 泉山区: '顺堤河大桥' is an end of a relation" in mended.stderr


def test_command_takes_annotations_from_one_tool_to_another(tmp_path: Path) -> None:
    ways = (
        (CASES / "doccano.jsonl", "doccano", "gold"),
        (tmp_path / "gold", "gold", "label-studio"),
        (tmp_path / "label-studio" / label_studio.FILE, "label-studio", "doccano"),
    )
    for path, source, form in ways:
        kg("annotate", path, "--from", source, "--format", form, "--output", tmp_path / form)
    first = doccano.read([CASES / "doccano.jsonl"], nothing)
    assert doccano.read([tmp_path / "doccano" / doccano.FILE], nothing) == first


def test_command_refuses_before_it_reads(tmp_path: Path) -> None:
    report = shutil.copy(next(data_folder("seeds").glob("000*.txt")), tmp_path / "a.txt")
    (tmp_path / "a.jsonl").write_text("mine", encoding="utf-8")
    done = CliRunner().invoke(app, ["annotate", str(report), "--output", str(tmp_path)])
    assert "a.jsonl: exists already; --overwrite" in str(done.exception)
    assert (tmp_path / "a.jsonl").read_text(encoding="utf-8") == "mine"
    done = CliRunner().invoke(app, ["annotate", str(CASES / "doccano.jsonl"), "-o", str(tmp_path)])
    assert done.exit_code == 2
    assert "doccano.jsonl is no report" in " ".join(done.stderr.replace("│", " ").split())


def test_the_page_on_correcting_says_what_there_is(tmp_path: Path) -> None:
    page = (Path(__file__).parent.parent / "docs" / "correcting.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^\{.*\}$", page, re.MULTILINE)
    (tmp_path / "report.jsonl").write_text(line, encoding="utf-8")
    (tmp_path / "index.tsv").write_text("file\tplace\nreport\t泉山区\n", encoding="utf-8")
    (read,) = read_gold(tmp_path)
    assert [one.amount for one in read.paragraphs[0].mentions] == [None, "5亿元"]
    assert list(find_flaws([read])) == []
    for tool in (doccano, label_studio):
        assert [name for name in tool.targets([]) if name not in page] == []
    told = re.findall(r"kg annotate [^#\n]*?--(from|format) (\S+)", page)
    assert set(told) == {(way, tool) for way in ("from", "format") for tool in TOOLS}
