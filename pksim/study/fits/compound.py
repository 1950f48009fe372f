"""A fit as a compound, and the people who may have such kinetics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from pksim.arguments import instance, real_number
from pksim.describe.compound.compound import Compound
from pksim.describe.compound.library import load_compounds
from pksim.describe.compound.quantity import Quantity
from pksim.describe.words.records import read_record
from pksim.errors import InputError
from pksim.kinetics.arrays import Array
from pksim.kinetics.normal import normal_quantile
from pksim.study.fits.curve import CL, KA, KE
from pksim.study.fits.fitted import Fitted
from pksim.study.fits.problem import TMAX, VOLUME, quantities

_DRAWN = {"tmax": TMAX, "half_life": KE, "volume": VOLUME}
_NOT_NEEDED = "It was not said, and is not used: concentrations are masses."


def compound_of(fit: Fitted, name: str, *, weight_kg: float | None, molar_mass: str | None) -> Compound:
    """Make a compound of a fit; see `Fit.compound`."""
    instance(name, str, "name", "'mine'")
    if KA not in fit.problem.free:
        msg = "the samples are of intravenous doses alone, and say nothing of how a dose is absorbed."
        raise InputError(msg)
    if fit.sure.boundless.any():
        msg = "ka is unbounded: the samples do not say when a dose peaks, which a compound needs."
        raise InputError(msg)
    weight = _weight(fit, weight_kg)
    middle, covariance = _joint(fit)
    spread = np.sqrt(np.diagonal(covariance))
    parts = {each: _quantity(fit, each, float(middle[i]), float(spread[i]), weight) for i, each in enumerate(_DRAWN)}
    whole = {"value": 1, "kind": "assumed", "note": "The volume is V/F, so that all of a dose counts."}
    kinetics = {**parts, "bioavailability": whole}
    known = load_compounds().get(fit.samples.compound or "")
    if known is not None:
        table: dict[str, Any] = {each: getattr(known, each) for each in Compound.model_fields}
        return read_record(Compound, {**table, "name": name, "parameters": {"fit": kinetics}}, name)
    mass = {"value": molar_mass} if molar_mass is not None else {"value": "1 g/mol", "note": _NOT_NEEDED}
    if molar_mass is None and "mol" in fit.samples.conc_unit:
        msg = f"concentrations are in {fit.samples.conc_unit}; give molar_mass='180.16 g/mol'."
        raise InputError(msg)
    what = fit.samples.compound or name
    told = {"measure": f"{what} in {fit.samples.matrix}, what the doses add", "display_unit": fit.samples.conc_unit}
    return read_record(Compound, {"name": name, **told, "molar_mass": mass, "parameters": {"fit": kinetics}}, name)


def drawn(fit: Fitted, name: str, quantity: Quantity, shares: Callable[[str], Array]) -> Array | None:
    """Draw a quantity together with the others; see `Fit.draw`."""
    if name not in _DRAWN or _source(fit) not in quantity.source:
        return None
    covariance = _joint(fit)[1]
    away = np.stack([normal_quantile(shares(each)) for each in _DRAWN], axis=-1) @ _root(covariance).T
    found: Array = quantity.value * np.exp(away[:, list(_DRAWN).index(name)])
    return found


def words_of(fit: Fitted) -> str:
    """Say how sleepers are drawn from a fit."""
    count, of = int((fit.problem.weight > 0).sum()), fit.samples.compound or "a compound"
    what = "tmax, half-life and V/F drawn together, as"
    if len(fit.subjects) == 1:
        known = "" if fit.prior is None else f" and what was known before ({fit.prior})"
        return f"{what} uncertain as a fit of {count} samples of {of}{known} leaves them."
    return f"{what} they differ between {len(fit.subjects)} subjects with samples of {of}."


def _joint(fit: Fitted) -> tuple[Array, Array]:
    """Give means and covariance of the logarithms of what is drawn, (3,) and (3, 3): of several subjects, between them.

    The half-life is ln 2 over ke, so that it varies the other way.
    """
    places, sign = list(_DRAWN.values()), np.array([1.0, -1.0, 1.0])
    values = quantities(fit.parameters)[0][:, places] * sign + np.array([0.0, np.log(np.log(2.0)), 0.0])
    if len(fit.subjects) > 1:
        return values.mean(axis=0), np.cov(values, rowvar=False)
    return values[0], fit.sure.covariance[0][np.ix_(places, places)] * np.outer(sign, sign)


def _root(covariance: Array) -> Array:
    """Give a square root of a covariance, also of one without full rank."""
    values, vectors = np.linalg.eigh(covariance)
    root: Array = vectors * np.sqrt(np.maximum(values, 0.0))
    return root


def _quantity(fit: Fitted, name: str, log: float, spread: float, weight: float) -> dict[str, Any]:
    value = np.exp(log) * (weight if name == "volume" else 1.0)
    people = {"shape": "lognormal", "gsd": float(np.exp(spread)), "kind": "computed"} if spread > 1e-9 else None
    unit = "L" if name == "volume" else "h"
    return {
        "value": f"{float(value)!r} {unit}",
        **({} if people is None else {"people": people}),
        "kind": "computed",
        "source": [_source(fit)],
        "note": "V/F" if name == "volume" else "",
    }


def _source(fit: Fitted) -> str:
    """Say which fit it is, so that no other is taken for it."""
    ka, ke, cl = np.exp(fit.parameters[:, [KA, KE, CL]].mean(axis=0))
    count, what = int((fit.problem.weight > 0).sum()), fit.samples.compound or "an unnamed compound"
    whose = f"subject {fit.subjects[0]}" if len(fit.subjects) == 1 else f"{len(fit.subjects)} subjects"
    return (
        f"pksim fit of {count} samples of {what}, {whose}, {fit.error} error: ka {ka:.6g} and ke {ke:.6g} per h, "
        f"CL/F {cl:.6g}"
    )


def _weight(fit: Fitted, weight_kg: float | None) -> float:
    if fit.per_kg and weight_kg is None:
        msg = f"doses are in {fit.samples.dose_unit}, and a compound's volume is in L; give weight_kg=70."
        raise InputError(msg)
    if not fit.per_kg and weight_kg is not None:
        msg = f"weight_kg is {weight_kg:g}, and doses are in {fit.samples.dose_unit}, not per kg; leave it out."
        raise InputError(msg)
    return real_number(weight_kg, "weight_kg", above=0) if weight_kg is not None else 1.0
