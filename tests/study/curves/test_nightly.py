"""Night after night, against Bateman curves added up in closed form, in mpmath at 50 digits."""

from itertools import pairwise

import mpmath as mp
import numpy as np
import pytest
from superposition import MMOL_PER_L, PG_PER_ML, SETS, Sum, absorbed

from pksim import Night, Schedule, accumulation, nightly_metrics, simulate
from pksim.show.words.curves import describe_all

MELATONIN = Schedule.parse("melatonin", "melatonin 1 mg 60 min before bed")
MAGNESIUM = Schedule.parse("magnesium", "magnesium glycinate 300 mg elemental 2 h before bed")
SCHEDULES = {"melatonin": MELATONIN, "magnesium": MAGNESIUM}
OFFSETS = {"melatonin": -1, "magnesium": -2}


class Repeated:
    """Oral doses (time, mg that reach the blood): between two of them, p exp(-ke s) - q exp(-ka s)."""

    def __init__(self, compound, parameters, doses):
        tmax, half_life, volume = (mp.mpf(number) for number in SETS[compound, parameters])
        if compound == "melatonin":
            tmax, half_life = (mp.mpf(round(60 * float(hours))) / 60 for hours in (tmax, half_life))
        self.ke = mp.log(2) / half_life
        self.ka = mp.findroot(lambda ka: mp.log(ka / self.ke) - tmax * (ka - self.ke), (3 / tmax, 8 / tmax))
        assert self.ka > self.ke * 1.01
        self.doses = [(mp.mpf(time), mp.mpf(amount)) for time, amount in doses]
        self.factor = (mp.mpf(10) ** 6 if compound == "melatonin" else 1 / mp.mpf("24.305")) / volume
        self.factor *= self.ka / (self.ka - self.ke)

    def state(self, time, just_before=False):
        """Both exponentials at a time, what is taken just then included or not."""
        done = [each for each in self.doses if each[0] < time or (each[0] == time and not just_before)]
        return [mp.fsum(mg * mp.exp(-rate * (time - t)) for t, mg in done) for rate in (self.ke, self.ka)]

    def __call__(self, time):
        slow, fast = self.state(mp.mpf(time), just_before=True)
        return (slow - fast) * self.factor

    def candidates(self, first, last):
        """All times of a window at which it may be highest or lowest."""
        edges = sorted({first, last, *(time for time, _ in self.doses if first < time < last)})
        for begin, end in pairwise(edges):
            slow, fast = self.state(begin)
            yield from (begin, end)
            if slow > 0 and self.ka * fast > self.ke * slow:
                turn = begin + mp.log(self.ka * fast / (self.ke * slow)) / (self.ka - self.ke)
                if turn < end:
                    yield turn

    def peak(self, first, last):
        return max((self(time), -time) for time in self.candidates(mp.mpf(first), mp.mpf(last)))

    def trough(self, first, last):
        return min(self(time) for time in self.candidates(mp.mpf(first), mp.mpf(last)))


@pytest.fixture(autouse=True)
def fifty_digits():
    with mp.workdps(50):
        yield


def in_blood(compound, mg=None):
    """How much of the usual dose reaches the blood, exactly as the facts say."""
    if compound == "melatonin":
        return mp.mpf("0.15") * (mg or 1)
    mg = mp.mpf(mg or 300)
    return mg * (mp.mpf("1.656") / (mp.mpf("1.375") + mg / mp.mpf("24.305")) + mp.mpf("0.07"))


def repeated(compound, parameters, nights, mg=None):
    times = [OFFSETS[compound] + 24 * night for night in range(nights)]
    return Repeated(compound, parameters, [(time, in_blood(compound, mg)) for time in times])


def closed_peak(reference, night):
    """Peak of the n-th night of one dose a night, from two geometric series; None for the plateau."""
    ka, ke = reference.ka, reference.ke
    slow, fast = (
        (1 if night is None else 1 - mp.exp(-24 * rate * night)) / (1 - mp.exp(-24 * rate)) for rate in (ke, ka)
    )
    s = mp.log(ka * fast / (ke * slow)) / (ka - ke)
    return s, reference.doses[0][1] * reference.factor * (slow * mp.exp(-ke * s) - fast * mp.exp(-ka * s))


def closed_trough(reference):
    slow, fast = (mp.exp(-24 * rate) / (1 - mp.exp(-24 * rate)) for rate in (reference.ke, reference.ka))
    return reference.doses[0][1] * reference.factor * (slow - fast)


