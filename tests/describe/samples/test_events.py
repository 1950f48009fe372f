"""Event tables, each read by hand a second time from NONMEM's rules."""

import numpy as np
import pytest

import pksim as pk

ASKED = {"compound": "melatonin", "amount_unit": "mg", "conc_unit": "ng/mL"}
LABELS = "ID,TIME,AMT,RATE,ADDL,II,SS,CMT,EVID,MDV,DV"


@pytest.fixture
def events(tmp_path):
    """Write a table and read it."""

    def read(text, **said):
        path = tmp_path / "case.csv"
        path.write_text(text, encoding="utf-8")
        return pk.read_events(path, **{**ASKED, **said})

    return read


@pytest.fixture
def mistakes(events):
    def lines(text, **said):
        with pytest.raises(pk.InputError) as caught:
            events(text, **said)
        return str(caught.value).splitlines()

    return lines


def doses(read, subject="1"):
    table = read.doses.query("subject == @subject and not steady_state")
    return list(zip(table["time_h"], table["amount_mg"], table["route"], table["duration_h"], strict=True))


def drawn(read, subject="1"):
    one = read.samples[subject]
    return list(zip(one.times_h, one.conc, one.after_dose, strict=True))


def test_additional_doses_comments_and_other_events(events):
    read = events(
        "C,ID,TIME,AMT,RATE,ADDL,II,SS,CMT,EVID,MDV,DV\n"
        ".,1,0,1,0,2,24,0,1,1,1,.\n"
        ".,1,0,.,.,.,.,.,2,0,0,0\n"
        ".,1,24,.,.,.,.,.,2,0,0,0.04\n"
        "C,1,25,.,.,.,.,.,2,0,0,99\n"
        ".,1,30,.,.,.,.,.,2,2,1,.\n"
        ".,1,49,.,.,.,.,.,2,0,1,0\n"
        ".,2,0,1,0,1,24,1,1,1,1,.\n"
        ".,2,1,.,.,.,.,.,2,0,0,2.6\n"
    )
    assert doses(read) == [(0, 1, "oral", 0), (24, 1, "oral", 0), (48, 1, "oral", 0)]
    assert doses(read, "2") == [(0, 1, "oral", 0), (24, 1, "oral", 0)]
    # The sample at 0 stands after the dose; that at 24 falls on an additional dose, which comes first.
    assert drawn(read) == [(0, 0, 1), (24, 0.04, 2)]
    assert drawn(read, "2") == [(1, 2.6, 1)]
    assert read.notes[:3] == ["line 5: comment", "line 6: EVID 2", "line 7: MDV 1, DV is no observation"]
    earlier = read.doses.query("subject == '2' and steady_state")["time_h"]
    assert set(np.diff(earlier)) == {24}
    assert earlier.iloc[-1] == -24
    assert read.samples["2"].doses[0].steady_state_every_h == 24


def test_records_of_one_time_count_in_the_order_of_the_file(events):
    read = events("ID,TIME,AMT,CMT,DV\n1,0,5,1,.\n1,12,0,2,3\n1,12,5,1,.\n1,12,0,2,4\n")
    assert drawn(read) == [(12, 3, 1), (12, 4, 2)]


def test_doses_at_ten_and_every_twelve_hours_pass_by_another_at_twenty(events):
    """The example of the help on ADDL."""
    read = events(f"{LABELS}\n1,10,15,.,2,12,.,1,1,1,.\n1,20,10,.,.,.,.,1,1,1,.\n1,40,.,.,.,.,.,2,0,0,1\n")
    assert [(time, amount) for time, amount, *_ in doses(read)] == [(10, 15), (20, 10), (22, 15), (34, 15)]


def test_without_evid_a_dose_is_what_has_a_dose_item(events):
    read = events("ID,TIME,AMT,DV\n1,0,5,.\n1,1,.,2\n1,2,0,1\n")
    assert doses(read) == [(0, 5, "oral", 0)]
    assert drawn(read) == [(1, 2, 1), (2, 1, 1)]


def test_an_mdv_of_100_is_an_observation_and_101_is_none(events):
    read = events("ID,TIME,AMT,MDV,EVID,DV\n1,0,5,101,1,.\n1,1,.,100,0,2\n1,2,.,101,0,1\n")
    assert drawn(read) == [(1, 2, 1)]
    assert "line 4: MDV 101, DV is no observation" in read.notes


