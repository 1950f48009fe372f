"""Where the repository keeps what tests read."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
CONFIGS = ROOT / "configs"
NOTEBOOKS = ROOT / "notebooks"


def listed(folder):
    """Name what lies in a folder."""
    return sorted(path.name for path in folder.iterdir())
