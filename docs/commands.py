"""Write docs/commands.md: every command with its options, as `kg --help` tells them.

python docs/commands.py > docs/commands.md
"""

import re
import sys
from collections.abc import Iterator
from typing import Any

import typer

from cli.main import app

HEAD = """\
# Commands

Written by `docs/commands.py` from what `kg COMMAND --help` says. What is not marked as required may be left out; a
variable of the environment (env var) stands for its option where that is not given.

## Exit codes

| code | when |
|---|---|
| 0 | done |
| 1 | a fault: a store in use, a server that does not answer, with `--strict` a file that was refused |
| 2 | wrong usage or input: an unknown option, a file that is not there, a name that is not in the graph |
| 130 | interrupted by Ctrl-C; the same command goes on where it stopped |

Rows go to standard output; warnings and the one line of a fault go to standard error.

## Completion

`kg --install-completion` teaches the shell at hand (bash, zsh, fish, PowerShell) to complete commands, options and the
names of saved queries; a new shell knows them. `kg --show-completion` prints what it would install.
"""


def pages(command: Any, name: str) -> Iterator[str]:
    """Yield what there is to say of a command and of those under it."""
    yield "\n".join(_page(command, name, typer.Context(command, info_name=name)))
    for one, under in getattr(command, "commands", {}).items():
        yield from pages(under, f"{name} {one}")


def _page(command: Any, name: str, context: typer.Context) -> Iterator[str]:
    yield f"\n## {name}"
    for paragraph in command.help.split("\n\n"):
        example = re.fullmatch(r"Example: (.+)", paragraph.strip())
        yield f"\n```bash\n{example[1]}\n```" if example else f"\n{_marked(paragraph)}"
    yield f"\nUsage: `{' '.join([name, *command.collect_usage_pieces(context)])}`"
    lines = [one.get_help_record(context) for one in command.params]
    yield from [f"\n- `{names}`: {_marked(told)}" for names, told in lines[:1]]
    yield from [f"- `{names}`: {_marked(told)}" for names, told in lines[1:]]


def _marked(text: str) -> str:
    """Return the text with options as code, lest two hyphens become a dash."""
    told = re.sub(r"(`[^`]*`)|(?<!\S)(--?[a-z][a-z-]*)", lambda m: m[1] or f"`{m[2]}`", text)
    return told.replace("  [", " [")


if __name__ == "__main__":
    sys.stdout.write(HEAD)
    for page in pages(typer.main.get_command(app), "kg"):
        sys.stdout.write(f"{page}\n")
