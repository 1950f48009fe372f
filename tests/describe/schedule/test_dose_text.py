import pytest
from dose_texts import OWN, QUOTED, READ, REFUSED, SEVERAL, assert_means
from hypothesis import given, settings
from hypothesis import strategies as st

from pksim import InputError, Night, Schedule, load_compounds
from pksim.describe.schedule.dose_text import read_dose

KNOWN = load_compounds()


def read(text):
    return read_dose(text, KNOWN)


@pytest.mark.parametrize(
    ("when", "time_h", "window_h"),
    [
        ("60 min before bed", -1, None),
        ("60 minutes before bedtime", -1, None),
        ("1.5 h before bed", -1.5, None),
        ("1 h after bed", 1, None),
        ("2hours after bedtime", 2, None),
        ("0 min before bed", 0, None),
        ("at bedtime", 0, None),
        ("at bed", 0, None),
        ("30-60 min before bed", -0.75, (-0.25, 0.25)),
        ("30 – 60 min before bed", -0.75, (-0.25, 0.25)),
        ("30 to 60 min before bed", -0.75, (-0.25, 0.25)),
        ("60-30 min before bed", -0.75, (-0.25, 0.25)),
        ("1-2 h after bed", 1.5, (-0.5, 0.5)),
        ("60-60 min before bed", -1, None),
    ],
)
def test_a_time_counts_from_bed(when, time_h, window_h):
    dose = read(f"melatonin 1 mg {when}")
    assert dose.time_h == pytest.approx(time_h, abs=1e-12)
    assert dose.clock_h is None
    assert dose.window_h == (None if window_h is None else pytest.approx(window_h))


@pytest.mark.parametrize(
    ("when", "clock_h", "window_h"),
    [
        ("at 22:30", 22.5, None),
        ("at 7:05", 7 + 5 / 60, None),
        ("at 00:00", 0, None),
        ("at 22:00-23:00", 22.5, (-0.5, 0.5)),
        ("at 23:30 – 00:30", 0, (-0.5, 0.5)),
    ],
)
def test_a_time_may_be_on_the_clock(when, clock_h, window_h):
    dose = read(f"melatonin 1 mg {when}")
    assert dose.clock_h == pytest.approx(clock_h, abs=1e-12)
    assert dose.time_h is None
    assert dose.window_h == (None if window_h is None else pytest.approx(window_h))


@pytest.mark.parametrize(
    ("amount", "amount_mg"),
    [
        ("0.3 mg", 0.3),
        ("300 µg", 0.3),
        ("300 μg", 0.3),
        ("300 ug", 0.3),
        ("300mcg", 0.3),
        ("0.0003 g", 0.3),
        ("3e-1 mg", 0.3),
    ],
)
def test_an_amount_has_a_unit_of_mass(amount, amount_mg):
    assert read(f"melatonin {amount} at bedtime").amount_mg == pytest.approx(amount_mg, rel=1e-14)


@pytest.mark.parametrize(
    "text",
    [
        "magnesium glycinate 300 mg elemental 2 h before bed",
        "magnesium 300 mg elemental glycinate 2 h before bed",
        "magnesium 300 mg glycinate elemental 2 h before bed",
        "magnesium bisglycinate 0.3 g elemental 120 min before bed",
        "  Magnesium   Glycinate\t300 mg  elemental\n2 h before bed ",
    ],
)
def test_the_form_and_the_basis_may_stand_before_or_after_the_amount(text):
    dose = read(text)
    assert (dose.compound, dose.formulation, dose.basis) == ("magnesium", "glycinate", "elemental")
    assert (dose.amount_mg, dose.time_h) == (300, -2)


def test_salt_and_elemental_are_kept_apart():
    assert read("magnesium glycinate 500 mg salt at bedtime").basis == "salt"
    assert read("magnesium 500 mg elemental at bedtime").basis == "elemental"
    assert read("melatonin 1 mg at bedtime").basis is None


@pytest.mark.parametrize(
    ("words", "formulation"),
    [
        ("prolonged", "prolonged"),
        ("prolonged-release", "prolonged"),
        ("Prolonged-Release", "prolonged"),
        ("circadin", "circadin"),
        ("immediate-release", "immediate"),
        ("", None),
    ],
)
def test_a_formulation_may_go_by_its_names(words, formulation):
    assert read(f"melatonin 2 mg {words} 60 min before bed").formulation == formulation
    assert read(f"melatonin {words} 2 mg at 22:00").formulation == formulation


@pytest.mark.parametrize(
    ("when", "night", "time_h"),
    [
        ("60 min before bed on night 3", 3, 47),
        ("at 22:30 on night 1", 1, -0.5),
        ("at 03:00 On  Night 14", 14, 13 * 24 + 4),
        ("30-60 min before bed on night 3660", 3660, 3659 * 24 - 0.75),
        ("at bedtime", None, 0),
    ],
)
def test_a_dose_may_be_for_one_night(when, night, time_h):
    dose = read(f"melatonin 1 mg {when}")
    assert dose.night == night
    assert dose.time_from_bedtime_h(Night()) == pytest.approx(time_h, abs=1e-9)
    assert dose.shift(0.5).time_from_bedtime_h(Night()) == pytest.approx(time_h + 0.5, abs=1e-9)
    assert (dose.shift(0.5).night, dose.scale(2).night) == (night, night)


