"""The body's own level written down a second time, in floats and in mpmath; nothing of pksim in it."""

from itertools import pairwise

import mpmath as mp
import numpy as np


def cosine(t, baseline, amplitude, width, peak=0.0, skew=0.0):
    """Skewed baseline cosine of Van Someren and Nagtegaal, facts.md section 4, in floats."""
    angle = 2 * np.pi * (np.asarray(t, dtype=float) - peak) / 24
    x, c = np.cos(angle + skew * np.cos(angle)), np.cos(np.pi * width / 24)
    return baseline + amplitude / (2 * (1 - c)) * (x - c + np.abs(x - c))


def precise_cosine(t, baseline, amplitude, width, peak=0.0, skew=0.0):
    """The same in mpmath's precision."""
    t, baseline, amplitude, width, peak, skew = map(mp.mpf, (t, baseline, amplitude, width, peak, skew))
    angle = 2 * mp.pi * (t - peak) / 24
    x, c = mp.cos(angle + skew * mp.cos(angle)), mp.cos(mp.pi * width / 24)
    return baseline + amplitude / (2 * (1 - c)) * (x - c + abs(x - c))


def suppressed(t, lights, rate):
    """Share taken away by lights (from, to, share), stretch by stretch: S' = rate (s - S) between two switches."""
    switches = sorted({edge for begin, end, _ in lights for edge in (begin, end)})
    t = np.asarray(t, dtype=float)
    found, level = np.zeros_like(t), 0.0
    for now, after in pairwise([*switches, np.inf]):
        target = sum(share for begin, end, share in lights if begin <= now < end)
        here = (now <= t) & (t < after)
        found[here] = target + (level - target) * np.exp(-rate * (t[here] - now))
        level = target + (level - target) * np.exp(-rate * (after - now))
    return found


def night_after_night(t, baseline, amplitude, width, peaks, skew=0.0):
    """The highest, at each time, of one such peak a night, each without its other days; in mpmath.

    Before the first night and after the last one they come every 24 hours.
    """
    nights = [peaks[0] - 24 * i for i in range(4, 0, -1)] + list(peaks) + [peaks[-1] + 24 * i for i in range(1, 5)]
    t, baseline, amplitude, width, skew = map(mp.mpf, (t, baseline, amplitude, width, skew))
    heights = []
    for peak in nights:
        angle = 2 * mp.pi * (t - mp.mpf(peak)) / 24
        lean = angle + skew * mp.cos(angle)
        c = mp.cos(mp.pi * width / 24)
        heights.append((mp.cos(lean) - c) / (1 - c) if abs(lean) < mp.pi * width / 24 else mp.mpf(0))
    return baseline + amplitude * max(heights)
