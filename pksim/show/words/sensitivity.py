"""What drives how sleepers differ, in plain sentences."""

from __future__ import annotations

from pksim.describe.words.rounding import number, percent
from pksim.study.people.sensitivity import Sensitivity

_TITLES = {
    "peak_time_h": "time of the peak",
    "at_bedtime": "level at bedtime",
    "hours_above": "hours above {level}",
}


def describe_sensitivity(result: Sensitivity) -> str:
    """Say for each metric which quantity explains most of how sleepers differ."""
    sentences = []
    for metric in dict.fromkeys(result.table["metric"]):
        rows = result.table[result.table["metric"] == metric].sort_values("total")
        quantity, share = rows["quantity"].iloc[-1], float(rows["first"].iloc[-1])
        alone = percent(min(max(share, 0.0), 1.0))
        night = "" if result.of_night is None else f" in night {result.of_night}"
        title = title_of(metric, result) + night
        sentences.append(f"What drives the {title} most is {quantity}: alone it explains {alone}.")
    return " ".join(sentences)


def title_of(metric: str, result: Sensitivity) -> str:
    """Name a metric."""
    return _TITLES[metric].format(level=f"{number(result.level)} {result.unit}")