@pytest.mark.parametrize("parameters", ["article", "literature"])
@pytest.mark.parametrize("compound", SCHEDULES)
def test_accumulation_is_the_sum_of_two_geometric_series(compound, parameters):
    simulation = simulate(SCHEDULES[compound].nightly(3), nights=3, parameters=parameters, step_min=60)
    ((key, row),) = accumulation(simulation).iterrows()
    reference = repeated(compound, parameters, 1)
    (_, first), (_, last) = closed_peak(reference, 1), closed_peak(reference, None)
    assert key == (f"{compound} (3 nights)", compound)
    assert row["unit"] == {"melatonin": "pg/mL", "magnesium": "mmol/L"}[compound]
    assert row["first_peak"] == pytest.approx(float(first), rel=1e-12)
    assert row["plateau_peak"] == pytest.approx(float(last), rel=1e-12)
    assert row["plateau_trough"] == pytest.approx(float(closed_trough(reference)), rel=1e-10)
    assert row["accumulation_ratio"] == pytest.approx(float(last / first), rel=1e-12)
    nights = next(night for night in range(1, 99) if closed_peak(reference, night)[1] >= mp.mpf("0.9") * last)
    assert row["nights_to_90_percent"] == nights


def test_magnesium_builds_up_within_days_and_melatonin_not_at_all():
    table = accumulation(simulate([MELATONIN, MAGNESIUM], step_min=60))
    assert table["nights_to_90_percent"].tolist() == [1, 3]
    assert table["accumulation_ratio"].tolist() == pytest.approx([1, 1.5], abs=0.05)


@pytest.mark.parametrize("half_life", [2, 24, 72, 240])
def test_nights_to_the_plateau_follow_from_the_half_life(caffeine_with, half_life):
    caffeine = caffeine_with(half_life=f"{half_life} h")
    schedule = Schedule.parse("x", "caffeine 100 mg 60 min before bed", compounds=[caffeine])
    row = accumulation(simulate(schedule, compounds=[caffeine], step_min=60)).iloc[0]
    ke, tmax = mp.log(2) / half_life, mp.mpf("0.75")
    ka = mp.findroot(lambda ka: mp.log(ka / ke) - tmax * (ka - ke), (3 / tmax, 9 / tmax))
    shape = type("Shape", (), {"ka": ka, "ke": ke, "factor": ka / (ka - ke) / mp.mpf("45.5"), "doses": [(0, 100)]})
    (_, first), (_, last) = closed_peak(shape, 1), closed_peak(shape, None)
    assert (row["first_peak"], row["plateau_peak"]) == pytest.approx((float(first), float(last)), rel=1e-11)
    nights = next(night for night in range(1, 99) if closed_peak(shape, night)[1] >= mp.mpf("0.9") * last)
    assert row["nights_to_90_percent"] == nights


@pytest.mark.parametrize("parameters", ["article", "literature"])
@pytest.mark.parametrize("compound", SCHEDULES)
def test_each_night_of_a_repeated_dose_has_its_closed_form(compound, parameters):
    simulation = simulate(SCHEDULES[compound].nightly(9), nights=9, parameters=parameters, step_min=60)
    table = nightly_metrics(simulation)
    reference = repeated(compound, parameters, 9)
    _, plateau = closed_peak(reference, None)
    assert table.index.tolist() == [(f"{compound} (9 nights)", compound, night) for night in range(1, 10)]
    for (_, _, night), row in table.iterrows():
        bed = 24 * (night - 1)
        since, height = closed_peak(reference, night)
        assert row["peak"] == pytest.approx(float(height), rel=1e-12)
        assert row["peak_time_h"] == pytest.approx(bed + OFFSETS[compound] + float(since), abs=1e-6)
        assert row["trough"] == pytest.approx(float(reference(bed + 24 + OFFSETS[compound])), rel=1e-10)
        assert row["at_bedtime"] == pytest.approx(float(reference(bed)), rel=1e-11)
        assert row["at_wake"] == pytest.approx(float(reference(bed + 8)), rel=1e-11)
        assert row["share_of_plateau"] == pytest.approx(float(height / plateau), rel=1e-11)
        minutes = round(60 * (23 + OFFSETS[compound] + float(since))) % 1440
        assert row["peak_clock"] == f"{minutes // 60:02d}:{minutes % 60:02d}"
        assert row["dose_mg"] == {"melatonin": 1, "magnesium": 300}[compound]


