"""Reminders of the doses of a schedule."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pksim.cli.chosen import chosen_study
from pksim.cli.options import Bedtime, Doses, Names, Nights, StudyFile, Wake
from pksim.errors import InputError


def calendar(
    study: StudyFile = None,
    bedtime: Bedtime = None,
    wake: Wake = None,
    schedule: Names = None,
    dose: Doses = None,
    nights: Nights = None,
    tz: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Time zone of the clock, such as Europe/Berlin; must be given.")
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="The first evening. [default: today's]")
    ] = None,
    alarm: Annotated[bool, typer.Option(help="Let the calendar remind you at each dose.")] = True,
    output: Annotated[Path, typer.Option(metavar="FILE.ics", help="Where to write.")] = Path("doses.ics"),
) -> None:
    """Write the doses of one schedule as reminders, for the calendar of a phone or a computer.

    An event for each dose of each night, at the right time across changes of clocks; reading the file in again after a
    change moves the events that it has made.
    """
    from pksim.show.pages.calendar import due_doses, write_calendar
    from pksim.show.words.reminders import describe_reminders

    chosen = chosen_study(study, bedtime, wake, schedule, dose, nights=nights)
    if len(chosen.schedules) > 1:
        msg = f"--schedule: which one is to be reminded of? There are {', '.join(map(repr, chosen.schedules))}."
        raise InputError(msg)
    if tz is None:
        msg = "--tz is missing: say in which time zone your clock is, such as --tz Europe/Berlin or America/New_York."
        raise InputError(msg)
    (one,) = chosen.schedules.values()
    typer.echo(describe_reminders(due_doses(one, tz=tz, night=chosen.night, first=first), one.name, tz))
    written = write_calendar(one, output, tz=tz, night=chosen.night, first=first, alarm=alarm)
    typer.echo(f"Written to {written}. Open it on your phone, or import it into a calendar.")
