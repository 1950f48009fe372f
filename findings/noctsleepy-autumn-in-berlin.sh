#!/bin/sh
# noctsleepy sets the clock back in New York and Helsinki, but not in London and Berlin.
#
# Versions:  noctsleepy 0.1.4, polars 2.1.0, Python 3.11
# Promised:  "Properly handles daylight saving time transitions using IANA timezone database"; its example is the night
#            of autumn, when asleep from 22:00 to 6:00 on the wall is nine hours.
# Seen:      of the same recording, whose clock runs on, the night ends at 6:00 in New York and at 7:00 in Berlin, and
#            the next begins an hour late there, too. A fall by one hour is looked for in the zone's hours cut to whole
#            numbers, and from 2 to 1 and from 1 to 0 the quotients fall by a hair less than one.
# Matters:   from the last Sunday of October each bedtime, waking and midpoint in most of Europe is an hour late, as if
#            the clocks had not changed, without a word, while a test in America passes.
#
# Prints what was seen and ends with 0; ends with 1 when the behaviour has changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet noctsleepy==0.1.4 polars==2.1.0

cat >ask.py <<'END'
from datetime import datetime, timedelta

import polars
from noctsleepy.processing.sleep_variables import SleepMetrics

AUTUMN = {
    "America/New_York": datetime(2026, 11, 1),
    "America/Los_Angeles": datetime(2026, 11, 1),
    "Europe/London": datetime(2026, 10, 25),
    "Europe/Berlin": datetime(2026, 10, 25),
    "Europe/Helsinki": datetime(2026, 10, 25),
}
for zone, change in AUTUMN.items():
    times = [change - timedelta(hours=12) + timedelta(minutes=minute) for minute in range(2 * 24 * 60)]
    asleep = []
    for time in times:
        wall = time if time < change + timedelta(hours=3) else time - timedelta(hours=1)
        asleep.append(wall.hour >= 22 or wall.hour < 6)
    columns = {name: asleep for name in ("sleep_status", "sib_periods", "spt_periods")}
    data = polars.DataFrame({"time": times, **columns, "nonwear_status": [False] * len(times)})
    nights = SleepMetrics(data, zone)
    seen = [f"{onset:%H:%M}-{waking:%H:%M}" for onset, waking in zip(nights.sleep_onset, nights.sleep_wakeup)]
    print(f"{zone}: {', '.join(seen)}")
END

cat >expected.txt <<'END'
America/New_York: 22:00-05:59, 22:00-05:59
America/Los_Angeles: 22:00-05:59, 22:00-05:59
Europe/London: 22:00-06:59, 23:00-06:59
Europe/Berlin: 22:00-06:59, 23:00-06:59
Europe/Helsinki: 22:00-05:59, 22:00-05:59
END

venv/bin/python ask.py 2>errors.txt | tee seen.txt
cmp -s seen.txt expected.txt || { echo "CHANGED: expected was"; cat expected.txt; exit 1; }
