"""Which way, how far and how surely melatonin moves the body clock, dose by dose."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from pksim.describe.files.diaries.diary import Diary
from pksim.describe.files.study import Study
from pksim.describe.schedule.dose import Dose
from pksim.describe.schedule.night import Night
from pksim.describe.schedule.schedule import Schedule
from pksim.describe.schedule.trip import Trip
from pksim.door import shown
from pksim.kinetics.arrays import Array
from pksim.study.clock.setting import setting_of
from pksim.study.clock.walk import Day, Step, walk

if TYPE_CHECKING:
    import pandas as pd

_RANGE = (0.1, 0.9)
_COLUMNS = ("night", "dose", "hours_from_dlmo", "shift_h", "low", "high", "share_earlier", "dlmo_clock")
_AS_IN_DIM_LIGHT = (
    "As in dim light: light and melatonin do not add up, and in a trial with bright mornings clocks moved half as far."
)


@dataclass(frozen=True, eq=False)
class BodyClock:
    """How far doses move the body clock, with what people differ by.

    Attributes
    ----------
    nights : Night
        The nights, of a trip told by the clock at home.
    trip : Trip or None
        The trip.
    days : tuple of Day
        The days of the walk, one a night.
    steps : tuple of Step
        What each did to some ten thousand people.
    doses : tuple of (int, Dose)
        The doses, each with the place of its day.
    start_h, target_h : float, float or None
        The onset of the one in the middle at first, and where the new bedtime would have it [h from the first bedtime].
    notes : tuple of str
        What was assumed, and what this cannot say, a sentence each.

    Examples
    --------
    Half an hour before bed, three milligrams do nothing, night after night, that can be told from zero:

    >>> import pksim as pk
    >>> before_bed = pk.Schedule.parse("mine", "melatonin 3 mg 30 min before bed")
    >>> clock = pk.body_clock(before_bed, pk.Night("23:00", "07:00"))
    >>> print(clock.to_frame()[["hours_from_dlmo", "shift_h", "low", "high", "share_earlier"]].round(2).head(1))
       hours_from_dlmo  shift_h  low  high  share_earlier
    0              1.5      0.1 -0.3   0.4           0.63
    """

    nights: Night
    trip: Trip | None
    days: tuple[Day, ...] = field(repr=False)
    steps: tuple[Step, ...] = field(repr=False)
    doses: tuple[tuple[int, Dose], ...] = field(repr=False)
    start_h: float
    target_h: float | None
    notes: tuple[str, ...] = field(repr=False)

    def to_frame(self) -> pd.DataFrame:
        """Make a table of the doses.

        Returns
        -------
        pandas.DataFrame
            A row a dose: ``night``, its number; ``dose``, what and when; ``hours_from_dlmo``, when it is taken from the
            onset of one's own melatonin in the middle of people [h]; ``shift_h``, by how much it moves the clock on
            average [h], positive ones earlier; ``low`` and ``high``, between which eight in ten people lie;
            ``share_earlier``, the share of people whom it moves earlier; ``dlmo_clock``, the onset on that day, HH:MM.

        Examples
        --------
        >>> import pksim as pk
        >>> clock = pk.body_clock(pk.Schedule.parse("early", "melatonin 3 mg at 18:00"), pk.Night("23:00", "07:00"))
        >>> clock.to_frame()[["night", "hours_from_dlmo", "dlmo_clock"]]
           night  hours_from_dlmo dlmo_clock
        0      1            -3.00      21:00
        1      2            -2.52      20:31
        2      3            -2.09      20:05
        """
        import pandas as pd

        rows = []
        for place, dose in self.doses:
            step = self.steps[place]
            low, high = np.quantile(step.shift_h, _RANGE)
            rows.append(
                {
                    "night": self.nights.numbers[place],
                    "dose": f"{dose.what} at {self.nights.clock(self.days[place].dose_h or 0.0)}",
                    "hours_from_dlmo": step.from_onset_h,
                    "shift_h": float(step.shift_h.mean()),
                    "low": float(low),
                    "high": float(high),
                    "share_earlier": float((step.shift_h > 0).mean()),
                    "dlmo_clock": self.nights.clock(float(np.median(step.onset_h))),
                }
            )
        return pd.DataFrame(rows, columns=list(_COLUMNS))

    def plot(self) -> Any:
        """Draw it day by day, a Matplotlib figure; see `pksim.show.figures.clock.plot_clock`.

        Examples
        --------
        >>> import pksim as pk
        >>> trip = pk.Trip("Europe/Berlin", "Asia/Tokyo", "2026-04-10 13:00", "2026-04-11 08:00")
        >>> print(pk.body_clock(trip).plot().alt_text)
        From Europe/Berlin to Asia/Tokyo, 7 h east. The first, melatonin 3 mg at 16:00, is 5 h before the onset ...
        """
        return shown("BodyClock.plot")(self)

    @property
    def moved_h(self) -> Array:
        """By how much all days together moved the clock, (people,) [h], positive earlier."""
        moved: Array = np.sum([step.shift_h for step in self.steps], axis=0)
        return moved


def body_clock(
    schedule: Schedule | Study | Trip | Diary | str | None,
    night: Night | Trip | Diary | None = None,
    nights: int = 3,
    dlmo: str | None = None,
) -> BodyClock:
    """Say how far doses of melatonin move the body clock, which way, and how sure that is.

    Parameters
    ----------
    schedule : Schedule or Study
        What is taken; of several compounds melatonin alone counts, and of a study its trip, or the one schedule with
        melatonin. A `Trip` or a diary in its place is the night, and
        the doses are those of the diary, or of a plan for the trip: one a day of 3 mg, or of what is said beside a
        trip, such as ``"0.5 mg"``, at the waking hour that moves the clock most.
    night : Night, Trip or Diary, optional
        In which night; by default from 23:00 to 07:00.
    nights : int, optional
        How many nights in a row, of a `Night`.
    dlmo : str, optional
        When one's own melatonin sets in, in dim light, HH:MM, if it was measured; by default two hours before the
        habitual bedtime, give or take one.

    Returns
    -------
    BodyClock

    Raises
    ------
    pksim.errors.InputError
        When the published curves do not speak of such a dose, or nobody can say when one's own melatonin sets in.

    Notes
    -----
    Each dose moves the clock by a third of the published curve of three daily doses, and the curve moves with the
    clock. Doses of 0.3 to 1 mg go by the curve of 0.5 mg, those of 2 to 5 mg by that of 3 mg. In one night after the
    other there is no stop; towards a new bedtime, of a trip or a diary, the clock stops two hours before it. On other
    days it drifts later by 0.2 h.

    Examples
    --------
    >>> import pksim as pk
    >>> clock = pk.body_clock(pk.Schedule.parse("early", "melatonin 3 mg at 18:00"), pk.Night("23:00", "07:00"))
    >>> float(clock.moved_h.mean())
    1.3
    """
    setting = setting_of(schedule, night, nights, dlmo)
    steps = walk(list(setting.days), setting.start_h, onset_sd_h=setting.sd_h, is_kept=setting.is_diary)
    doses = tuple((place, dose) for place, _, dose in setting.doses)
    notes = (*setting.notes, _AS_IN_DIM_LIGHT)
    return BodyClock(
        setting.nights, setting.trip, setting.days, tuple(steps), doses, setting.start_h, setting.target_h, notes
    )
