#!/bin/sh
# icalevents lets one skipped dose take all doses of its day, or those of the wrong days.
#
# Versions:  icalevents 0.3.1, icalendar 7.3.2, Python 3.11
# Promised:  RFC 5545, 3.8.5.1: EXDATE names the date-times that are left out of a recurring component.
# Seen:      the first eight digits of each EXDATE are kept and every occurrence on that date is left out, the evening's
#            with the morning's. An EXDATE in UTC takes two: the right one by its time, and the one that bears the UTC
#            date on the local clock.
# Matters:   "not this one" in a reminder for two pills a day silences both; a reminder at bedtime in America loses a
#            second day when the calendar writes its exceptions in UTC.
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


def told(*lines):
    text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//pills//EN", "BEGIN:VEVENT", "UID:pill"]
    text += ["DTSTAMP:20260301T000000Z", *lines, "SUMMARY:pill", "END:VEVENT", "END:VCALENDAR", ""]
    window = {name: datetime(2026, 3, day, tzinfo=timezone.utc) for name, day in (("start", 1), ("end", 14))}
    for event in events(string_content="\r\n".join(text).encode(), strict=True, sort=True, **window):
        print(f"  {event.start}")


print("at 8 and 20, but not on the 3rd at 8:")
told(
    "DTSTART;TZID=Europe/Berlin:20260302T080000",
    "RRULE:FREQ=DAILY;BYHOUR=8,20;COUNT=6",
    "EXDATE;TZID=Europe/Berlin:20260303T080000",
)
print("at 22 in New York from the 2nd to the 6th, but not on the 3rd, said in UTC:")
told(
    "DTSTART;TZID=America/New_York:20260302T220000",
    "RRULE:FREQ=DAILY;COUNT=5",
    "EXDATE:20260304T030000Z",
)
END

cat >expected.txt <<'END'
at 8 and 20, but not on the 3rd at 8:
  2026-03-02 08:00:00+01:00
  2026-03-02 20:00:00+01:00
  2026-03-04 08:00:00+01:00
  2026-03-04 20:00:00+01:00
at 22 in New York from the 2nd to the 6th, but not on the 3rd, said in UTC:
  2026-03-02 22:00:00-05:00
  2026-03-05 22:00:00-05:00
  2026-03-06 22:00:00-05:00
END

venv/bin/python ask.py 2>errors.txt | tee seen.txt
cmp -s seen.txt expected.txt || { echo "CHANGED: expected was"; cat expected.txt; exit 1; }
