"""Tidy tables of samples, read by hand a second time; every mistake of a file at once."""

import numpy as np
import pandas as pd
import pytest

import pksim as pk

# The published NCA of Theoph: Cmax [mg/L] and tmax [h] of subjects 1 to 12; and their doses [mg/kg].
PEAKS = [
    (10.5, 1.12), (8.33, 1.92), (8.2, 1.02), (8.6, 1.07), (11.4, 1.0), (6.44, 1.15), (7.09, 3.48), (7.56, 2.02),
    (9.03, 0.63), (10.21, 3.55), (8.0, 0.98), (9.75, 3.52),
]  # fmt: skip
DOSES = [4.02, 4.40, 4.53, 4.40, 5.86, 4.00, 4.95, 4.53, 3.10, 5.50, 4.92, 5.30]
HEADER = "Subject,Time,conc,Dose\n"


@pytest.fixture
def samples(tmp_path):
    """Write a table and read it."""

    def read(text, header=HEADER, **said):
        path = tmp_path / "mine.csv"
        path.write_text(header + text, encoding="utf-8")
        return pk.read_samples(path, **said)

    return read


@pytest.fixture
def mistakes(samples):
    def lines(text, **said):
        with pytest.raises(pk.InputError) as caught:
            samples(text, **said)
        return str(caught.value).splitlines()

    return lines


def rows(read):
    frame = read.to_frame()
    return list(zip(frame["subject"], frame["time_h"], frame["conc"], frame["below_limit"], strict=True))


def doses(read):
    return {each.name: [(dose.time_h, dose.amount, dose.route) for dose in each.doses] for each in read}


def test_a_table_is_read_in_its_own_order(samples):
    read = samples("b,0,0,4\nb,1.5,2.5,4\na,1,3,5\n")
    assert rows(read) == [("b", 0, 0, False), ("b", 1.5, 2.5, False), ("a", 1, 3, False)]
    assert doses(read) == {"b": [(0, 4, "oral")], "a": [(0, 5, "oral")]}
    assert list(read.to_frame()) == ["subject", "time_h", "conc", "below_limit"]


def test_a_frame_and_its_file_are_read_alike(samples, tmp_path):
    frame = pd.DataFrame({"who": [1, 1, 2], "h": [0.5, 1, 1], "level": [1.25, "<0.5", 2], "mg": [3, 3, 4]})
    said = {"subject": "who", "time": "h", "conc": "level", "dose": "mg", "conc_unit": "ng/mL"}
    frame.to_csv(tmp_path / "who.csv", index=False)
    of_file, of_frame = pk.read_samples(tmp_path / "who.csv", **said), pk.Samples.from_frame(frame, **said)
    assert rows(of_file) == rows(of_frame) == [
        ("1", 0.5, 1.25, False), ("1", 1, 0.5, True), ("2", 1, 2, False)
    ]  # fmt: skip
    assert doses(of_file) == doses(of_frame)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_cells_may_be_separated_by_commas_semicolons_or_tabs(samples, separator):
    text = "1,0.5,1.25,3\n1,1,2,3\n".replace(",", separator)
    assert rows(samples(text, header=HEADER.replace(",", separator))) == [("1", 0.5, 1.25, False), ("1", 1, 2, False)]


def test_a_decimal_comma_is_read_where_it_is_said(samples):
    read = samples("1;0,5;1,25;3\n1;1;<0,5;3\n", header="Subject;Time;conc;Dose\n", decimal=",")
    assert rows(read) == [("1", 0.5, 1.25, False), ("1", 1, 0.5, True)]


@pytest.mark.parametrize(
    ("cell", "said", "conc"),
    [
        ("<0.5", {}, 0.5),
        ("< 0.5", {}, 0.5),
        ("BLQ", {"limit": 0.2}, 0.2),
        ("bloq", {"limit": 0.2}, 0.2),
        ("<LLOQ", {"limit": 0.2}, 0.2),
        ("0.1", {"limit": 0.2}, 0.2),
        ("BLQ", {}, np.nan),
    ],
)
def test_what_is_below_the_limit_is_kept_as_such(samples, cell, said, conc):
    read = samples(f"1,1,3,9\n1,2,{cell},9\n", **said)
    assert read["1"].below_limit.tolist() == [False, True]
    assert np.array_equal(read["1"].conc, [3, conc], equal_nan=True)


@pytest.mark.parametrize(("flag", "below"), [("1", True), ("yes", True), ("BLQ", True), ("0", False), ("", False)])
def test_a_column_flags_what_is_below_the_limit(samples, flag, below):
    read = samples(f"1,1,3,9,0\n1,2,0.4,9,{flag}\n", header="Subject,Time,conc,Dose,cens\n", below="cens")
    assert rows(read)[1] == ("1", 2, 0.4, below)


