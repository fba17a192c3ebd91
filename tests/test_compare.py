"""What became slower is told from two files of ratios."""

import json
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from benchmarks.compare import main, slower


def test_only_what_fell_by_more_than_the_noise_is_slower() -> None:
    before = {"files": 10.0, "network": 1.0, "words": 2.0, "gone": 1.0}
    after = {"files": 8.6, "network": 0.84, "words": 3.0}
    assert slower(before, after) == ["network", "gone"]


@pytest.mark.parametrize(("ratio", "code"), [(0.9, 0), (0.5, 1)])
def test_the_command_fails_where_something_is_slower(
    tmp_path: Path, ratio: float, code: int
) -> None:
    files = [tmp_path / "before.json", tmp_path / "after.json"]
    for file, value in zip(files, (1.0, ratio), strict=True):
        file.write_text(json.dumps({"ratio": {"network": value}}), encoding="utf-8")
    app = Typer()
    app.command()(main)
    result = CliRunner().invoke(app, [str(file) for file in files])
    assert result.exit_code == code
    assert ("slower" in result.stdout) == bool(code)
