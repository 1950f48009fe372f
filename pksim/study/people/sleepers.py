"""Who takes the doses: one typical person, or many who differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any
from zlib import crc32

import numpy as np

from pksim.arguments import whole
from pksim.describe.compound.compound import Compound
from pksim.describe.compound.own_levels import Endogenous
from pksim.describe.compound.quantity import Quantity
from pksim.describe.compound.spread import Spread, find_spread
from pksim.describe.files.study import LARGEST_SEED, MOST_SLEEPERS, Study
from pksim.errors import InputError, did_you_mean
from pksim.kinetics.arrays import Array, Number
from pksim.study.curves.own_level import own_quantities, preset_of
from pksim.study.curves.regimen import Regimen
from pksim.study.people.distributions import Distribution, Drawn, Joint, Uniform, people

_IN_A_PART = 16384
_HALF_A_DAY_H = 12.0
UNITS = {"tmax": "_h", "half_life": "_h", "volume": "_l", "bioavailability": "", "volume_f": "_l"}
_UNITS_OF_OWN = {"own_width": "_h", "own_peak": "_h"}


@dataclass(frozen=True, eq=False)
class Sleepers:
    """Many people, made anew from a seed whenever they are needed.

    Everyone has a number; a quantity of the person with that number depends on the seed and the quantity's name
    alone. So the same sleeper takes every schedule, and no one needs to be kept.

    Parameters
    ----------
    count : int
        How many, 1 or more.
    seed : int
        0 or more.
    spread : Spread, mapping of str to Distribution, or Joint
        Which quantities differ, as the library says they do; or how those named, such as ``"melatonin.tmax_h"`` [h],
        differ; or what draws those of a compound together.
    given : mapping of str to array (count,), optional
        Shares of people, from 0 to 1, that lie below each sleeper, by quantity; half for those not named. By default
        they are drawn from the seed.
    first : int, optional
        Number of the first of them.
    """

    count: int
    seed: int
    spread: Spread | Mapping[str, Distribution] | Joint
    given: Mapping[str, Array] | None = field(default=None, repr=False)
    first: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "count", whole(self.count, "subjects", 1, MOST_SLEEPERS))
        object.__setattr__(self, "seed", whole(self.seed, "seed", 0, LARGEST_SEED))

    def parts(self) -> list[Sleepers]:
        """Cut them, some thousands to a part, each of whom is the same sleeper as before."""
        firsts = range(0, self.count, _IN_A_PART)
        return [replace(self, count=min(_IN_A_PART, self.count - first), first=first) for first in firsts]

    def number(self, compound: str, name: str, quantity: Quantity, most: Number | None = None) -> Number:
        """Draw a quantity of a parameter set, (N,), or give the typical value of what does not differ."""
        full_name = _quantity_name(compound, name)
        distribution = self._distribution(full_name, name, quantity, most)
        if distribution is None:
            return quantity.value
        drawn = distribution.ppf(self._uniform(full_name))
        if name == "own_peak":
            return _checked(drawn, full_name, self.count, -_HALF_A_DAY_H, _HALF_A_DAY_H)
        return _checked(drawn, full_name, self.count, 0.0, None if quantity.unit else 1.0)

    def own_numbers(self, compound: Compound, chosen: Endogenous | None) -> dict[str, Array]:
        """Give what was drawn for the body's own, such as ``melatonin.own_width_h``, (N,) each."""
        found = {}
        for name, quantity in own_of(compound, chosen).items():
            is_typical = name == "own_peak" and not self.draws(compound.name, name)
            drawn = 0.0 if is_typical else self.number(compound.name, name, quantity)
            found[_quantity_name(compound.name, name)] = np.broadcast_to(drawn, (self.count,))
        return found

    def offset(self, compound: str, window: tuple[float, float] | None, number: int) -> Number:
        """Draw how much later than the typical time a dose is taken [h], (N,)."""
        name = _window_name(compound, number)
        where = None if window is None else self._where(name)
        if window is None or where is None:
            return 0.0
        early, late = window
        return early + _checked(where.ppf(self._uniform(name)), name, self.count, 0.0, 1.0) * (late - early)

    def draws(self, compound: str, name: str) -> bool:
        """Say whether a quantity differs between them, where the library says how."""
        if isinstance(self.spread, Mapping):
            return _quantity_name(compound, name) in self.spread
        return isinstance(self.spread, Spread) and _varied(name) in self.spread.vary

    def differing(self, regimen: Regimen, own: Mapping[str, Quantity] = MappingProxyType({})) -> dict[str, bool]:
        """Say of every quantity of a regimen, by its name in a spread of one's own, whether it differs.

        Parameters
        ----------
        regimen : Regimen
            What is taken.
        own : mapping of str to Quantity, optional
            The quantities of the level that the body has by itself, where that is added.

        Returns
        -------
        dict of str to bool
        """
        compound, kinetics = regimen.compound.name, regimen.kinetics
        asked = {name: quantity for name in UNITS if (quantity := getattr(kinetics, name)) is not None} | {**own}
        full_names = {name: _quantity_name(compound, name) for name in asked}
        found = {full: self._distribution(full, name, asked[name]) is not None for name, full in full_names.items()}
        for number, window in enumerate(regimen.windows_h):
            name = _window_name(compound, number)
            found[name] = window is not None and self._where(name) is not None
        return found

    def check_names(self, regimens: Iterable[Regimen], chosen: Endogenous | None = None) -> None:
        """Refuse a spread of one's own that names what is in none of some regimens, and of the body's own if chosen."""
        if isinstance(self.spread, Mapping):
            known = sorted({name for each in regimens for name in self.differing(each, own_of(each.compound, chosen))})
            for name in self.spread:
                if name not in known:
                    msg = f"the spread names {name!r}; {did_you_mean(str(name), known)}"
                    raise InputError(msg)

    def _uniform(self, name: str) -> Array:
        if self.given is not None:
            return self.given.get(name, np.full(self.count, 0.5))
        draws = np.random.PCG64([self.seed, crc32(name.encode())])
        return np.random.Generator(draws.advance(self.first)).random(self.count)

    def _distribution(
        self, full_name: str, name: str, quantity: Quantity, most: Number | None = None
    ) -> Distribution | None:
        if isinstance(self.spread, Mapping):
            return self.spread.get(full_name)
        if isinstance(self.spread, Spread):
            return people(quantity, most) if _varied(name) in self.spread.vary else None
        stem = full_name.removesuffix(_quantity_name("", name))
        drawn = self.spread.draw(name, quantity, lambda each: self._uniform(_quantity_name(stem, each)))
        return None if drawn is None else Drawn(drawn)

    def _where(self, window_name: str) -> Distribution | None:
        """Say how the place of a dose in its window, from 0 to 1, differs."""
        if isinstance(self.spread, Mapping):
            return self.spread.get(window_name)
        return Uniform(0.0, 1.0) if isinstance(self.spread, Spread) and "window" in self.spread.vary else None


