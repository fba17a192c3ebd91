"""Files become documents: encoding, lines, furniture, title, place and year."""

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.clean import part_furniture
from kg.errors import InputError
from kg.lexicon import PatternRule
from kg.readers import Overrides, find_documents, read_document
from kg.readers.inference import inference_rules
from kg.readers.origin import find_origin, origin_rules
from kg.readers.text import decode, split_passages
from kg.resources import data_folder

TEXT = "泉山区政府工作报告(2024年1月10日)\n\n加快建设顺堤河码头二期项目。\n"
SEEDS = {path.name[:3]: path for path in data_folder("seeds").glob("*.txt")}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TEXT.encode(), id="utf-8"),
        pytest.param(codecs.BOM_UTF8 + TEXT.encode(), id="utf-8-bom"),
        pytest.param(TEXT.encode("utf-16"), id="utf-16"),
        pytest.param(TEXT.encode("utf-16-le"), id="utf-16-without-mark"),
        pytest.param(TEXT.encode("utf-16-be"), id="utf-16-be-without-mark"),
        pytest.param(TEXT.encode("gb18030"), id="gb18030"),
        pytest.param(TEXT.replace("\n", "\r\n").encode("gbk"), id="gbk-crlf"),
    ],
)
def test_every_encoding_gives_the_same_document(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(data)
    document = read_document(path)
    assert [passage.text for passage in document.passages] == [
        *TEXT.split("\n\n")[0:1],
        "加快建设顺堤河码头二期项目。",
    ]
    assert (document.place and document.place.code, document.year) == ("320311", 2024)
    path.write_bytes(TEXT.encode())
    assert read_document(path).id == document.id


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\x00\x01\x02\xff" * 50, id="zeros"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(200), id="png"),
        pytest.param("Ünïcödé tëxt öf Würzburg, ".encode("cp1252") * 9, id="western"),
        pytest.param("Отчёт правительства".encode("cp1251"), id="russian"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"report\.txt: not a text file; UTF-8"):
        decode(data, "report.txt")


@given(st.lists(st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]))))
def test_passages_are_the_lines_that_are_not_blank(lines: list[str]) -> None:
    passages = split_passages("\n".join(lines))
    assert [passage.text for passage in passages] == [line for line in lines if line.strip()]
    assert [passage.index for passage in passages] == list(range(len(passages)))
    kept, dropped = part_furniture(passages)
    assert sorted((*kept, *dropped), key=lambda passage: passage.index) == list(passages)


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(rule, id=rule.id)
        for rule in (
            *origin_rules("place"),
            *origin_rules("year"),
            *inference_rules("plan"),
            *inference_rules("review"),
        )
    ],
)
def test_origin_rule(rule: PatternRule) -> None:
    assert rule.pattern.search(rule.example)
    assert not rule.pattern.search(rule.counterexample)


@pytest.mark.parametrize(
    ("lines", "place", "year"),
    [
        pytest.param(
            ["(江苏省)徐州市泉山区人民政府工作报告(2024年1月10日)"], "320311", 2024, id="title"
        ),
        pytest.param(["2021年博野县政府工作报告"], "130637", 2021, id="year-first"),
        pytest.param(["大理州政府工作报告（2021年2月2日）"], "532900", 2021, id="short-prefecture"),
        pytest.param(
            ["湘西州政府工作报告（2021年12月29日）", "二、2022年工作目标"],
            "433100",
            2022,
            id="end-of-the-year-before",
        ),
        pytest.param(
            ["政 府 工 作 报 告", "——2014年2月18日在三亚市第六届人民代表大会上"],
            "460200",
            2014,
            id="congress",
        ),
        pytest.param(
            ["政府工作报告", "**2022年4月9日在宁波市**", "**第十六届人民代表大会第一次会议上**"],
            "330200",
            2022,
            id="broken-line-in-markdown",
        ),
        pytest.param(
            ["政府工作报告", "—在河北省第十届人民代表大会第二次会议上（二〇〇四年一月八日）"],
            "130000",
            2004,
            id="date-behind",
        ),
        pytest.param(
            ["重庆市政府工作报告（2024年1月21日）", "2023年政府工作报告确定的任务已完成。"],
            "500000",
            2024,
            id="other-report-cited",
        ),
        pytest.param(
            ["政府工作报告（二〇一二年）", "莱芜市市长 某某"],
            "371200",
            2012,
            id="numerals-and-office",
        ),
        pytest.param(["我们要建设更美好的家园。"], None, None, id="nothing-said"),
    ],
)
def test_place_and_year_that_are_said(
    lines: list[str], place: str | None, year: int | None
) -> None:
    origin = find_origin(lines)
    assert (origin.place and origin.place.code, origin.year) == (place, year)
    assert origin.inferred == {}


