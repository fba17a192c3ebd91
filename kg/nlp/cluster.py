"""Read documents on a Ray cluster: the same readings in the same order as on this machine."""

import os
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from kg.errors import InputError, KgError
from kg.types import Document, Reading

from .processes import read_one
from .reader import Failure, Reader

_AHEAD = 3
"""Documents a processor that are on their way."""
_TRIES = 3
"""How often a document is given to another worker after its worker was killed."""


class RayReader:
    """A reader at work on a cluster whose nodes have this package installed."""

    def __init__(self, reader: Reader, address: str) -> None:
        """Name the cluster as `ray.init` does: HOST:PORT, ray://HOST:PORT, or auto for the one of this machine."""
        self.version = reader.version
        self._name, self._address = reader.name, address

    def attempt(self, documents: Sequence[Document]) -> Generator[Reading | Failure, None, None]:
        """Read each document, in order; a worker that is killed is replaced, and its document read again."""
        if not documents:
            return
        with _connected(self._address) as ray:
            read = ray.remote(num_cpus=1, max_retries=_TRIES)(read_one)
            most = _AHEAD * max(1, int(ray.cluster_resources().get("CPU", 1)))
            under_way: deque[tuple[Document, Any]] = deque()
            for document in documents:
                under_way.append((document, read.remote(self._name, document)))
                if len(under_way) == most:
                    yield self._outcome(ray, *under_way.popleft())
            while under_way:
                yield self._outcome(ray, *under_way.popleft())

    def _outcome(self, ray: Any, document: Document, reference: Any) -> Reading | Failure:
        try:
            outcome: Reading | Failure = ray.get(reference)
        except ray.exceptions.RayTaskError as error:
            raise error.cause if isinstance(error.cause, KgError) else error from None
        except ray.exceptions.RayError as error:
            return Failure(document, str(error).strip().partition("\n")[0])
        if isinstance(outcome, Reading) and outcome.reader != self.version:
            raise InputError(
                f"a node of {self._address} has the reader {outcome.reader}, this machine {self.version}; "
                "install the same version of this package on all of them"
            )
        return outcome


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    # Ray counts its uses over the network unless this is said before it is imported.
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    try:
        ray = import_module("ray")
    except ImportError:
        raise InputError(
            "--ray needs the package ray; install it with: pip install 'gov-report-graph[ray]'"
        ) from None
    try:
        ray.init(address=address, logging_level="ERROR", log_to_driver=False)
    except (ConnectionError, RuntimeError, ValueError) as error:
        why = str(error).strip().partition("\n")[0]
        raise InputError(
            f"no Ray cluster at {address!r} ({why}); accepted: HOST:PORT of a head that `ray start --head` "
            "started, or auto for the one of this machine"
        ) from error
    try:
        yield ray
    finally:
        ray.shutdown()