def own_of(compound: Compound, chosen: Endogenous | None) -> dict[str, Quantity]:
    """List what may differ between people in the level that the body has of a compound, if that is added."""
    preset = None if chosen is None else preset_of(compound, chosen)
    return {} if preset is None or chosen is None else own_quantities(preset, chosen)


def _varied(name: str) -> str:
    """Give the name under which a spread lets a quantity differ."""
    return "own" if name.startswith("own_") else name


def _quantity_name(compound: str, name: str) -> str:
    return f"{compound}.{name}{UNITS.get(name, _UNITS_OF_OWN.get(name, ''))}"


def _window_name(compound: str, number: int) -> str:
    return f"{compound}.window" + (f"_{number + 1}" if number else "")


def sleepers_of(study: Study) -> Sleepers:
    """Make a study's sleepers."""
    spread = study.spread
    if isinstance(spread, str):
        return Sleepers(study.subjects, study.seed, find_spread(spread))
    return Sleepers(study.subjects, study.seed, dict(spread) if isinstance(spread, Mapping) else spread)


def _checked(drawn: Any, name: str, count: int, least: float, most: float | None) -> Array:
    values = np.asarray(drawn, dtype=np.float64)
    rule = "above 0" if most is None else f"from {least:g} to {most:g}"
    bad = ~((values > 0) & np.isfinite(values)) if most is None else ~((values >= least) & (values <= most))
    if values.shape != (count,) or bad.any():
        shown = f"{values[bad][0]:g}" if values.shape == (count,) else f"an array of the shape {values.shape}"
        msg = f"the spread of {name} gives {shown}; its distribution must give one value a sleeper, {rule}."
        raise InputError(msg)
    return values
