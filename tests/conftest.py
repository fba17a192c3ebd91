"""The databases that several test files share: the embedded engine, and a real Neo4j where there is one."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import networkx as nx
import pytest

from kg.stores.bolt import BoltStore

from .neo4j_server import VERSION, fetch_jars, run_neo4j

# What is tested is written in English, wherever the tests run.
os.environ["KG_LANG"] = "en"

_NO_NEO4J = (
    "no Neo4j: set KG_TEST_NEO4J_URI to an empty one without password, KG_TEST_NEO4J_HOME to a "
    "folder whose lib/ has its jars (fetched by Maven where it is empty), or CI=true"
)


@pytest.fixture(scope="session")
def engines(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Callable[[str], BoltStore]]:
    """Give a function that opens the store of an engine, each started once."""
    opened: dict[str, BoltStore] = {}
    with ExitStack() as stack:

        def open_engine(name: str) -> BoltStore:
            if name not in opened:
                if name == "embedded":
                    folder = tmp_path_factory.mktemp("store")
                    opened[name] = stack.enter_context(BoltStore.connect_embedded(folder))
                else:
                    data = tmp_path_factory.mktemp("neo4j") / "data"
                    uri = _neo4j(stack, data, request.config)
                    opened[name] = stack.enter_context(BoltStore.connect_neo4j(uri))
            return opened[name]

        yield open_engine


@pytest.fixture(params=["embedded", "neo4j"])
def store(request: pytest.FixtureRequest, engines: Callable[[str], BoltStore]) -> BoltStore:
    """Give an empty store, once for each engine."""
    opened = engines(request.param)
    opened.save(nx.MultiDiGraph())
    return opened


@pytest.fixture(scope="session")
def neo4j_home(request: pytest.FixtureRequest) -> Path:
    """Give the folder whose lib/ has the jars of Neo4j."""
    return _neo4j_home(request.config)


def _neo4j(stack: ExitStack, data: Path, config: pytest.Config) -> str:
    if uri := os.environ.get("KG_TEST_NEO4J_URI"):
        return uri
    return stack.enter_context(run_neo4j(_neo4j_home(config), data))


def _neo4j_home(config: pytest.Config) -> Path:
    home = os.environ.get("KG_TEST_NEO4J_HOME")
    if home is None:
        if os.environ.get("CI") != "true":
            pytest.skip(_NO_NEO4J)
        assert config.cache
        home = str(config.cache.mkdir(f"neo4j-{VERSION}"))
    fetch_jars(Path(home))
    return Path(home)
