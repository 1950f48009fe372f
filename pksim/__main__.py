"""Let ``python -m pksim`` do what ``pksim`` does."""

from pksim.cli.app import main

if __name__ == "__main__":
    main()
