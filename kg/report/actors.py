"""Sections on parks and who is in them, companies, programs and partners."""

from collections.abc import Iterable, Sequence

from kg.report.brief import Chart, Line, Section, Statement
from kg.report.context import Context
from kg.report.projects import Project, Record, latest, sum_amounts


def parks(context: Context) -> tuple[Section, list[Statement]]:
    """Return the parks, each with its companies and projects."""
    found, lines = context.rows("parks"), []
    members: dict[str, dict[str, list[Record]]] = {row["id"]: {} for row in found}
    for row in context.rows("park-members"):
        park, member = context.sources.head(row["id"]), context.sources.tail(row["id"])
        members[park].setdefault(member, []).append(row)
    inside = sorted({member for each in members.values() for member in each})
    projects = latest(context.years, inside)
    for row in found:
        owning = context.graph.get_edge_data(context.district, row["id"]).values()
        facts = sorted(edge["id"] for edge in owning if edge["type"] == "HAS_PARK")
        count = context.word("members", **row)
        lines.append(context.line([row["park"], count, "", "", ""], facts, strong=True))
        for member, rows in members[row["id"]].items():
            lines.append(_member(context, rows, projects.get(member)))
    kinds = [one.split("/")[0] for one in inside]
    counts = {"companies": kinds.count("Company"), "projects": kinds.count("Project")}
    said = [context.statement("parks", "parks", n=len(found), **counts)]
    if sums := sum_amounts(projects.values()):
        said.append(context.statement("park_sums", "parks", sum=context.sums(sums)))
    titles = context.columns("member", "kind", "stage", "amount", "year")
    return context.section("parks", titles, lines, _park_charts(context)), said


def _member(context: Context, rows: Sequence[Record], project: Project | None) -> Line:
    cells = [rows[0]["name"], context.word(rows[0]["kind"])]
    cells += [context.stage(project.stage), context.each(project.written)] if project else ["", ""]
    cells.append(context.each(row["year"] for row in rows))
    return context.line(cells, [*_ids(rows), *(project.facts if project else ())])


def _park_charts(context: Context) -> list[Chart]:
    sums: dict[str, dict[str, float]] = {}
    for row in context.rows("park-investment"):
        sums.setdefault(row["park"], {})[row["currency"]] = row["value"]
    return context.money_charts("parks", list(sums.items()))


def companies(context: Context) -> tuple[Section, list[Statement]]:
    """Return the companies and what they have to do with the place."""
    rows = context.rows("companies")
    lines = []
    for (company, how, what), found in _group(rows, "company", "how", "what"):
        years = context.each(row["year"] for row in found)
        lines.append(context.line([company, context.word(f"how_{how}"), what, years], _ids(found)))
    section = context.section("companies", context.columns("company", "how", "what", "year"), lines)
    number = len({row["company"] for row in rows})
    return section, [context.statement("companies", "companies", n=number)]


def programs(context: Context) -> tuple[Section, list[Statement]]:
    """Return the programs that the place runs."""
    lines = []
    for (program,), found in _group(context.rows("programs"), "program"):
        years = context.each(row["year"] for row in found)
        lines.append(context.line([program, str(found[0]["projects"]), years], _ids(found)))
    section = context.section("programs", context.columns("program", "projects", "year"), lines)
    return section, [context.statement("programs", "programs", n=len(lines))]


def partners(context: Context) -> tuple[Section, list[Statement]]:
    """Return with whom the place and its parks cooperate."""
    own = {context.district, *_ids(context.rows("parks"))}
    rows = []
    others: set[str] = set()
    for row in context.rows("partners", name=""):
        ends = {context.sources.head(row["id"]), context.sources.tail(row["id"])}
        if ends & own:
            rows.append(row)
            others |= ends - own
    lines = []
    for (one, other, kind), found in _group(rows, "one", "other", "kind"):
        years = context.each(row["year"] for row in found)
        lines.append(context.line([one, other, context.word(kind), years], _ids(found)))
    section = context.section("partners", context.columns("one", "other", "kind", "year"), lines)
    return section, [context.statement("partners", "partners", n=len(others))]


def _group(rows: Iterable[Record], *keys: str) -> Iterable[tuple[tuple[str, ...], list[Record]]]:
    """Return the rows that have the same values, which several reports may say."""
    found: dict[tuple[str, ...], list[Record]] = {}
    for row in rows:
        found.setdefault(tuple(row[key] for key in keys), []).append(row)
    return found.items()


def _ids(rows: Iterable[Record]) -> list[str]:
    return [row["id"] for row in rows]
