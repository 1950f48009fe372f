"""Which formats are known; a new one is a module here and a line in the list."""

from __future__ import annotations

from pksim.describe.files.trackers import apple
from pksim.describe.files.trackers.export import Format

FORMATS: tuple[Format, ...] = (apple.FORMAT,)
