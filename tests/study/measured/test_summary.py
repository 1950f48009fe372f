import numpy as np
import pandas as pd
import pytest

import pksim as pk

TABLE = pk.nca(pk.load_samples("theoph"), until_h=24)


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("cmax", "8.65 [17.0]"),
        ("auc_last", "98.7 [22.5]"),
        ("auc_inf", "115 [28.4]"),
        ("half_life_h", "8.18 [2.12]"),
        ("tmax_h", "1.14 [0.630, 3.55]"),
        ("auc_until", "74.6 [24.3]"),
    ],
)
def test_theophylline_is_summed_up_as_the_field_prints_it(name, printed):
    assert pk.nca_summary(TABLE).loc[name, "printed"] == printed


def test_numbers_are_those_of_the_summary_line():
    found = pk.nca_summary(TABLE)
    assert f"{found.loc['cmax', 'geometric_mean']:.3f}" == "8.646"
    assert f"{found.loc['auc_last', 'geometric_mean']:.2f}" == "98.65"
    assert f"{found.loc['auc_until', 'geometric_cv_percent']:.3f}" == "24.256"
    assert found.loc["tmax_h", ["median", "low", "high"]].tolist() == pytest.approx([1.135, 0.63, 3.55])
    assert (found["n"] == 12).all()


def test_subjects_without_a_number_are_left_out_of_it():
    table = TABLE.copy()
    table.loc[["1", "2"], "half_life_h"] = np.nan
    found = pk.nca_summary(table)
    assert found.loc["half_life_h", "n"] == 10
    assert found.loc["half_life_h", "mean"] == pytest.approx(TABLE["half_life_h"].iloc[2:].mean())
    table["half_life_h"] = np.nan
    assert pk.nca_summary(table).loc["half_life_h", "printed"] == ""


def test_one_subject_has_a_number_and_no_spread():
    found = pk.nca_summary(TABLE.loc[["7"]])
    assert found.loc["cmax", "printed"] == "7.09"
    assert np.isnan(found.loc["cmax", "geometric_cv_percent"])


@pytest.mark.parametrize("wrong", [5, pd.DataFrame({"x": [1]})])
def test_another_table_is_refused(wrong):
    with pytest.raises(pk.InputError, match="must be what nca gives"):
        pk.nca_summary(wrong)
