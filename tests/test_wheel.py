"""The wheel carries everything and works from any directory."""

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def kg(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel alone into a new environment; its dependencies are those of this one."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*command, str(ROOT)], check=True, capture_output=True)
    wheel = next(folder.glob("*.whl"))
    venv.create(folder / "env", with_pip=False)
    scripts = folder / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    install = ["pip", "--python", str(scripts / "python"), "install", "--no-deps", "--no-index"]
    subprocess.run([sys.executable, "-m", *install, str(wheel)], check=True, capture_output=True)
    site = next((folder / "env").rglob("site-packages"))
    # The editable install of the checkout stays out of sight: only plain folders of site-packages are added.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return scripts / "kg"


def run(program: Path, *arguments: str, cwd: Path) -> str:
    done = subprocess.run(
        [str(program), *arguments], cwd=cwd, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_wheel_answers_from_another_directory(kg: Path, tmp_path: Path) -> None:
    assert run(kg, "--version", cwd=tmp_path).startswith("kg ")
    assert "projects-by-stage" in run(kg, "query", "list", "--format", "json", cwd=tmp_path)


def test_wheel_carries_models_lexicons_and_seeds(kg: Path, tmp_path: Path) -> None:
    code = (
        "import kg, pathlib; from kg.resources import data_folder; from kg.readers import read_document;"
        "from kg.nlp.reader import Reader; paths = sorted(data_folder('seeds').glob('*.txt'));"
        "print(pathlib.Path(kg.__file__).parent in paths[0].parents, len(paths),"
        "len(next(Reader('fast').read([read_document(paths[0])])).passages))"
    )
    answer = run(kg.with_name("python"), "-c", code, cwd=tmp_path)
    assert answer.split() == ["True", "5", "13"]
