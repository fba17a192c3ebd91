"""Start Neo4j Community from this folder until Ctrl-C; needs Java 17 or 21, and Maven the first time."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent
HEAP = "1g"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
OPENED = ("java.nio", "java.io", "sun.nio.ch")


def main() -> int:
    """Fetch the jars and set the password where that is still to do, then serve."""
    fetched = HOME / "fetched"
    if not fetched.is_file():
        print("Fetching Neo4j with Maven, 145 MB ...", flush=True)
        run("mvn", "-B", "-q", COPY, "-DincludeScope=runtime", "-DoutputDirectory=lib")
        fetched.touch()
    initial = HOME / "password.txt"
    if not (HOME / "data").is_dir():
        password = initial.read_text(encoding="utf-8").strip()
        run(*java("org.neo4j.cli.AdminTool"), "dbms", "set-initial-password", password)
    arguments = [f"--home-dir={HOME}", f"--config-dir={HOME / 'conf'}"]
    server = subprocess.Popen([*java("org.neo4j.server.CommunityEntryPoint"), *arguments], cwd=HOME)
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    # Ctrl-C reaches the server as well: it is only waited for.
    signal.signal(signal.SIGINT, lambda *_: None)
    return server.wait()


def java(main_class: str) -> list[str]:
    """Return the command line of one of Neo4j's programs."""
    opens = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED]
    return [find("java"), f"-Xmx{HEAP}", *opens, "-cp", str(HOME / "lib" / "*"), main_class]


def run(program: str, *arguments: str) -> None:
    """Run a program in this folder."""
    environment = os.environ | {"NEO4J_HOME": str(HOME), "NEO4J_CONF": str(HOME / "conf")}
    subprocess.run([find(program), *arguments], cwd=HOME, env=environment, check=True)


def find(program: str) -> str:
    """Return the path of a program, or say what is missing."""
    path = shutil.which(program)
    if path is None:
        sys.exit(f"{program} is not on the path; install Java 17 or 21 and Maven")
    return path


if __name__ == "__main__":
    sys.exit(main())
