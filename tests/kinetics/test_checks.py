"""What is read as one number a subject, and what looks like it and is not."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from pksim import Input, InputError, OneCompartment


def half_lives(value):
    return OneCompartment.from_tmax(tmax_h=0.5, half_life_h=value, volume_l=50).half_life_h


TABLE = pd.DataFrame({"half_life": [1.0, 2.0, 4.0]}, index=[7, "x", -1])


@pytest.mark.parametrize(
    "value",
    [
        [1, 2, 4],
        (1.0, 2, np.int8(4)),
        range(1, 4),
        np.array([1, 2, 4], dtype=np.uint8),
        np.array([1, 2, 4], dtype=np.float16),
        np.array([1, 2, 4], dtype=object),
        np.ma.array([1.0, 2.0, 4.0], mask=[0, 0, 0]),
        TABLE["half_life"],
        TABLE["half_life"].astype("Int64"),
        [Fraction(1), Decimal(2), 4],
    ],
    ids=lambda value: type(value).__name__,
)
def test_numbers_in_every_kind_of_array(value):
    want = np.array([1.0, 2.0, 3.0 if isinstance(value, range) else 4.0])
    np.testing.assert_allclose(half_lives(value), want, rtol=1e-15)


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        (True, "is True; it must be a number"),
        (np.bool_(True), "it must be a number"),
        ([True, 2.0], r"is \[True, 2.0\]; it must be a number"),
        (np.array([True, False]), "an array of the shape"),
        (pd.Series([True, False]), "a Series of the shape"),
        (np.timedelta64(45, "m"), "it must be a number"),
        (np.array([45], dtype="timedelta64[ns]"), "it must be a number"),
        (pd.to_timedelta([45], unit="min"), "it must be a number"),
        (pd.Series(pd.to_timedelta([45], unit="min")), "it must be a number"),
        (pd.Timedelta("45min"), "it must be a number"),
        (np.array(["2026-01-01"], dtype="datetime64[ns]"), "it must be a number"),
        (np.ma.array([1.0, 2.0], mask=[0, 1]), "has masked values"),
        (np.ma.masked, "has masked values"),
        (pd.Series([1, None], dtype="Int64"), "every value must be finite"),
        (pd.Series([1.0, None]), r"\[1\] is nan .*; every value must be finite"),
        (TABLE, r"has the shape \(3, 1\)"),
        ([[1.0], [1.0, 2.0]], "it must be a number"),
        ("1.5", "it must be a number"),
        (["1.5"], "it must be a number"),
        (b"1", "it must be a number"),
        (1j, "it must be a number"),
        (None, "it must be a number"),
        ({1.0}, "it must be a number"),
        ({"a": 1.0}, "it must be a number"),
        (iter([1.0]), "it must be a number"),
        (10**400, "must be finite"),
        ([1.0, 10**5000], "must be finite"),
        (Decimal("sNaN"), "must be finite"),
        (np.longdouble("1e4000"), "must be finite"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_number_is_refused(value, rule):
    for ask in (
        lambda: half_lives(value),
        lambda: OneCompartment(ka_per_h=1.0, ke_per_h=0.1, volume_l=value),
        lambda: Input(amount_mg=1, time_h=value),
    ):
        with pytest.raises(InputError, match=rule) as caught:
            ask()
        assert len(str(caught.value)) < 200
