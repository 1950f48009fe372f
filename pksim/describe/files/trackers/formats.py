"""Which formats are known; a new one is a module here and a line in the list."""

from __future__ import annotations

from pksim.describe.files.trackers import (
    apple,
    fitbit,
    garmin,
    health_auto_export,
    medtimer,
    oura,
    own_csv,
    sleep_as_android,
)
from pksim.describe.files.trackers.export import Format

FORMATS: tuple[Format, ...] = (
    own_csv.FORMAT,
    apple.FORMAT,
    fitbit.FORMAT,
    garmin.FORMAT,
    oura.FORMAT,
    sleep_as_android.FORMAT,
    health_auto_export.FORMAT,
    medtimer.FORMAT,
)
