"""What is known before a few samples of an evening: the literature's kinetics, one's own level, the ratio of saliva."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.library import read_shipped, with_own
from pksim.describe.compound.own_levels import Endogenous
from pksim.describe.compound.quantity import Fraction, Quantity, Time
from pksim.describe.samples.samples import Samples
from pksim.describe.schedule.night import Night
from pksim.describe.words.records import Record, read_record
from pksim.describe.words.rounding import percent
from pksim.describe.words.units import read_clock
from pksim.errors import InputError, did_you_mean
from pksim.kinetics.arrays import Array
from pksim.kinetics.one_compartment import OneCompartment
from pksim.study.curves.own_level import own_level, preset_of
from pksim.study.fits.curve import CL, HEIGHT, KA, KE, PARAMETERS, PHASE, RATIO, SIGMA, OwnLevel
from pksim.study.fits.problem import QUANTITIES, TMAX, VOLUME, Soft

_Z = 1.959963984540054
_DAY_H = 24.0
_AS_GOOD_AS_KNOWN = 0.05
_TIMES = (0.5, 1.0, 2.0)
"""Of what is known before, where to start."""


class Priors(Record):
    """The numbers of ``priors.toml``.

    Attributes
    ----------
    saliva : mapping of str to Quantity
        Concentration in saliva, of that in plasma, by compound.
    peak_time : mapping of str to Quantity
        Standard deviation of the time of one's own peak [h].
    noise : mapping of str to Quantity
        Relative standard deviation of a sample.
    """

    saliva: Mapping[str, Fraction]
    peak_time: Mapping[str, Time]
    noise: Mapping[str, Fraction]


@dataclass(frozen=True, eq=False)
class Prior:
    """What is known before.

    Attributes
    ----------
    centre, precision : array (10,)
        Of each quantity its mean, and one over its variance; logarithms of all but the time of the peak.
    free : tuple of int
        Places of the parameters that it adds.
    own : OwnLevel or None
        The body's own.
    notes : tuple of str
        What was taken from where, in words.
    """

    centre: Array
    precision: Array
    free: tuple[int, ...]
    own: OwnLevel | None
    notes: tuple[str, ...]

    def soft(self, fits: int) -> Soft:
        """Give the same for several fits."""
        return Soft(np.tile(self.centre, (fits, 1)), np.tile(self.precision, (fits, 1)))

    def starts(self) -> Array:
        """List where to start, (starts, 8)."""
        tmax, ke, volume = (math.exp(self.centre[place]) for place in (TMAX, KE, VOLUME))
        found = []
        for later in _TIMES:
            for longer in _TIMES:
                for larger in _TIMES:
                    model = OneCompartment.from_tmax(tmax * later, math.log(2) / ke * longer, volume * larger**2)
                    start = self.centre[:PARAMETERS].copy()
                    start[[KA, KE]] = [np.log(model.ka_per_h), np.log(model.ke_per_h)]
                    start[CL] = math.log(float(model.clearance_l_per_h))
                    found.append(start)
        return np.array(found)


def prior_of(name: str, samples: Samples, night: Night, compounds: Mapping[str, Compound]) -> Prior:
    """Read what is known before, from a parameter set of the samples' compound.

    Parameters
    ----------
    name : str
        Such as ``"literature"``.
    samples : Samples
        What was measured, of which compound, in what.
    night : Night
        Whose bedtime the body clock follows.
    compounds : mapping of str to Compound
        Compounds of one's own.

    Returns
    -------
    Prior

    Raises
    ------
    pksim.errors.InputError
        When nothing is known of the compound, of it in saliva, or of the clock at time zero where it is needed.
    """
    known = with_own(compounds)
    if samples.compound not in known:
        msg = f"prior={name!r}: of which compound are the samples? {did_you_mean(str(samples.compound), known)}"
        raise InputError(msg)
    compound, shipped = known[samples.compound], read_record(Priors, read_shipped("priors"), "priors.toml")
    noise = shipped.noise["all"]
    told = {SIGMA: _normal(noise), **_of_kinetics(name, compound)}
    notes = [
        f"Known before: the kinetics of the set {name}, and that samples scatter by {percent(noise.value)} (assumed)."
    ]
    if samples.matrix == "saliva":
        told[RATIO] = _of_saliva(compound, shipped)
        factor = math.exp(_Z * math.sqrt(told[RATIO][1]))
        notes.append(
            f"In saliva is {math.exp(told[RATIO][0]):.2g} of what is in plasma, uncertain by a factor of {factor:.2g}; "
            "V/F and CL/F hang on it."
        )
    preset, level = preset_of(compound, Endogenous()), own_level(compound, Endogenous(), night)
    own = None
    if level is not None and preset is not None and preset.amplitude is not None:
        (low, high), peak = preset.amplitude.ends, float(level.peaks_h[0])
        told[HEIGHT] = (math.log(level.amplitude), (math.log(high / low) / (2 * _Z)) ** 2)
        told[PHASE] = (peak + _bedtime_h(samples, night), shipped.peak_time["all"].value ** 2)
        own = OwnLevel(level.baseline, level.width_h)
        notes.append(
            f"One's own {compound.name} is part of the curve: a peak of {low:g} to {high:g} {compound.display_unit} "
            f"about {peak:g} h after a bedtime of {night.usual_bedtime}."
        )
    centre, precision = np.zeros(QUANTITIES), np.zeros(QUANTITIES)
    for place, (mean, variance) in told.items():
        centre[place], precision[place] = mean, 1.0 / max(variance, _AS_GOOD_AS_KNOWN**2)
    return Prior(centre, precision, tuple({SIGMA, RATIO, HEIGHT, PHASE} & told.keys()), own, tuple(notes))


def _of_kinetics(name: str, compound: Compound) -> dict[int, tuple[float, float]]:
    """Give mean and variance of the logarithms of tmax, ke and V/F."""
    kinetics = compound.parameter_set(name)
    if kinetics.bioavailability is None:
        msg = f"prior={name!r}: the fraction of {compound.name} that is absorbed depends on the dose; leave prior out."
        raise InputError(msg)
    half_life, of_half_life = _normal(kinetics.half_life)
    (volume, wide), (share, spread) = _normal(kinetics.volume), _normal(kinetics.bioavailability)
    ke = (math.log(math.log(2)) - half_life, of_half_life)
    return {TMAX: _normal(kinetics.tmax), KE: ke, VOLUME: (volume - share, wide + spread)}


def _of_saliva(compound: Compound, shipped: Priors) -> tuple[float, float]:
    if compound.name not in shipped.saliva:
        msg = f"how much of {compound.name} in plasma is found in saliva is not known; measure it in plasma."
        raise InputError(msg)
    return _normal(shipped.saliva[compound.name])


def _normal(quantity: Quantity) -> tuple[float, float]:
    """Give mean and variance of a quantity's logarithm over people; 0 where all have the same."""
    shape, middle = quantity.people, math.log(quantity.value)
    if shape is None:
        return middle, 0.0
    if shape.gsd is not None:
        return middle, math.log(shape.gsd) ** 2
    low, high = map(math.log, quantity.ends)
    return middle, (high - low) ** 2 / 12.0


def _bedtime_h(samples: Samples, night: Night) -> float:
    """Say when bedtime is on the axis of the samples [h]; a day more or less is the same."""
    if samples.start is None:
        msg = (
            f"one's own {samples.compound} comes by the clock, and nobody says what it shows at time zero; give "
            "start='22:00' with the samples."
        )
        raise InputError(msg)
    if isinstance(samples.start, str):
        return (read_clock(night.bedtime, "bedtime") - read_clock(samples.start, "start")) % _DAY_H
    return -float(samples.start)
