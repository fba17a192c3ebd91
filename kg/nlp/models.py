"""The shipped models: whether their files are whole."""

import hashlib
import tomllib
from pathlib import Path

from kg.errors import ModelError

_FILES = {"encoder.onnx", "heads.onnx", "vocabulary.txt"}


def check_model(folder: Path) -> str:
    """Compare each file of a model with its checksum; returns the checksum of the manifest itself."""
    manifest = folder / "model.toml"
    try:
        content = manifest.read_bytes()
    except OSError as error:
        raise ModelError(
            f"{manifest}: cannot be read ({error.strerror}); install the package again"
        ) from error
    for name, expected in _checksums(manifest, content).items():
        path = folder / name
        if not path.is_file():
            raise ModelError(f"{path}: missing; install the package again")
        actual = hashlib.sha256(path.read_bytes()).hexdigest()
        if actual != expected:
            raise ModelError(
                f"{path}: damaged, its sha256 is {actual[:12]}… instead of {expected[:12]}…; "
                "install the package again"
            )
    return hashlib.sha256(content).hexdigest()


def _checksums(manifest: Path, content: bytes) -> dict[str, str]:
    try:
        checksums: dict[str, str] = tomllib.loads(content.decode("utf-8"))["sha256"]
    except (ValueError, KeyError) as error:
        raise ModelError(
            f"{manifest}: damaged, a table sha256 is needed; install the package again"
        ) from error
    if missing := sorted(_FILES - checksums.keys()):
        raise ModelError(
            f"{manifest}: damaged, without the checksum of {missing[0]}; install the package again"
        )
    return checksums
