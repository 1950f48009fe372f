#!/bin/sh
# noctsleepy finds nights of minus 690720 minutes when the recording starts in the last minute of a day.
#
# Versions:  noctsleepy 0.1.4, polars 2.1.0, Python 3.11
# Promised:  SleepMetrics: "sleep_duration: Calculate the total sleep duration in minutes".
# Seen:      the length of an epoch is the time of day of the second record less that of the first. From 23:59 to 0:00
#            that is minus 86340 seconds, and each duration is counted in such epochs. A minute earlier or later is well.
# Matters:   devices are set to start at midnight; one that starts an epoch early reports nights of minus 480 days,
#            which go into the means, and into the file, without a word.
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

for start in (datetime(2026, 3, 3, 23, 58), datetime(2026, 3, 3, 23, 59), datetime(2026, 3, 4, 0, 0)):
    times = [start + timedelta(minutes=minute) for minute in range(2 * 24 * 60)]
    asleep = [time.hour < 7 or time.hour == 23 for time in times]
    columns = {name: asleep for name in ("sleep_status", "sib_periods", "spt_periods")}
    data = polars.DataFrame({"time": times, **columns, "nonwear_status": [False] * len(times)})
    nights = SleepMetrics(data, "Europe/Berlin")
    print(f"asleep from 23 to 7, recorded by the minute from {start:%H:%M}: {nights.sleep_duration.to_list()}")
END

cat >expected.txt <<'END'
asleep from 23 to 7, recorded by the minute from 23:58: [422.0, 480.0, 58.0]
asleep from 23 to 7, recorded by the minute from 23:59: [-605819.0, -690720.0, -84901.0]
asleep from 23 to 7, recorded by the minute from 00:00: [480.0, 60.0]
END

venv/bin/python ask.py 2>errors.txt | tee seen.txt
cmp -s seen.txt expected.txt || { echo "CHANGED: expected was"; cat expected.txt; exit 1; }
