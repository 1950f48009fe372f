"""Which files each kind of result is written as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.library import with_own
from pksim.describe.files.study import Study
from pksim.describe.files.study_writer import compound_toml, study_toml
from pksim.describe.words.records import as_path
from pksim.errors import InputError
from pksim.show.pages.all_or_none import write_files
from pksim.show.pages.contents import picture, pictures, table
from pksim.study.curves.frames import by_column
from pksim.study.curves.metrics import metric_rows
from pksim.study.curves.nightly import nightly_metrics
from pksim.study.curves.simulate import Simulation, curve_columns
from pksim.study.sources.references import reference_columns

if TYPE_CHECKING:
    from pksim.describe.files.diaries.diary import Diary
    from pksim.describe.samples.samples import Samples
    from pksim.study.claims.check import Judged
    from pksim.study.people.population import Population
    from pksim.study.timing.best_timing import TimingResult


STUDY = "study.toml"


def write_simulation(
    simulation: Simulation,
    folder: str | Path,
    *,
    study: Study | None = None,
    keep: Path | None = None,
    night: int | None = None,
) -> list[Path]:
    """Write curves and metrics as pictures and tables.

    Parameters
    ----------
    simulation : Simulation
        The curves.
    folder : str or Path
        Where to; made if it is not there.
    study : Study, optional
        The study it comes from, whose sleepers and timing are then in ``study.toml``, too.
    keep : Path, optional
        A file that must stay as it is, such as the study that was read.
    night : int, optional
        Of several nights, the one that metrics and words describe; by default the first in which some of the compound
        is taken.

    Returns
    -------
    list of Path
        ``curves.png``, ``curves.svg``, ``doses.png``, ``curves.csv``, ``metrics.csv``, ``sources.csv`` (every number
        used and whose it is) and ``study.toml`` (the same as a study file; left out of a diary, and of anything else
        that a study file cannot say, see `pksim.describe.files.study_writer.study_toml`); of several nights also
        ``nights.png`` and ``nights.csv``, and of a study with samples ``residuals.png`` and ``residuals.csv``.

    Raises
    ------
    pksim.errors.InputError
        When the folder cannot be written.
    """
    from pksim.show.figures.curves import plot_curves
    from pksim.show.figures.doses import plot_doses

    samples = None if study is None else study.samples
    curves, doses = plot_curves(simulation, samples=samples, night=night), plot_doses(simulation)
    measured, nights = {} if samples is None else _measured(simulation, samples), {}
    if simulation.night.nights > 1:
        from pksim.show.figures.nights import plot_nights

        strips, by_night = plot_nights(simulation, night=night), nightly_metrics(simulation)
        nights = {"nights.png": picture(strips, "png"), "nights.csv": table(by_night.reset_index())}
    return write_files(
        {
            **pictures(curves, "curves"),
            "doses.png": picture(doses, "png"),
            "curves.csv": table(curve_columns(simulation)),
            "metrics.csv": table(_by_curve(metric_rows(simulation, night=night))),
            "sources.csv": table(reference_columns(simulation)),
            **_resolved(simulation, study, Path(folder), keep),
            **measured,
            **nights,
        },
        folder,
    )


def _by_curve(rows: Mapping[tuple[str, str], Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Turn rows into columns, schedule and compound before the others."""
    return by_column(
        [{"schedule": schedule, "compound": compound, **row} for (schedule, compound), row in rows.items()]
    )


def _measured(simulation: Simulation, samples: Samples) -> dict[str, bytes]:
    """Make a picture and a table of what was measured minus the curves."""
    from pksim.show.figures.measured import plot_residuals

    return {
        "residuals.png": picture(plot_residuals(simulation, samples), "png"),
        "residuals.csv": table(simulation.residuals(samples)),
    }


def _resolved(simulation: Simulation, study: Study | None, folder: Path, keep: Path | None) -> dict[str, bytes]:
    """Make the study file, where one can say what was simulated and it is not the one that was read."""
    if keep is not None and keep.resolve() == (folder / STUDY).resolve():
        return {}
    try:
        return {STUDY: study_toml(simulation.study(study), asks=study is not None).encode()}
    except InputError:
        return {}


