"""Which doses count for which samples, and when to ask a curve."""

import numpy as np
import pytest

import pksim as pk
from pksim.describe.samples.subject import Subject, Taken


def subject(times, doses, after):
    count = len(times)
    return Subject("a", np.array(times), np.ones(count), np.zeros(count, dtype=bool), tuple(doses), np.array(after))


def inputs(doses):
    return [
        pk.Input(amount_mg=each.amount, time_h=each.time_h, route=each.route, duration_h=each.duration_h)
        for each in doses
    ]


def test_a_trough_is_asked_just_before_the_dose_of_its_time():
    """Boluses of 10 mg every 12 h into 10 L, of which half is left after 12 h."""
    one = subject([0.0, 0.0, 12.0, 12.0], [Taken(0.0, 10.0, "iv"), Taken(12.0, 10.0, "iv")], [0, 1, 1, 2])
    model = pk.OneCompartment(ka_per_h=1.0, ke_per_h=np.log(2) / 12, volume_l=10.0)
    assert model.concentration(one.drawn_h, inputs(one.doses)) == pytest.approx([0, 1, 0.5, 1.5])
    assert one.drawn_h == pytest.approx(one.times_h, abs=1e-12)


def test_a_steady_state_is_the_geometric_sum_of_what_earlier_doses_left():
    """Of boluses every 12 h that halve in 12 h, what is left sums to one more: 1 + 1/2 + 1/4 and so on."""
    one = subject([0.0, 12.0], [Taken(0.0, 10.0, "iv", steady_state_every_h=12.0)], [1, 1])
    ((_, doses),) = one.spans()
    model = pk.OneCompartment(ka_per_h=1.0, ke_per_h=np.log(2) / 12, volume_l=10.0)
    assert model.concentration(one.drawn_h, inputs(doses)) == pytest.approx([2, 1], rel=1e-12)


def test_the_steady_state_of_an_infusion_is_one_of_infusions():
    one = Taken(5.0, 10.0, "iv", duration_h=2.0, steady_state_every_h=24.0)
    *earlier, last = one.with_earlier()
    assert {each.duration_h for each in earlier} == {2.0}
    assert (earlier[-1].time_h, last.time_h, last.steady_state_every_h) == (-19.0, 5.0, None)


@pytest.mark.parametrize(
    ("below", "after", "least", "lack"),
    [
        ([False, False], [1, 1], 2, None),
        ([False, False], [1, 1], 3, "it takes 3"),
        ([False, False], [0, 0], 1, "no sample after its first dose, at 5 h"),
        ([True, True], [1, 1], 1, "all samples after a dose (2) are below the limit"),
        ([False, True], [0, 1], 1, "all samples after a dose (1) are below the limit"),
    ],
)
def test_it_says_what_is_missing_to_learn_from_it(below, after, least, lack):
    one = Subject("a", np.array([5.0, 6.0]), np.ones(2), np.array(below), (Taken(5.0, 1.0),), np.array(after))
    said = one.lacks(least)
    assert said is None if lack is None else lack in said


def test_without_a_dose_there_is_nothing_to_learn():
    assert subject([1.0], [], [0]).lacks() == "subject 'a' has no dose."
