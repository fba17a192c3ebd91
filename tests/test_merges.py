"""Decisions of analysts: a plain table, kept across builds, and the commands that write it."""

import json
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.merges import decide, propose, propose_for
from kg.resolve import resolve
from kg.stores.decisions import FILE, read_decisions, write_decisions
from kg.stores.readings import Readings
from kg.types import Decision

from .test_aliases import groups, reading
from .test_cli import kg

WUHAN = ("东湖综保区", "综合保税区", "空港综保区")
FIRST, SECOND = "Park/420100/东湖综保区", "Park/420100/综合保税区"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Give a store with one reading, whose names leave a choice."""
    Readings(tmp_path).save(reading("420100", "Park", *WUHAN))
    return tmp_path


def test_decisions_are_read_back_sorted_one_a_pair(tmp_path: Path) -> None:
    path = tmp_path / FILE
    early = Decision(FIRST, SECOND, same=False, rule="inner-place", score=0.5, note="？")
    late = Decision(FIRST, SECOND, same=True, note="两次公告都这样写")
    other = Decision("Company/一汽", "Company/中国一汽", same=True)
    write_decisions(path, [early, late, other])
    assert read_decisions(path) == (other, late)
    text = path.read_bytes()
    write_decisions(path, read_decisions(path)[::-1])
    assert path.read_bytes() == text


def test_no_file_is_no_decision(tmp_path: Path) -> None:
    assert read_decisions(tmp_path / FILE) == ()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("maybe\tPark/1/a\tPark/1/b\t\t\t", "line 2: 'maybe'", id="verdict"),
        pytest.param("accept\tPark/1/a\tProject/1/b\t\t\t", "of one type", id="two-types"),
        pytest.param("accept\tPark/1/a\tPark/1/b\t\thigh\t", "score 'high'", id="score"),
        pytest.param("accept\tPark/1/a", "line 2: 2 cells; accepted: 6", id="cells"),
    ],
)
def test_wrong_line_is_named(line: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / FILE
    head = "decision\tfirst\tsecond\trule\tscore\tnote\n"
    path.write_text(head + line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_decisions(path)


@pytest.mark.parametrize("data", [b"\xff", b"a" * 200_000], ids=["encoding", "endless"])
def test_what_is_no_table_is_named(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"merges\.tsv cannot be read .*a table in UTF-8"):
        read_decisions(path)


def test_wrong_columns_are_named(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_text("a\tb\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 1: accepted: the columns decision, first"):
        read_decisions(path)


def test_decided_proposal_is_gone_and_joined_in_the_next_resolution(store: Path) -> None:
    readings = list(Readings(store).all().values())
    wanted = next(one for one in propose(readings) if {one.first, one.second} == {FIRST, SECOND})
    (done,) = decide(store / FILE, [wanted.id], readings, same=True, note="同一个")
    assert (done.rule, done.score) == (wanted.rule, wanted.score)
    decisions = read_decisions(store / FILE)
    assert wanted.id not in {one.id for one in propose(readings, decisions)}
    assert groups(resolve(readings, decisions=decisions)) == [["东湖综保区", "综合保税区"]]


def test_proposals_of_a_place_and_of_a_name(store: Path) -> None:
    readings = list(Readings(store).all().values())
    assert propose(readings, place="武汉市") == propose(readings, place="420100") != ()
    assert propose(readings, place="320300") == ()
    assert all("东湖综保区" in one.names for one in propose_for(readings, ["东湖综保区"]))
    with pytest.raises(InputError, match="accepted: a full name or a six-digit code"):
        propose(readings, place="鼓楼区")


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        pytest.param("00000000", "no proposal '00000000'", id="no-proposal"),
        pytest.param("Park/1/a=Project/1/b", "two ids of names of one type", id="two-types"),
    ],
)
def test_what_cannot_be_decided_is_named(pair: str, message: str, store: Path) -> None:
    with pytest.raises(InputError, match=message):
        decide(store / FILE, [pair], Readings(store).all().values(), same=True)
    assert not (store / FILE).exists()


def test_commands_list_accept_and_reject(store: Path) -> None:
    listed = kg("merges", "list", "--store", store, "--format", "json")
    rows = json.loads(listed.stdout)
    row = next(row for row in rows if {row["first"], row["second"]} == {FIRST, SECOND})
    assert (row["type"], row["place"], row["years"]) == ("Park", "420100", "2020")
    assert {row["name"], row["other"]} == {"东湖综保区", "综合保税区"}
    assert kg("merges", "accept", row["id"], "--store", store).returncode == 0
    assert (
        kg("merges", "reject", f"{FIRST}=Park/420100/空港综保区", "--store", store).returncode == 0
    )
    decided = kg("merges", "list", "--decided", "--store", store, "--format", "json")
    assert [one["decision"] for one in json.loads(decided.stdout)] == ["reject", "accept"]
    again = json.loads(kg("merges", "list", "--store", store, "--format", "json").stdout)
    assert row["id"] not in {one["id"] for one in again}


def test_command_says_what_is_wrong_in_one_line(tmp_path: Path) -> None:
    done = kg("merges", "list", "--store", tmp_path / "none")
    assert done.returncode == 2
    assert "holds no readings; make some with: kg build" in done.stderr
    assert len(done.stderr.splitlines()) == 1