def test_a_limit_may_differ_from_row_to_row(samples):
    text = "1,1,3,9,1\n1,2,BLQ,9,0.5\n1,3,0.2,9,0.25\n1,4,0.2,9,0.1\n"
    read = samples(text, header="Subject,Time,conc,Dose,lloq\n", limit="lloq")
    assert [row[2:] for row in rows(read)] == [(3, False), (0.5, True), (0.25, True), (0.2, False)]


def test_samples_that_were_not_made_are_left_out_aloud(samples):
    read = samples("1,1,3,9\n1,2,NOT DONE,9\n1,3,,9\n1,4,1,9\n")
    assert [row[1] for row in rows(read)] == [1, 4]
    assert any(note == "2 rows without a concentration, left out: line 3, line 4." for note in read.notes)


def test_samples_before_the_dose_stay_in_the_table(samples):
    read = samples("1,-1,0.3,\n1,0,,5\n1,1,2,\n")
    assert rows(read) == [("1", -1, 0.3, False), ("1", 1, 2, False)]
    assert read["1"].after_dose.tolist() == [0, 1]
    assert "1 sample before the first dose: kept, though no dose explains them." in read.notes


def test_a_sample_at_the_time_of_a_dose_says_on_which_side_it_stands(samples):
    text = "1,0,0.3,5\n1,1,2,5\n"
    before, after = samples(text), samples(text, at_dose="after")
    assert (before["1"].after_dose.tolist(), after["1"].after_dose.tolist()) == ([0, 1], [1, 1])
    assert "1 sample at the very time of a dose: taken as drawn just before it." in before.notes
    assert any("drawn just after it" in note for note in after.notes)


def test_after_an_intravenous_dose_the_side_is_asked_for(samples, mistakes):
    (line,) = mistakes("1,0,9,5\n1,1,2,5\n", route="iv")
    assert "subject '1' has a sample at the very time of an intravenous dose" in line
    assert samples("1,0,9,5\n1,1,2,5\n", route="iv", at_dose="after")["1"].after_dose.tolist() == [1, 1]


def test_doses_may_stand_in_rows_of_their_own(samples):
    read = samples("1,0,,5\n1,1,2,\n1,12,.,7\n1,13,3,\n")
    assert doses(read) == {"1": [(0, 5, "oral"), (12, 7, "oral")]}
    assert [row[1] for row in rows(read)] == [1, 13]


def test_doses_may_stand_in_a_table_of_their_own(samples, tmp_path):
    path = tmp_path / "doses.csv"
    path.write_text("Subject,Time,Dose\n2,0,4\n1,12,7\n1,0,5\n3,0,5\n", encoding="utf-8")
    read = samples("1,1,2\n1,13,3\n2,1,1\n", header="Subject,Time,conc\n", doses=path, route="iv")
    assert doses(read) == {"1": [(0, 5, "iv"), (12, 7, "iv")], "2": [(0, 4, "iv")]}
    assert read["1"].after_dose.tolist() == [1, 2]
    assert "1 subject with doses alone, left out: 3." in read.notes


def test_one_person_needs_no_column_of_subjects_and_a_dose_may_be_a_number(samples):
    read = samples(
        "30,2\n90,3\n", header="min,level\n", time="min", conc="level", subject=None, dose=0.3, time_unit="min"
    )
    assert rows(read) == [("1", 0.5, 2, False), ("1", 1.5, 3, False)]
    assert doses(read) == {"1": [(0, 0.3, "oral")]}


@pytest.mark.parametrize(
    ("unit", "compound", "factor"),
    [
        ("mg/L", None, 1),
        ("ug/ml", None, 1),
        ("ng/mL", None, 1e-3),
        ("pg/mL", None, 1e-6),
        ("nmol/L", "melatonin", 232.28e-6),
    ],
)
def test_concentrations_are_converted_to_mg_a_litre(samples, unit, compound, factor):
    read = samples("1,1,3,9\n", conc_unit=unit, compound=compound)
    assert read.conc_in_mg_l() == pytest.approx(factor, rel=1e-5)


@pytest.mark.parametrize(("unit", "factor"), [("mg", 1), ("µg", 1e-3), ("mg/kg", 1), ("g/kg", 1e3)])
def test_doses_are_converted_to_mg_and_stay_per_kg(samples, unit, factor):
    assert samples("1,1,3,9\n", dose_unit=unit).dose_in_mg() == factor


