"""Write a brief as Markdown, HTML or docx."""

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from kg.errors import InputError
from kg.report.brief import Brief
from kg.report.words import load_words

SUFFIXES = (".md", ".html", ".docx")
_FOLDER = Path(__file__).resolve().parent


def check_suffix(suffix: str) -> None:
    """Raise InputError where a brief cannot be written in this format."""
    if suffix not in SUFFIXES:
        raise InputError(
            f"{suffix or 'no suffix'!r} is no format of a brief; accepted: .md, .html, .docx"
        )


def brief_bytes(brief: Brief, suffix: str) -> bytes:
    """Return the file of a brief; `suffix` is one of SUFFIXES."""
    check_suffix(suffix)
    words = load_words(brief.language)
    if suffix == ".docx":
        from kg.report.word import write_docx

        return write_docx(brief, words)
    environment = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=suffix == ".html", trim_blocks=True
    )
    environment.filters["md"] = _markdown
    style = Markup((_FOLDER / "brief.css").read_text(encoding="utf-8"))
    template = environment.get_template(f"brief{suffix}.j2")
    return template.render(brief=brief, words=words, style=style).encode()


def _markdown(text: str) -> str:
    """Escape what Markdown would read as its own signs."""
    return re.sub(r"([\\`*_|<>\[\]#])", r"\\\1", " ".join(text.split()))
