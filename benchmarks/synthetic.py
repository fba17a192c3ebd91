"""Make graphs of any size that look like those of real reports; the same seed makes the same graph."""

from collections.abc import Iterator
from random import Random
from typing import Any

import networkx as nx

from kg.ontology import EntityType, Stage

YEARS = (2021, 2022, 2023, 2024)
_CITY_COUNTIES = 9
_CHARACTERS = (
    "云龙泉山鼓楼贾汪铜沛丰睢宁邳新沂江海东西南北安平永兴和顺"
    "金银光明华盛泰康富春长青石林河湖港湾高科智慧星辰天地远通"
)
_ODD = ("“{}”", "{}'s", "`{}`", "{{{}}}", "${}", "{}/*{}*/", "{}//", "\\{}", "{}\t二期", '"{}"')
"""Ways to write a name that a careless program takes for Cypher."""
_TAILS = {
    "Park": ("经济开发区", "高新技术产业园", "物流园", "智能制造产业园"),
    "Company": ("集团", "科技有限公司", "重工", "新能源"),
    "Institution": ("大学", "研究院", "职业技术学院", "医院"),
    "Project": ("产业基地", "码头二期", "污水处理厂", "综合体", "生产线", "快速路", "学校"),
    "Program": ("行动", "工程", "三年行动计划", "示范创建"),
}
_PROGRAMS = ("一带一路", "长三角一体化", "乡村振兴", "放管服改革", "双碳", "淮海经济区协同发展")
_UNIVERSITIES = ("武汉大学", "中国矿业大学", "南京大学", "清华大学", "上海交通大学")
_GIANTS = ("徐工集团", "中国建筑", "华为", "国家电网", "恒大")


def country(counties: int, seed: int = 2024) -> "nx.MultiDiGraph[str]":
    """Build the graph of the reports of `counties` places: about 135 nodes and 350 relationships each."""
    return _Country(counties, seed).graph


