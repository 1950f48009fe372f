"""What drives how sleepers differ, in plain sentences."""

from __future__ import annotations

from pksim.describe.words.rounding import number, percent
from pksim.study.people.sensitivity import Sensitivity
from pksim.study.sources.of_sleepers import drawn_in_words

_TITLES = {
    "peak_time_h": "time of the peak",
    "at_bedtime": "level at bedtime",
    "hours_above": "hours above {level}",
}
_ALSO_DRAWN = {"window": "time taken", "tmax_h": "tmax"}


def describe_sensitivity(result: Sensitivity) -> str:
    """Say for each metric which quantity explains most of how sleepers differ."""
    sentences = []
    for metric in dict.fromkeys(result.table["metric"]):
        rows = result.table[result.table["metric"] == metric].sort_values("total")
        quantity, share = rows["quantity"].iloc[-1], float(rows["first"].iloc[-1])
        alone = percent(min(max(share, 0.0), 1.0))
        night = "" if result.of_night is None else f" in night {result.of_night}"
        title = title_of(metric, result) + night
        sentences.append(
            f"What drives the {title} most is the {quantity_in_words(quantity)}: alone it explains {alone}."
        )
    return " ".join(sentences)


def finding_in(metric: str, result: Sensitivity) -> str:
    """Say in a few words which quantity explains most of a metric, and how much."""
    rows = result.table[result.table["metric"] == metric].sort_values("total")
    share = percent(min(max(float(rows["first"].iloc[-1]), 0.0), 1.0)).replace(" ", "\N{NO-BREAK SPACE}")
    return f"{quantity_in_words(rows['quantity'].iloc[-1], result.compound)} alone explains {share}"


def quantity_in_words(name: str, told: str = "") -> str:
    """Name what differs between people, such as ``"half-life of melatonin"``, unless it is told of which compound."""
    compound, _, quantity = name.partition(".")
    what = _ALSO_DRAWN.get(quantity) or drawn_in_words(quantity)
    return what if compound == told else f"{what} of {compound}"


def title_of(metric: str, result: Sensitivity) -> str:
    """Name a metric."""
    return _TITLES[metric].format(level=f"{number(result.level)} {result.unit}")
