"""Write a folder from which Neo4j Community starts with the sheet and the guide."""

import secrets
from pathlib import Path

from kg.errors import InputError
from kg.resources import data_folder

_FILES = {"pom.xml": "pom.xml", "neo4j.conf": "conf/neo4j.conf", "start.py": "start.py"}
"""Files of cypher/browser/server: where they stand in the folder."""


def post_connect_command(address: str) -> str:
    """Return the value of browser.post_connect_cmd: what the Browser does once it is connected."""
    return f"style {address}/kg.grass; play {address}/guide.html"


def write_setup(folder: Path, address: str) -> str:
    """Write Maven's list of jars, neo4j.conf and start.py, and return the password of the user neo4j.

    InputError where one of the files is there already.
    """
    source = data_folder("cypher") / "browser" / "server"
    password = secrets.token_hex(8)
    texts = {
        folder / target: (source / name).read_text(encoding="utf-8")
        for name, target in _FILES.items()
    }
    texts[folder / "conf/neo4j.conf"] += (
        f"browser.post_connect_cmd={post_connect_command(address)}\n"
    )
    texts[folder / "password.txt"] = password + "\n"
    for path in texts:
        if path.exists():
            raise InputError(f"{path} is there already; name another folder, or remove it")
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(0o600 if path.name == "password.txt" else 0o666)
            path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"{folder} cannot be written: {error.strerror}") from error
    return password