@pytest.mark.parametrize(
    ("lines", "place", "year"),
    [
        pytest.param(
            ["全市经济稳中有进，德阳居全省第三。", "德阳高新区扩容。", "四川看德阳。"] * 2,
            "510600",
            None,
            id="city-that-names-its-province",
        ),
        pytest.param(
            ["广西全区增长5%。", "广西口岸扩大开放，自治区党委部署落实。", "广西向好。"],
            "450000",
            None,
            id="autonomous-region",
        ),
        pytest.param(
            ["全州上下奋进，大理机场扩建。", "大理苍山洱海。", "大理我州全州。"],
            "532900",
            None,
            id="prefecture-and-its-city-of-one-name",
        ),
        pytest.param(["一、2020年工作回顾"], None, 2021, id="year-after-the-review"),
        pytest.param(["2022年，是极不平凡的一年。"], None, 2023, id="memorable-year"),
        pytest.param(["2023年，是开局之年。"], None, 2023, id="first-year"),
        pytest.param(["（2021年12月29日）"], None, 2022, id="end-of-the-year-before"),
    ],
)
def test_place_and_year_that_are_inferred(
    lines: list[str], place: str | None, year: int | None
) -> None:
    origin = find_origin(lines)
    assert (origin.place and origin.place.code, origin.year) == (place, year)
    assert set(origin.inferred) == {"place"} if place else {"year"}


def test_links_to_other_reports_say_nothing_of_this_one(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    links = "相关文章\n2020年定兴县政府工作报告\n2021年阜平县政府工作报告\n"
    path.write_text("加快建设顺堤河码头二期项目。\n" + links, encoding="utf-8")
    document = read_document(path)
    assert (document.place, document.year, len(document.dropped)) == (None, None, 3)


@pytest.mark.parametrize(
    ("seed", "place", "year", "dropped", "doubts"),
    [
        ("000", "320311", 2024, 5, ""),
        ("001", "320312", 2023, 5, ""),
        ("002", "370304", 2023, 3, "the year 2023 is inferred"),
        ("003", "320404", None, 0, "does not say the year"),
        ("004", "370211", 2023, 2, "the place 西海岸新区 is inferred"),
    ],
)
def test_seed(seed: str, place: str, year: int | None, dropped: int, doubts: str) -> None:
    document = read_document(SEEDS[seed])
    assert document.place is not None
    assert (document.place.code, document.year) == (place, year)
    assert len(document.dropped) == dropped
    assert len(document.warnings) == bool(doubts)
    for warning in document.warnings:
        assert doubts in warning
        assert f"{SEEDS[seed].stem}.toml" in warning
        assert "--year" in warning or "--place" in warning


def test_nothing_of_a_seed_is_dropped_but_its_page() -> None:
    for path in SEEDS.values():
        document = read_document(path)
        assert max((len(one.text) for one in document.dropped), default=0) < 260
        assert not any("建设" in one.text or "推进" in one.text for one in document.dropped)


def test_sidecar_settles_what_the_text_leaves_open_and_flags_come_first(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("加快建设顺堤河码头二期项目。", encoding="utf-8")
    assert len(read_document(path).warnings) == 1
    path.with_suffix(".toml").write_text('place = "泉山区"\nyear = 2022\n', encoding="utf-8")
    document = read_document(path)
    assert (document.place and document.place.code, document.year, document.warnings) == (
        "320311",
        2022,
        (),
    )
    assert read_document(path, Overrides(year=2023, title="报告")).year == 2023


@pytest.mark.parametrize(
    ("sidecar", "message"),
    [
        pytest.param(
            "yaer = 2022", "unknown key 'yaer'; accepted: title, place, year", id="unknown-key"
        ),
        pytest.param('year = "2022"', "year is '2022'; a whole number is needed", id="wrong-type"),
        pytest.param("year = true", "year is True; a whole number is needed", id="boolean"),
        pytest.param("year = 20", "year 20; accepted: 1949 to 2099", id="no-year"),
        pytest.param("year = ", "not a TOML file", id="no-toml"),
        pytest.param('place = "鼓楼区"', "ambiguous; give the code: ", id="ambiguous"),
        pytest.param('place = "江苏省鼓楼区"', "ambiguous; give the code: ", id="ambiguous-within"),
        pytest.param('place = "999999"', "unknown place '999999'", id="unknown-code"),
    ],
)
def test_wrong_sidecar_is_named(sidecar: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    path.with_suffix(".toml").write_text(sidecar, encoding="utf-8")
    with pytest.raises(InputError, match=rf"report\.toml: .*{message}"):
        read_document(path)


def test_find_documents_sorts_and_skips_what_is_no_report(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", ".hidden.txt", "README.md", "c.png", "sub/d.TXT"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    found = find_documents([tmp_path, tmp_path / "b.txt"])
    assert [path.relative_to(tmp_path).as_posix() for path in found] == [
        "a.md",
        "b.txt",
        "sub/d.TXT",
    ]