def test_the_blood_takes_boluses_and_infusions(events):
    read = events(f"{LABELS}\n1,0,10,.,.,.,.,2,1,1,.\n1,2,10,4,1,12,.,2,1,1,.\n1,3,.,.,.,.,.,2,0,0,1\n")
    assert doses(read) == [(0, 10, "iv", 0), (2, 10, "iv", 2.5), (14, 10, "iv", 2.5)]


@pytest.mark.parametrize(
    "text",
    [
        "#ID TIME AMT DV\n1 0 5 .\n1   1.5 .\t2\n",
        "@ID, TIME, AMT, DV\n1, 0, 5, .\n1,1.5,,2\n",
        '"ID","TIME","AMT","DV"\n"1",0,5,.\n"1",1.5,,2\n',
        "id time amt dv\n 1 0 5 0\n 1 1.5 0 2\n",
        "ID,TIME,AMT,DV\r\n\r\n1,0,5E0,.\r\n1,1.5,.,2\r\n",
        "TIME AMT DV\n0 5 .\n1.5 . 2\n",
    ],
)
def test_blanks_commas_quotes_and_a_header_behind_a_sign(events, text):
    read = events(text)
    assert (doses(read), drawn(read)) == ([(0, 5, "oral", 0)], [(1.5, 2, 1)])


def test_an_at_sign_leaves_out_what_begins_with_a_letter(events):
    text = "ID TIME AMT DV\nremark 1 2 3\n@ 1 2 3\n  b\n1 0 5 .\n1 1.5 . 2\n"
    read = events(text, ignore="@")
    assert read.notes[0] == "3 lines (2, 3 and 4): comment"
    assert drawn(read) == [(1.5, 2, 1)]


def test_labels_may_be_said_as_in_input(events):
    read = events("1 0 5 .\n1 1.5 . 2\n", columns=("id", "time", "amt", "dv"))
    assert drawn(read) == [(1.5, 2, 1)]


def test_a_colon_anywhere_makes_all_times_clock_times(events):
    """The example of the help on TIME: 8:00, 14:45 and 14.75 are 0, 6.75 and 6.75."""
    read = events("ID,TIME,AMT,DV\n1,8:00,5,.\n1,14:45,.,2\n1,14.75,.,3\n2,9,5,.\n2,10.5,.,1\n")
    assert [time for time, *_ in drawn(read)] == [6.75, 6.75]
    assert (doses(read, "2")[0][0], drawn(read, "2")[0][0]) == (0, 1.5)
    assert any("every day has 24 h" in note for note in read.notes)
    assert read.samples.start is None


def test_the_clock_of_the_first_record_is_that_of_time_zero(events):
    assert events("ID,TIME,AMT,DV\n1,22:30,5,.\n1,23:30,.,2\n2,22:30,5,.\n2,23:00,.,2\n").samples.start == "22:30"


@pytest.mark.parametrize(
    ("label", "order", "dates"),
    [
        ("DATE", "month-day-year", ["10-1-86", "10-1-86", "10-2-86"]),
        ("DATE", "day-month-year", ["1/10/1986", "1/10/1986", "2/10/1986"]),
        ("DATE", "year-month-day", ["1986-10-01", "1986-10-01", "1986-10-02"]),
        ("DATE", "year-day-month", ["86-1-10", "86-1-10", "86-2-10"]),
        ("DAT1", None, ["1-10-86", "1-10-86", "2-10-86"]),
        ("DAT2", None, ["86-10-1", "86-10-1", "86-10-2"]),
        ("DAT3", None, ["86-1-10", "86-1-10", "86-2-10"]),
        ("DATE", "month-day-year", ["10-1", "10-1", "10-2"]),
        ("DATE", None, ["-1", "-1", "0"]),
    ],
)
def test_dates_are_read_in_the_order_that_is_said(events, label, order, dates):
    """The example of the help on DATE: 9:15, 14:40 and 8:30 on the next day are 0, 5.42 and 23.25."""
    rows = zip(dates, ["9:15", "14:40", "8:30"], ["5,.", ".,2", ".,3"], strict=True)
    text = f"ID,{label},TIME,AMT,DV\n" + "".join(f"1,{day},{time},{rest}\n" for day, time, rest in rows)
    read = events(text, date_order=order)
    assert [time for time, *_ in drawn(read)] == [pytest.approx(5 + 25 / 60), 23.25]
    assert doses(read)[0][0] == 0


