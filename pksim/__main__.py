"""The way in of the command, as ``pksim`` and as ``python -m pksim``."""

import sys

from pksim.cli.stopping import EXIT_CODE, STOPPED


def enter() -> None:
    """Run the command; broken off while it is imported it says so, for there was nothing yet to stop."""
    try:
        from pksim.cli import app
    except KeyboardInterrupt:
        sys.stderr.write(f"{STOPPED}\n")
        sys.exit(EXIT_CODE)
    app.main()


if __name__ == "__main__":
    enter()
