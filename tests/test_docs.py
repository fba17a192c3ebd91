"""The documents say what the program does."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer

from cli.main import app
from kg.ontology import ALLOWED_ENDS, RelationType
from kg.queries import load_queries

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted((*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")))
README, CHINESE = (
    (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md")
)


def known_options() -> set[str]:
    """Return the options of every command."""
    group = typer.main.get_command(app)
    known = {"--version", "--debug", "--help"}
    waiting = [group]
    while waiting:
        command = waiting.pop()
        known.update(option for parameter in command.params for option in parameter.opts)
        waiting.extend(getattr(command, "commands", {}).values())
    return known


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
    assert f"\nExample: kg {name}" in commands()[name]


def test_readme_names_no_command_and_no_option_that_there_is_not() -> None:
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z0-9-]+", README))
    assert options - known_options() == set()
    named = set(re.findall(r"\bkg ((?:query |merges )?[a-z]+)\b", README))
    assert named - set(commands()) == set()


@pytest.mark.parametrize("readme", [README, CHINESE], ids=["en", "zh"])
def test_readme_opens_with_the_two_commands_and_a_picture(readme: str) -> None:
    head = readme.split("\n## ")[0]
    first, *_, picture = re.findall(r"^(?:python3 start\.py \w+|!\[.+\]\(.+\))", head, re.MULTILINE)
    assert first == "python3 start.py demo"
    assert picture.endswith("](docs/graph.png)")
    assert "\npython3 start.py check" in head
    assert (ROOT / "docs" / "graph.png").stat().st_size <= 300_000


def told(readme: str) -> tuple[object, ...]:
    """Return what a README has to say in any language: its code without comments, its files and its numbers."""
    blocks = re.findall(r"^```.*?^```$", readme, re.DOTALL | re.MULTILINE)
    prose = re.sub(r"^```.*?^```$", "", readme, flags=re.DOTALL | re.MULTILINE)
    return (
        [re.sub(r" +#.*", "", block) for block in blocks],
        set(re.findall(r"`[^`\n]+`", prose)),
        set(re.findall(r"\]\(([^)]+)\)", prose)) - {"README.md", "README.zh.md"},
        re.findall(r"(?<![\w.-])\d+(?:\.\d+)+(?![\w.-])", prose),
        len(re.findall(r"^##", prose, re.MULTILINE)),
    )


def test_both_readmes_say_the_same_and_lead_to_each_other() -> None:
    for one, other in zip(told(README), told(CHINESE), strict=True):
        assert one == other
    assert "](README.zh.md)" in README.split("\n\n")[1]
    assert "](README.md)" in CHINESE.split("\n\n")[1]


def test_readme_lists_every_saved_query() -> None:
    missing = [name for name in load_queries() if f"`{name}`" not in README]
    assert missing == []


@pytest.mark.parametrize("readme", [README, CHINESE], ids=["en", "zh"])
@pytest.mark.parametrize("relation", list(RelationType))
def test_readme_tells_which_types_a_relation_joins(relation: RelationType, readme: str) -> None:
    row = re.search(rf"^\| `{relation}`[^|]* \| (.*) \|$", readme, re.MULTILINE)
    assert row
    sides = [pair.split(" → ") for pair in row[1].split("; ") if "→" in pair]
    told = {(h, t) for heads, tails in sides for h in heads.split(", ") for t in tails.split(", ")}
    assert told == set(ALLOWED_ENDS[relation])


@pytest.mark.parametrize("columns", ["40", "200"])
def test_the_page_of_commands_is_what_the_program_says(columns: str) -> None:
    written = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "commands.py")],
        env=os.environ | {"COLUMNS": columns, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        check=True,
        encoding="utf-8",
    ).stdout
    assert written == (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert [name for name in commands() if f"\n## kg {name}\n" not in written] == []


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert "python3 start.py check" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [pytest.param(path, id=path.name) for path in PAGES])
def test_links_lead_to_files_that_exist(path: Path) -> None:
    targets = re.findall(r"\]\((?!https?://|#)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", [pytest.param(path, id=path.name) for path in PAGES])
def test_document_is_finished_and_names_no_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"TODO|FIXME|XXX|(?<![\w.])/(?:home|root|tmp|work)/", text) == []


def test_changelog_tells_of_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "version"
    ]
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
