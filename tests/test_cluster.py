"""A real Ray cluster of two nodes on this machine reads what this process reads."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.errors import InputError
from kg.nlp.cluster import RayReader
from kg.nlp.reader import Reader
from kg.readers import read_documents
from kg.resources import data_folder

pytestmark = pytest.mark.filterwarnings("ignore")
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Start a head and a second node, of one processor each."""
    if os.environ.get("CI") != "true":
        pytest.importorskip("ray", reason="no Ray: pip install 'gov-report-graph[ray]', or CI=true")
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PYTHONPATH", str(ROOT))
        from ray.cluster_utils import Cluster

        cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
        cluster.add_node(num_cpus=1)
        yield cluster.address
        cluster.shutdown()


def test_two_nodes_read_what_one_process_reads_though_a_worker_is_killed(address: str) -> None:
    documents = [document for _, document in read_documents([data_folder("seeds")])]
    outcomes = RayReader(Reader("fast"), address).attempt(documents * 4)
    found: list[Any] = [next(outcomes)]
    os.kill(_workers()[0], signal.SIGKILL)
    found += outcomes
    assert found == list(Reader("fast").read(documents)) * 4


def test_a_cluster_that_is_not_there_is_named() -> None:
    pytest.importorskip("ray")
    with pytest.raises(InputError, match="no Ray cluster at 'nowhere'"):
        list(RayReader(Reader("fast"), "nowhere").attempt([None]))  # type: ignore[list-item]


def _workers() -> list[int]:
    """Return the processes that read."""
    found = []
    for status in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = status.read_bytes()
        except OSError:
            continue
        if b"ray::read_one" in command:
            found.append(int(status.parent.name))
    return found