def test_a_date_makes_times_relative_also_without_a_colon(events):
    read = events("ID,DATE,TIME,AMT,DV\n2,10-12,8,5,.\n2,10-14,10,.,2\n", date_order="month-day-year")
    assert drawn(read, "2") == [(50, 2, 1)]


def test_two_digits_of_a_year_reach_from_1951_to_2050(events):
    read = events("ID,DATE,TIME,AMT,DV\n1,12-31-99,8,5,.\n1,1-1-00,8,.,2\n", date_order="month-day-year")
    assert drawn(read)[0][0] == 24
    read = events("ID,DATE,TIME,AMT,DV\n1,2-28-00,8,5,.\n1,3-1-00,8,.,2\n", date_order="month-day-year")
    assert drawn(read)[0][0] == 48  # 2000 was a leap year, 1900 was none


def test_what_is_below_the_limit_is_flagged_as_monolix_does(events):
    read = events("ID,TIME,AMT,CENS,DV\n1,0,5,.,.\n1,1,.,0,2\n1,2,.,1,0.5\n")
    assert read.samples["1"].below_limit.tolist() == [False, True]
    assert read.samples["1"].conc.tolist() == [2, 0.5]


def test_amounts_and_concentrations_keep_their_units(events):
    read = events("ID,TIME,AMT,DV,WT\n1,0,300,.,70\n1,1,.,2,70\n", amount_unit="µg", conc_unit="pg/ml")
    assert doses(read)[0][1] == pytest.approx(0.3)
    assert (read.samples.dose_unit, read.samples.conc_unit) == ("µg", "pg/mL")
    assert read.samples["1"].doses[0].amount == 300
    assert "columns that are not used: WT" in read.notes


def test_a_steady_state_cancels_what_was_before(events):
    text = f"{LABELS}\n1,0,9,.,5,6,.,1,1,1,.\n1,5,.,.,.,.,.,2,0,0,1\n1,7,2,.,1,12,1,1,1,1,.\n1,20,.,.,.,.,.,2,0,0,3\n"
    read = events(text)
    assert [(time, amount) for time, amount, *_ in doses(read)] == [(7, 2), (19, 2)]
    first, second = read.samples["1"].spans()
    assert (first[0].tolist(), [(each.time_h, each.amount) for each in first[1]]) == ([True, False], [(0, 9), (6, 9)])
    assert second[0].tolist() == [False, True]
    assert [each.time_h for each in second[1][-4:]] == [7 - 24, 7 - 12, 7, 19]
    assert any("cancels what was before: of subject 1" in note or "of subject 1 doses" in note for note in read.notes)


