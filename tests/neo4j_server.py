"""Run a real Neo4j for the tests, from its Maven artifacts and the installed Java."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock
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
server.http.enabled={http}
server.http.listen_address=127.0.0.1:{http_port}
server.https.enabled=false
dbms.security.auth_enabled={auth}
dbms.usage_report.enabled=false
client.allow_telemetry=false
"""
_OPENED = ("java.nio", "java.io", "sun.nio.ch")
_START_SECONDS = 180


def fetch_jars(home: Path) -> None:
    """Put the jars of server and Browser into home/lib with Maven, unless they are there."""
    home.mkdir(parents=True, exist_ok=True)
    # Tests run side by side in several processes.
    with FileLock(home / "lock"):
        _fetch_jars(home)


def _fetch_jars(home: Path) -> None:
    if (home / "complete").is_file() and (home / "lib" / f"neo4j-browser-{BROWSER}.jar").is_file():
        return
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
    with Neo4jServer(home, data) as server:
        yield server.uri


class Neo4jServer:
    """The server of home/lib on a folder of its own: with a password it also serves HTTP, as it does when installed."""

    def __init__(self, home: Path, data: Path, password: str = "") -> None:
        self._home, self._data = home, data
        self.password = password
        bolt, self.http_port = _free_ports()
        self.uri = f"bolt://127.0.0.1:{bolt}"
        (data / "conf").mkdir(parents=True)
        with_password = str(bool(password)).lower()
        conf = _CONF.format(
            port=bolt, http=with_password, http_port=self.http_port, auth=with_password
        )
        (data / "conf" / "neo4j.conf").write_text(conf, encoding="utf-8")
        if password:
            self.administer("dbms", "set-initial-password", password)

    def __enter__(self) -> "Neo4jServer":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(60)

    def start(self) -> None:
        """Start the server, also after it was killed."""
        opens = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED]
        command = ["java", "-Xms256m", "-Xmx1g", *opens, "-cp", self.classes]
        command += ["org.neo4j.server.CommunityEntryPoint", f"--home-dir={self._data}"]
        log = self._data / "console.log"
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [*command, f"--config-dir={self._data / 'conf'}"],
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        _wait_for(self.uri, self.password, self.process, log)

    @property
    def classes(self) -> str:
        """The class path."""
        return str(self._home / "lib" / "*")

    @property
    def environment(self) -> dict[str, str]:
        """What the admin tool must know, beside the environment of the tests."""
        return {**os.environ, "NEO4J_HOME": str(self._data), "NEO4J_CONF": f"{self._data}/conf"}

    def administer(self, *arguments: str) -> None:
        """Run the admin tool."""
        command = ["java", "-cp", self.classes, "org.neo4j.cli.AdminTool", *arguments]
        subprocess.run(command, env=self.environment, check=True, capture_output=True)


def _free_ports() -> tuple[int, int]:
    with socket.socket() as first, socket.socket() as second:
        for probe in (first, second):
            probe.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]


def _wait_for(uri: str, password: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with GraphDatabase.driver(
                uri, auth=("neo4j", password) if password else None
            ) as driver:
                driver.verify_connectivity()
            return
        except DriverError:
            time.sleep(0.5)
    raise RuntimeError(f"Neo4j does not start:\n{log.read_text(encoding='utf-8')[-2000:]}")
