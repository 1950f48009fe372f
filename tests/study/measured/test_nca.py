"""NCA against a table that R and SciPy agree on, and against what is known of exact curves."""

import numpy as np
import pandas as pd
import pytest

import pksim as pk

THEOPH = """
1   10.50 1.12 148.92305 147.23475 3 9.05 0.04846 14.30438 1.00000 214.92363 31.49
2    8.33 1.92  91.52680  88.73128 4 7.03 0.10409  6.65934 0.99579  97.37793  8.88
3    8.20 1.02  99.28650  95.87820 3 9.00 0.10244  6.76609 0.99865 106.12767  9.66
4    8.60 1.07 106.79630 102.63362 3 9.02 0.09929  6.98125 0.99785 114.21620 10.14
5   11.40 1.00 121.29440 118.17935 4 7.02 0.08662  8.00226 0.99797 136.30473 13.30
6    6.44 1.15  73.77555  71.69701 7 2.03 0.08780  7.89500 0.99789  82.17588 12.75
7    7.09 3.48  90.75340  87.96923 4 6.98 0.08834  7.84667 0.99801 100.98763 12.89
8    7.56 2.02  88.55995  86.80656 6 3.53 0.08145  8.51004 0.98877 102.15330 15.02
9    9.03 0.63  86.32615  83.93744 3 8.80 0.08246  8.40600 0.99889  97.52000 13.93
10  10.21 3.55 138.36810 135.57607 3 9.38 0.07496  9.24692 0.99902 167.86003 19.23
11   8.00 0.98  80.09360  77.89347 3 9.03 0.09546  7.26124 1.00000  86.90262 10.37
12   9.75 3.52 119.97750 115.22021 3 9.03 0.11026  6.28651 0.99879 125.83154  8.43
"""
COLUMNS = [
    *("cmax", "tmax_h", "auc_last", "lambda_z_per_h", "points", "from_h", "adj_r2", "half_life_h", "auc_inf"),
    *("extrapolated_share", "clearance_f", "volume_f"),
]
THEOPHYLLINE = pk.load_samples("theoph")
TIMES = np.array([0.25, 0.5, 1, 2, 3, 4, 6, 8, 12, 16])


def samples(conc, times=TIMES, *, dose=100.0, **how):
    table = pd.DataFrame({"h": times, "c": conc})
    return pk.Samples.from_frame(table, "h", "c", None, dose, **{"conc_unit": "mg/L", **how})


def only(given, **how):
    return pk.nca(given, **how).iloc[0]


def oral(times, ka, ke, per_volume):
    return per_volume * ka / (ka - ke) * (np.exp(-ke * times) - np.exp(-ka * times))


@pytest.mark.parametrize("line", THEOPH.strip().splitlines(), ids=lambda line: line.split()[0])
def test_every_cell_of_theophylline_to_its_last_printed_digit(line):
    subject, cmax, tmax, linear, log, points, start, rate, half_life, r2, inf, percent = line.split()
    row, straight = pk.nca(THEOPHYLLINE).loc[subject], pk.nca(THEOPHYLLINE, auc="linear").loc[subject]
    shown = [f"{row[name]:.5f}" for name in ("auc_last", "lambda_z_per_h", "half_life_h", "adj_r2", "auc_inf")]
    assert shown == [log, rate, half_life, r2, inf]
    assert (row["cmax"], row["tmax_h"], row["points"]) == (float(cmax), float(tmax), int(points))
    assert row["from_h"] == float(start)
    assert f"{100 * row['extrapolated_share']:.2f}" == percent
    assert f"{straight['auc_last']:.5f}" == linear
    assert straight["half_life_h"] == row["half_life_h"]


def test_clearance_and_volume_are_per_kg_where_doses_are():
    table = pk.nca(THEOPHYLLINE)
    first = table.loc["1"]
    assert first["clearance_f"] == pytest.approx(4.02 / 214.92363, rel=1e-6)
    assert first["volume_f"] == pytest.approx(4.02 / 214.92363 / 0.0484570, rel=1e-5)
    assert (table.attrs["units"]["clearance_f"], table.attrs["units"]["volume_f"]) == ("L/h/kg", "L/kg")


def test_columns_and_index_are_those_promised():
    table = pk.nca(THEOPHYLLINE)
    assert list(table)[:12] == COLUMNS
    assert list(table)[12:] == ["clast", "tlast_h", "mrt_h", "notes"]
    assert table.index.name == "subject"
    assert table.index.to_list() == [str(i) for i in range(1, 13)]
    assert set(table.attrs["units"]) > set(COLUMNS) - {"points", "adj_r2", "extrapolated_share"}


def test_the_area_to_24_hours_says_where_it_ended():
    table = pk.nca(THEOPHYLLINE, until_h=24)
    assert f"{np.exp(np.log(table['auc_until']).mean()):.3f}" == "74.650"
    assert set(table.index[table["ended_h"] > 20]) == {"6", "10"}
    assert "the area to 24 h ends at 12.12 h" in table.loc["1", "notes"]
    in_time = only(samples(oral(TIMES, 1.5, 0.2, 10)), until_h=12)
    assert in_time["ended_h"] == 12
    assert "ends at" not in in_time["notes"]


