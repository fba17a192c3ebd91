"""Command `kg report`: a brief on a place."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from ._options import (
    DEFAULT_STORE,
    Database,
    Language,
    Neo4j,
    Password,
    Store,
    User,
    open_store,
)
from ._render import writing


def report(
    place: Annotated[str, typer.Option(help="Name or code of the place.", show_default=False)],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="The file: .md, .html or .docx.", show_default=False),
    ],
    language: Language = None,
    store: Store = DEFAULT_STORE,
    neo4j: Neo4j = None,
    user: User = "neo4j",
    password: Password = None,
    database: Database = None,
) -> None:
    """Write a brief on a place: projects, parks, companies, programs, partners, each with its sentence.

    Example: kg report --place 泉山区 --output 泉山区.docx
    """
    from kg.messages import user_language
    from kg.queries import load_queries
    from kg.report.collect import make_brief
    from kg.report.files import brief_bytes, check_suffix

    check_suffix(output.suffix.lower())
    saved = load_queries()
    with open_store(store, neo4j, user, password, database) as opened:

        def ask(name: str, given: Mapping[str, str]) -> Sequence[dict[str, Any]]:
            answer = opened.run(saved[name].text, saved[name].bind(given))
            return [dict(zip(saved[name].returns, row, strict=True)) for row in answer.rows]

        brief = make_brief(opened.load(), place, ask, language or user_language())
    with writing(output):
        output.write_bytes(brief_bytes(brief, output.suffix.lower()))
