"""Let ``python -m pksim`` do what ``pksim`` does."""

import sys

from pksim.cli.stopping import EXIT_CODE, STOPPED

if __name__ == "__main__":
    try:
        from pksim.cli.app import main
    except KeyboardInterrupt:  # before there was anything to stop
        sys.stderr.write(f"{STOPPED}\n")
        sys.exit(EXIT_CODE)
    main()