def test_amounts_of_substance_need_a_molar_mass(samples):
    read = samples("1,1,3,9\n", conc_unit="nmol/L", compound="unobtainium")
    with pytest.raises(pk.InputError, match="molar mass of 'unobtainium'"):
        read.conc_in_mg_l()


def test_all_mistakes_of_a_file_come_at_once_with_line_and_column(mistakes):
    found = mistakes('1,0,-1,4\n1,x,2,4\n1,2,"0,74",4\n1,3,abc,4\n1,1,2,4\n,1,2,4\n1,4,2,-4\n')
    assert [line.split(": ")[0] for line in found] == [
        "mine.csv, line 2, column 'conc'",
        "mine.csv, line 3, column 'Time'",
        "mine.csv, line 4, column 'conc'",
        "mine.csv, line 5, column 'conc'",
        "mine.csv, line 6, column 'Time'",
        "mine.csv, line 7, column 'Subject'",
        "mine.csv, line 8, column 'Dose'",
    ]
    assert "must not be negative" in found[0]
    assert "decimal comma" in found[2]
    assert "1 h comes after 3 h; times must not fall" in found[4]


def test_mistakes_of_cells_and_of_subjects_come_together(mistakes):
    assert mistakes("1,1,x,4\n1,2,<3,4\n2,1,3,\n3,1,<2,5\n3,2,<2,5\n") == [
        "mine.csv, line 2, column 'conc': 'x' is no number, or one beyond all measure.",
        "mine.csv: subject '2' has no dose.",
        "mine.csv: subject '3': all samples after a dose (2) are below the limit.",
    ]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("1,1,2,4\n1,0.5,2,4\n", "0.5 h comes after 1 h; times must not fall"),
        ("1,1,2,4\n2,1,2,\n", "subject '2' has no dose"),
        ("1,-2,2,\n1,-1,2,\n1,0,,4\n", "no sample after its first dose, at 0 h"),
        ("1,0,0,4\n1,1,<0.5,4\n1,2,BLQ,4\n", "all samples after a dose (2) are below the limit"),
        ("1,1,2,4\n1,2,2,5\n", "the dose is not the same in every row"),
        ("1,1,2,4\n1,2,2,\n1,3,2,4\n", "the dose is not the same in every row"),
    ],
)
def test_what_cannot_be_used_is_refused(mistakes, text, rule):
    (line,) = mistakes(text)
    assert rule in line


def test_a_decimal_comma_among_commas_gives_more_cells_than_columns(mistakes):
    assert ["decimal comma" in line for line in mistakes("1,0,5,2,4\n1,1,2,4\n1,2,7,1,4\n")] == [True, True]


@pytest.mark.parametrize(
    ("header", "text", "said"),
    [
        ("Subject,Time,conc,Dose,unit\n", "1,1,2,4,mg/L\n1,2,2,4,ng/mL\n", {}),
        ("Subject,Time,conc,Dose,conc_unit\n", "1,1,2,4,ng/mL\n", {}),
        ("Subject,Time,conc (ng/mL),Dose\n", "1,1,2,4\n", {"conc": "conc (ng/mL)"}),
        ("Subject,Time,conc,Dose [mg/kg]\n", "1,1,2,4\n", {"dose": "Dose [mg/kg]"}),
        ("Subject,Time,conc,Dose,dose_unit\n", "1,1,2,4,µg\n", {}),
    ],
)
def test_units_that_differ_are_refused(samples, header, text, said):
    with pytest.raises(pk.InputError, match=r"the unit is '.*', and (conc|dose)_unit is"):
        samples(text, header=header, **said)


def test_a_column_of_units_is_that_of_doses_in_a_table_of_doses(samples, tmp_path):
    path = tmp_path / "doses.csv"
    path.write_text("Subject,Time,Dose,unit\n1,0,4,mg\n1,9,4,g\n", encoding="utf-8")
    rule = r"doses\.csv, line 3, column 'unit': the unit is 'g', and dose_unit is 'mg'"
    with pytest.raises(pk.InputError, match=rule):
        samples("1,1,2\n", header="Subject,Time,conc\n", doses=path)


def test_long_names_of_subjects_are_kept():
    frame = pd.DataFrame({"Subject": [12345678.0, 12345679.0], "Time": 1, "conc": 2, "Dose": 3})
    assert list(pk.Samples.from_frame(frame).subjects) == ["12345678", "12345679"]


