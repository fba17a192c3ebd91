"""The notebook runs from top to bottom, and what it shows on a forge is what it gives."""

import sys
from pathlib import Path
from typing import Any

import pytest

nbclient = pytest.importorskip(
    "nbclient", reason="the extra `notebook` is not installed: the notebook is not run"
)
nbformat: Any = pytest.importorskip("nbformat")

NOTEBOOK = Path(__file__).resolve().parent.parent / "notebooks" / "seeds.ipynb"


@pytest.fixture(scope="module")
def kept() -> Any:
    return nbformat.read(NOTEBOOK, as_version=4)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Run the notebook in a kernel of its own; a cell that fails is a fault."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    where = {"metadata": {"path": str(NOTEBOOK.parent)}}
    with pytest.MonkeyPatch.context() as patch:
        for folder in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR"):
            patch.setenv(folder, str(tmp_path_factory.mktemp("kernel")))
        nbclient.NotebookClient(notebook, timeout=300, resources=where).execute()
    return notebook


def shown(cell: Any) -> dict[str, str]:
    """Return what a code cell shows, by kind."""
    found: dict[str, str] = {}
    for output in cell.outputs:
        found |= {output.name: output.text} if output.output_type == "stream" else output.data
    return found


def code(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_each_cell_shows_what_it_showed(kept: Any, fresh: Any) -> None:
    pairs = list(zip(code(kept), code(fresh), strict=True))
    assert len(pairs) > 5
    for number, (before, now) in enumerate(pairs, start=1):
        assert before.execution_count == now.execution_count == number
        assert shown(before).keys() == shown(now).keys() != set()
        assert "stderr" not in shown(now)


def test_reports_and_sentences_are_the_same(kept: Any, fresh: Any) -> None:
    tables, again = ([shown(cell) for cell in code(one)] for one in (kept, fresh))
    for number, kind in ((1, "text/markdown"), (4, "stdout")):
        assert tables[number][kind] == again[number][kind]
    assert "泉山区" in tables[1]["text/markdown"]
    assert "【顺堤河码头二期】" in tables[4]["stdout"]


def test_notebook_names_no_machine() -> None:
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert sys.prefix not in text and str(NOTEBOOK.parents[1]) not in text
