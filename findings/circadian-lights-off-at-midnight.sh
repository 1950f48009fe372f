#!/bin/sh
# circadian cannot shift its own standard day by one hour.
#
# Versions:  circadian 1.0.3, numpy 2.4.6, scipy 1.17.1, pandas 3.1.1, Python 3.11
# Promised:  its checks say: a shift in hours that is not negative, and hours between 0.0 and 24.0 for the lights.
# Seen:      lights off at 23, one hour later, is 0 on the clock, and Regular refuses lights off at 0 with a word on a
#            duration that nobody gave; so a shift of 1 hour fails while 0.5, 2 and 8 pass. Lights off at 24 are taken.
# Matters:   one time zone, or the end of summer time, is an everyday shift to time melatonin for.
#
# Prints what was seen and ends with 0; ends with 1 when the behaviour has changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet circadian==1.0.3 numpy==2.4.6 scipy==1.17.1 pandas==3.1.1

cat >ask.py <<'END'
from circadian.lights import LightSchedule


def told(make, **hours):
    try:
        make(**hours)
    except ValueError as error:
        return f"ValueError: {error}"
    return "a schedule"


for shift in (0.5, 1.0, 2.0, 8.0):
    print(f"SlamShift, shift {shift}: {told(LightSchedule.SlamShift, shift=shift)}")
for off in (24.0, 0.0):
    print(f"Regular, lights from 8 to {off}: {told(LightSchedule.Regular, lights_on=8.0, lights_off=off)}")
END

cat >expected.txt <<'END'
SlamShift, shift 0.5: a schedule
SlamShift, shift 1.0: ValueError: `duration` should be a positive `float` or `int`
SlamShift, shift 2.0: a schedule
SlamShift, shift 8.0: a schedule
Regular, lights from 8 to 24.0: a schedule
Regular, lights from 8 to 0.0: ValueError: `duration` should be a positive `float` or `int`
END

venv/bin/python ask.py 2>errors.txt | tee seen.txt
cmp -s seen.txt expected.txt || { echo "CHANGED: expected was"; cat expected.txt; exit 1; }
