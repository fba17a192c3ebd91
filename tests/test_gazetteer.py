"""Names of divisions in the light of the place that says them, and rules about the data."""

import pytest

from kg.gazetteer import load_gazetteer
from kg.lexicon import read_table
from kg.towns import load_towns
from kg.types import Division

QUANSHAN, CHENGDE, XINING, CHANGSHA = "320311", "130800", "630100", "430100"


@pytest.mark.parametrize(
    ("name", "near", "code"),
    [
        pytest.param("鼓楼区", QUANSHAN, "320302", id="neighbour"),
        pytest.param("鼓楼区", None, None, id="ambiguous"),
        pytest.param("泉山", QUANSHAN, "320311", id="own-short"),
        pytest.param("徐州", QUANSHAN, "320300", id="around"),
        pytest.param("铜山县", QUANSHAN, "320312", id="former-name"),
        pytest.param("邳州", QUANSHAN, "320382", id="neighbour-short"),
        pytest.param("武汉", QUANSHAN, "420100", id="far-unique"),
        pytest.param("朝阳", QUANSHAN, None, id="far-ambiguous"),
        pytest.param("海南", QUANSHAN, "460000", id="far-province"),
        pytest.param("海南", XINING, "632500", id="prefecture-of-the-province"),
        pytest.param("长沙", None, "430100", id="city-before-its-county"),
        pytest.param("长沙县", CHANGSHA, "430121", id="county-inside"),
        pytest.param("吉林", None, "220000", id="province-before-its-city"),
        pytest.param("西海岸新区", None, "370211", id="zone-that-acts-as-district"),
        pytest.param("襄樊市", None, "420600", id="renamed"),
        pytest.param("莱芜市", None, "371200", id="dissolved"),
        pytest.param("九江县", None, "360404", id="county-renamed-not-its-city"),
        pytest.param("遵义", None, "520300", id="city-before-former-county"),
        pytest.param("卢湾区", None, "310103", id="merged-keeps-its-code"),
        pytest.param("平江", None, "430626", id="short-form-of-dissolved-means-nothing"),
        pytest.param("巢湖市", None, None, id="two-of-one-name-in-turn"),
        pytest.param("巢湖市", "340100", "340181", id="two-of-one-name-near"),
        pytest.param("朝阳市", None, "211300", id="full-name"),
        pytest.param("巴州", "650100", "652800", id="short-prefecture-near"),
        pytest.param("西部新村", QUANSHAN, None, id="unknown"),
        pytest.param("雄安新区", QUANSHAN, "130000/雄安新区", id="zone-without-code"),
        pytest.param("天府新区", "510100", "510000/天府新区", id="zone-around"),
        pytest.param("浦东", QUANSHAN, "310115", id="zone-far-short"),
        pytest.param("滨海新区", "370700", None, id="zone-of-a-name-used-elsewhere"),
        pytest.param("江北新区", "320100", "320100/江北新区", id="zone-near"),
        pytest.param("江北新区", QUANSHAN, "320100/江北新区", id="zone-of-the-province"),
        pytest.param("江北新区", "441300", None, id="zone-elsewhere"),
        pytest.param("昆山", "441900", "320583", id="far-short-city-of-county-level"),
        pytest.param("安定", "650100", None, id="far-short-district-is-another-word"),
    ],
)
def test_find(name: str, near: str | None, code: str | None) -> None:
    gazetteer = load_gazetteer()
    found = gazetteer.find(name, near=gazetteer.by_code(near) if near else None)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("name", "inside", "code"),
    [
        pytest.param("桃园街道", QUANSHAN, "320311013", id="in-the-county"),
        pytest.param("泰山", QUANSHAN, "320311010", id="short"),
        pytest.param("虎门", "441900", "441900121", id="city-without-counties"),
        pytest.param("水西沟镇", "650100", "650121100", id="of-a-county-of-the-city"),
        pytest.param("城关镇", "620100", None, id="two-of-one-name"),
        pytest.param("泰山", "320000", None, id="short-form-in-a-province"),
        pytest.param("虎门镇", QUANSHAN, None, id="elsewhere"),
    ],
)
def test_find_town(name: str, inside: str, code: str | None) -> None:
    place = load_gazetteer().by_code(inside)
    assert place
    found = load_towns().find(name, place)
    assert (found.code if found else None) == code
    if found:
        assert load_gazetteer().contains(place, found)