@pytest.mark.parametrize(
    ("record", "column", "rule"),
    [
        ("1,40,0.5,0,0,0,0,1,4,1,.", "EVID", "EVID 4 (reset and dose) has no meaning"),
        ("1,40,0,0,0,0,0,1,3,1,.", "EVID", "EVID 3 (reset) has no meaning"),
        ("1,40,0,0,0,0,0,1,101,1,.", "EVID", "EVID is 101"),
        ("1,40,1,-1,0,0,0,2,1,1,.", "RATE", "RATE -1 says that the rate is a parameter"),
        ("1,40,1,-2,0,0,0,2,1,1,.", "RATE", "RATE -2 says that the duration is a parameter"),
        ("1,40,1,-3,0,0,0,2,1,1,.", "RATE", "must not be negative"),
        ("1,40,1,2,0,0,0,1,1,1,.", "RATE", "into the depot"),
        ("1,40,1,0,0,12,2,1,1,1,.", "SS", "SS 2 adds a steady state"),
        ("1,40,1,0,0,12,7,1,1,1,.", "SS", "SS is 7"),
        ("1,40,1,0,0,0,1,1,1,1,.", "II", "above 0 in a steady state"),
        ("1,40,1,0,0,0,0,3,1,1,.", "CMT", "CMT is 3"),
        ("1,40,1,0,0,0,0,-1,1,1,.", "CMT", "CMT is -1"),
        ("1,40,1,0,-1,12,0,1,1,1,.", "ADDL", "ADDL is -1"),
        ("1,40,1,0,1.5,12,0,1,1,1,.", "ADDL", "ADDL is 1.5"),
        ("1,40,1,0,1,0,0,1,1,1,.", "II", "II is 0 and ADDL 1"),
        ("1,40,1,0,0,12,0,1,1,1,.", "II", "II is 12 and ADDL 0"),
        ("1,40,-1,0,0,0,0,1,1,1,.", "AMT", "AMT is -1"),
        ("1,40,0,0,0,0,0,1,1,1,.", "AMT", "AMT is 0"),
        ("1,40,0,2,0,0,1,2,1,1,.", "AMT", "constant infusion"),
        ("1,40,1,0,0,0,0,1,1,0,.", "MDV", "MDV is 0 where EVID is 1"),
        ("1,40,1,0,0,0,0,1,1,7,.", "MDV", "MDV is 7"),
        ("1,40,3,0,0,0,0,2,0,0,1", "AMT", "AMT is 3 in an observation"),
        ("1,40,0,0,0,0,0,1,0,0,1", "CMT", "CMT 1 is observed"),
        ("1,40,0,0,0,0,0,2,0,0,.", "DV", "NONMEM would read 0"),
        ("1,40,0,0,0,0,0,2,0,0,-1", "DV", "must not be negative"),
        ("1,40,0,0,0,0,0,2,0,0,BLQ", "DV", "'BLQ' is no number"),
        ("1,3,0,0,0,0,0,2,0,0,1", "TIME", "3 comes after 4 on line 3"),
        ("1,40,0,0,x,0,0,2,0,0,1", "ADDL", "'x' is no number"),
    ],
)
def test_what_has_no_meaning_here_is_refused_with_line_and_rule(mistakes, record, column, rule):
    found = mistakes(f"{LABELS}\n1,0,1,0,0,0,0,1,1,1,.\n1,4,0,0,0,0,0,2,0,0,1\n{record}\n")
    assert any(line.startswith(f"case.csv, line 4, column {column!r}: ") and rule in line for line in found), found


def test_all_mistakes_come_at_once(mistakes):
    found = mistakes(
        f"{LABELS}\n1,0,1,0,0,0,0,1,4,1,.\n1,4,0,0,0,0,0,2,0,0,x\n2,1,0,0,0,0,0,2,0,0,1\n1,9,0,0,0,0,0,2,0,0,1\n"
    )
    assert [line.split(": ")[0] for line in found] == [
        "case.csv, line 5, column 'ID'",
        "case.csv, line 2, column 'EVID'",
        "case.csv, line 3, column 'DV'",
        "case.csv, line 4",
    ]


@pytest.mark.parametrize(
    ("text", "said", "rule"),
    [
        ("ID,TIME,AMT,DV\n1,0,5,.\n", {"compound": None, "conc_unit": None}, "does not say compound, conc_unit"),
        ("ID,TIME,AMT,DV\n1,0,5,.\n", {"amount_unit": "mL"}, "AMT has the unit 'mL'"),
        ("ID,TIME,AMT,DV\n1,0,5,.\n", {"ignore": "CC"}, "ignore is 'CC'"),
        ("ID,TIME,AMT,DV\n1,0,5,.\n", {"date_order": "american"}, "date_order is 'american'"),
        ("ID,DATE,TIME,AMT,DV\n1,10-1-86,0,5,.\n", {}, "is a date; say date_order, one of 'month-day-year'"),
        ("ID,DAT1,TIME,AMT,DV\n1,10-1-86,0,5,.\n", {"date_order": "year-month-day"}, "DAT1 means 'day-month-year'"),
        ("ID,DAT1,TIME,AMT,DV\n1,40-1-86,0,5,.\n", {}, "is no day, month, year of the calendar"),
        ("ID,DAT1,TIME,AMT,DV\n1,today,0,5,.\n", {}, "'today' is no date"),
        ("ID,TIME,AMT,DV\n1,8:75,5,.\n", {}, "'8:75' is no clock time"),
        ("1,0,5,.\n", {}, "no line of names stands at its top"),
        ("", {}, "no line of names stands at its top"),
        ("ID;TIME;AMT;DV\n1;0;5;.\n", {}, "no line of names stands at its top"),
        ("ID,TIME,AMT\n1,0,5\n", {}, "there is no column DV among ID, TIME, AMT"),
        ("ID,TIME,AMT,DV\nC,1,2,3\n", {}, "there are no records"),
        ("ID,TIME,AMT,DV\n1,0,5,.,\n1,0,5,1,7\n", {}, "line 3: there are 5 cells for 4 columns; is it a decimal comma"),
        ("ID,TIME,AMT,DV\nx,0,5,.\n", {}, "column 'ID': 'x' is no number"),
    ],
)
def test_what_is_not_said_is_asked_for(events, text, said, rule):
    with pytest.raises(pk.InputError, match=rule):
        events(text, **said)


