"""The commands of the tutorial run as they stand, from the page to the brief."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from docx import Document

ROOT = Path(__file__).resolve().parent.parent
TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
SCRIPT = "\n".join(re.findall(r"^```bash\n(.*?)^```$", TUTORIAL, re.DOTALL | re.MULTILINE))
# The program of this checkout, whatever is installed.
KG = f'kg() {{ "{Path(sys.executable).as_posix()}" -c "from cli.main import run; run()" "$@"; }}\n'


@pytest.mark.skipif(os.name == "nt" or not shutil.which("bash"), reason="there is no bash")
def test_the_tutorial_leads_from_a_page_to_a_brief(tmp_path: Path) -> None:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("KG_", "NEO"))
    }
    done = subprocess.run(
        ["bash", "-e", "-c", KG + SCRIPT],
        cwd=tmp_path,
        env=kept | {"PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "6032f05c" in done.stdout
    assert "【星河智能传感器产业园】" in done.stdout
    assert "Project/320311/星河产业园 = " in done.stdout
    assert "星河智能传感器产业园" in (tmp_path / "graph.html").read_text(encoding="utf-8")
    brief = Document(str(tmp_path / "brief.docx"))
    cells = [cell.text for table in brief.tables for row in table.rows for cell in row.cells]
    assert any("星河智能传感器产业园" in text for text in cells)
    assert "星河产业园" not in cells
