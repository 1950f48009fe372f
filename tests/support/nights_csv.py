"""Diaries as CSV files, made night by night."""

from datetime import date, timedelta

HEADER = "night,bedtime,wake,dose,status,onset,awakenings,feeling,note"


def nights_csv(path, count, first=date(2026, 1, 1), *, doses=("melatonin 1 mg at 22:00",), without=(), logs=None):
    """Write so many nights from an evening on, each with the same doses, and a line for each night and dose.

    ``without`` are numbers of nights, from 0, that are left out; ``logs`` are the last cells of a night by its number.
    """
    lines = [HEADER]
    for i in range(count):
        if i not in without:
            bed = f"{22 + (i * 7 % 90 + 30) // 60}:{(i * 7 % 90 + 30) % 60:02d}"
            last = ",".join((logs or {}).get(i, ("", "", "", "")))
            lines += [f"{first + timedelta(days=i)},{bed},07:{i % 60:02d},{dose},,{last}" for dose in doses or ("",)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