def random_table(rng):
    """Draw a table of one subject, and all its doses written out: those behind a steady state 60 half-lives back."""
    half_life = rng.uniform(1, 12)
    lines, written, time = [LABELS], [], 0.0
    for number in range(rng.integers(1, 5)):
        additional, steady = int(rng.integers(0, 4)), number == 0 and rng.random() < 0.6
        every = float(rng.choice([4, 6.5, 8, 12, 24])) if additional or steady else 0.0
        amount, blood = round(rng.uniform(0.1, 5), 3), rng.random() < 0.3
        rate = round(amount / rng.uniform(0.2, 3), 4) if blood and rng.random() < 0.5 else 0
        lines.append(f"1,{time},{amount},{rate},{additional},{every},{int(steady)},{1 + blood},1,1,.")
        first = -int(np.ceil(60 * half_life / every)) if steady else 0
        written += [
            pk.Input(
                amount_mg=amount,
                time_h=time + every * n,
                route="iv" if blood else "oral",
                duration_h=amount / rate if rate else 0.0,
            )
            for n in range(first, additional + 1)
        ]
        time = round(time + rng.uniform(0, 20), 2)
    lines.append(f"1,{time},.,.,.,.,.,2,0,0,1")
    return "\n".join(lines), written, half_life


@pytest.mark.parametrize("solver", ["exact", "ode"])
def test_a_hundred_random_tables_give_the_curves_of_their_doses_written_out(events, solver):
    rng, times = np.random.default_rng(20261128), np.linspace(0, 120, 61)
    for _ in range(100):
        text, written, half_life = random_table(rng)
        model = pk.OneCompartment(ka_per_h=rng.uniform(0.3, 3), ke_per_h=np.log(2) / half_life, volume_l=40)
        read = events(text)
        ((of_all, taken),) = read.samples["1"].spans()
        assert of_all.all()
        inputs = [
            pk.Input(amount_mg=row.amount_mg, time_h=row.time_h, route=row.route, duration_h=row.duration_h)
            for row in read.doses.itertuples()
        ]
        again = [
            pk.Input(amount_mg=each.amount, time_h=each.time_h, route=each.route, duration_h=each.duration_h)
            for each in taken
        ]
        expected = model.concentration(times, written)
        close = pytest.approx(expected, rel=1e-9 if solver == "exact" else 1e-6, abs=1e-9 * expected.max())
        if solver == "ode":  # it is slow where hundreds of doses stand behind a steady state
            inputs = [each for each in inputs if each.time_h > -60 * half_life]
        assert model.concentration(times, inputs, solver=solver) == close
        assert [each.time_h for each in again] == read.doses["time_h"].tolist()


def test_a_table_of_doses_alone_is_read_and_shown(events):
    read = events("ID,TIME,AMT,DV\n1,0,5,.\n1,12,4,.\n")
    assert doses(read) == [(0, 5, "oral", 0), (12, 4, "oral", 0)]
    assert read.samples.to_frame().empty
    assert "5.00 mg at 0 h and 1 more" in read.samples._repr_html_()
    assert repr(read) == "Events(Samples(1 subject, 0 samples of melatonin in ng/mL), 2 doses)"
    with pytest.raises(pk.InputError, match="no sample after its first dose"):
        read.samples.require(1)
