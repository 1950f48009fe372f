"""Write what was simulated as an event table, which NONMEM, mrgsolve and rxode2 read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from pksim.arguments import one_of, quoted
from pksim.describe.schedule.night import MOST_POINTS, far_hours
from pksim.describe.words.records import as_path
from pksim.errors import InputError
from pksim.kinetics.arrays import Array
from pksim.kinetics.inputs import Input
from pksim.show.pages.all_or_none import write_files
from pksim.study.curves.regimen import Regimen
from pksim.study.curves.simulate import Simulation
from pksim.study.people.blocks import tasks_of
from pksim.study.people.population import Population

_LABELS = "ID,TIME,AMT,CMT,EVID,MDV,DV,KA0,KE0,V0,F0"


def write_events(
    result: Simulation | Population,
    path: str | Path,
    *,
    compound: str | None = None,
    times_h: ArrayLike | None = None,
) -> Path:
    """Write doses and concentrations of one compound as an event table.

    Parameters
    ----------
    result : Simulation or Population
        What was simulated.
    path : str or Path
        The file, such as ``"case.csv"``; one that is there is replaced.
    compound : str, optional
        Of what; it can be left out when only one is taken.
    times_h : array (times,), optional
        When to give concentrations [h from bedtime]; by default on the grid of a simulation, and at the whole hours
        of a population.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    pksim.errors.InputError
        When the compound is not taken, the file cannot be written, or a tablet releases its content slowly or in
        parts, which such a table cannot say.

    Notes
    -----
    TIME counts from bedtime [h], and is negative before it, which NONMEM takes from 7.4 on. Doses have EVID 1, CMT 1
    and AMT in mg, of the element for a salt. DV is what the doses add, in the compound's display unit. Subjects are
    the schedules in their order, or the sleepers of the first schedule, then those of the next. What a model needs
    stands in the last columns: ka [1/h], ke [1/h], V [L], and the fraction absorbed of the last dose.

    Examples
    --------
    >>> import pksim as pk
    >>> sim = pk.simulate(pk.load_schedules()["mechanism"])
    >>> path = pk.write_events(sim, "case.csv", compound="melatonin", times_h=[-0.25, 2])
    >>> events = pk.read_events(path, compound="melatonin", amount_unit="mg", conc_unit="pg/mL")
    >>> events.doses[["time_h", "amount_mg"]].to_numpy().tolist()
    [[-1.0, 1.0]]
    >>> events.samples.to_frame()
      subject  time_h    conc  below_limit
    0       1   -0.25  878.93        False
    1       1    2.00  178.39        False
    """
    if not isinstance(result, (Simulation, Population)):
        msg = f"write_events: the result is {quoted(result)}; it must be a Simulation or a Population."
        raise InputError(msg)
    simulation = result if isinstance(result, Simulation) else result.typical
    name = _chosen(simulation, compound)
    count = 1 if isinstance(result, Simulation) else result.sleepers.count
    times = np.sort(_default_times(result) if times_h is None else far_hours(times_h))
    if not times.size:
        msg = "write_events: times_h is empty; give at least one time."
        raise InputError(msg)
    taken = {schedule: regimen for schedule, regimen in _regimens(result).items() if schedule[1] == name}
    if len(times) * count * len(taken) > MOST_POINTS:
        msg = f"write_events: {len(times) * count * len(taken):,} lines are asked for; {MOST_POINTS:,} are the most."
        raise InputError(msg)
    _check(taken)
    lines = [_LABELS]
    for number, regimen in enumerate(taken.values()):
        lines += _subjects(regimen, times, count, 1 + number * count)
    file = as_path(path)
    (written,) = write_files({file.name: "\n".join([*lines, ""]).encode()}, file.parent)
    return written


def _chosen(simulation: Simulation, compound: str | None) -> str:
    taken = list(simulation.compounds)
    if compound is None and len(taken) == 1:
        return taken[0]
    return one_of(compound, "compound", taken)


def _default_times(result: Simulation | Population) -> Array:
    if isinstance(result, Simulation):
        return result.times_h
    first, last = result.typical.times_h[[0, -1]]
    return np.arange(np.ceil(first), np.floor(last) + 1)


def _regimens(result: Simulation | Population) -> dict[tuple[str, str], Regimen]:
    if isinstance(result, Simulation):
        return dict(result.regimens)
    return {curve: task.regimen() for curve, task in tasks_of(result.typical, result.sleepers).items()}


def _check(taken: dict[tuple[str, str], Regimen]) -> None:
    """Refuse tablets that release slowly or in parts."""
    slow = [
        f"schedule {schedule!r}, dose {str(dose)!r}: an event table cannot say how a tablet releases its content; "
        "leave this schedule out."
        for (schedule, _), regimen in taken.items()
        for dose, inputs in zip(regimen.doses, regimen.inputs_by_dose, strict=True)
        if len(inputs) > 1 or inputs[0].ka_per_h is not None or np.any(inputs[0].duration_h) or np.any(inputs[0].lag_h)
    ]
    if slow:
        raise InputError("\n".join(slow))


def _subjects(regimen: Regimen, times: Array, count: int, first: int) -> Iterator[str]:
    """Give the lines of all who take a schedule, each in the order of time, a dose before a sample."""
    levels = regimen.concentration(times) * regimen.compound.display_factor
    levels = np.broadcast_to(levels.reshape(len(times), -1), (len(times), count))
    model = regimen.model
    kinetics = _each(count, model.ka_per_h, model.ke_per_h, model.volume_l)
    doses = [_each(count, each.time_h, each.amount_mg, _absorbed(each, regimen)) for each in regimen.inputs]
    for i in range(count):
        taken = sorted((dose[i] for dose in doses), key=lambda dose: dose[0])
        rows = [(time, 0, f"{amount!r},1,1,1,.") for time, amount, _ in taken]
        rows += [
            (time, 1, f".,2,0,0,{level!r}") for time, level in zip(times.tolist(), levels[:, i].tolist(), strict=True)
        ]
        share, left = taken[0][2], iter(taken)
        for time, kind, text in sorted(rows, key=lambda row: row[:2]):
            share = next(left)[2] if kind == 0 else share
            ka, ke, volume = kinetics[i]
            yield f"{first + i},{time!r},{text},{ka!r},{ke!r},{volume!r},{share!r}"


def _absorbed(dose: Input, regimen: Regimen) -> ArrayLike:
    return regimen.model.bioavailability if dose.bioavailability is None else dose.bioavailability


def _each(count: int, *numbers: ArrayLike) -> list[list[float]]:
    """Give some numbers for each subject, where some are the same for all."""
    listed: list[list[float]] = np.column_stack([np.broadcast_to(each, count) for each in numbers]).tolist()
    return listed
