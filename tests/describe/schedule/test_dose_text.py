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


@pytest.mark.parametrize(("text", "means"), READ, ids=repr)
def test_what_people_write_is_read(text, means):
    (dose,) = Schedule.parse("mine", text, compounds=OWN).doses
    assert_means(dose, means)


def test_the_table_asks_for_every_form_by_each_of_its_names():
    asked = {(means["compound"], means.get("formulation")): [] for _, means in READ}
    for text, means in READ:
        asked[means["compound"], means.get("formulation")] += text.lower().split()
    for compound in KNOWN.values():
        for name, form in compound.formulations.items():
            assert {name, *form.words} <= set(asked[compound.name, name])


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
