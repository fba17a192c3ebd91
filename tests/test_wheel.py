"""The wheel carries everything and works from any directory."""

import subprocess
import sys
import sysconfig
import tomllib
import venv
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement

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


def test_wheel_gives_spacy_its_component_and_tokenizer(kg: Path, tmp_path: Path) -> None:
    code = (
        "import spacy; words = {'nlp': {'tokenizer': {'@tokenizers': 'kg_jieba'}}};"
        "nlp = spacy.blank('zh', config=words); nlp.add_pipe('kg_reader', config={'reader': 'fast'});"
        "print(*nlp('开工建设顺堤河码头二期、云龙湖隧道。').ents)"
    )
    answer = run(kg.with_name("python"), "-c", code, cwd=tmp_path)
    assert answer.split() == ["顺堤河码头二期", "云龙湖隧道"]


def test_every_dependency_is_pinned_within_its_bounds() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = map(
        Requirement, chain(project["dependencies"], *project["optional-dependencies"].values())
    )
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = {name: version for name, _, version in (line.partition("==") for line in lines)}
    wrong = [str(one) for one in wanted if not one.specifier.contains(pins.get(one.name, "0"))]
    assert wrong == [], "mend constraints.txt or the bounds in pyproject.toml"


@pytest.mark.parametrize(
    "arguments", [[], ["demos"], ["demo", "check"]], ids=["none", "wrong", "two"]
)
def test_start_says_what_it_accepts(arguments: list[str]) -> None:
    command = [sys.executable, str(ROOT / "start.py"), *arguments]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "usage: python3 start.py demo|check\n"
