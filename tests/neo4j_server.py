"""Run a real Neo4j for the tests, from its Maven artifacts and the installed Java."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from neo4j import GraphDatabase
from neo4j.exceptions import DriverError

VERSION, BROWSER = "5.26.30", "5.24.0"

_POM = f"""\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>test</groupId>
  <artifactId>neo4j</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>org.neo4j.app</groupId><artifactId>neo4j-server</artifactId><version>{VERSION}</version></dependency>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>{VERSION}</version></dependency>
    <dependency><groupId>org.neo4j.client</groupId><artifactId>neo4j-browser</artifactId><version>{BROWSER}</version></dependency>
  </dependencies>
</project>
"""
_CONF = """\
server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
dbms.security.auth_enabled=false
dbms.usage_report.enabled=false
client.allow_telemetry=false
"""
_OPENED = ("java.nio", "java.io", "sun.nio.ch")
_START_SECONDS = 180


def fetch_jars(home: Path) -> None:
    """Put the jars of server and Browser into home/lib with Maven, unless they are there."""
    if (home / "complete").is_file() and (home / "lib" / f"neo4j-browser-{BROWSER}.jar").is_file():
        return
    home.mkdir(parents=True, exist_ok=True)
    (home / "pom.xml").write_text(_POM, encoding="utf-8")
    plugin = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
    subprocess.run(
        ["mvn", "-B", "-q", plugin, "-DincludeScope=runtime", "-DoutputDirectory=lib"],
        cwd=home,
        check=True,
    )
    (home / "complete").touch()


@contextmanager
def run_neo4j(home: Path, data: Path) -> Iterator[str]:
    """Run the server of home/lib on the empty folder `data` and yield its Bolt address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = data / "conf"
    config.mkdir(parents=True)
    (config / "neo4j.conf").write_text(_CONF.format(port=port), encoding="utf-8")
    opens = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED]
    command = ["java", "-Xms256m", "-Xmx1g", *opens, "-cp", str(home / "lib" / "*")]
    command += ["org.neo4j.server.CommunityEntryPoint", f"--home-dir={data}"]
    with (data / "console.log").open("wb") as log:
        server = subprocess.Popen(
            [*command, f"--config-dir={config}"], stdout=log, stderr=subprocess.STDOUT
        )
    try:
        uri = f"bolt://127.0.0.1:{port}"
        _wait_for(uri, server, data / "console.log")
        yield uri
    finally:
        server.terminate()
        server.wait(60)


def _wait_for(uri: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with GraphDatabase.driver(uri) as driver:
                driver.verify_connectivity()
            return
        except DriverError:
            time.sleep(0.5)
    raise RuntimeError(f"Neo4j does not start:\n{log.read_text(encoding='utf-8')[-2000:]}")