@pytest.mark.parametrize(
    ("code", "parents"),
    [
        pytest.param("320311", ["320300", "320000"], id="district"),
        pytest.param("310115", ["310000"], id="district-of-a-municipality"),
        pytest.param("130000/雄安新区", ["130000"], id="zone"),
        pytest.param("469001", ["460000"], id="county-of-a-province"),
    ],
)
def test_parent_leads_up_to_the_province(code: str, parents: list[str]) -> None:
    gazetteer = load_gazetteer()
    found, division = [], gazetteer.by_code(code)
    while division and (division := gazetteer.parent(division)):
        found.append(division.code)
    assert found == parents


def test_zones_are_the_19_national_new_areas_in_known_places() -> None:
    rows = read_table("zones.tsv", ("name", "other", "code", "parent", "known", "note"))
    gazetteer = load_gazetteer()
    assert len({row["name"] for row in rows}) == len(rows) == 19
    assert all(gazetteer.by_code(row["parent"]) for row in rows)
    assert all(not row["code"] or gazetteer.by_code(row["code"]) for row in rows)
    assert {row["known"] for row in rows} == {"everywhere", "near"}
    levels = {row["name"]: gazetteer.candidates(row["name"])[0].level for row in rows}
    assert {name for name, level in levels.items() if level == "zone"} == {
        row["name"] for row in rows if not row["code"]
    }


def test_towns_are_sorted_unique_and_in_known_cities() -> None:
    codes = [row["code"] for row in read_table("towns.tsv", ("code", "name"))]
    assert codes == sorted(set(codes)), "sort towns.tsv by code, each once"
    gazetteer = load_gazetteer()
    lost = {code[:4] for code in codes if gazetteer.parent(Division(code, "", "town")) is None}
    assert lost == set()


def test_parents_run_from_the_province_down() -> None:
    gazetteer = load_gazetteer()
    parents = {
        code: one.parents
        for code in ("320311", "110105", "469001", "320000")
        if (one := gazetteer.by_code(code))
    }
    assert parents == {
        "320311": ("江苏省", "徐州市"),
        "110105": ("北京市",),
        "469001": ("海南省",),
        "320000": (),
    }


def test_contains_is_about_codes() -> None:
    gazetteer = load_gazetteer()
    xuzhou, quanshan, jiangsu = (gazetteer.by_code(code) for code in ("320300", "320311", "320000"))
    assert xuzhou and quanshan and jiangsu
    assert gazetteer.contains(jiangsu, quanshan)
    assert gazetteer.contains(xuzhou, quanshan)
    assert not gazetteer.contains(quanshan, xuzhou)
    assert not gazetteer.contains(xuzhou, xuzhou)


def test_divisions_are_sorted_unique_and_have_parents() -> None:
    rows = read_table("divisions.tsv", ("code", "name", "level", "status", "short"))
    codes = [row["code"] for row in rows]
    assert codes == sorted(set(codes)), "sort divisions.tsv by code, each once"
    assert {row["level"] for row in rows} == {"province", "city", "county"}
    assert {row["status"] for row in rows} == {"current", "former"}
    for row in rows:
        assert row["name"] == row["name"].strip(), row
        assert row["code"][:2] + "0000" in codes, row


def test_changed_names_lead_to_a_division_and_are_none_themselves() -> None:
    rows = read_table("divisions.tsv", ("code", "name", "level", "status", "short"))
    codes, names = (
        {row["code"] for row in rows},
        {row["name"] for row in rows if row["status"] == "current"},
    )
    changes = read_table("division_changes.tsv", ("name", "code", "note"))
    assert [row["name"] for row in changes if row["code"] not in codes] == []
    assert [row["name"] for row in changes] == sorted({row["name"] for row in changes})
    now = {row["code"]: row["name"] for row in rows}
    since = [row for row in changes if " since" in row["note"]]
    assert [row for row in since if row["note"].split(" since")[0] != now[row["code"]]] == []
    assert [row["name"] for row in changes if row["name"] in names] == []
