"""What doses do to the body clock, as a table for the terminal."""

from __future__ import annotations

from rich.table import Table

from pksim.describe.words.rounding import percent
from pksim.show.tables.laid_out import lay_out
from pksim.show.words.clock import away_clock, direction, shift_told
from pksim.study.clock.body_clock import BodyClock


def clock_table(clock: BodyClock) -> Table:
    """Lay the doses out, a row each, of a trip with the clock at home and away."""
    columns = [
        "night",
        "dose",
        *(["clock away"] if clock.trip else []),
        "from onset [h]",
        "moves it by [h]",
        "eight in ten",
    ]
    rows = []
    for (place, _), row in zip(clock.doses, clock.to_frame().to_dict("records"), strict=True):
        time = clock.days[place].dose_h or 0.0
        way = direction(row["low"], row["high"])
        rows.append(
            [
                clock.nights.name(row["night"]).removeprefix("night "),
                row["dose"],
                *([away_clock(clock, time)] if clock.trip else []),
                *(shift_told(row[name]).removesuffix(" h") for name in ("hours_from_dlmo", "shift_h")),
                " to ".join(shift_told(row[name]).removesuffix(" h") for name in ("low", "high")),
                percent(row["share_earlier"]),
                way,
            ]
        )
    return lay_out("Doses and the body clock; + is earlier", [*columns, "earlier in", "direction"], rows)
