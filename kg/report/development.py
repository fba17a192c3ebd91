"""Sections on projects: by stage, through the years, one by one, and those that do not move."""

from kg.ontology import Stage
from kg.report.brief import Bar, Line, Section, Statement
from kg.report.context import Context
from kg.report.projects import Change, Project, by_stage, compare, count_changes, sum_amounts

_PHASES: dict[str, set[str]] = {
    "done": {Stage.COMPLETE, Stage.OPERATE},
    "under_way": {Stage.START, Stage.BUILD},
    "ahead": {Stage.ATTRACT, Stage.PLAN, Stage.SIGN, Stage.LAND},
    "no_stage": {""},
}


def say_projects(context: Context) -> list[Statement]:
    """Return what can be said of the projects as a whole."""
    key = "projects" if context.before else "projects_one"
    said = [context.statement(key, "projects", n=len(context.now), m=len(context.then))]
    for year, projects in ((context.year, context.now), (context.before, context.then)):
        paid = [project for project in projects.values() if project.amounts]
        if paid:
            key, section = ("sums", "timeline") if year else ("sums_undated", "stages")
            total = context.sums(sum_amounts(paid))
            said.append(context.statement(key, section, n=len(paid), sum=total, year=year))
    if context.before:
        changes = count_changes(context.now, context.then)
        said.append(context.statement("changes", "projects", **changes))
    return said


def stages(context: Context) -> Section:
    """Return how many projects stand at each stage, now and the year before."""
    now, then = by_stage(context.now.values()), by_stage(context.then.values())
    lines = []
    for stage in ("", *Stage):
        found, former = now.get(stage, []), then.get(stage, [])
        if found or former:
            cells = [context.stage(stage), str(len(found))]
            if context.before:
                cells += [str(len(former)), f"{len(found) - len(former):+d}".replace("+0", "0")]
            cells.append(context.sums(sum_amounts(found)))
            lines.append(
                context.line(cells, [fact for one in found or former for fact in one.facts])
            )
    bars = (
        Bar(context.stage(stage), (float(len(found)),), str(len(found)))
        for stage, found in now.items()
    )
    counted = [context.word("column_count", year=context.year or "").strip()]
    if context.before:
        counted += context.columns("count", "change")
    titles = [*context.columns("stage"), *counted, *context.columns("sum")]
    return context.section("stages", titles, lines, context.chart("stages", bars))


def timeline(context: Context) -> Section:
    """Return what the reports of each year name, and how far it was."""
    lines, bars, paid = [], [], []
    years = {year: found for year, found in sorted(context.years.items()) if year}
    told = {project.stage for found in years.values() for project in found.values()}
    known = {name: stages for name, stages in _PHASES.items() if stages & told}
    for year, projects in years.items():
        found, sums = by_stage(projects.values()), sum_amounts(projects.values())
        phases = [sum(len(found.get(stage, ())) for stage in phase) for phase in known.values()]
        counts = map(str, (len(projects), *phases))
        cells = (str(year), *counts, context.sums(sums) or "—", _reports(context, year))
        lines.append(Line(cells, ()))
        bars.append(Bar(str(year), tuple(map(float, phases)), str(len(projects))))
        paid.append((str(year), sums))
    series = [context.word(phase) for phase in known]
    charts = [*context.chart("timeline", bars, series), *context.money_charts("investment", paid)]
    titles = [*context.columns("year", "projects"), *series, *context.columns("sum", "report")]
    return context.section("timeline", titles, lines, charts)


def _reports(context: Context, year: int) -> str:
    """Return the titles of the reports that name the projects of a year."""
    documents = {
        context.graph.edges[context.district, key, fact]["document"]
        for key, project in context.years[year].items()
        for fact in project.facts
    }
    return context.each(context.graph.nodes[one]["title"] for one in documents)


def projects(context: Context) -> Section:
    """Return the projects of the latest year, the furthest first."""
    lines = []
    for stage in reversed(("", *Stage)):
        for key, project in context.now.items():
            if project.stage == stage:
                cells = [project.name, context.stage(stage), context.each(project.written)]
                if context.before:
                    cells.append(_change(context, project, context.then.get(key)))
                lines.append(context.line(cells, project.facts))
    compared = ("change",) if context.before else ()
    titles = context.columns("project", "stage", "amount", *compared)
    return context.section("projects", titles, lines)


def _change(context: Context, project: Project, before: Project | None) -> str:
    change = compare(project, before)
    if before is None or change is Change.NEW:
        return context.word("new")
    said = []
    if change is not Change.SAME:
        said.append(f"{context.stage(before.stage)} → {context.stage(project.stage)}")
    amounts = [context.each(one.written) for one in (before, project)]
    if all(amounts) and amounts[0] != amounts[1]:
        said.append(" → ".join(amounts))
    return "; ".join(said) or context.word("same")


def stalled(context: Context) -> tuple[Section, list[Statement]]:
    """Return the projects that several years name and none further than the first."""
    lines = []
    for row in context.rows("stalled-projects"):
        through = context.word("through", first=row["since"], last=row["until"])
        cells = [row["project"], context.stage(row["stage"]), through, str(row["reports"])]
        lines.append(context.line(cells, _history(context, row["id"])))
    titles = context.columns("project", "stage", "year", "reports")
    section = context.section("stalled", titles, lines, empty=_nothing(context))
    return section, [
        context.statement("stalled", "stalled", n=len(lines))
    ] if context.before else []


def dropped(context: Context) -> tuple[Section, list[Statement]]:
    """Return the projects that were not completed and that the latest report does not name."""
    lines = []
    for row in context.rows("unfinished-projects"):
        if row["last"] < context.year:
            cells = [row["project"], context.stage(row["stage"]), str(row["last"])]
            lines.append(context.line(cells, _history(context, row["id"])))
    titles = context.columns("project", "stage", "year")
    section = context.section("dropped", titles, lines, empty=_nothing(context))
    return section, [
        context.statement("dropped", "dropped", n=len(lines))
    ] if context.before else []


def _nothing(context: Context) -> str:
    return "none_such" if context.before else "one_year"


def _history(context: Context, project: str) -> list[str]:
    """Return the facts on a project, the earliest year first."""
    told = [context.years[year].get(project) for year in sorted(context.years)]
    return [fact for one in told if one for fact in one.facts]