@pytest.fixture
def fortnight():
    """Fourteen nights of magnesium, the seventh missed and the tenth an hour and a half late."""
    schedule = MAGNESIUM.nightly(14, skip=[7], late={10: 1.5})
    reference = Repeated(
        "magnesium",
        "article",
        [
            (24 * night - 26 + (1.5 if night == 10 else 0), in_blood("magnesium"))
            for night in range(1, 15)
            if night != 7
        ],
    )
    return simulate(schedule, nights=14, step_min=60), reference


def test_a_missed_and_a_late_night(fortnight):
    simulation, reference = fortnight
    table = nightly_metrics(simulation)
    _, plateau = closed_peak(reference, None)
    assert table["dose_mg"].tolist() == [0 if night == 7 else 300 for night in range(1, 15)]
    for (_, _, night), row in table.iterrows():
        start = mp.mpf(24 * night - 26)
        height, when = reference.peak(start, start + 24)
        assert row["peak"] == pytest.approx(float(height), rel=1e-12)
        # What the sixth night has left only falls in the seventh, so that there is no time of a peak.
        falls = night == 7
        assert row["peak_time_h"] == pytest.approx(np.nan if falls else -float(when), abs=1e-6, nan_ok=True)
        assert (row["peak_clock"] == "") == falls
        assert row["trough"] == pytest.approx(float(reference.trough(-when, start + 24)), rel=1e-10)
        assert row["at_bedtime"] == pytest.approx(float(reference(start + 2)), rel=1e-11)
        assert row["at_wake"] == pytest.approx(float(reference(start + 10)), rel=1e-11)
        assert row["share_of_plateau"] == pytest.approx(float(height / plateau), rel=1e-11)


def test_what_is_missed_is_made_up_for_within_days(fortnight):
    shares = nightly_metrics(fortnight[0])["share_of_plateau"].to_numpy()
    assert shares[5] > 0.99
    assert shares[6] == pytest.approx(0.33 / 0.99, abs=0.05)  # the missed night begins with what is left of the sixth
    assert (np.diff(shares[6:9]) > 0).all()
    assert shares[13] > 0.99


def test_the_curve_of_a_fortnight_is_the_sum_of_its_doses(fortnight):
    simulation, reference = fortnight
    assert simulation.times_h[-1] == 13 * 24 + 8
    for row in (0, 3, 40, 150, 151, 152, 240, 300, len(simulation.times_h) - 1):
        got = simulation.concentrations["magnesium (14 nights, without 7)", "magnesium"][row]
        assert got == pytest.approx(float(reference(simulation.times_h[row])), rel=1e-12, abs=0)


def test_a_dose_that_grows_is_judged_by_the_last():
    schedule = (MAGNESIUM.scale(0.5).nightly(2) + MAGNESIUM.nightly(range(3, 6))).renamed("more")
    simulation = simulate(schedule, nights=5, step_min=60)
    row = accumulation(simulation).iloc[0]
    reference = repeated("magnesium", "article", 1)
    assert row["first_peak"] == pytest.approx(float(closed_peak(reference, 1)[1]), rel=1e-12)
    assert row["plateau_peak"] == pytest.approx(float(closed_peak(reference, None)[1]), rel=1e-12)
    table = nightly_metrics(simulation)
    assert table["dose_mg"].tolist() == [150, 150, 300, 300, 300]
    small = repeated("magnesium", "article", 1, mg=150)
    assert table["peak"].iloc[0] == pytest.approx(float(closed_peak(small, 1)[1]), rel=1e-12)


def test_two_doses_a_night_and_slow_tablets_add_up():
    text = "melatonin circadin 2 mg 2 h before bed; melatonin 0.5 mg at 03:00"
    simulation = simulate(Schedule.parse("x", text).nightly(2), nights=2, step_min=60)
    slow = np.log(2) / 3.5

    def doses(nights):
        each = [(-2, 0.3 * 0.25, None), (-2, 0.3 * 0.75, slow), (4, 0.075, None)]
        return [(time + 24 * night, mg, ka) for night in range(nights) for time, mg, ka in each]

    first, plateau = (Sum("melatonin", "article", doses(nights), PG_PER_ML) for nights in (1, 12))
    row = accumulation(simulation).iloc[0]
    grid = np.linspace(-2, 22, 200_001)
    assert row["first_peak"] == pytest.approx(first(grid).max(), rel=1e-8)
    assert row["plateau_peak"] == pytest.approx(plateau(grid + 11 * 24).max(), rel=1e-8)
    assert row["plateau_trough"] == pytest.approx(plateau(grid + 11 * 24).min(), rel=1e-8)
    table = nightly_metrics(simulation)
    assert table["dose_mg"].tolist() == [2.5, 2.5]
    two = Sum("melatonin", "article", doses(2), PG_PER_ML)
    assert table["peak"].tolist() == pytest.approx([two(grid).max(), two(grid + 24).max()], rel=1e-8)
    past = grid[grid >= table["peak_time_h"].iloc[0]]
    assert table["trough"].iloc[0] == pytest.approx(two(past).min(), rel=1e-8)


