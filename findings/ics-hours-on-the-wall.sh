#!/bin/sh
# ics counts the hours of a night on the wall, also where the clock is put.
#
# Versions:  ics 0.7.3, arrow 1.4.0, python-dateutil 4.0.0, tzdata 2026.6, Python 3.11
# Promised:  RFC 5545, 3.3.6: a duration's days are nominal, its hours, minutes and seconds exact.
# Seen:      eight hours from 22:00 in the night to summer time end at 6:00, seven hours later, and "duration" says
#            8:00:00; a night that is given by its two ends, 22:00 to 7:00, lasts 8 hours and is told as 9.
# Matters:   hours of sleep, and pills eight hours after the last, are an hour wrong in both nights of the year.
#
# Prints what was seen and ends with 0; ends with 1 when the behaviour has changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet ics==0.7.3 arrow==1.4.0 python-dateutil==4.0.0 tzdata==2026.6

cat >ask.py <<'END'
from ics import Calendar


def told(how, day, line):
    text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//nights//EN", "BEGIN:VEVENT", "UID:night"]
    text += ["DTSTAMP:20260101T000000Z", f"DTSTART;TZID=Europe/Berlin:{day}T220000", line]
    text += ["SUMMARY:sleep", "END:VEVENT", "END:VCALENDAR", ""]
    (night,) = Calendar("\r\n".join(text)).events
    hours = (night.end.to("utc") - night.begin.to("utc")).total_seconds() / 3600
    print(f"{how}: {night.begin} to {night.end}, {hours:g} hours, duration {night.duration}")


for day in ("20260327", "20260328", "20261024"):
    told("hours", day, "DURATION:PT8H")
for day, morning in (("20260327", "20260328"), ("20260328", "20260329"), ("20261024", "20261025")):
    told("ends", day, f"DTEND;TZID=Europe/Berlin:{morning}T070000")
END

cat >expected.txt <<'END'
hours: 2026-03-27T22:00:00+01:00 to 2026-03-28T06:00:00+01:00, 8 hours, duration 8:00:00
hours: 2026-03-28T22:00:00+01:00 to 2026-03-29T06:00:00+02:00, 7 hours, duration 8:00:00
hours: 2026-10-24T22:00:00+02:00 to 2026-10-25T06:00:00+01:00, 9 hours, duration 8:00:00
ends: 2026-03-27T22:00:00+01:00 to 2026-03-28T07:00:00+01:00, 9 hours, duration 9:00:00
ends: 2026-03-28T22:00:00+01:00 to 2026-03-29T07:00:00+02:00, 8 hours, duration 9:00:00
ends: 2026-10-24T22:00:00+02:00 to 2026-10-25T07:00:00+01:00, 10 hours, duration 9:00:00
END

venv/bin/python ask.py 2>errors.txt | tee seen.txt
cmp -s seen.txt expected.txt || { echo "CHANGED: expected was"; cat expected.txt; exit 1; }
