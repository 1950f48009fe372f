"""Which way melatonin moves the body clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pksim.cli.chosen import chosen_study
from pksim.cli.options import OUTPUT, Bedtime, Doses, HabitualBedtime, Names, Output, StudyFile, Wake
from pksim.cli.printed import print_answer
from pksim.errors import InputError

if TYPE_CHECKING:
    from pksim.describe.files.study import Study
    from pksim.describe.schedule.trip import Trip

_NIGHTS = 3


def clock(
    study: StudyFile = None,
    schedule: Names = None,
    dose: Doses = None,
    home: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Time zone at home, such as Europe/Berlin, for a trip.")
    ] = None,
    away: Annotated[str | None, typer.Option(metavar="ZONE", help="Time zone away, such as Asia/Tokyo.")] = None,
    depart: Annotated[
        str | None, typer.Option(metavar="DATE_TIME", help="When the flight leaves, '2026-04-10 13:00' at home.")
    ] = None,
    arrive: Annotated[
        str | None, typer.Option(metavar="DATE_TIME", help="When it lands, '2026-04-11 08:00' by the clock away.")
    ] = None,
    plan: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="For a trip, what is taken once a day. [default: 3 mg]")
    ] = None,
    nights: Annotated[
        int | None, typer.Option(help="How many nights in a row, without a trip. [default: the study's, or 3]")
    ] = None,
    dlmo: Annotated[
        str | None,
        typer.Option(
            metavar="HH:MM",
            help="Onset of your own melatonin in dim light, if it was measured. [default: from bedtime]",
        ),
    ] = None,
    bedtime: Bedtime = None,
    wake: Wake = None,
    habitual_bedtime: HabitualBedtime = None,
    output: Output = OUTPUT,
) -> None:
    """Say which way melatonin moves the body clock, how far and how surely.

    For a trip, of the study or by --home, --away, --depart and --arrive, it plans one dose a day; --schedule or --dose
    asks about doses of your own instead. By two published curves, in dim light. Prints an answer in words and a table;
    writes clock.png, clock.svg and clock.csv.
    """
    from pksim.study.clock.body_clock import body_clock
    from pksim.study.clock.setting import the_one_with_melatonin

    chosen = chosen_study(study, bedtime, wake, schedule, dose, nights=nights, habitual_bedtime=habitual_bedtime)
    trip = _trip(chosen, home, away, depart, arrive)
    asked = the_one_with_melatonin(chosen.schedules) if schedule or dose or trip is None else plan
    if trip is None and plan is not None:
        msg = "--plan is what is taken on a trip; give one, with --home, --away, --depart and --arrive."
        raise InputError(msg)
    if plan is not None and (schedule or dose):
        msg = "--plan lets pksim choose when to take it, and --schedule and --dose say when; give one of them."
        raise InputError(msg)
    if trip is not None and nights is not None:
        msg = "--nights is for nights without a trip; nights_before and nights_after of a study's [trip] say how many."
        raise InputError(msg)
    count = nights or (chosen.night.nights if chosen.night.nights > 1 else _NIGHTS)
    found = body_clock(asked, trip or chosen.night, nights=count, dlmo=dlmo)

    # Only now, so that what is refused is refused before what draws is imported.
    from pksim.show.pages.clock import write_clock_answer
    from pksim.show.tables.clock import clock_table
    from pksim.show.words.clock import describe_clock, limits

    files = write_clock_answer(found, output)
    said = "\n".join(f"- {each}" for each in limits(found))
    print_answer(clock_table(found), f"{describe_clock(found)}\n\n{said}", files, output)


def _trip(study: Study, home: str | None, away: str | None, depart: str | None, arrive: str | None) -> Trip | None:
    from dataclasses import replace

    from pksim.describe.schedule.night import Night
    from pksim.describe.schedule.trip import Trip

    said = {"--home": home, "--away": away, "--depart": depart, "--arrive": arrive}
    usual = Night(study.night.bedtime, study.night.wake, habitual_bedtime=study.night.habitual_bedtime)
    if not any(said.values()):
        return None if study.trip is None else replace(study.trip, habitual_night=usual)
    if missing := [name for name, value in said.items() if not value]:
        msg = f"{missing[0]} is missing; a trip has --home, --away, --depart and --arrive."
        raise InputError(msg)
    assert home
    assert away
    assert depart
    assert arrive
    return Trip(home, away, depart, arrive, usual)
