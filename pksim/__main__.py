"""The way in of the command, as ``pksim`` and as ``python -m pksim``."""

import gc
import os
import sys

from pksim.cli.stopping import EXIT_CODE, STOPPED

_OBJECTS_BETWEEN_COLLECTIONS = 1_000_000


def enter() -> None:
    """Run the command in a process of its own; broken off while it is imported it says so, for nothing had begun.

    A command that imports and draws for a second leaves next to no cycles, yet would look for them hundreds of times,
    and once more in all that is left when it ends. Nor does it look through all that is installed for what might watch
    pydantic.
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
    finally:
        gc.freeze()


if __name__ == "__main__":
    enter()
