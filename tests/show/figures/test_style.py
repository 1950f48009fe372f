import numpy as np
import pytest
from matplotlib.figure import Figure

from pksim import Night
from pksim.show.figures.style import draw_night


@pytest.mark.parametrize(
    ("nights", "step_h"),
    [(1, 1), (2, 3), (7, 12), (14, 24), (20, 48), (60, 168), (180, 336), (300, 672), (900, 3 * 672)],
)
def test_ticks_stand_as_close_as_their_labels_allow(nights, step_h):
    night = Night(nights=nights)
    figure = Figure(figsize=(8.5, 2.0), dpi=100)
    axes = figure.add_axes((0.1, 0.2, 0.8, 0.6))
    draw_night(axes, night, (-4.0, night.end_h))
    assert set(np.diff(axes.get_xticks())) == {step_h}
    room_in, span_h = 8.5 * 0.8, night.end_h + 4.0
    assert span_h / step_h <= room_in / 0.48
