#!/bin/sh
# icalevents gives doses after the UNTIL of their rule.
#
# Versions:  icalevents 0.3.1, icalendar 7.3.2, Python 3.11
# Promised:  RFC 5545, 3.3.10: UNTIL bounds the recurrence rule in an inclusive manner; the last one may fall on it.
# Seen:      the zone's distance from UTC, without its sign, is added to an UNTIL in UTC that is still read as UTC. So
#            the end is late by five hours in New York, by nine in Tokyo, and doses in between are given.
# Matters:   a course of pills by the hours gets one pill or more on top, and the more so the farther from Greenwich.
#
# (The lines are in UTC; the first dose is at 8 on the wall.)
#
# Prints what was seen and ends with 0; ends with 1 when the behaviour has changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet icalevents==0.3.1 icalendar==7.3.2

cat >ask.py <<'END'
from datetime import datetime, timezone

from icalevents.icalevents import events


def told(zone):
    text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//pills//EN", "BEGIN:VEVENT", "UID:pill"]
    text += ["DTSTAMP:20260301T000000Z", f"DTSTART;TZID={zone}:20260302T080000"]
    text += ["RRULE:FREQ=HOURLY;INTERVAL=4;UNTIL=20260302T210000Z", "SUMMARY:pill", "END:VEVENT", "END:VCALENDAR", ""]
    window = {name: datetime(2026, 3, day, tzinfo=timezone.utc) for name, day in (("start", 1), ("end", 14))}
    found = events(string_content="\r\n".join(text).encode(), strict=True, sort=True, **window)
    return ", ".join(f"{event.start.astimezone(timezone.utc):%-d. %H:%M}" for event in found)


for zone in ("Africa/Abidjan", "America/New_York", "Asia/Tokyo"):
    print(f"until the 2nd, 21:00 UTC, in {zone}: {told(zone)}")
END

cat >expected.txt <<'END'
until the 2nd, 21:00 UTC, in Africa/Abidjan: 2. 08:00, 2. 12:00, 2. 16:00, 2. 20:00
until the 2nd, 21:00 UTC, in America/New_York: 2. 13:00, 2. 17:00, 2. 21:00, 3. 01:00
until the 2nd, 21:00 UTC, in Asia/Tokyo: 1. 23:00, 2. 03:00, 2. 07:00, 2. 11:00, 2. 15:00, 2. 19:00, 2. 23:00, 3. 03:00
END

venv/bin/python ask.py 2>errors.txt | tee seen.txt
cmp -s seen.txt expected.txt || { echo "CHANGED: expected was"; cat expected.txt; exit 1; }
