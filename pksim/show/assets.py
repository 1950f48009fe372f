"""Text files that come with the package: styles, scripts and page templates."""

from __future__ import annotations

from importlib.resources import files


def asset(package: str, name: str) -> str:
    """Read a file that lies beside the modules of a package, such as ``pksim.explorer``."""
    return files(package).joinpath(name).read_text(encoding="utf-8")
