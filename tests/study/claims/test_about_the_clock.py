"""What a claim can ask of the body clock."""

import pytest

import pksim as pk


def test_half_an_hour_before_bed_is_judged_by_the_published_curve():
    """Three nights of 2 mg, 30 to 60 min before bed: the curve of 3 mg, people about it, and 0.5 h as a shift."""
    row = pk.check_claims().set_index("claim").loc["34"]
    clock = pk.body_clock(pk.Schedule.parse("mine", "melatonin 2 mg 45 min before bed"), pk.Night(), nights=3)
    assert row["share"] == pytest.approx((clock.moved_h >= 0.5).mean(), abs=0.02)
    assert row["model_low"] < 0 < row["model_high"]
    assert row["verdict"] == f"holds in {100 * row['share']:.0f} %"


def test_a_dose_of_which_the_curves_do_not_speak_is_refused(tmp_path):
    path = tmp_path / "claims.toml"
    path.write_text(
        '[[claim]]\nkey = "1"\nkind = "kinetic"\nabout = "It moves the clock"\nsource = ["mechanism-article"]\n'
        'part = "timing"\nrule = { holds = "at least 1 h" }\n'
        'question = { asks = "clock_earlier", dose = "melatonin 10 mg at 18:00" }\n'
    )
    with pytest.raises(pk.InputError, match="the published curves speak of"):
        pk.load_claims(path)
