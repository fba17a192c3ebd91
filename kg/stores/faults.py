"""Turn the database driver's faults into messages that say what was wrong and what to do."""

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    TransientError,
    UnsupportedServerProduct,
)

from kg.errors import InputError, KgError, StoreError

_CODES = {
    "Security.AuthenticationRateLimit": "{place} was given too many wrong passwords in a row; wait half a minute, "
    "then set NEO4J_USERNAME and NEO4J_PASSWORD",
    "Security.CredentialsExpired": "{place} wants a new password first; set it in Neo4j Browser or with "
    "ALTER CURRENT USER SET PASSWORD FROM '…' TO '…'",
    "Database.DatabaseNotFound": "{place} has no such database ({said}); set --database or NEO4J_DATABASE to one that "
    "SHOW DATABASES lists, or leave it out",
    "Schema.": "{place}: {said} ({code}); kg needs unique ids and its own indexes on Entity, Document and Passage: "
    "remove what is in the way, or use another database (--database)",
}
"""Part of a code of Neo4j: what is told instead of its own words."""

_WRITES = {"Neo.ClientError.Statement.AccessMode", "Neo.ClientError.Security.Forbidden"}

_NO_NEO4J = (
    "{place} answers, but not as Neo4j 5 or newer does; accepted: its Bolt port, 7687 as installed "
    "(7474 is the Browser's)"
)


@contextmanager
def explain_faults(place: str, advice: str) -> Iterator[None]:
    """Raise StoreError or InputError, in one line, for whatever the driver raises inside; `place` is the database's."""
    try:
        yield
    except (DriverError, Neo4jError, ValueError) as error:
        raise _explain(error, place, advice) from error


@contextmanager
def explain_refusals() -> Iterator[None]:
    """Raise InputError for what the database does not accept of a user's query: that is the query's fault."""
    try:
        yield
    except (AuthError, TransientError):
        raise
    except Neo4jError as error:
        if error.code in _WRITES:
            raise InputError(
                "the query does more than read; accepted: queries that read the graph"
            ) from error
        fault = f"{_line(error.message or str(error))} ({error.code})"
        raise InputError(f"the database does not accept the query: {fault}") from error


def _explain(error: Exception, place: str, advice: str) -> KgError:
    match error:
        case AuthError():
            return StoreError(
                f"{place} refuses the user name and password; set NEO4J_USERNAME and NEO4J_PASSWORD"
            )
        case UnsupportedServerProduct():
            return StoreError(_NO_NEO4J.format(place=place))
        case ConfigurationError() | ValueError():
            return InputError(f"{place!r} is not an address of Neo4j: {_line(str(error))}")
        case IncompleteCommit():
            return StoreError(
                f"{place}: the connection broke while a batch was being written; run it again to go on"
            )
        case ServiceUnavailable():
            return _unavailable(error, place, advice)
        case Neo4jError():
            return _refused(error, place, advice)
    return StoreError(f"{place}: {_line(str(error))}{advice}")


def _unavailable(error: ServiceUnavailable, place: str, advice: str) -> StoreError:
    chain = list(_causes(error))
    if any(isinstance(cause, ssl.SSLError) for cause in chain):
        return StoreError(
            f"{place}: no encrypted connection ({_line(str(chain[-1]))}); without encryption the address "
            "begins with bolt:// or neo4j://, with a certificate of its own with bolt+ssc:// or neo4j+ssc://"
        )
    if any(re.search("handshake|looks like HTTP", str(cause)) for cause in chain):
        return StoreError(_NO_NEO4J.format(place=place))
    reasons = [cause.strerror for cause in chain if isinstance(cause, OSError) and cause.strerror]
    reason = f" ({reasons[-1].lower()})" if reasons else ""
    return StoreError(f"no database answers at {place}{reason}{advice}")


def _refused(error: Neo4jError, place: str, advice: str) -> KgError:
    code, said = error.code or "", _line(error.message or "")
    if ".Schema." in code:
        # The second line names the nodes.
        said = " ".join((error.message or "").split())
    for part, text in _CODES.items():
        if f".{part}" in code:
            return StoreError(text.format(place=place, said=said, code=code))
    if ".ClientError.Statement." in code:
        return InputError(f"the database does not accept the query: {said} ({code})")
    return StoreError(f"{place}: {said} ({code}){advice}")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield a fault and what led to it, the first cause last."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        match cause:
            case BaseExceptionGroup():
                cause = cause.exceptions[0]
            case _:
                cause = cause.__cause__


def _line(text: str) -> str:
    return text.strip().partition("\n")[0]
