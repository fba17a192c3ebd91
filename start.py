"""Set up everything in .venv and run: `python3 start.py demo` shows the graph of the seeds, `check` runs the tests.

Needs Python 3.11 or later and nothing else.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PINS = ROOT / "constraints.txt"
CI_EXTRAS = ("train", "browser", "ray", "docs", "notebook")


def main() -> int:
    """Run the command named on the command line."""
    commands = {"demo": demo, "check": check}
    if sys.version_info < (3, 11):
        return fail(f"Python 3.11 or later is needed, this is {sys.version.split()[0]}")
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        return fail("usage: python3 start.py demo|check")
    try:
        return commands[sys.argv[1]]()
    except subprocess.CalledProcessError as error:
        hint = (
            "; on Debian and Ubuntu: apt install python3-venv" if "ensurepip" in error.cmd else ""
        )
        return fail(f"setting up {VENV} failed with code {error.returncode}{hint}")
    except KeyboardInterrupt:
        return fail("interrupted; run it again to go on", 130)


def demo() -> int:
    """Build the graph of the five seeds and show the answer of a saved query."""
    install()
    return run("kg", "build") or run(
        "kg", "query", "run", "projects-by-stage", "-p", "place=泉山区"
    )


def check() -> int:
    """Run lint, types and tests; on CI also those that need torch, a browser, Ray, Sphinx or a notebook."""
    install("dev", *(CI_EXTRAS if os.environ.get("CI") else []))
    return (
        run("ruff", "format", "--check", ".")
        or run("ruff", "check", ".")
        or run("mypy")
        or run("pytest", f"--numprocesses={min(os.cpu_count() or 1, 4)}", "--dist=loadfile")
    )


def install(*extras: str) -> None:
    """Install the project with `extras` into .venv, unless it is there with just these versions."""
    origin = f"{VENV} of {sys.base_prefix}, Python {sys.version.split()[0]}"
    versions = hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + PINS.read_bytes())
    wanted = [origin, versions.hexdigest()]
    stamp = VENV / "installed.txt"
    found = stamp.read_text(encoding="utf-8").splitlines() if stamp.is_file() else []
    if found[:2] == wanted and set(extras) <= set(found[2:]):
        return
    print(f"Installing into {VENV.name}, some minutes the first time ...", flush=True)
    # What was broken off, or made by another Python or in another place, is of no use.
    venv.create(VENV, with_pip=True, clear=found[:1] != wanted[:1])
    stamp.unlink(missing_ok=True)
    pip = [str(BIN / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    options = ["--use-pep517", "--constraint", str(PINS)]
    target = f"{ROOT}[{','.join(extras)}]" if extras else str(ROOT)
    subprocess.run([*pip, *options, "--editable", target], check=True)
    stamp.write_text("\n".join([*wanted, *extras]), encoding="utf-8")


def run(program: str, *arguments: str) -> int:
    """Run a program of .venv in the project's folder and return its exit code."""
    print(f"$ {' '.join((program, *arguments))}", flush=True)
    path = shutil.which(program, path=str(BIN)) or program
    return subprocess.run([path, *arguments], cwd=ROOT, check=False).returncode


def fail(message: str, code: int = 2) -> int:
    """Say on standard error why nothing more is done."""
    print(message, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
