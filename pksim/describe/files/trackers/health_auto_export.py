"""Read the medications that Health Auto Export writes: one line a reminder, taken or not."""

from __future__ import annotations

import csv
import io
from datetime import datetime

from pksim.arguments import quoted
from pksim.describe.files.trackers.export import Export, Format, Hints, Intake, Source, Status
from pksim.describe.files.trackers.opening import beginning_of, text_of
from pksim.describe.words.units import read_number
from pksim.errors import InputError, did_you_mean

_COLUMNS = ("Date", "Scheduled Date", "Medication", "Dosage", "Scheduled Dosage", "Unit", "Status")
_KEY = ("Scheduled Date", "Medication", "Status")
_STATUSES: dict[str, Status] = {
    "Taken": "taken",
    "Skipped": "skipped",
    "Snoozed": "planned",
    "Notification Not Sent": "planned",
    "Not Interacted": "unanswered",
    "Not Logged": "unanswered",
    "Unspecified": "unanswered",
}


def _recognise(source: Source) -> str:
    """Say whether its first line names the columns of the app."""
    first = [cell.strip(' "') for cell in beginning_of(source).partition("\n")[0].strip().split(",")]
    return f"columns {', '.join(_KEY)}" if set(_KEY) <= set(first) else ""


def _read(source: Source, hints: Hints) -> Export:
    """Read the lines; only what was taken is a dose, at the time at which it was logged."""
    del hints
    lines = csv.DictReader(io.StringIO(text_of(source), newline=""))
    try:
        rows = [(lines.line_num, row) for row in lines]
    except csv.Error as error:
        msg = f"{source.name}, line {lines.line_num + 1}: this is no CSV: {error}."
        raise InputError(msg) from None
    if missing := [each for each in _COLUMNS if each not in (lines.fieldnames or ())]:
        msg = f"{source.name}: the column {missing[0]!r} is missing; this is another version, or another language."
        raise InputError(msg)
    intakes: list[Intake] = []
    wrong: list[str] = []
    seen: set[tuple[str, ...]] = set()
    for line, row in rows:
        if None in row or None in row.values():
            wrong.append(f"{source.name}, line {line}: it has more or fewer cells than the first line.")
            continue
        if (key := tuple(row.values())) in seen:
            continue
        seen.add(key)
        try:
            intakes.append(_intake(row, f"line {line}"))
        except InputError as error:
            wrong.append(f"{source.name}, line {line}: {error}")
    if wrong:
        raise InputError("\n".join(wrong))
    if not rows:
        msg = f"{source.name}: there is nothing below the names of its columns; export again, or another period."
        raise InputError(msg)
    twice = len(rows) - len(seen)
    notes = [f"Lines that are there twice, which count once: {twice}."] if twice else []
    return Export(intakes=tuple(intakes), notes=tuple(notes))


def _intake(row: dict[str, str], record: str) -> Intake:
    said = row["Status"].strip()
    if said not in _STATUSES:
        msg = f"Status is {quoted(said)}; {did_you_mean(said, _STATUSES)}"
        raise InputError(msg)
    status = _STATUSES[said]
    is_taken = status == "taken"
    when = "Date" if is_taken or not row["Scheduled Date"].strip() else "Scheduled Date"
    dosage = "Dosage" if is_taken else "Scheduled Dosage"
    amount = row[dosage].strip()
    if not row["Medication"].strip():
        msg = "Medication is empty; write in the file what it was."
        raise InputError(msg)
    return Intake(
        row["Medication"].strip(),
        _moment(row, when),
        status,
        record,
        read_number(amount, dosage) if amount else None,
        row["Unit"].strip(),
        row.get("Nickname", "").strip(),
    )


def _moment(row: dict[str, str], key: str) -> datetime:
    try:
        return datetime.strptime(row[key].strip(), "%Y-%m-%d %H:%M:%S %z")
    except ValueError:
        msg = f"{key} is {quoted(row[key])}; it must be a time with its offset, such as 2026-03-27 21:42:10 +0100."
        raise InputError(msg) from None


FORMAT = Format(
    "Health Auto Export", "Medications as CSV; asks how much is in a tablet where no name says it", _recognise, _read
)
