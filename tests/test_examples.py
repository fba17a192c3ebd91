"""The examples of the documents run as they stand, and print what the documents say."""

import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted((*ROOT.glob("README*.md"), *ROOT.glob("docs/*.md")))
EXAMPLE = re.compile(
    r"^```python\n(?P<code>.*?)^```\n(?:\n(?:[^\n`]+\n\n)?^```text\n(?P<printed>.*?)^```\n)?",
    re.DOTALL | re.MULTILINE,
)


def examples() -> Iterator[object]:
    """Yield the Python of each page, with what the block of text behind it says that it prints."""
    for page in PAGES:
        for number, found in enumerate(EXAMPLE.finditer(page.read_text(encoding="utf-8")), 1):
            yield pytest.param(found["code"], found["printed"], id=f"{page.name}-{number}")


@pytest.mark.parametrize(("code", "printed"), list(examples()))
def test_example_runs_and_prints_what_the_page_says(
    code: str, printed: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = StringIO()
    with redirect_stdout(told):
        exec(compile(code, "example", "exec"), {})
    assert told.getvalue()
    assert printed in (None, told.getvalue())
    assert len(code.splitlines()) <= 15
    assert list(tmp_path.iterdir()) == []


def test_the_readme_has_examples_of_the_library_and_of_the_component() -> None:
    code = [found["code"] for found in EXAMPLE.finditer((ROOT / "README.md").read_text("utf-8"))]
    assert any("kg.build(" in one for one in code)
    assert any('nlp.add_pipe("kg_reader"' in one for one in code)
