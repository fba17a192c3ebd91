"""Collect the brief on a place from the rows of the saved queries."""

from kg.errors import InputError
from kg.report import actors, development
from kg.report.brief import Brief, Section, Statement
from kg.report.context import Ask, Context, asked_name
from kg.view.selection import Graph, find_places


def make_brief(graph: Graph, place: str, ask: Ask, language: str) -> Brief:
    """Return the brief on a place (name, alias, code or id); `language` is zh or en."""
    found = find_places(graph, place)
    alike = sorted({*found, *find_places(graph, asked_name(graph, found[0]))})
    if len(alike) > 1:
        codes = ", ".join(str(graph.nodes[one].get("code", one)) for one in alike)
        raise InputError(f"place {place!r} is ambiguous; give the code: {codes}")
    context = Context(graph, found[0], ask, language)
    sections, said = _collect(context)
    return Brief(
        title=context.word("title", place=_full_name(context)),
        language=language,
        overview=(*_scope(context), *development.say_projects(context), *said),
        sections=tuple(sections),
        notes=context.sources.notes(),
    )


def _collect(context: Context) -> tuple[list[Section], list[Statement]]:
    """Return the sections, made in their order: so notes are numbered in it."""
    sections = [
        development.stages(context),
        development.timeline(context),
        development.projects(context),
    ]
    statements: list[Statement] = []
    for collect in (
        development.stalled,
        development.dropped,
        actors.parks,
        actors.companies,
        actors.programs,
        actors.partners,
    ):
        section, said = collect(context)
        sections.append(section)
        statements += said
    return sections, statements


def _scope(context: Context) -> list[Statement]:
    """Return which reports the brief is made from."""
    told = sorted(filter(None, context.years))
    if not told:
        return [context.statement("scope_undated", None)]
    said = [context.statement("scope" if context.before else "scope_one", None, first=told[0])]
    if undated := context.years.get(0):
        said.append(context.statement("undated", None, n=len(undated)))
    return said


def _full_name(context: Context) -> str:
    node = context.graph.nodes[context.district]
    for _, one in context.graph.nodes.data():
        if one["label"] == "Document" and one.get("code") == node.get("code", ""):
            return "".join([*one.get("parents", ()), str(node["name"])])
    return str(node["name"])
