import pytest

from pksim import InputError
from pksim.describe.words.units import (
    MASS_MG,
    TIME_H,
    VOLUME_L,
    concentration_factor,
    read_clock,
    read_number,
    read_quantity,
    write_clock,
    write_duration,
)


@pytest.mark.parametrize(
    ("text", "known", "value"),
    [
        ("300 µg", MASS_MG, 0.3),  # the micro sign
        ("300 μg", MASS_MG, 0.3),  # the Greek letter
        ("300ug", MASS_MG, 0.3),
        ("300 mcg", MASS_MG, 0.3),
        ("0.3 mg", MASS_MG, 0.3),
        (" 1.5 g ", MASS_MG, 1500),
        ("35 min", TIME_H, 35 / 60),
        ("90 minutes", TIME_H, 1.5),
        ("2 hours", TIME_H, 2),
        ("2hr", TIME_H, 2),
        ("70 L", VOLUME_L, 70),
        ("500 mL", VOLUME_L, 0.5),
        ("500 ml", VOLUME_L, 0.5),
        ("3 MG", MASS_MG, 3),
        ("300 MCG", MASS_MG, 0.3),
        ("300 ΜG", MASS_MG, 0.3),
        ("0,3 mg", MASS_MG, 0.3),
        ("1,25 h", TIME_H, 1.25),
        ("0,125 g", MASS_MG, 125),
        ("1e-3 g", MASS_MG, 1),
    ],
)
def test_a_quantity_is_a_number_with_a_unit_of_a_closed_list(text, known, value):
    assert read_quantity(text, known, "it") == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize("text", ["", "mg", "0.3 mg each", ".3 mg", "three mg", "0.3 m g"])
def test_what_is_no_number_with_a_unit_is_refused_with_the_units(text):
    with pytest.raises(InputError, match=r"the dose is .*number with a unit, one of mg, g, µg, ug, mcg"):
        read_quantity(text, MASS_MG, "the dose")


@pytest.mark.parametrize(
    ("text", "known", "suggestion"),
    [("3 mgs", MASS_MG, "'mg'"), ("35 mins", TIME_H, "'min'"), ("3 MLs.", VOLUME_L, "'mL'")],
)
def test_a_wrong_unit_is_named_with_the_nearest_right_one_and_all_others(text, known, suggestion):
    with pytest.raises(InputError, match=rf"has the unit .*did you mean {suggestion}") as caught:
        read_quantity(text, known, "the amount")
    assert all(repr(unit) in str(caught.value) for unit in known)


@pytest.mark.parametrize("text", ["nan", "inf", "Infinity", "-1", "1e999"])
def test_a_number_is_finite_and_not_negative(text):
    with pytest.raises(InputError, match=r"the amount is .*finite number and not negative") as caught:
        read_number(text, "the amount")
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize("unit", ["IU", "ml", "kg", "drops", "tablet", "ng"])
def test_another_quantity_is_not_taken_for_a_slip(unit):
    with pytest.raises(InputError, match=r"not known here; it must be one of 'mg', 'g', 'µg', 'ug', 'mcg'\."):
        read_quantity(f"1 {unit}", MASS_MG, "the amount")


@pytest.mark.parametrize(
    ("text", "value"), [("0,3", 0.3), ("1,5", 1.5), ("0,300", 0.3), ("2,25e1", 22.5), ("1,0000", 1)]
)
def test_a_decimal_sign_may_be_a_comma(text, value):
    assert read_number(text, "the amount") == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(("text", "both"), [("1,000", "1000 or 1.000"), ("12,500", "12500 or 12.500")])
def test_what_could_be_thousands_is_refused(text, both):
    with pytest.raises(InputError, match=f"could be {both}; write thousands without a sign between them"):
        read_number(text, "the amount")


@pytest.mark.parametrize("text", ["", "1 2", "0x10", "three", "1,5,0", "1.000,5"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(InputError, match="it must be a number"):
        read_number(text, "the amount")


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("00:00", 0),
        ("7:30", 7.5),
        ("23:59", 23 + 59 / 60),
        (" 22:30 ", 22.5),
        ("22:30:00", 22.5),
        ("22.30", 22.5),
        ("22h30", 22.5),
        ("22h", 22),
        ("11pm", 23),
        ("11 p.m.", 23),
        ("11:30 PM", 23.5),
        ("12am", 0),
        ("12:15 am", 0.25),
        ("12 pm", 12),
        ("1 am", 1),
        ("Midnight", 0),
        ("noon", 12),
    ],
)
def test_a_clock_time_is_hours_since_midnight(text, hours):
    assert read_clock(text, "it") == hours


@pytest.mark.parametrize(
    "text", ["24:00", "12:60", "7.3", "730", "7", "7:3", "007:30", "13 pm", "0 am", "13:30 pm", "11 xm", "", None, 7.5]
)
def test_what_is_no_clock_time_is_refused(text):
    with pytest.raises(InputError, match=r"bedtime is .*HH:MM") as caught:
        read_clock(text, "bedtime")
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize(
    ("hours", "clock"), [(0, "00:00"), (-0.5, "23:30"), (24, "00:00"), (31.25, "07:15"), (23.9999, "00:00")]
)
def test_a_clock_time_is_written_to_the_nearest_minute_of_any_day(hours, clock):
    assert write_clock(hours) == clock


@pytest.mark.parametrize(
    ("hours", "words"),
    [(0.75, "45 min"), (2, "2 h"), (-2.5, "2 h 30 min"), (1.9999, "2 h"), (0, "0 min"), (16.91, "16 h 55 min")],
)
def test_a_duration_is_written_as_people_say_it(hours, words):
    assert write_duration(hours) == words


def test_concentrations_convert_as_the_molar_masses_say():
    assert concentration_factor("pg/mL", 1) == pytest.approx(1e6)
    assert concentration_factor("ng/mL", 1) == pytest.approx(1e3)
    assert concentration_factor("mg/L", 1) == concentration_factor("µg/mL", 1) == 1
    # 1 mmol of magnesium is 24.305 mg; 1 pg/mL of melatonin is 4.305 pmol/L (facts, section 3).
    assert concentration_factor("mmol/L", 24.305) == pytest.approx(1 / 24.305, rel=1e-12)
    per_pg_ml = concentration_factor("pmol/L", 232.28) / concentration_factor("pg/mL", 232.28)
    assert per_pg_ml == pytest.approx(4.305, abs=5e-4)
    # mg/dL × 0.4114 = mmol/L, and 1 mg/dL is 10 mg/L.
    assert 10 * concentration_factor("mmol/L", 24.305) == pytest.approx(0.4114, abs=5e-5)


def test_an_unknown_concentration_unit_is_refused():
    with pytest.raises(InputError, match=r"the concentration has the unit 'pg/ml'.*did you mean 'pg/mL'"):
        concentration_factor("pg/ml", 1)
