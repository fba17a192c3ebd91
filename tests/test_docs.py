"""The documents say what the program does."""

from pathlib import Path

import pytest
import typer

from cli.main import app
from kg.queries import load_queries

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands() -> dict[str, str]:
    """Return the help of every command by its name."""
    group = typer.main.get_command(app)
    found: dict[str, str] = {}
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        for sub, one in getattr(command, "commands", {"": command}).items():
            found[f"{name} {sub}".strip()] = one.help or ""
    return found


@pytest.mark.parametrize("name", sorted(commands()))
def test_command_is_in_the_readme_and_its_help_has_an_example(name: str) -> None:
    assert f"kg {name}" in README
    assert f"for example: kg {name}" in " ".join(commands()[name].split())


def test_readme_opens_with_the_two_commands() -> None:
    head = README.split("\n## ")[0]
    assert "python3 start.py demo" in head
    assert "python3 start.py check" in head


def test_readme_lists_every_saved_query() -> None:
    missing = [name for name in load_queries() if f"`{name}`" not in README]
    assert missing == []


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert "python3 start.py check" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