def write_study(study: Study, path: str | Path) -> Path:
    """Write a study as a file, which `pksim.load_study` and the command read.

    Parameters
    ----------
    study : Study
        The study.
    path : str or Path
        The file, such as ``"mine.toml"``; one that is there is replaced.

    Returns
    -------
    Path
        The file. Every compound that is taken is in it with all its numbers, so that it gives the same results to the
        last bit, whatever becomes of the library.

    Raises
    ------
    pksim.errors.InputError
        When no study file can say it, or the file cannot be written.
    """
    from pksim.study.timing.goal_text import goal_of
    from pksim.study.timing.goals import Telling, check_goal, told

    known, file = with_own(study.compounds), as_path(path)
    taken = {name: known[name] for schedule in study.schedules.values() for name in schedule.compounds}
    goal = study.goal
    if not isinstance(goal, str):
        units = {name: compound.display_unit for name, compound in known.items()}
        goal = told(check_goal(goal), Telling(study.night, study.move, units))
        if goal_of(goal, study, study.move) != study.goal:
            msg = f"the goal cannot be written exactly: in words it is {goal!r}. Give it in words."
            raise InputError(msg)
    whole = replace(study, compounds={**taken, **study.compounds}, goal=goal)
    (written,) = write_files({file.name: study_toml(whole, asks=True).encode()}, file.parent)
    return written


def write_diary(diary: Diary, path: str | Path) -> Path:
    """Write a diary as a CSV file that `pksim.load_diary` reads, such as ``"mine.csv"``; one there is replaced."""
    from pksim.describe.files.diaries.diary_csv import diary_csv

    file = as_path(path)
    (written,) = write_files({file.name: diary_csv(diary).encode()}, file.parent)
    return written


def write_compound(compound: Compound, path: str | Path) -> Path:
    """Write a compound as a file, such as ``"mine.toml"``; one that is there is replaced."""
    file = as_path(path)
    (written,) = write_files({file.name: compound_toml(compound).encode()}, file.parent)
    return written


def write_population(
    population: Population, folder: str | Path, *, night: int | None = None, samples: Samples | None = None
) -> list[Path]:
    """Write bands and their metrics as pictures and tables.

    Parameters
    ----------
    population : Population
        The sleepers.
    folder : str or Path
        Where to; made if it is not there.
    night : int, optional
        As for `write_simulation`.
    samples : Samples, optional
        What was measured, to be drawn over the bands.

    Returns
    -------
    list of Path
        ``bands.png``, ``bands.svg``, ``bands.csv``, ``bands-metrics.csv`` and ``sleepers.csv``.

    Raises
    ------
    pksim.errors.InputError
        When the folder cannot be written.
    """
    from pksim.show.figures.bands import plot_bands
    from pksim.study.people.population import band_columns, drawn_columns, metrics_of_people

    bands = plot_bands(population, samples=samples, night=night)
    described = {
        curve: {".".join(filter(None, names)): value for names, value in row.items()}
        for curve, row in metrics_of_people(population, night=night).items()
    }
    return write_files(
        {
            **pictures(bands, "bands"),
            "bands.csv": table(band_columns(population)),
            "bands-metrics.csv": table(_by_curve(described)),
            "sleepers.csv": table({"sleeper": range(population.sleepers.count), **drawn_columns(population)}),
        },
        folder,
    )


def write_timing(result: TimingResult, folder: str | Path) -> list[Path]:
    """Write how good each time is as pictures and a table.

    Parameters
    ----------
    result : TimingResult
        The answer.
    folder : str or Path
        Where to; made if it is not there.

    Returns
    -------
    list of Path
        ``timing.png``, ``timing.svg`` and ``timing.csv``.

    Raises
    ------
    pksim.errors.InputError
        When the folder cannot be written.
    """
    from pksim.show.figures.timing import plot_timing
    from pksim.study.timing.best_timing import candidate_columns

    figure = plot_timing(result)
    return write_files({**pictures(figure, "timing"), "timing.csv": table(candidate_columns(result))}, folder)


def write_claims(judged: Sequence[Judged], folder: str | Path) -> list[Path]:
    """Write how claims fare as a table.

    Parameters
    ----------
    judged : sequence of mapping
        What `pksim.study.claims.check.judge_claims` gives.
    folder : str or Path
        Where to; made if it is not there.

    Returns
    -------
    list of Path
        ``claims.csv``.

    Raises
    ------
    pksim.errors.InputError
        When the folder cannot be written.
    """
    return write_files({"claims.csv": table(by_column(judged))}, folder)
