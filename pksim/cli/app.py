"""The command ``pksim``."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping, Sequence
from inspect import getdoc
from pkgutil import resolve_name
from typing import IO, Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from pksim.errors import InputError, RunError

COMMANDS: Mapping[str, str] = {
    "compare": "pksim.cli.nights:compare",
    "diary": "pksim.cli.nights:diary",
    "calendar": "pksim.cli.calendar:calendar",
    "spread": "pksim.cli.people:spread",
    "when": "pksim.cli.timing:when",
    "clock": "pksim.cli.clock:clock",
    "page": "pksim.cli.pages:page",
    "report": "pksim.cli.pages:report",
    "claims": "pksim.cli.claims:claims",
    "fit": "pksim.cli.measured:fit_samples",
    "nca": "pksim.cli.measured:describe_samples",
    "validate": "pksim.cli.measured:validate",
    "compounds": "pksim.cli.catalogue:compounds",
    "schedules": "pksim.cli.catalogue:schedules",
}


def main() -> None:
    """Run the command; wrong input is one message on stderr and exit code 2, Ctrl-C one line and exit code 130."""
    from time import process_time

    from pksim.cli.stopping import stoppable
    from pksim.study.people.progress import bar_of_command

    streams = [stream for stream in (sys.stdout, sys.stderr) if isinstance(stream, io.TextIOWrapper)]
    for stream in streams:
        stream.reconfigure(errors="replace")
    try:
        with bar_of_command(process_time()) as bar, stoppable(bar):
            try:
                _application(sys.argv[1:])()
            finally:
                for stream in streams:
                    stream.flush()
    except (InputError, RunError) as error:
        _refuse(str(error))
    except MemoryError:
        _refuse("there is not enough memory for this; ask for fewer sleepers, nights or schedules.")
    except OSError as error:  # what cannot be read or written as a file is an InputError
        _drop(sys.stdout)
        _refuse(f"{error.filename or 'standard output'} cannot be written: {error.strerror}.")


def _application(words: Sequence[str]) -> typer.Typer:
    """Make the command of what was typed: with the subcommand that is asked for, or else with a list of all."""
    asked = next((word for word in words if not word.startswith("-")), "")
    application = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="markdown",
        help="What will be in the blood, when, relative to the moment the light goes out.",
        callback=_root,
    )
    if asked in COMMANDS:
        application.command(asked)(resolve_name(COMMANDS[asked]))
        return application
    for name, place in COMMANDS.items():  # to be listed, for which options need not be read
        application.command(name, help=getdoc(resolve_name(place)))(_listed)
    return application


def _listed() -> None:
    """Stand for a command that nobody asked for."""


def _refuse(message: str) -> NoReturn:
    try:
        Console(stderr=True, soft_wrap=True, highlight=False).print(f"[bold red]Error:[/] {escape(message)}")
    except OSError:
        _drop(sys.stderr)
    raise SystemExit(2) from None


def _drop(stream: IO[str]) -> None:
    """Let go of what a stream could not write, which Python tries again on leaving."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"pksim {version('pksim')}")
        except PackageNotFoundError:
            typer.echo("pksim, not installed: run from its source")
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    pass
