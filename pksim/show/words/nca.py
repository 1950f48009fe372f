"""What samples show without a model, in plain sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

SUMMED = {
    "Geometric mean [geometric CV %]": ("cmax", "auc_last", "auc_inf", "auc_until", "clearance_f", "volume_f"),
    "Median [range]": ("tmax_h", "ended_h"),
    "Mean [s.d.]": ("half_life_h", "mrt_h"),
}
_NAMES = {
    "cmax": "Cmax",
    "auc_last": "AUC to last",
    "auc_inf": "AUC to infinity",
    "auc_until": "AUC in the window",
    "clearance_f": "CL/F",
    "volume_f": "Vz/F",
    "tmax_h": "tmax",
    "ended_h": "end of the window's samples",
    "half_life_h": "half-life",
    "mrt_h": "MRT",
}
_MOST_NAMED = 6


def describe_nca(table: pd.DataFrame) -> str:
    """Say what a reader of an NCA should know, each note once with its subjects.

    Parameters
    ----------
    table : pandas.DataFrame
        What `pksim.nca` gives.

    Returns
    -------
    str
        A paragraph a note; nothing where there is none.
    """
    of_note: dict[str, list[str]] = {}
    for subject, notes in table["notes"].items():
        for note in filter(None, str(notes).split("; ")):
            of_note.setdefault(note, []).append(str(subject))
    return "\n".join(f"{_whose(subjects, len(table))}: {note}." for note, subjects in of_note.items())


def describe_summary(summary: pd.DataFrame) -> str:
    """Say what the subjects of an NCA have in common, as the field prints it.

    Parameters
    ----------
    summary : pandas.DataFrame
        What `pksim.nca_summary` gives.

    Returns
    -------
    str
        A sentence for each way of saying it; nothing for a single subject.
    """
    if summary["n"].max() < 2:
        return ""
    units, printed, told = summary.attrs["units"], summary["printed"].to_dict(), []
    for how, names in SUMMED.items():
        listed = [f"{_NAMES[name]} {printed[name]} {units[name]}" for name in names if printed.get(name)]
        told += [f"{how}: {'; '.join(listed)}."] if listed else []
    return f"{summary['n'].max()} subjects together. {' '.join(told)}"


def _whose(subjects: list[str], count: int) -> str:
    if len(subjects) == count:
        return "All subjects" if count > 1 else f"Subject {subjects[0]}"
    more = f" and {len(subjects) - _MOST_NAMED} more" if len(subjects) > _MOST_NAMED else ""
    return f"Subject{'' if len(subjects) == 1 else 's'} {', '.join(subjects[:_MOST_NAMED])}{more}"
