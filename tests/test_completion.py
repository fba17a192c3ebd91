"""The shell completes commands and the names of saved queries."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.queries import load_queries

ROOT = Path(__file__).resolve().parent.parent
CODE = "from cli.main import run; run()"
QUERY = """// title: 我的 / Mine
// description: 一 / One
// returns: n
// example: kg query run mine
RETURN 1 AS n;
"""


def completed(words: str, **variables: str) -> list[str]:
    """Return what bash would offer for the last word."""
    asked = {
        "_KG_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(words.count(" ")),
    }
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        cwd=ROOT,
        env=os.environ | asked | variables,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return done.stdout.split()


def test_commands_are_completed() -> None:
    assert completed("kg que") == ["query"]
    assert completed("kg merges a") == ["accept"]


@pytest.mark.parametrize("command", ["kg query run", "kg query show", "kg view --query"])
def test_names_of_saved_queries_are_completed(command: str) -> None:
    wanted = [name for name in load_queries() if name.startswith("par")]
    assert len(wanted) > 1
    assert completed(f"{command} par") == wanted


def test_names_of_ones_own_queries_are_completed(tmp_path: Path) -> None:
    (tmp_path / "mine.cypher").write_text(QUERY, encoding="utf-8")
    assert completed("kg query run min", KG_QUERIES=str(tmp_path)) == ["mine"]
    assert completed(f"kg query run --queries {tmp_path} min") == ["mine"]
