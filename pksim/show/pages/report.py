"""A report on a study as one page: pictures, tables, words, claims, and whose numbers they are."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import replace
from typing import Any

from pksim.describe.compound.library import load_compounds
from pksim.describe.files.study import Study
from pksim.describe.files.study_writer import study_toml
from pksim.describe.samples.samples import Samples
from pksim.describe.schedule.schedule import Schedule
from pksim.describe.words.rounding import in_unit, number
from pksim.errors import InputError
from pksim.show.figures.bands import plot_bands
from pksim.show.figures.curves import plot_curves
from pksim.show.figures.nights import plot_nights
from pksim.show.figures.sheet import NightFigure
from pksim.show.figures.timing import plot_timing
from pksim.show.pages.cited import Citations
from pksim.show.pages.contents import picture
from pksim.show.pages.glance import at_a_glance
from pksim.show.pages.html import address, html_page, inline
from pksim.show.tables.rows import FLIP_FLOP, columns_of, population_columns, population_rows, summary_rows
from pksim.show.words.claims import IN_OUR_OWN_WORDS, verdict_in_words
from pksim.show.words.curves import describe
from pksim.show.words.oddities import describe_oddities
from pksim.show.words.people import describe_population, how_drawn
from pksim.show.words.published import how_far_off_are
from pksim.show.words.timing import describe_timing
from pksim.study.claims.check import judge_claims
from pksim.study.claims.verdict import HOLDS
from pksim.study.curves.simulate import Simulation, simulate
from pksim.study.people.population import Population, simulate_population
from pksim.study.people.progress import Progress, bar_of
from pksim.study.sources.references import references
from pksim.study.timing.best_timing import ROUNDS, TimingResult, best_timing

_BAND_STEP_MIN = 4.0
_TITLE = "What will be in the blood, when?"
_FOOTER = (
    "A model for teaching, not medical advice: one compartment, linear elimination, no effect on sleep. "
    "The mathematics is exact; the numbers are those of the sources, and people differ several-fold."
)


def report_page(study: Study, *, executor: Executor | None = None, progress: Progress = None) -> str:
    """Make the page.

    Parameters
    ----------
    study : Study
        What to report on. Bands, timing and claims are over its virtual sleepers, the same ones; for 0 there are no
        bands, the timing is the typical person's, and claims are held against sleepers of their own.
    executor, progress
        As for `pksim.simulate_population`.

    Returns
    -------
    str
        HTML that works from a disk, without network.
    """
    simulation = simulate(study)
    moved = [each for each in simulation.compounds if each in (study.move, *load_compounds())]
    sources = Citations()
    with bar_of(progress, parts=2 + ROUNDS * len(moved) + 2) as bar:
        on: dict[str, Any] = {"executor": executor, "progress": bar}
        population = _population(study, **on)
        timings = [_timed(study, compound, **on) for compound in moved]
        claims = _claims(study, sources, **on)
        with bar.part(2 + len(timings), "pictures") as advance:
            curves = _picture(plot_curves(simulation, samples=study.samples), "Concentrations against bedtime", sources)
            advance(1)
            bands = None if population is None else _bands(population, study.samples, sources)
            advance(1)
            timing = []
            for result in timings:
                timing.append(_timing(result, sources))
                advance(1)
    parts = {
        "glance": at_a_glance(simulation, population),
        "curves": curves,
        "summary": _summary(simulation),
        "words": [(name, _without(describe(simulation, name), name)) for name in simulation.schedules],
        "nights": _nights(simulation, sources) if study.night.nights > 1 else None,
        "bands": bands,
        "timing": timing or None,
        "claims": claims,
        "numbers": _numbers([simulation, population, *timings], sources),
        "sources": sources.listed(),
        "study": _study_file(simulation, study),
    }
    headings = {
        "glance": "At a glance",
        "curves": "What the doses add",
        "nights": "Night after night",
        "bands": "How people differ" + ", in the first night" * (study.night.nights > 1),
        "timing": "When a goal is reached",
        "claims": "What articles say",
        "numbers": "Whose numbers these are",
        "sources": "Sources",
    }
    return html_page(
        "report.html.j2",
        title=_TITLE,
        lead=" ".join([_lead(study), *describe_oddities(simulation), *how_far_off_are(simulation)]),
        headings={key: text for key, text in headings.items() if parts[key]},
        footer=_FOOTER,
        **parts,
    )


def _lead(study: Study) -> str:
    count, night = len(study.schedules), study.night
    many = f" in {night.nights} nights" if night.nights > 1 else ""
    return (
        f"{count} schedule{'' if count == 1 else 's'}{many}, held against a bedtime of {night.bedtime} and waking at "
        f"{night.wake}, with the kinetics of the parameter set “{study.parameters}”."
    )


def _picture(figure: NightFigure, label: str, sources: Citations) -> dict[str, str]:
    """Draw a picture, once: a phone shows it in a box that scrolls."""
    drawing = inline(picture(figure, "svg"), label)
    return {"label": label, "svg": sources.renumbered(drawing, figure.small_print)}


def _without(words: str, name: str) -> str:
    return words.removeprefix(f"{name}: ")


def _nights(simulation: Simulation, sources: Citations) -> dict[str, str]:
    return _picture(plot_nights(simulation), "Night after night", sources)


def _summary(simulation: Simulation) -> dict[str, Any]:
    flip_flop = any(regimen.is_flip_flop for regimen in simulation.regimens.values())
    return {
        "caption": "Concentrations are what the doses add; times count from bedtime",
        "columns": columns_of(simulation),
        "rows": summary_rows(simulation),
        "note": f"{FLIP_FLOP}." if flip_flop else "",
    }


def _population(study: Study, **on: Any) -> Population | None:
    """Let sleepers take the schedules, of several nights those of the first."""
    if not study.subjects:
        return None
    population = simulate_population(_of_first_night(study), step_min=_BAND_STEP_MIN, **on)
    population.metrics(**on)
    return population


def _bands(population: Population, samples: Samples | None, sources: Citations) -> dict[str, Any]:
    return {
        "picture": _picture(plot_bands(population, samples=samples), "Bands of concentrations over sleepers", sources),
        "caption": f"The middle one of {population.sleepers.count:,} virtual sleepers (nine of ten lie between)",
        "columns": population_columns(population),
        "rows": population_rows(population),
        "note": how_drawn(population),
        "words": [tuple(each.split(": ", 1)) for each in describe_population(population).split("\n\n")],
    }


def _timed(study: Study, compound: str, **on: Any) -> TimingResult:
    """Ask when to take what the study moves, by its goal; and what else the library has, to peak at bedtime."""
    goal = study.goal if compound == study.move else Study.goal
    return best_timing(_of_first_night(study), move=compound, goal=goal, **on)


def _timing(result: TimingResult, sources: Citations) -> dict[str, Any]:
    return {
        "heading": f"{result.move.capitalize()} of the schedule {result.schedule.name}: {result.goal_in_words}",
        "words": describe_timing(result),
        "picture": _picture(plot_timing(result), f"How good each time is for {result.move}", sources),
    }


def _of_first_night(study: Study) -> Study:
    """Keep of every schedule the doses of the first night in which there are any, as the one night."""
    schedules = {name: _first_night(each) for name, each in study.schedules.items()}
    return replace(study, night=replace(study.night, nights=1), schedules=schedules)


def _first_night(schedule: Schedule) -> Schedule:
    first = min(dose.night or 1 for dose in schedule.doses)
    doses = tuple(replace(dose, night=None) for dose in schedule.doses if (dose.night or 1) == first)
    return replace(schedule, doses=doses)


def _claims(study: Study, sources: Citations, **on: Any) -> dict[str, Any] | None:
    """Judge the articles' claims with the study's compounds; where these do not fit, with those of the library."""
    first, whose = _of_first_night(study), ""
    try:
        judged = judge_claims(first, **on)
    except InputError:
        whose = " and the library's compounds"
        try:
            judged = judge_claims(first, compounds=(), **on)
        except InputError:
            return None
    rows = [
        {
            **row,
            "verdict": verdict_in_words(row),
            "look": _look(row["verdict"]),
            "source": sources.numbers_of_claim(row["source"]),
        }
        for row in judged
    ]
    told = ", ".join(f"{look}: {count}" for look, count in Counter(row["look"] for row in rows).items())
    lead = (
        f"{IN_OUR_OWN_WORDS} Beside each claim stands the number that it comes down to, as the model has it with the "
        f"parameter set “{study.parameters}”{whose}, in a night from {study.night.bedtime} to {study.night.wake}. A "
        "claim holds when it is so in at least 95 % of the sleepers, and does not when in at most 5 %; between them "
        f"the share is the verdict. Of {len(rows)} rows, {told}."
    )
    return {"lead": lead, "rows": rows}


def _look(verdict: str) -> str:
    """Put every verdict between all and none under one heading."""
    return "holds in some" if verdict.startswith(f"{HOLDS} ") else verdict


_CAPITAL, _WITHIN_A_WORD = re.compile(r"[A-Z]"), re.compile(r"\b(?:[A-Z][a-z]+){2,}\b")
PROVENANCE_COLUMNS = ("of", "quantity", "value", "range", "is", "source", "note")


def _numbers(results: Iterable[Simulation | Population | TimingResult | None], sources: Citations) -> dict[str, Any]:
    """List every number that went into some results, once, for people: the study file has them to the last digit."""
    import pandas as pd

    table = pd.concat([references(each) for each in results if each is not None]).drop_duplicates()
    rows = []
    for row in table.to_dict("records"):
        value, low, high = (_rounded(row[name], row["unit"]) for name in ("value", "low", "high"))
        span = f"{low} to {high}" if low and high else ""
        whose = sources.numbers_of(row["source"])
        rows.append((row["of"], _plain(row["quantity"]), value, span, row["kind"], whose, row["note"]))
    return {"columns": PROVENANCE_COLUMNS, "rows": rows}


def _plain(quantity: str) -> str:
    """Write a goal's name in words: "PeakAt" as "peak at"."""
    return _WITHIN_A_WORD.sub(lambda name: _CAPITAL.sub(r" \g<0>", name[0]).strip().lower(), quantity)


def _rounded(value: float, unit: str) -> str:
    """Round a number for people; counts and seeds are whole, and there may be none."""
    if not math.isfinite(value):
        return ""
    if unit == "h":
        return in_unit(value, unit)
    written = f"{value:,.0f}".replace("-", "−") if value == round(value) else number(value)
    written = written.rstrip("0").rstrip(".") if "." in written and "e" not in written else written
    return written if unit == "1" else f"{written} {unit}"


def _study_file(simulation: Simulation, study: Study) -> dict[str, str] | None:
    """Give the study file, where one can say what was simulated."""
    try:
        text = study_toml(simulation.study(study), asks=True)
    except InputError:
        return None
    return {"address": address(text.encode(), "text/plain;charset=utf-8")}
