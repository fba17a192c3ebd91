"""Who may import whom."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "kg").rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Yield the top-level names that a module imports, also inside functions and by import_module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            yield from (
                str(a.value).split(".")[0] for a in node.args if isinstance(a, ast.Constant)
            )


def importers(*names: str) -> set[str]:
    """Return the modules under kg that import one of `names`."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        if not set(names).isdisjoint(imports(path))
    }


def test_there_are_modules_to_look_at() -> None:
    assert len(MODULES) > 20


def test_library_knows_no_command_line() -> None:
    assert importers("cli", "typer", "rich", "click") == set()


def test_library_needs_no_torch() -> None:
    assert importers("torch", "training", "safetensors") == set()


def test_the_store_alone_talks_to_the_driver_and_one_module_to_the_engine() -> None:
    talking = ("bolt", "faults", "mirror", "rows")
    assert importers("neo4j") == {f"kg/stores/{name}.py" for name in talking}
    assert importers("arcadedb_embedded") == {"kg/stores/embedded.py"}


def test_reading_and_resolving_know_no_store() -> None:
    stages = [path for path in MODULES if path.parent.name in {"nlp", "readers", "resolve"}]
    for path in stages:
        assert "kg.stores" not in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize(
    "path", [pytest.param(p, id=p.relative_to(ROOT).as_posix()) for p in MODULES]
)
def test_library_prints_nothing(path: Path) -> None:
    calls = (
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    )
    assert "print" not in {ast.unparse(call.func) for call in calls}
