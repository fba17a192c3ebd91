"""Command `kg report`: a brief on a place."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from ._options import DEFAULT_STORE, Database, Neo4j, Password, Store, User, open_store
from ._render import writing
from .view import Language


def report(
    place: Annotated[str, typer.Option(help="Name or code of the place.", show_default=False)],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="The file: .md, .html or .docx.", show_default=False),
    ],
    lang: Annotated[Language, typer.Option(help="Language of the brief.")] = Language.ZH,
    store: Store = DEFAULT_STORE,
    neo4j: Neo4j = None,
    user: User = "neo4j",
    password: Password = None,
    database: Database = None,
) -> None:
    """Write a brief on a place: projects, parks, companies, programs, partners, each with its sentence.

    Example: kg report --place 泉山区 --output 泉山区.docx
    """
    from kg.queries import load_queries
    from kg.report.brief import make_brief
    from kg.report.files import brief_bytes
    from kg.view.selection import select_place

    saved = load_queries()
    with open_store(store, neo4j, user, password, database) as opened:
        graph = opened.load()
        select_place(graph, place)
        place = place.removeprefix("District/")

        def ask(name: str, given: Mapping[str, str]) -> Sequence[dict[str, Any]]:
            answer = opened.run(saved[name].text, saved[name].bind(given))
            return [dict(zip(saved[name].returns, row, strict=True)) for row in answer.rows]

        brief = make_brief(graph, place, ask, lang)
    with writing(output):
        output.write_bytes(brief_bytes(brief, output.suffix.lower()))
