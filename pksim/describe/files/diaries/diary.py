"""A diary: what was taken in real nights, with their own bedtimes, in a time zone whose clocks may change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pksim.describe.schedule.real_nights import Log, RealNights
from pksim.describe.schedule.schedule import Schedule
from pksim.door import shown
from pksim.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from pksim.describe.files.trackers.export import LoggedDose


@dataclass(frozen=True)
class Diary:
    """What was taken in real nights.

    Attributes
    ----------
    schedule : Schedule or None
        The doses that were taken, on the axis of the nights; None where there are none.
    nights : RealNights or None
        The nights; None where the files hold doses alone.
    doses : tuple of LoggedDose
        Every dose that was logged, with its status, and ``night``, the evening to which it belongs.
    format : str
        What the files were recognised as, such as ``"Fitbit"``; of several, each once.
    notes : list of str
        By what each file was recognised, and what was counted, left out or assumed, a sentence each.

    Examples
    --------
    In the sixth night clocks went back, so that from 00:15 to 08:00 one hour more has passed:

    >>> import pksim as pk
    >>> diary = pk.load_diary("configs/diary.csv", tz="Europe/Berlin")
    >>> bedtime_h, wake_h = diary.nights.sleeps_h[5]
    >>> wake_h - bedtime_h
    8.75
    """

    schedule: Schedule | None
    nights: RealNights | None
    doses: tuple[LoggedDose, ...] = field(repr=False)
    format: str
    notes: list[str] = field(repr=False)

    def to_frame(self) -> pd.DataFrame:
        """Make a table of the nights.

        Returns
        -------
        pandas.DataFrame
            A row a night: ``night``, the date of the evening; ``bed_utc`` and ``wake_utc``, missing where no zone is
            known; ``bed`` and ``wake``, what the clock showed; ``habitual_bedtime``, HH:MM, to which the body clock was
            used by the waking times of up to 7 nights before; ``onset``, when one fell asleep, ``awakenings``,
            ``feeling`` and ``note`` as they were logged.

        Examples
        --------
        >>> import pksim as pk
        >>> pk.load_diary("configs/diary.csv", tz="Europe/Berlin").to_frame()[["night", "bed_utc", "wake"]].head(2)
               night                   bed_utc      wake
        0 2026-10-19 2026-10-19 20:45:00+00:00  06:30:00
        1 2026-10-20 2026-10-20 21:10:00+00:00  06:30:00
        """
        import pandas as pd

        nights = self.nights
        dates, beds, wakes = ((), (), ()) if nights is None else (nights.dates, nights.bedtimes, nights.wakes)
        logs = () if nights is None else nights.logs or (Log(),) * len(dates)
        return pd.DataFrame(
            {
                "night": pd.DatetimeIndex(dates),
                "bed_utc": _in_utc(beds),
                "wake_utc": _in_utc(wakes),
                "bed": [self._clock(each) for each in beds],
                "wake": [self._clock(each) for each in wakes],
                "habitual_bedtime": [] if nights is None else list(nights.habitual_bedtimes),
                "onset": ["" if log.onset is None else self._clock(log.onset) for log in logs],
                "awakenings": pd.array([log.awakenings for log in logs], dtype="Int64"),
                "feeling": [log.feeling for log in logs],
                "note": [log.note for log in logs],
            }
        )

    def doses_frame(self) -> pd.DataFrame:
        """Make a table of the doses.

        Returns
        -------
        pandas.DataFrame
            A row a dose: ``night``, the evening to which it belongs; ``compound``, of a salt with its form;
            ``amount_mg``, missing where it was not taken and nobody knows how much it would have been; ``time_utc``,
            when it was taken or was due, missing where no zone is known; ``status``, one of taken, planned, skipped and
            unanswered; ``what``, in words; ``clock``, what the clock showed.

        Examples
        --------
        >>> import pksim as pk
        >>> doses = pk.load_diary("configs/diary.csv", tz="Europe/Berlin").doses_frame()
        >>> doses[["compound", "amount_mg", "time_utc", "status"]].head(2)
                      compound  amount_mg                  time_utc status
        0            melatonin        1.0 2026-10-19 19:45:00+00:00  taken
        1  magnesium glycinate      300.0 2026-10-19 19:15:00+00:00  taken
        """
        import pandas as pd

        from pksim.describe.files.diaries.medicines import named

        doses = self.doses
        return pd.DataFrame(
            {
                "night": pd.DatetimeIndex([each.night for each in doses]),
                "compound": [each.what if each.dose is None else named(each.dose) for each in doses],
                "amount_mg": [float("nan") if each.dose is None else each.dose.amount_mg for each in doses],
                "time_utc": _in_utc(each.at for each in doses),
                "status": [each.status for each in doses],
                "what": [each.what if each.dose is None else each.dose.what for each in doses],
                "clock": [self._clock(each.at) for each in doses],
            }
        )

    def to_simulate(self) -> tuple[RealNights, Schedule]:
        """Give the nights and the doses, or say which of them are missing.

        Raises
        ------
        pksim.errors.InputError
            When there are no nights, or nothing was taken in them.

        Examples
        --------
        >>> import pksim as pk
        >>> nights, schedule = pk.load_diary("configs/diary.csv", tz="Europe/Berlin").to_simulate()
        >>> nights.nights, len(schedule.doses)
        (7, 11)
        """
        if self.nights is None:
            msg = f"the diary ({self.format}) has doses and no nights; read a file with sleep together with it."
            raise InputError(msg)
        if self.schedule is None:
            msg = (
                f"the diary ({self.format}) has nights and nothing that was taken in them; read a file with doses "
                "together with it, or say what was taken every night, with doses='melatonin 1 mg 60 min before bed' "
                "(in the command --dose)."
            )
            raise InputError(msg)
        return self.nights, self.schedule

    def plot(self, simulation: object = None) -> Any:
        """Draw the nights as a calendar, a Matplotlib figure; see `pksim.show.figures.diary.plot_diary`.

        Examples
        --------
        >>> import pksim as pk
        >>> print(pk.load_diary("configs/diary.csv", tz="Europe/Berlin").plot().alt_text)
        7 nights, Mon 19 Oct to Sun 25 Oct 2026. In bed 7 h 40 min in the middle, from 7 h 20 min to 8 h 45 min. ...
        """
        return shown("Diary.plot")(self, simulation)

    def save(self, path: str | Path) -> Path:
        """Write it as a CSV file that `load_diary` reads; see `pksim.show.pages.files.write_diary`.

        Examples
        --------
        >>> import pksim as pk
        >>> diary = pk.load_diary("configs/diary.csv", tz="Europe/Berlin")
        >>> again = pk.load_diary(diary.save("mine.csv"))
        >>> again.schedule.doses == diary.schedule.doses
        True
        """
        written: Path = shown("Diary.save")(self, path)
        return written

    def _clock(self, instant: datetime) -> str:
        local = instant if self.nights is None else self.nights.local(instant)
        return f"{local:%H:%M:%S}"


def _in_utc(instants: Iterable[datetime]) -> pd.DatetimeIndex:
    import pandas as pd

    return pd.DatetimeIndex([pd.NaT if each.tzinfo is None else each.astimezone(UTC) for each in instants], tz="UTC")
