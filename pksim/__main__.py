"""The way in of the command, as ``pksim`` and as ``python -m pksim``."""

import atexit
import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

from pksim.cli.stopping import EXIT_CODE, STOPPED

_OBJECTS_BETWEEN_COLLECTIONS = 1_000_000


def enter() -> NoReturn:
    """Run the command in a process of its own; broken off while it is imported it says so, for nothing had begun.

    A command that imports and draws for a second leaves next to no cycles, yet would look for them hundreds of times.
    Nor does it look through all that is installed for what might watch pydantic.
    """
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
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
