"""A whole run, from reports to answers, with the network cut; and nothing unpickled in it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_TESTING = {"CI", "GITHUB_ACTIONS", "GITLAB_CI", "ORT_DISABLE_TELEMETRY"}
ROOT = Path(__file__).resolve().parent.parent
# Refuses, and tells of, every connection beyond this machine, every look-up of a name, and every pickle.
RUN = """
import sys
HERE = ("127.0.0.1", "::1", "localhost")
def guard(event, arguments):
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        away = isinstance(address, tuple) and address[0] not in HERE
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        away = arguments[0] not in HERE
    else:
        away = event in ("pickle.find_class", "urllib.Request", "http.client.connect")
    if away:
        print("AWAY", event, arguments[-1], file=sys.stderr, flush=True)
        raise ConnectionRefusedError(event)
sys.addaudithook(guard)
from cli.main import _run
report, store = sys.argv[1:]
for line in (
    ["build", report, "--store", store, "--reader", "fast"],
    ["query", "run", "parks", "--store", store, "--format", "json"],
):
    code = _run(line)
    if code:
        sys.exit(code)
"""


def test_a_run_needs_no_network_and_loads_no_pickle(tmp_path: Path) -> None:
    report = tmp_path / "泉山区.txt"
    report.write_text(
        "泉山区政府工作报告(2024年1月10日)\n加快泉山经济开发区建设。\n", encoding="utf-8"
    )
    command = [sys.executable, "-c", RUN, str(report), str(tmp_path / "store")]
    apart = ["unshare", "-rn", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
    if (
        sys.platform != "win32"
        and not subprocess.run([*apart, "true"], capture_output=True, check=False).returncode
    ):
        command = [*apart, *command]
    home = tmp_path / "home"
    home.mkdir()
    done = subprocess.run(
        command,
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        # Libraries that count their use spare machines that only test.
        env={name: value for name, value in os.environ.items() if name not in _TESTING}
        | {"HOME": str(home), "TMPDIR": str(home)},
        check=False,
    )
    assert "AWAY" not in done.stderr
    assert done.returncode == 0, done.stderr
    assert "泉山经济开发区" in done.stdout
    assert list(home.iterdir()) == [], "a library keeps notes on its use"


@pytest.mark.parametrize("package", ["kg", "cli"])
def test_no_code_and_no_data_is_of_a_kind_that_runs_when_it_is_loaded(package: str) -> None:
    kinds = {path.suffix for path in (ROOT / package).rglob("*") if path.is_file()}
    assert kinds.isdisjoint(
        {".pkl", ".pickle", ".pt", ".pth", ".bin", ".joblib", ".npy", ".npz", ".ckpt"}
    )
    for path in (ROOT / package).rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "import pickle" not in text and "allow_pickle" not in text and "torch" not in text
