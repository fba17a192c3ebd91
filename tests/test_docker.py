"""The container files hold together; nothing here starts a container."""

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()


def test_what_is_copied_is_there_and_not_ignored() -> None:
    sources = [
        source
        for line in re.findall(r"^COPY (.+) \S+$", DOCKERFILE, re.MULTILINE)
        for source in line.split()
    ]
    assert {"kg", "cli", "cypher", "seeds"} <= set(sources)
    for source in sources:
        assert (ROOT / source).exists(), source
        assert any(fnmatch(source, line[1:]) for line in IGNORED if line.startswith("!")), source


def test_image_has_a_pinned_base_and_does_not_run_as_root() -> None:
    assert re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) == ["python:3.12-slim"]
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE)[-1] == "kg"


def test_compose_runs_a_neo4j_of_this_machine_alone_and_holds_no_password() -> None:
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed: compose.yaml is not parsed")
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert set(services) == {"neo4j", "kg"}
    neo4j, kg = services["neo4j"], services["kg"]
    assert neo4j["image"] == "neo4j:5.26"
    assert all(port.startswith("127.0.0.1:") for port in neo4j["ports"])
    assert neo4j["environment"]["NEO4J_AUTH"].startswith("neo4j/${NEO4J_PASSWORD:?")
    assert kg["environment"]["NEO4J_PASSWORD"] is None
    assert (ROOT / kg["build"] / "Dockerfile").is_file()
