"""What a walk of the body clock takes for granted, each number with its source."""

from __future__ import annotations

from functools import cache

from pksim.describe.compound.library import read_shipped
from pksim.describe.compound.quantity import Time
from pksim.describe.words.records import Record, read_record


class ClockRules(Record):
    """The numbers of ``body_clock.toml`` [h].

    Attributes
    ----------
    onset_before_bed : Quantity
        How long before the habitual bedtime one's own melatonin sets in, in dim light.
    onset_sd : Quantity
        Standard deviation of that between people.
    drift : Quantity
        By how much the clock gets later in a day without a dose.
    temperature_minimum : Quantity
        How long after the onset body temperature is lowest.
    ceiling : Quantity
        By how much light alone moves the clock in a day at most.
    """

    onset_before_bed: Time
    onset_sd: Time
    drift: Time
    temperature_minimum: Time
    ceiling: Time


@cache
def clock_rules() -> ClockRules:
    """Give the rules."""
    return read_record(ClockRules, read_shipped("body_clock"), "body_clock.toml")
