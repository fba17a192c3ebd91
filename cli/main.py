"""The command `kg`: one file a command; faults become one line and an exit code."""

import gc
import os
import sys
from typing import Annotated

import typer

from ._messages import say
from ._stopping import INTERRUPTED
from .annotate import annotate
from .browser import browser
from .build import build
from .diff import diff
from .doctor import doctor
from .evaluate import evaluate
from .export import export
from .extract import extract
from .inspect import inspect
from .load import load
from .merges import merges
from .query import query
from .remove import remove
from .report import report
from .serve import serve
from .view import view

USAGE, FAULT = 2, 1

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    build,
    remove,
    load,
    extract,
    export,
    view,
    report,
    inspect,
    diff,
    annotate,
    evaluate,
    browser,
    serve,
    doctor,
):
    app.command()(command)
app.add_typer(query, name="query")
app.add_typer(merges, name="merges")


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"kg {version('gov-report-graph')}")
        raise typer.Exit


@app.callback()
def kg(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", envvar="KG_DEBUG", help="Show where a fault arose.")
    ] = False,
) -> None:
    """Read government work reports into a knowledge graph whose every fact points at its sentence.

    Exit codes: 0 done, 1 a fault, 2 wrong usage or input, 130 interrupted.
    """
    from kg.messages import user_language

    user_language()
    if debug:
        os.environ["KG_DEBUG"] = "1"


def run(arguments: list[str] | None = None) -> None:
    """Run the command line and exit."""
    # What a command makes lives until its end: looking for garbage among it takes half of the time.
    gc.set_threshold(200_000, 50, 1000)
    sys.exit(_run(arguments))


def _run(arguments: list[str] | None) -> int:
    for stream in (sys.stdout, sys.stderr):
        # Windows consoles and pipes default to a code page without Chinese.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        code = app(arguments, prog_name="kg", standalone_mode=False) or 0
        sys.stdout.flush()
    except typer.TyperException as error:
        return _say(error.format_message(), error.exit_code)
    except BrokenPipeError:
        # Python flushes once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAULT
    except Exception as error:
        if os.environ.get("KG_DEBUG"):
            raise
        return _fault(error)
    return _say("interrupted; run it again to go on", code) if code == INTERRUPTED else int(code)


def _fault(error: Exception) -> int:
    from kg.errors import InputError, KgError, StoppedError

    if isinstance(error, StoppedError):
        return _say(str(error), INTERRUPTED)
    if isinstance(error, KgError):
        return _say(str(error), USAGE if isinstance(error, InputError) else FAULT)
    if isinstance(error, OSError) and error.strerror:
        where = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else "system"
        return _say(f"{where}: {error.strerror}; put that right and run it again", FAULT)
    what = f"{type(error).__name__}: {error}"
    return _say(f"a fault of the program, please report it with --debug ({what})", FAULT)


def _say(message: str, code: int) -> int:
    """Write one line to standard error; nothing where the help was shown instead."""
    if message:
        say(message)
    return code
