"""How the model fares against published tables, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pksim.describe.files.published import load_published
from pksim.describe.words.rounding import number
from pksim.study.curves.simulate import Simulation
from pksim.study.measured.predicted import FarOff, how_far_off

if TYPE_CHECKING:
    import pandas as pd

QUANTITY: dict[str, str] = {"cmax": "Cmax", "tmax": "tmax", "half_life": "half-life", "auc": "AUC"}
"""What published numbers are called."""


def describe_published(table: pd.DataFrame) -> str:
    """Say how the model fares against published tables.

    Parameters
    ----------
    table : pandas.DataFrame
        What `pksim.compare_with_published` gives.

    Returns
    -------
    str
        How far off it is, then a sentence per quantity, and what was left out.
    """
    said = table.attrs
    sentences = [in_one_sentence(each, said["parameters"]) for each in said["far_off"]]
    sentences += [_of_quantity(name, rows) for name, rows in table.groupby("quantity", sort=False)]
    same = table["q05"] == table["q95"]
    if same.any():
        sentences.append(
            f"{same.sum()} of {len(table)} numbers are the same in all of these sleepers, as this spread does not draw "
            "them, and are not counted."
        )
    if table["is_mean"].any():
        sentences.append(
            "A published mean is not the typical person's number: of heights, the mean over sleepers lies far above it "
            "(like_with_like)."
        )
    if left_out := said["left_out"]:
        sentences.append(f"Left out is {' and '.join(left_out)}, which has no parameter set {said['parameters']!r}.")
    return "\n\n".join(sentences)


def how_far_off_are(simulation: Simulation) -> list[str]:
    """Say how far off the kinetics of a simulation are, a sentence for each compound of which studies are known."""
    parameters = simulation.parameters
    return [
        in_one_sentence(each, parameters) for each in how_far_off(load_published(), simulation.compounds, parameters)
    ]


def in_one_sentence(off: FarOff, parameters: str) -> str:
    """Say how far off the model is: how high 1 mg peaks in published studies, and in the typical person."""
    whose = "the articles' kinetics give" if parameters == "article" else f"the parameter set {parameters} gives"
    return (
        f"Published Cmax of {off.compound} after an immediate-release dose spans {number(off.low)}–{number(off.high)} "
        f"{off.unit} per mg; {whose} {number(off.predicted)}."
    )


def _of_quantity(name: Any, rows: pd.DataFrame) -> str:
    drawn = rows[rows["q05"] < rows["q95"]]
    low, middle, high = (number(float(rows["ratio"].quantile(share))) for share in (0.0, 0.5, 1.0))
    inside = f"{drawn['inside'].sum()} of {len(drawn)} published numbers lie within nine of ten sleepers; "
    called = f"{QUANTITY[name][0].upper()}{QUANTITY[name][1:]}"
    ratios = f"the model's are {low} to {high} times the published, {middle} in the middle"
    return f"{called}: {inside if len(drawn) else ''}{ratios}."


def captions(table: pd.DataFrame) -> Iterable[str]:
    """Say whose kinetics and which sleepers a comparison is about."""
    said = table.attrs
    yield f"Parameter set {said['parameters']}, {said['subjects']:,} sleepers, spread {said['spread']}."
    unverified = int((table["kind"] == "unverified").sum())
    if unverified:
        yield f"{unverified} of {len(table)} published numbers are unverified."
