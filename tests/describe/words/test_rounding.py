"""Rounded numbers read back: each kind within half a unit of its last digit."""

import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from pksim.describe.words.rounding import from_bedtime, in_unit, number, percent, signed

HALF = 0.5 * (1 + 1e-9)
MINUTE = re.compile(r"(?:(\d+) h)?(?: ?(\d+) min)?")


def minutes(text):
    """Read ``7 h 30 min`` back."""
    found = MINUTE.fullmatch(text)
    assert found is not None
    assert found[0]
    return 60 * int(found[1] or 0) + int(found[2] or 0)


def third_digit(value):
    """Give what one unit of the third significant digit is worth, from the decimal text of the number itself."""
    return 10.0 ** (int(f"{abs(value):.20e}".partition("e")[2]) - 2)


positive = st.floats(1e-12, 1e12)


@given(positive, st.booleans())
@example(999.5, False)
@example(1000.0, False)
@example(0.001, False)
@example(0.00099949, False)
@example(0.00099951, True)
@example(9.995, False)
@example(99.95, True)
def test_number_has_three_digits(value, negative):
    value = -value if negative else value
    assert number(value).startswith("−") == (value < 0)
    text = number(value).replace("−", "-")
    assert float(text.replace(",", "")) == pytest.approx(value, abs=HALF * third_digit(value), rel=0)
    digits = re.sub(r"e.*|[^\d]", "", text).lstrip("0")
    assert len(digits) == 3 if abs(value) < 999.5 else len(digits) >= 4
    assert re.fullmatch(r"-?(\d{1,3}(,\d{3})*(\.\d+)?|\d\.\d\de-\d\d)", text)


@pytest.mark.parametrize(("value", "text"), [(0.0, "0"), (float("inf"), "inf"), (float("nan"), "nan")])
def test_number_of_nothing_and_of_no_number(value, text):
    assert number(value) == text


@given(st.floats(1e-4, 9.9999))
@example(0.995)
@example(0.9994)
@example(0.9996)
@example(0.0994)
@example(0.0995)
@example(0.0996)
@example(0.00996)
def test_percent(share):
    said = float(percent(share).removesuffix(" %"))
    value = 100 * share
    unit = 1.0 if value >= 9.95 else third_digit(value) * 10
    assert said == pytest.approx(value, abs=HALF * unit, rel=0)
    if 99.5 <= value < 99.95:
        assert said < 100


@given(st.floats(10, 1e8))
def test_percent_of_many_times_as_much_is_a_number(share):
    said = float(percent(share).removesuffix(" %").replace(",", ""))
    assert said == pytest.approx(100 * share, rel=5.001e-3)


@given(st.floats(1e-300, 1e-4, exclude_max=True))
def test_a_tiny_share_is_under_what_it_says(share):
    assert percent(share) == "under 0.01 %"


@given(st.floats(-500, 500))
@example(0.0)
@example(0.5 / 60)
@example(-0.4 / 60)
@example(0.999)
@example(-1.0)
def test_from_bedtime(time_h):
    text = from_bedtime(time_h)
    if text == "at bedtime":
        assert abs(time_h * 60) <= HALF
        return
    span, _, side = text.removesuffix(" bedtime").rpartition(" ")
    assert minutes(span) > 0
    assert {"before": -1, "after": 1}[side] * minutes(span) == pytest.approx(time_h * 60, abs=HALF, rel=0)


@given(st.floats(-500, 500))
def test_signed(time_h):
    text = signed(time_h)
    assert text == "0 min" or text[0] in "−+"
    value = {"−": -1, "+": 1}.get(text[0], 0) * (minutes(text.lstrip("−+")))
    assert value == pytest.approx(time_h * 60, abs=HALF, rel=0)


@given(st.floats(0, 5000))
def test_hours_are_a_duration(value):
    assert minutes(in_unit(value, "h")) == pytest.approx(60 * value, abs=HALF, rel=0)


@given(st.floats(-3000, 3000))
def test_minutes_are_a_time_from_bedtime(value):
    # Dividing by 60 and multiplying again may push a half to the other side.
    assume(abs(value % 1 - 0.5) > 1e-6)
    assert in_unit(value, "min") == from_bedtime(value / 60)
    if abs(value) > 0.5:
        side = -1 if in_unit(value, "min").endswith("before bedtime") else 1
        assert side * minutes(in_unit(value, "min").rpartition(" ")[0].rpartition(" ")[0]) == round(value)


@given(st.floats(0.01, 1000))
def test_percent_unit(value):
    said = float(in_unit(value, "%").removesuffix(" %").replace(",", ""))
    assert said == pytest.approx(value, rel=0.0501 if value < 9.95 else 0, abs=HALF if value >= 9.95 else 0)


@given(st.integers(0, 3000))
def test_nights_are_counted(value):
    assert in_unit(float(value), "nights") == f"{value} night" + ("" if value == 1 else "s")


@given(positive, st.sampled_from(["pg/mL", "mmol/L", "mg", "times"]))
def test_any_other_unit_stands_behind_the_number(value, unit):
    said, _, its = in_unit(value, unit).rpartition(" ")
    assert its == unit
    assert float(said.replace(",", "")) == pytest.approx(value, abs=HALF * third_digit(value), rel=0)


@given(st.floats(-50, -0.01))
def test_a_loss_is_not_told_as_a_tiny_gain(value):
    """What a smaller dose brings beyond a larger one is below 0."""
    assert in_unit(value, "%") != "under 0.01 %"
    said = float(in_unit(value, "%").removesuffix(" %").replace("−", "-"))
    assert said == pytest.approx(value, rel=0.06)


@pytest.mark.parametrize(("share", "text"), [(9.99, "999 %"), (10.0, "1,000 %"), (10.01, "1,000 %"), (25.2, "2,520 %")])
def test_from_a_thousand_percent_on_thousands_are_marked(share, text):
    assert percent(share) == text