def test_units_that_agree_are_not_held_against_a_table(samples):
    header = "Subject,Time,conc [ug/ml],Dose (mg),unit\n"
    read = samples("1,1,2,4,µg/mL\n", header=header, conc="conc [ug/ml]", dose="Dose (mg)", conc_unit="µg/mL")
    assert rows(read) == [("1", 1, 2, False)]


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"conc": "level"}, "there is no column 'level' for conc"),
        ({"time": "hour", "conc": "level"}, "there is no column 'hour' for time"),
        ({"conc_unit": "mg"}, "the concentration has the unit 'mg'"),
        ({"dose_unit": "ml"}, "the dose has the unit 'ml'"),
        ({"dose": -1}, "dose is -1"),
        ({"route": "rectal"}, "route is 'rectal'"),
        ({"matrix": "sweat"}, "matrix is 'sweat'"),
        ({"at_dose": "between"}, "at_dose is 'between'"),
        ({"start": "25:00"}, "start is '25:00'"),
        ({"tme": "x"}, "no argument 'tme'; did you mean 'time'"),
        ({"doses": 3}, "the table of doses is 3"),
        ({"time_unit": "days"}, "the time has the unit 'days'"),
        ({"limit": 0}, "limit is 0; it must be above 0"),
    ],
)
def test_wrong_keywords_are_refused(samples, said, rule):
    with pytest.raises(pk.InputError, match=rule):
        samples("1,1,3,9\n", **said)


@pytest.mark.parametrize("cell", ["1_000", "\u0663", "1e999", "1e200", "inf", "0x1", "1 2", "1,000.5"])
def test_what_no_instrument_prints_is_no_number(mistakes, cell):
    (line,) = mistakes(f'1,1,"{cell}",4\n1,2,3,4\n')
    assert line.startswith("mine.csv, line 2, column 'conc': ")
    assert "is no number" in line


@pytest.mark.parametrize("text", ["", HEADER, "\n\n"])
def test_an_empty_file_is_refused(samples, text):
    with pytest.raises(pk.InputError, match="no samples in it"):
        samples("", header=text)


def test_an_empty_frame_and_what_is_no_table_are_refused():
    for given, rule in [
        (pd.DataFrame({"Time": []}), "has no rows"),
        (3, "must be a DataFrame"),
        (None, "must be a DataFrame"),
    ]:
        with pytest.raises(pk.InputError, match=rule):
            pk.Samples.from_frame(given)


def test_theophylline_ships_as_r_has_it():
    theoph = pk.load_samples("theoph")
    frame = theoph.to_frame()
    assert (len(theoph), len(frame), theoph.dose_unit, theoph.matrix) == (12, 132, "mg/kg", "serum")
    assert list(theoph.subjects) == [str(n) for n in range(1, 13)]
    highest = frame.loc[frame.groupby("subject", sort=False)["conc"].idxmax()]
    assert list(zip(highest["conc"], highest["time_h"], strict=True)) == PEAKS
    assert [each.doses[0].amount for each in theoph] == DOSES
    at_zero = frame.loc[(frame["time_h"] == 0) & (frame["conc"] > 0), ["subject", "conc"]]
    assert dict(at_zero.to_numpy()) == {"1": 0.74, "7": 0.15, "10": 0.24}
    assert "Boeckmann" in theoph.notes[0]


def test_indometacin_ships_without_its_dose_which_is_asked_for():
    with pytest.raises(pk.InputError, match="such as dose=25"):
        pk.load_samples("indometh")
    read = pk.load_samples("indometh", dose=25)
    assert (len(read), len(read.to_frame())) == (6, 66)
    assert {dose.route for each in read for dose in each.doses} == {"iv"}


def test_the_clock_of_time_zero_is_said():
    theoph = pk.load_samples("theoph")
    assert theoph.start is None
    assert (theoph.at("08:00").start, theoph.at(-1.5).start) == ("08:00", -1.5)


def test_a_notebook_shows_subjects_and_notes(samples):
    page = samples("<b>,1,3,9\n<b>,2,BLQ,9\n", compound="melatonin")._repr_html_()
    assert "&lt;b&gt;" in page
    assert "of melatonin in mg/L" in page
    assert "say limit=..." in page


def test_subjects_are_given_by_name_and_in_order(samples):
    read = samples("b,1,3,9\na,1,4,9\n")
    assert [each.name for each in read] == ["b", "a"]
    assert read["a"].conc.tolist() == [4]
    with pytest.raises(pk.InputError, match="subject is 'c'"):
        read["c"]


def test_too_little_to_learn_from_is_refused_for_all_subjects_at_once(samples):
    read = samples("1,1,3,9\n1,2,3,9\n2,1,4,9\n3,1,3,9\n3,2,2,9\n3,3,1,9\n")
    read.require(1)
    with pytest.raises(pk.InputError) as caught:
        read.require(3)
    assert [line.split(":")[0] for line in str(caught.value).splitlines()] == ["subject '1'", "subject '2'"]