@pytest.mark.parametrize(
    ("words", "formulation"),
    [
        ("magnesium citrate 300 mg salt", "citrate"),
        ("magnesium l-threonate 2 g salt", "threonate"),
        ("magnesium taurate 300 mg elemental", "taurate"),
        ("magnesium 400 mg oxide elemental", "oxide"),
        ("melatonin extended-release 4 mg", "extended-4mg"),
        ("melatonin extended 4 mg", "extended-4mg"),
        ("melatonin extended-4mg 4 mg", "extended-4mg"),
        ("melatonin controlled-release 2 mg", "controlled-flat"),
        ("melatonin 2 mg controlled", "controlled-flat"),
    ],
)
def test_every_form_of_the_library_can_be_asked_for(words, formulation):
    assert read(f"{words} at 22:00").formulation == formulation


@pytest.mark.parametrize(("text", "means"), READ, ids=repr)
def test_what_people_write_is_read(text, means):
    (dose,) = Schedule.parse("mine", text, compounds=OWN).doses
    assert_means(dose, means)


@pytest.mark.parametrize(("text", "message"), REFUSED, ids=repr)
def test_wrong_text_is_quoted_with_the_rule_and_the_likely_fix(text, message):
    with pytest.raises(InputError) as caught:
        Schedule.parse("mine", text, compounds=OWN)
    assert str(caught.value) == f"schedule 'mine', dose {text!r}: {message}"


@pytest.mark.parametrize(("text", "written"), QUOTED, ids=repr)
def test_a_text_is_quoted_so_that_all_of_it_is_seen(text, written):
    with pytest.raises(InputError) as caught:
        read_dose(text, KNOWN)
    assert str(caught.value).startswith(f"dose {written}: ")


@pytest.mark.parametrize("case", SEVERAL, ids=repr)
def test_doses_with_semicolons_between_them_are_read_one_by_one(case):
    if "doses" in case:
        alone = [Schedule.parse("mine", each, compounds=OWN) for each in case["doses"]]
        assert Schedule.parse("mine", case["text"], compounds=OWN).doses == sum((each.doses for each in alone), ())
        return
    with pytest.raises(InputError) as caught:
        Schedule.parse("mine", case["text"], compounds=OWN)
    lines = str(caught.value).splitlines()
    assert [line.split(": ")[0] for line in lines] == [f"schedule 'mine', dose {each!r}" for each in case["mistakes"]]


@pytest.mark.parametrize("text", ["", " ", ";", " ;\n; "])
def test_a_text_without_a_dose_makes_no_schedule(text):
    with pytest.raises(InputError, match=r"^Schedule 'mine' has no doses; give at least one, such as 'melatonin 1 mg"):
        Schedule.parse("mine", text)


def _texts(*choices):
    return st.sampled_from(choices)


WORDS = _texts(
    *(
        "melatonin",
        "magnesium",
        "glycinate",
        "prolonged-release",
        "circadin",
        "elemental",
        "salt",
        "mg",
        "g",
        "kg",
        "µg",
    ),
    *("on", "night", "3", "oxide", "extended"),
    *("1", "0.3", "-1", "nan", "inf", "1e400", "1e-400", "1e308", "0,3", "½", "³", "٣", "ınf", "1mg", "60min", "30-60"),
    *(
        "min",
        "h",
        "hours",
        "to",
        "before",
        "after",
        "bed",
        "bedtime",
        "at",
        "22:30",
        "24:00",
        "22:30-23:30",
        "9:5",
        "٢٢:٣٠",
    ),
    *(";", "-", "–", ":", ".", ","),
)


@settings(derandomize=True, deadline=None, max_examples=500)
@given(st.one_of(st.text(max_size=40), st.lists(WORDS, max_size=9).map(" ".join)))
def test_any_text_is_read_or_refused_by_an_input_error(text):
    try:
        dose = read(text)
    except InputError:
        return
    assert dose.amount_mg > 0


AMOUNTS = st.builds("{} {}".format, st.integers(1, 9999), _texts("mg", "g", "µg", "mcg")) | st.builds(
    "{} mg".format, st.decimals("0.001", "99.999", places=3)
)
MINUTES = st.integers(0, 1440)
CLOCKS = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))


def _span_h(text):
    first, last = (60 * int(clock[:-3]) + int(clock[-2:]) for clock in text.removeprefix("at ").split("-"))
    return (last - first) % 1440 / 60


WHENS = st.one_of(
    st.builds("{} min {} bed".format, MINUTES, _texts("before", "after")),
    st.builds("{}-{} min {} bedtime".format, MINUTES, MINUTES, _texts("before", "after")),
    st.builds("{} h {} bed".format, st.decimals("0.25", "24", places=2), _texts("before", "after")),
    st.builds("at {}".format, CLOCKS),
    st.builds("at {}-{}".format, CLOCKS, CLOCKS).filter(lambda text: _span_h(text) <= 12),
    st.just("at bedtime"),
)
FORMS = _texts(
    "melatonin {}", "melatonin circadin {}", "melatonin {} prolonged-release", "magnesium {} elemental",
    "magnesium bisglycinate {} salt",
)  # fmt: skip


@settings(derandomize=True, deadline=None, max_examples=300)
@given(FORMS, AMOUNTS, WHENS, _texts("", " on night 1", " on night 12"))
def test_a_dose_written_out_reads_back_as_itself(form, amount, when, night):
    dose = read(f"{form.format(amount)} {when}{night}")
    again = read(str(dose))
    assert (again.compound, again.formulation, again.basis) == (dose.compound, dose.formulation, dose.basis)
    assert again.night == dose.night == (int(night[9:]) if night else None)
    assert again.amount_mg == pytest.approx(dose.amount_mg, rel=1e-12)
    assert (again.time_h or again.clock_h or 0) == pytest.approx(dose.time_h or dose.clock_h or 0, abs=1e-9)
    assert (again.clock_h is None) == (dose.clock_h is None)
    assert (again.window_h or (0, 0)) == pytest.approx(dose.window_h or (0, 0), abs=1e-9)