def test_salts_count_as_their_element():
    schedule = Schedule.parse("x", "magnesium oxide 400 mg salt at 21:00").nightly(2)
    table = nightly_metrics(simulate(schedule, nights=2, step_min=60))
    assert table["dose_mg"].tolist() == pytest.approx([400 * 24.305 / 40.304] * 2, rel=1e-12)
    elemental = 400 * 24.305 / 40.304
    want = Sum("magnesium", "article", [(-2, 0.2 * absorbed(elemental) * elemental, None)], MMOL_PER_L)
    assert table["peak"].iloc[0] == pytest.approx(want.peak()[1], rel=1e-10)


def test_nights_are_what_the_doses_add_and_do_not_depend_on_the_step():
    schedule = MAGNESIUM.nightly(4, skip=[2])
    tables = [
        table(simulate(schedule, Night("22:30", "06:00", nights=4), endogenous=endogenous, step_min=step))
        for endogenous, step in ((False, 1), (True, 7), (True, 30))
        for table in (nightly_metrics, accumulation)
    ]
    for got, want in zip(tables[2:], tables[:2] * 2, strict=True):
        assert got.equals(want)


def test_a_row_is_looked_up_by_schedule_compound_and_night():
    schedules = [MELATONIN.nightly(3, name="z"), (MELATONIN + MAGNESIUM).nightly(3, name="a")]
    simulation = simulate(schedules, nights=3, step_min=60)
    table = nightly_metrics(simulation)
    assert table.index.names == ["schedule", "compound", "night"]
    assert list(dict.fromkeys(table.index.droplevel("night"))) == [
        ("z", "melatonin"), ("a", "melatonin"), ("a", "magnesium"),
    ]  # fmt: skip
    assert table.loc[("a", "magnesium", 2), "dose_mg"] == 300
    assert table.loc[("z", "melatonin", 3), "peak_time_h"] == pytest.approx(47.75)
    assert accumulation(simulation).loc[("a", "magnesium"), "unit"] == "mmol/L"


def test_doses_beyond_the_window_still_say_what_repeating_comes_to():
    short, long = (simulate(MAGNESIUM.nightly(6), nights=nights, step_min=60) for nights in (2, 6))
    assert accumulation(short).equals(accumulation(long))
    one, other = (nightly_metrics(each) for each in (short, long))
    assert one.equals(other[:2])


@pytest.mark.parametrize("half_life", ["1350 h", "60 days", "5 years"])
def test_of_a_plateau_that_is_years_away_only_that_is_not_computed(caffeine_with, half_life):
    hours = {"1350 h": 1350, "60 days": 1440, "5 years": 43830}[half_life]
    caffeine = caffeine_with(half_life=f"{hours} h")
    schedule = Schedule.parse("x", "caffeine 100 mg at bedtime", compounds=[caffeine]).nightly(2)
    simulation = simulate(schedule, nights=2, compounds=[caffeine], step_min=60)
    row, nightly = accumulation(simulation).iloc[0], nightly_metrics(simulation)
    assert row[["plateau_peak", "plateau_trough", "accumulation_ratio", "nights_to_90_percent"]].isna().all()
    assert nightly["share_of_plateau"].isna().all()
    # in a body that loses next to nothing each night adds the same
    assert row["first_peak"] == pytest.approx(100 / 45.5, rel=0.01)
    assert nightly["peak"].to_list() == pytest.approx([100 / 45.5, 200 / 45.5], rel=0.02)
    assert "reach a plateau after more than 3000 nights" in describe_all(simulation)


def test_a_plateau_just_within_reach_is_computed(caffeine_with):
    caffeine = caffeine_with(half_life="1340 h")
    schedule = Schedule.parse("x", "caffeine 100 mg at bedtime", compounds=[caffeine])
    row = accumulation(simulate(schedule, compounds=[caffeine], step_min=60)).iloc[0]
    # by hand: of ever the same dose 1/(1 - e^(-ke·24)) times as much is left just after it
    ratio = 1 / -np.expm1(-np.log(2) / 1340 * 24)
    assert row["accumulation_ratio"] == pytest.approx(ratio, rel=0.01)