class _Country:
    """A graph that grows county by county."""

    def __init__(self, counties: int, seed: int) -> None:
        self.graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        self._random = Random(seed)
        self._facts = 0
        for number in range(counties):
            city, county = divmod(number, _CITY_COUNTIES)
            self._add_county(
                f"{100000 + city * 100:06d}", f"{100000 + city * 100 + county + 1:06d}"
            )

    def _add_county(self, city_code: str, code: str) -> None:
        city, place = f"District/{city_code}", f"District/{code}"
        for identity, end, level in ((city, "市", "city"), (place, "区", "county")):
            if identity not in self.graph:
                name = self._name("", end)
                more = {"code": identity.removeprefix("District/"), "level": level}
                self._add_entity(identity, name, [name.removesuffix(end)], **more)
        own = self._add_own(code)
        seen: list[str] = []
        for year in sorted(self._random.sample(YEARS, 3)):
            fresh = [one for one in own if one not in seen and self._random.random() < 0.45]
            again = [one for one in seen if self._random.random() < 0.3]
            seen += fresh
            self._add_report(place, city, year, [*fresh, *again])

    def _add_own(self, code: str) -> list[str]:
        """Add what belongs to a place alone, and return it with what it shares with others."""
        counts = {"Park": 4, "Project": 95, "Program": 4, "Institution": 3, "Company": 17}
        own: list[str] = []
        for kind, count in counts.items():
            scope = "" if kind == "Company" else f"{code}/"
            for _ in range(count):
                name = self._name("", self._random.choice(_TAILS[kind]))
                if self._random.random() < 0.02:
                    name = self._random.choice(_ODD).format(name, name)
                more = {"scope": code} if scope else {}
                aliases = [name[:3]] if self._random.random() < 0.1 else []
                own.append(self._add_entity(f"{kind}/{scope}{name}", name, aliases, **more))
        for kind, names in (
            ("Program", _PROGRAMS),
            ("Institution", _UNIVERSITIES),
            ("Company", _GIANTS),
        ):
            shared = self._random.sample(names, 2)
            own += [self._add_entity(f"{kind}/{name}", name, []) for name in shared]
        if self._random.random() < 0.2:
            name = self._name("", "新区")
            own.append(self._add_entity(f"District/{name}", name, []))
        return own

    def _add_report(self, place: str, city: str, year: int, named: list[str]) -> None:
        digits = f"{self._random.getrandbits(64):016x}"
        report, data = f"Document/{digits}", self.graph.nodes[place]
        groups = list(_groups(named, 6))
        known: dict[str, Any] = {"year": year} if self._random.random() < 0.98 else {}
        self.graph.add_node(
            report,
            label="Document",
            id=report,
            title=f"{data['name']}{year}年政府工作报告",
            path=f"reports/{digits}.txt",
            sha256=digits * 4,
            place=data["name"],
            code=data["code"],
            parents=[self.graph.nodes[city]["name"]],
            passage_count=len(groups),
            mention_count=len(named),
            **known,
        )
        for index, group in enumerate(groups):
            passage = self._add_passage(report, digits, index, group)
            said = {"document": report, "passages": [passage], **known}
            for identity in group:
                self._add_facts(place, identity, group, said)
            if not index:
                self._add_fact(place, "PART_OF", city, said)

    def _add_passage(self, report: str, digits: str, index: int, named: list[str]) -> str:
        names = [self.graph.nodes[identity]["name"] for identity in named]
        text, passage = f"推进{'、'.join(names)}建设。", f"Passage/{digits}/{index}"
        self.graph.add_node(passage, label="Passage", id=passage, index=index, text=text)
        self._add_edge(report, passage, "HAS_PASSAGE", f"HAS_PASSAGE/{passage}")
        for identity, name in zip(named, names, strict=True):
            start = text.index(name)
            self._add_edge(
                passage,
                identity,
                "MENTIONS",
                f"MENTIONS/{passage}/{start}/{identity}",
                start=start,
                end=start + len(name),
                surface=name,
                confidence=self._confidence(),
                by="reader",
            )
        return passage

    def _add_facts(self, place: str, identity: str, named: list[str], said: dict[str, Any]) -> None:
        kind, _, _ = identity.partition("/")
        direct = {
            "Park": "HAS_PARK",
            "Program": "RUNS",
            "Company": "SUPPORTS",
            "Institution": "COOPERATES_WITH",
        }
        if kind == "Project":
            self._add_project(place, identity, named, said)
        elif kind in direct and self._random.random() < 0.8:
            self._add_fact(place, direct[kind], identity, said)
        elif kind == "District":
            self._add_fact(place, "COOPERATES_WITH", identity, said)

    def _add_project(
        self, place: str, project: str, named: list[str], said: dict[str, Any]
    ) -> None:
        more: dict[str, Any] = {"stage": str(self._random.choice(list(Stage)))}
        if self._random.random() < 0.4:
            halves = self._random.randint(1, 400)
            more |= {"amount": f"{halves / 2:g}亿元", "value": halves * 5e7, "currency": "CNY"}
        if self._random.random() < 0.95:
            self._add_fact(place, "PLANS", project, {**said, **more})
        other = self._random.choice(named)
        kinds = {"Park": "HOSTS", "Company": "UNDERTAKES", "District": "LOCATED_IN"}
        kind = other.partition("/")[0]
        if kind in {"Park", "Company"}:
            self._add_fact(other, kinds[kind], project, said)
        elif kind == "District":
            self._add_fact(project, kinds[kind], other, said)
        elif kind == "Program":
            self._add_fact(project, "PART_OF", other, said)

    def _add_entity(self, identity: str, name: str, aliases: list[str], **more: Any) -> str:
        label = EntityType(identity.partition("/")[0])
        self.graph.add_node(
            identity, label=str(label), id=identity, name=name, aliases=aliases, **more
        )
        return identity

    def _add_fact(self, head: str, kind: str, tail: str, said: dict[str, Any]) -> None:
        self._facts += 1
        self._add_edge(
            head,
            tail,
            kind,
            f"{kind}/{self._facts:016x}",
            confidence=self._confidence(),
            spans=["-:2-5"],
            by=["reader"],
            **said,
        )

    def _add_edge(self, head: str, tail: str, kind: str, identity: str, **more: Any) -> None:
        self.graph.add_edge(head, tail, key=identity, id=identity, type=kind, **more)

    def _name(self, start: str, end: str) -> str:
        return start + "".join(self._random.choices(_CHARACTERS, k=3)) + end

    def _confidence(self) -> float:
        return round(self._random.triangular(0.3, 1.0, 0.95), 4)


def _groups(items: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
