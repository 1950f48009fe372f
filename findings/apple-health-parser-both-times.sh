#!/bin/sh
# apple-health-parser cannot work on a year with both summer and winter time.
#
# Versions:  apple-health-parser 2.0.5, pandas 3.1.1, Python 3.11
# Promised:  Preprocessor.get_dataframe: "Filter the records for the given year" and "Apply the operation to the data";
#            ParsedData.dates is typed as a set of dates.
# Seen:      each time of an export bears its own distance from UTC, such as +0100 and +0200, and pandas keeps a column
#            of both as plain objects, on which the filter fails. And the dates are no dates but each record's method
#            of that name, without its call: three records on one day are told as three dates.
# Matters:   where the clocks change, every year with records from both halves stops with an AttributeError; and days
#            cannot be counted from the summary.
#
# Prints what was seen and ends with 0; ends with 1 when the behaviour has changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet apple-health-parser==2.0.5 pandas==3.1.1

cat >ask.py <<'END'
import zipfile

from apple_health_parser.utils.parser import Parser
from apple_health_parser.utils.preprocessor import Preprocessor

FLAG = "HKQuantityTypeIdentifierHeartRate"


def told(*times):
    records = [
        f'<Record type="{FLAG}" sourceName="Watch" unit="count/min" creationDate="{time}" startDate="{time}" '
        f'endDate="{time}" value="60"/>'
        for time in times
    ]
    with zipfile.ZipFile("export.zip", "w") as archive:
        text = ["<?xml version='1.0' encoding='UTF-8'?>", '<HealthData locale="en_GB">', *records, "</HealthData>"]
        archive.writestr("apple_health_export/export.xml", "\n".join(text))
    data = Parser(export_file="export.zip", output_dir="out", overwrite=True).get_flag_records(flag=FLAG)
    methods = all(map(callable, data.dates))
    print(f"  {len(data.records)} records, {len(data.dates)} dates, all dates callable: {methods}")
    try:
        days = Preprocessor(data=data, year=2026, operation="mean").get_dataframe()
    except AttributeError as error:
        print(f"  AttributeError: {error}")
    else:
        print(f"  {len(days)} days with a mean")


print("one morning in winter:")
told("2026-03-28 08:00:00 +0100", "2026-03-28 08:01:00 +0100", "2026-03-28 08:02:00 +0100")
print("a morning in winter and one in summer:")
told("2026-03-28 08:00:00 +0100", "2026-03-29 08:00:00 +0200")
END

cat >expected.txt <<'END'
one morning in winter:
  3 records, 3 dates, all dates callable: True
  1 days with a mean
a morning in winter and one in summer:
  2 records, 2 dates, all dates callable: True
  AttributeError: Can only use .dt accessor with datetimelike values
END

venv/bin/python ask.py 2>errors.txt | tee seen.txt
cmp -s seen.txt expected.txt || { echo "CHANGED: expected was"; cat expected.txt; exit 1; }