def test_a_curve_that_is_known_is_found_back():
    ka, ke, volume = 1.5, 0.2, 20.0
    times = np.concatenate([np.linspace(0.01, 4, 400), np.linspace(4.1, 60, 600)])
    row = only(samples(oral(times, ka, ke, 100 / volume), times), tolerance=1e-9)
    assert row["auc_inf"] == pytest.approx(100 / (ke * volume), rel=1e-4)
    assert row["half_life_h"] == pytest.approx(np.log(2) / ke, rel=1e-4)
    assert row["clearance_f"] == pytest.approx(ke * volume, rel=1e-4)
    assert row["volume_f"] == pytest.approx(volume, rel=1e-4)
    assert row["mrt_h"] == pytest.approx(1 / ka + 1 / ke, rel=1e-4)


@pytest.mark.parametrize(("rate", "times"), [(0.3, [0, 1, 2, 5, 9]), (0.3, [1, 2, 5, 9]), (1e-3, [0.5, 20, 300, 900])])
def test_a_bolus_is_found_back_exactly_with_and_without_a_sample_at_the_dose(rate, times):
    conc = 100 / 25 * np.exp(-rate * np.array(times))
    row = only(samples(conc, np.array(times, dtype=float), route="iv", at_dose="after"), with_cmax=True)
    assert row["auc_inf"] == pytest.approx(100 / (rate * 25), rel=1e-12)
    assert row["clearance_f"] == pytest.approx(rate * 25, rel=1e-12)
    assert row["volume_f"] == pytest.approx(25, rel=1e-12)
    assert row["mrt_h"] == pytest.approx(1 / rate, rel=1e-12)
    assert row["cmax"] == conc[0]
    assert ("the concentration at the dose is extrapolated" in row["notes"]) == (times[0] > 0)
    assert "flip-flop" not in row["notes"]


def test_what_was_drawn_just_before_a_bolus_is_not_used():
    conc = np.array([0.4, 3.0, 2.0, 1.0, 0.5])
    times = np.array([0.0, 1.0, 2.0, 4.0, 6.0])
    before = samples(conc, times, route="iv", at_dose="before")
    without = samples(conc[1:], times[1:], route="iv")
    assert only(before).drop("notes").to_list() == only(without).drop("notes").to_list()


def test_time_counts_from_the_dose():
    conc = oral(TIMES, 1.5, 0.2, 10)
    table = pd.DataFrame({"h": [*TIMES, 0.0], "c": [*conc, np.nan], "mg": [np.nan] * len(TIMES) + [100.0]})
    late = table.assign(h=table["h"] + 30).sort_values("h")
    at_once, shifted = (
        only(pk.Samples.from_frame(each.sort_values("h"), "h", "c", None, "mg")) for each in (table, late)
    )
    assert shifted.drop("notes").to_numpy(float) == pytest.approx(at_once.drop("notes").to_numpy(float), rel=1e-9)


def test_units_do_not_change_clearance_and_volume():
    conc = oral(TIMES, 1.5, 0.2, 4e-3)
    plain = only(samples(conc, dose=0.3))
    picograms = only(samples(conc * 1e6, dose=300, conc_unit="pg/mL", dose_unit="µg"))
    assert picograms["clearance_f"] == pytest.approx(plain["clearance_f"], rel=1e-12)
    assert picograms["cmax"] == pytest.approx(1e6 * plain["cmax"], rel=1e-12)
    molar = only(samples(conc * 1e9 / 232.28, dose=0.3, conc_unit="pmol/L", compound="melatonin"))
    assert molar["clearance_f"] == pytest.approx(plain["clearance_f"], rel=1e-9)


def test_values_below_the_limit_count_as_nothing_at_first_and_not_at_the_end():
    conc = ["<0.5", 2, 5, "<0.5", 4, 3, 2, 1, "<0.5", "BLQ"]
    row = only(samples(conc), auc="linear")
    expected = pd.DataFrame({"t": [0, *TIMES[[0, 1, 2, 4, 5, 6, 7]]], "c": [0, 0, 2, 5, 4, 3, 2, 1]})
    assert row["auc_last"] == pytest.approx(np.trapezoid(expected["c"], expected["t"]))
    assert (row["tlast_h"], row["clast"]) == (8, 1)


def test_time_above_a_level():
    row = only(samples([0, 0, 4, 8, 8, 6, 2, 0, 0, 0]), above=5, auc="linear")
    assert row["hours_above"] == pytest.approx(0.75 + 1 + 1 + 0.5)


