"""The way in of the command, as ``pksim`` and as ``python -m pksim``."""

import atexit
import os
import sys
from contextlib import suppress
from typing import NoReturn

from pksim.cli import short_lived
from pksim.cli.stopping import EXIT_CODE, STOPPED


def enter() -> NoReturn:
    """Run the command in a process of its own; broken off while it is imported it says so, for nothing had begun."""
    short_lived.prepare()
    try:
        from pksim.cli import app
    except KeyboardInterrupt:
        sys.stderr.write(f"{STOPPED}\n")
        sys.exit(EXIT_CODE)
    try:
        app.main()
    except SystemExit as end:
        if isinstance(end.code, int | None):
            _leave(end.code or 0)
        raise
    _leave(0)


def _leave(code: int) -> NoReturn:
    """End the process at once: all is written and closed, and to take every object apart takes a tenth of a second.

    Not under a profiler or a debugger, which have something to say at the end.
    """
    if sys.getprofile() is not None or sys.gettrace() is not None:
        sys.exit(code)
    atexit._run_exitfuncs()
    for stream in filter(None, (sys.stdout, sys.stderr)):
        with suppress(OSError):  # whatever could not be written has been told
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    enter()
