"""The superposition of closed forms in mpmath: an independent reference for the exact solver.

Nothing here is shared with pksim but the `OneCompartment` and `Input` objects that say what to compute. The textbook
forms cancel badly (ka close to ke, seconds after a dose), so they get 130 digits: 50 and more are left.
"""

import mpmath as mp
import numpy as np

DIGITS = 130


def concentration(model, inputs, times_h, subject=0, digits=DIGITS):
    """Concentrations [mg/L] as floats, at the times given as floats."""
    return _sum(_level, model, inputs, times_h, subject, digits)


def slope(model, inputs, times_h, subject=0, digits=DIGITS):
    """Derivative of the concentration just after each time [mg/L/h], as floats."""
    return _sum(_slope, model, inputs, times_h, subject, digits)


def precise(model, inputs, time_h, subject=0, digits=DIGITS, of=None):
    """One concentration as an mpmath number; ``time_h`` may be one too."""
    with mp.workdps(digits):
        return mp.fsum(_terms(of or _level, model, inputs, mp.mpf(time_h), subject))


def precise_slope(model, inputs, time_h, subject=0, digits=DIGITS):
    """Derivative at one time as an mpmath number."""
    return precise(model, inputs, time_h, subject, digits, of=_slope)


def events(inputs, subject=0):
    """Times at which something starts or stops entering [h], as floats, in order."""
    fields = [(each.time_h, each.lag_h, each.duration_h) for each in inputs]
    of_subject = [[float(np.ravel(v)[subject if np.size(v) > 1 else 0]) for v in each] for each in fields]
    return np.unique([time + lag + part for time, lag, lasts in of_subject for part in (0.0, lasts)])


def graded(starts, end, shortest=1e-7):
    """Breakpoints that double in distance from each start to the next, or to the end: for stiff smooth pieces."""
    pieces = []
    for start, stop in zip(starts, [*starts[1:], end], strict=True):
        count = int(np.ceil(np.log2(max(stop - start, shortest) / shortest)))
        inside = start + shortest * 2.0 ** np.arange(count)
        pieces += [[start], inside[inside < stop]]
    return np.unique(np.concatenate([*pieces, [end]]))


def gauss(breaks, order=30):
    """Nodes and weights of Gauss-Legendre quadrature on every stretch between breakpoints."""
    node, weight = np.polynomial.legendre.leggauss(order)
    half = np.diff(breaks)[:, np.newaxis] / 2
    return (breaks[:-1, np.newaxis] + half * (node + 1)).ravel(), (half * weight).ravel()


def _sum(form, model, inputs, times_h, subject, digits):
    each = [precise(model, inputs, time, subject, digits, form) for time in np.ravel(times_h).tolist()]
    return np.array([float(value) for value in each])


def _terms(form, model, inputs, time, subject):
    def of(value):
        values = np.ravel(value)
        return mp.mpf(float(values[subject if values.size > 1 else 0]))

    ke, volume = of(model.ke_per_h), of(model.volume_l)
    for each in inputs:
        since = time - of(each.time_h) - of(each.lag_h)
        if since < 0:
            continue
        ka = share = None
        if each.route == "oral":
            ka = of(model.ka_per_h if each.ka_per_h is None else each.ka_per_h)
            share = of(model.bioavailability if each.bioavailability is None else each.bioavailability)
        dose = of(each.amount_mg) / volume * (1 if share is None else share)
        yield dose * form(since, of(each.duration_h), ka, ke)


def _level(s, lasts, ka, ke):
    if not lasts:
        return _kernel(s, ka, ke)
    return (_kernel_integral(s, ka, ke) - _kernel_integral(max(s - lasts, mp.mpf(0)), ka, ke)) / lasts


def _slope(s, lasts, ka, ke):
    if not lasts:
        return _kernel_slope(s, ka, ke)
    return (_kernel(s, ka, ke) - (_kernel(s - lasts, ka, ke) if s >= lasts else 0)) / lasts


def _kernel(s, ka, ke):
    """What one unit put in at once leaves in the blood: from the gut, or straight in where ka is None."""
    if ka is None:
        return mp.exp(-ke * s)
    if ka == ke:
        return ke * s * mp.exp(-ke * s)
    return ka / (ka - ke) * (mp.exp(-ke * s) - mp.exp(-ka * s))


def _kernel_slope(s, ka, ke):
    if ka is None:
        return -ke * mp.exp(-ke * s)
    if ka == ke:
        return ke * (1 - ke * s) * mp.exp(-ke * s)
    return ka / (ka - ke) * (ka * mp.exp(-ka * s) - ke * mp.exp(-ke * s))


def _kernel_integral(s, ka, ke):
    """An antiderivative that vanishes at infinity, so that differences late in the tail do not cancel."""
    if ka is None:
        return -mp.exp(-ke * s) / ke
    if ka == ke:
        return -(1 + ke * s) * mp.exp(-ke * s) / ke
    return -ka / (ka - ke) * (mp.exp(-ke * s) / ke - mp.exp(-ka * s) / ka)
