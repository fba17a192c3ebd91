"""Set up everything in .venv and run: `python3 start.py demo` shows the graph of the seeds, `check` runs the tests.

Needs Python 3.11 or later and nothing else.
"""

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STORE = VENV / "demo-store"


def main() -> int:
    """Run the command named on the command line."""
    commands = {"demo": demo, "check": check}
    if sys.version_info < (3, 11):
        print(f"Python 3.11 or later is needed, this is {sys.version.split()[0]}", file=sys.stderr)
        return 2
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        print("usage: python3 start.py demo|check", file=sys.stderr)
        return 2
    return commands[sys.argv[1]]()


def demo() -> int:
    """Build the graph of the five seeds and show the answer of a saved query."""
    install("")
    return run("kg", "build", "--store", str(STORE)) or run(
        "kg", "query", "run", "projects-by-stage", "-p", "place=泉山区", "--store", str(STORE)
    )


def check() -> int:
    """Run lint, types and tests; on CI also the tests of training, which need torch."""
    install("dev,train" if os.environ.get("CI") else "dev")
    return (
        run("ruff", "format", "--check", ".")
        or run("ruff", "check", ".")
        or run("mypy")
        or run("pytest")
    )


def install(extras: str) -> None:
    """Install the project with `extras` into .venv, unless just that was installed before."""
    wanted = f"{extras}\n{sys.version}\n" + "".join(
        (ROOT / name).read_text(encoding="utf-8") for name in ("pyproject.toml", "constraints.txt")
    )
    stamp = VENV / "installed.txt"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    print(f"Installing into {VENV.name} (some minutes the first time) ...", flush=True)
    venv.create(VENV, with_pip=True, clear=not stamp.is_file())
    target = f"{ROOT}[{extras}]" if extras else str(ROOT)
    command = [str(BIN / "python"), "-m", "pip", "install", "--quiet", "--editable", target]
    subprocess.run([*command, "--constraint", str(ROOT / "constraints.txt")], check=True)
    stamp.write_text(wanted, encoding="utf-8")


def run(program: str, *arguments: str) -> int:
    """Run a program of .venv in the project's folder and return its exit code."""
    print(f"$ {' '.join((program, *arguments))}", flush=True)
    return subprocess.run([str(BIN / program), *arguments], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