def test_rules_can_be_changed():
    first = pk.nca(THEOPHYLLINE).loc["8"]
    assert pk.nca(THEOPHYLLINE, least_points=7).loc[["6", "8"], "points"].to_list() == [7, 0]
    assert pk.nca(THEOPHYLLINE, tolerance=1e-9).loc["8", "points"] <= first["points"]
    assert pk.nca(THEOPHYLLINE, tolerance=0.5).loc["8", "from_h"] == 3.53
    assert pk.nca(THEOPHYLLINE, tolerance=0.5, with_cmax=True).loc["8", "from_h"] == 2.02
    by_hand = pk.nca(THEOPHYLLINE, terminal_h={"8": (7, 25)})
    assert (by_hand.loc["8", "from_h"], by_hand.loc["8", "points"]) == (7.15, 4)
    assert by_hand.loc["7", "points"] == 4
    assert set(pk.nca(THEOPHYLLINE, terminal_h=(8, 25))["from_h"] >= 8) == {True}


def test_a_level_end_has_no_half_life_but_all_else():
    row = only(samples([1, 2, 3, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.5]))
    assert np.isnan(row["half_life_h"])
    assert np.isnan(row["clearance_f"])
    assert row["points"] == 0
    assert row["cmax"] == 3
    assert row["notes"] == "no lambda_z: the 7 points after Cmax do not fall"


def test_words_where_much_is_extrapolated_or_points_are_few():
    notes = pk.nca(THEOPHYLLINE)["notes"]
    assert [name for name in notes.index if "extrapolated, more than 20 %" in notes[name]] == ["1"]
    few = only(samples([1, 2, 4, 7, 5, 3], TIMES[:6]))
    assert few["notes"] == "no lambda_z: 2 points after Cmax, and 3 are needed"
    near = only(samples([1, 2, 4, 7, 5, 4.9, 4.75], TIMES[:7]))
    assert "lambda_z has 3 points within noise: they fall by 4.9 % in all" in near["notes"]
    assert "within noise" not in only(samples([1, 2, 4, 7, 5, 4.9, 4.75], TIMES[:7]), noise=0.001)["notes"]
    scattered = only(samples([1, 2, 4, 9, 5, 2, 3], TIMES[:7]))
    assert "within noise" in scattered["notes"]
    assert not notes.str.contains("within noise").any()


def test_words_where_something_was_there_before_or_it_was_saliva():
    notes = pk.nca(THEOPHYLLINE)["notes"]
    assert "7 % of Cmax was there at the dose already, more than 5 %" in notes["1"]
    assert [name for name in notes.index if "there at the dose already" in notes[name]] == ["1"]
    saliva = only(samples([1, 2, 4, 7, 5, 3, 1, 0.5, 0.2, 0.1], matrix="saliva"))
    assert saliva["notes"].endswith("measured in saliva: clearance and volume are not those of plasma")


def test_an_oral_half_life_may_be_absorptions_unless_it_is_known():
    assert pk.nca(THEOPHYLLINE)["notes"].str.contains("flip-flop: this half-life may be absorption's").all()
    times = TIMES / 2

    def melatonin(half_life_h):
        ke = np.log(2) / half_life_h
        return samples(1e3 * oral(times, 3.0, ke, 1), times, dose=1, conc_unit="pg/mL", compound="melatonin")

    assert "flip-flop" not in only(melatonin(0.75))["notes"]
    assert "flip-flop" in only(melatonin(5.0))["notes"]


def test_all_that_cannot_be_told_is_said_at_once():
    table = pd.DataFrame(
        {
            "id": ["a", "a", "b", "b", "b", "c", "c", "c"],
            "h": [1.0, 2.0, 1.0, 2.0, 4.0, 1.0, 2.0, 3.0],
            "c": [4.0, 2.0, 4.0, 3.0, 2.0, 4.0, 2.0, 1.0],
        }
    )
    doses = pd.DataFrame({"id": ["a", "b", "b", "c"], "h": [0.0, 0.0, 1.5, 0.0], "mg": [5.0] * 4})
    read = pk.Samples.from_frame(table, "h", "c", "id", "mg", doses=doses)
    with pytest.raises(pk.InputError) as caught:
        pk.nca(read)
    first, second = str(caught.value).splitlines()
    assert first == "subject 'a' has 2 samples after the dose; NCA takes 3 or more."
    assert second.startswith("subject 'b' has 2 doses; NCA here is of one dose alone")


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"auc": "log"}, "auc is 'log'"),
        ({"least_points": 2}, "least_points is 2"),
        ({"with_cmax": "no"}, "with_cmax is 'no'"),
        ({"tolerance": 0}, "tolerance is 0"),
        ({"noise": -1}, "noise is -1"),
        ({"above": 0}, "above is 0"),
        ({"until_h": -1}, "until_h is -1"),
        ({"terminal_h": (8, 4)}, r"terminal_h of 1 is \(8, 4\)"),
        ({"terminal_h": {"x": (8, 14)}}, "terminal_h is 'x'"),
        ({"terminal": (8, 14)}, "did you mean 'terminal_h'"),
    ],
)
def test_wrong_rules_are_one_message(how, message):
    with pytest.raises(pk.InputError, match=message):
        pk.nca(THEOPHYLLINE, **how)


def test_only_samples_are_described():
    with pytest.raises(pk.InputError, match="samples is 5"):
        pk.nca(5)
