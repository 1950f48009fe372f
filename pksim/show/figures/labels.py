"""Labels beside the ends of curves, moved apart until none covers another."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties, findfont, get_font

from pksim.errors import visible
from pksim.show.figures.style import OWN, add_line, size_in

_CHARACTERS = 26
_LINE_IN = 0.145
_GAP_IN = 0.03
_LEADER_IN = 0.42
_OVER_MARKS_IN, _KEY_IN = 0.25, 0.3
_NAME: dict[str, Any] = {"fontsize": 8, "va": "center", "linespacing": 1.0, "gid": "label"}


def wrapped(name: str, characters: int = _CHARACTERS) -> str:
    """Break a long name into lines of at most so many characters."""
    return "\n".join(textwrap.wrap(drawable(name), characters)) or name


def drawable(text: str) -> str:
    r"""Write what cannot be seen, and what the fonts in use have no glyph for, as an escape such as ``\u65e5``."""
    seen = visible(text)
    if seen.isascii():
        return seen
    families = tuple(rcParams["font.family"])
    return "".join(sign if sign.isascii() or _has_glyph(sign, families) else ascii(sign)[1:-1] for sign in seen)


@lru_cache(maxsize=4096)
def _has_glyph(sign: str, families: Sequence[str]) -> bool:
    fonts = [
        [get_font(findfont(FontProperties(family=family, weight=weight))) for family in families]
        for weight in ("normal", "bold")
    ]
    return all(any(font.get_char_index(ord(sign)) for font in alike) for alike in fonts)


def room_in(names: Sequence[str]) -> float:
    """Width that labels need beside a panel [inches]."""
    longest = max(len(line) for name in names for line in wrapped(name).split("\n"))
    return _LEADER_IN + 0.072 * longest + 0.15


def height_in(names: Sequence[str]) -> float:
    """Height that labels need, one above another [inches]."""
    return sum(_LINE_IN * (wrapped(name).count("\n") + 1) + _GAP_IN for name in names)


def spread_out(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Move intervals as little as it takes for none to cover another.

    Parameters
    ----------
    wanted : sequence of float
        Where their middles should be.
    heights : sequence of float
        How long they are.
    low, high : float
        Where they must stay, if they fit.

    Returns
    -------
    list of float
        Where their middles are, in the order given; intervals that want to be higher are higher.
    """
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], -i))
    groups: list[tuple[float, float, list[int]]] = []  # bottom, height, members
    for i in order:
        bottom, height, members = wanted[i] - heights[i] / 2, heights[i], [i]
        bottom = min(max(bottom, low), high - height)
        while groups and groups[-1][0] + groups[-1][1] > bottom:
            below, below_height, below_members = groups.pop()
            members = below_members + members
            share = len(below_members) / len(members)
            height += below_height
            bottom = share * below + (1 - share) * (bottom - below_height)
            bottom = max(min(bottom, high - height), low)
        groups.append((bottom, height, members))
    middles = [0.0] * len(wanted)
    for bottom, _, members in groups:
        at = bottom
        for i in members:
            middles[i] = at + heights[i] / 2
            at += heights[i]
    return middles


def label_ends(axes: Axes, ends: Sequence[tuple[str, float, dict[str, Any]]]) -> None:
    """Write names to the right of a panel, each joined to the end of its curve in the curve's own style.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        The panel, with its final limits.
    ends : sequence of (str, float, dict)
        Name, height of the curve's end in data, line style.
    """
    width_in, panel_in = size_in(axes)
    ends = sorted(ends, key=lambda end: end[1])
    x_end = axes.get_xlim()[1]
    lowest = 1e-300 if axes.get_yscale() == "log" else -np.inf
    ends_in_axes = [axes.transData.transform((x_end, max(level, lowest))) for _, level, _ in ends]
    places = [float(axes.transAxes.inverted().transform(end)[1]) for end in ends_in_axes]
    wanted = [float(np.clip(place, 0.0, 1.0)) * panel_in for place in places]
    names = [wrapped(name) for name, _, _ in ends]
    heights = [_LINE_IN * (name.count("\n") + 1) + _GAP_IN for name in names]
    leader = 1.0 + np.array([0.0, 0.45, 0.95]) * _LEADER_IN / width_in
    for name, start, middle, (_, _, style) in zip(
        names, wanted, spread_out(wanted, heights, 0.0, panel_in), ends, strict=True
    ):
        heights_in = np.array([start, middle, middle])
        line = {**style, "linewidth": 1.3, "transform": axes.transAxes, "clip_on": False, "gid": "leader"}
        add_line(axes, leader, heights_in / panel_in, **line)
        place = (leader[-1] + 0.05 / width_in, middle / panel_in)
        how: dict[str, Any] = {**_NAME, "fontweight": "bold" if style["linewidth"] >= OWN else "normal"}
        axes.text(*place, name, transform=axes.transAxes, **how)


def label_peaks(axes: Axes, peaks: Sequence[tuple[str, tuple[float, float], dict[str, Any]]]) -> None:
    """Write names right of all peaks, each joined to its own, behind a piece of the curve's line.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        The panel, with its final limits.
    peaks : sequence of (str, (float, float), dict)
        Name, time and height of the curve's peak in data, line style.
    """
    width_in, panel_in = size_in(axes)
    places = axes.transAxes.inverted().transform(axes.transData.transform([place for _, place, _ in peaks]))
    names = [wrapped(name) for name, _, _ in peaks]
    heights = [_LINE_IN * (name.count("\n") + 1) + _GAP_IN for name in names]
    middles = spread_out([float(y) * panel_in for _, y in places], heights, _OVER_MARKS_IN, panel_in)
    key = float(places[:, 0].max()) + _LEADER_IN / width_in
    beside = key + _KEY_IN / width_in
    back = {"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 0.6}
    for name, (x, y), middle, (_, _, style) in zip(names, places, middles, peaks, strict=True):
        line = {"color": style["color"], "linewidth": 0.7, "transform": axes.transAxes, "gid": "leader", "zorder": 2.6}
        add_line(axes, [x, key], [y, middle / panel_in], **line)
        own = {**style, "linewidth": 1.3, "transform": axes.transAxes, "gid": "key", "zorder": 2.6}
        add_line(axes, [key, beside - 0.05 / width_in], [middle / panel_in] * 2, **own)
        how: dict[str, Any] = {**_NAME, "fontweight": "bold" if style["linewidth"] >= OWN else "normal", "zorder": 2.7}
        axes.text(beside, middle / panel_in, name, transform=axes.transAxes, bbox=back, **how)
