import io
from html.parser import HTMLParser

import pytest
from places import CONFIGS
from rich.console import Console

import pksim as pk
from pksim import load_schedules, metrics
from pksim.describe.words.rounding import number
from pksim.show.tables.html import simulation_html
from pksim.show.tables.rows import COLUMNS, NIGHT_COLUMNS, TOTAL_COLUMNS, columns_of, summary_rows
from pksim.show.tables.terminal import nights_table, summary_table


def printed(table, width=200):
    console = Console(file=io.StringIO(), width=width)
    console.print(table)
    return console.file.getvalue()


def test_a_row_holds_the_metrics_of_a_curve_within_rounding(published):
    rows = summary_rows(published)
    assert [row[:2] for row in rows if "*" not in row[1]] == [
        curve for curve in published.regimens if "ext" not in curve[0]
    ]
    for row, (_, true) in zip(rows, metrics(published).iterrows(), strict=True):
        cells = dict(zip(COLUMNS, row, strict=True))
        level, unit = cells["peak"].split()
        assert float(level.replace(",", "")) == pytest.approx(true["cmax"], rel=5e-3)
        assert unit == true["unit"]
        assert cells["peaks at"].startswith(true["peak_clock"])
        assert cells["at bedtime"].endswith(" %")


def test_times_are_signed_from_bedtime(published):
    cells = [dict(zip(COLUMNS, row, strict=True)) for row in summary_rows(published)]
    assert cells[0]["taken"] == "−1 h"
    assert [each["peaks at"] for each in cells[:6]] == [
        *("22:45 (−15 min)", "23:15 (+15 min)", "23:00 (0 min)", "00:00 (+1 h)", "23:20 (+20 min)", "00:00 (+1 h)"),
    ]
    assert cells[0]["dose"] == "1 mg"
    assert cells[1]["dose"] == "glycinate 300 mg elemental"


def test_several_doses_are_listed_in_one_row(solve):
    (row,) = summary_rows(solve(x="melatonin 1 mg at 21:30; melatonin 300 µg 2 h after bed"))
    assert row[2:4] == ("1 mg; 0.3 mg", "−1 h 30 min; +2 h")


def test_flip_flop_is_marked_and_explained_only_where_it_is(published, solve):
    starred = [row[0] for row in summary_rows(published) if row[1].endswith("*")]
    assert starred == ["extended-release"]
    assert "* flip-flop" in printed(summary_table(published))
    assert "flip-flop" not in printed(summary_table(solve(x="melatonin 1 mg at bedtime")))


def test_the_printed_table_names_night_set_and_every_schedule(published):
    text = printed(summary_table(published))
    assert "Bedtime 23:00, wake 07:00, parameter set article" in text
    assert all(name in text for name in load_schedules())
    assert "879 pg/mL" in text


def test_names_are_printed_as_they_are(solve):
    simulation = solve({"[red]mine[/red] & <b>": "melatonin 1 mg at bedtime"})
    assert "[red]mine[/red] & <b>" in printed(summary_table(simulation))
    html = simulation_html(simulation)
    assert "[red]mine[/red] &amp; &lt;b&gt;" in html
    assert "& <b>" not in html


class Cells(HTMLParser):
    """Collect tags and the text of cells."""

    def __init__(self):
        super().__init__()
        self.opened, self.closed, self.cells, self.inside = [], [], [], False

    def handle_starttag(self, tag, attrs):
        self.opened.append(tag)
        self.inside = tag == "td"

    def handle_endtag(self, tag):
        self.closed.append(tag)
        self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.cells.append(data)


def test_a_notebook_shows_one_table_and_no_picture(published):
    html = published._repr_html_()
    read = Cells()
    read.feed(html)
    assert sorted(read.opened) == sorted(read.closed)
    assert (read.opened.count("table"), read.opened.count("img"), read.opened.count("tr")) == (1, 0, 16)
    assert read.cells == [cell for row in summary_rows(published) for cell in row]
    assert "Bedtime 23:00, wake 07:00; parameter set article" in html
    assert "peaks at 22:45, 15 min before bedtime" in html


@pytest.fixture(scope="module")
def with_own():
    """Two published schedules with the body's own."""
    schedules = load_schedules()
    return pk.simulate([schedules["mechanism"], schedules["extended-release"]], endogenous=True, step_min=30)


def test_with_the_bodys_own_a_row_also_holds_the_totals(with_own):
    assert columns_of(with_own) == (*COLUMNS, *TOTAL_COLUMNS)
    for row, (_, true) in zip(summary_rows(with_own), metrics(with_own).iterrows(), strict=True):
        cells = dict(zip(columns_of(with_own), row, strict=True))
        assert cells["total peak"] == f"{number(true['cmax_total'])} {true['unit']}"
        assert cells["times own"] == number(true["cmax_total_ratio"])
        assert cells["peak"] == f"{number(true['cmax'])} {true['unit']}"
    totals = [row[-2:] for row in summary_rows(with_own)]
    # 0.0443 mmol/L above 0.85.
    assert totals[1] == ("0.894 mmol/L", "1.05")


def test_without_the_bodys_own_there_are_no_totals(published):
    assert columns_of(published) == COLUMNS
    assert {len(row) for row in summary_rows(published)} == {len(COLUMNS)}
    assert "times own" not in printed(summary_table(published))


def test_totals_are_printed_and_in_the_notebook(with_own, published):
    text = printed(summary_table(with_own), width=220)
    html = simulation_html(with_own)
    for column in TOTAL_COLUMNS:
        assert column in text
        assert f">{column}</th>" in html
    assert "0.894 mmol/L" in text
    read = Cells()
    read.feed(html)
    assert read.cells == [cell for row in summary_rows(with_own) for cell in row]
    assert "Concentrations are what the doses add; totals are with the body's own." in html
    assert "totals" not in simulation_html(published)


def test_of_a_compound_that_the_body_does_not_make_the_total_is_the_doses():
    caffeine = pk.load_compound(CONFIGS / "caffeine.toml")
    cup = pk.Schedule.parse("cup", "caffeine 100 mg at 12:00; melatonin 1 mg at 22:00", compounds=[caffeine])
    rows = summary_rows(pk.simulate(cup, compounds=[caffeine], endogenous=True, step_min=30))
    assert rows[0][1] == "caffeine"
    assert rows[0][-2:] == (rows[0][4], "none own")
    assert rows[1][-1] != "none own"


PLAN = "melatonin 1 mg 60 min before bed; magnesium glycinate 300 mg elemental at 21:00"


@pytest.fixture(scope="module")
def nights():
    """Four nights, the second forgotten."""
    return pk.simulate(pk.Schedule.parse("plan", PLAN).nightly(4, skip=2, name="plan"), nights=4, step_min=60)


def cells_of(table):
    """The rows of a table, as texts by column."""
    columns = [str(column.header) for column in table.columns]
    rows = zip(*(list(column.cells) for column in table.columns), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def test_there_is_a_row_for_each_night_with_its_numbers(nights):
    rows = cells_of(nights_table(nights))
    assert list(rows[0]) == list(NIGHT_COLUMNS)
    table = pk.nightly_metrics(nights)
    assert len(rows) == len(table) == 8
    for cells, ((schedule, compound, night), true) in zip(rows, table.iterrows(), strict=True):
        assert (cells["schedule"], cells["compound"], cells["night"]) == (schedule, compound, str(night))
        if (compound, night) == ("melatonin", 2):
            continue
        assert cells["peak"] == f"{number(true['peak'])} {true['unit']}"
        assert cells["peaks at"] == true["peak_clock"]
        assert bool(cells["peaks at"]) == (night != 2)
        assert (cells["at bedtime"], cells["on waking"]) == (number(true["at_bedtime"]), number(true["at_wake"]))
    taken = [cells["taken"] for cells in rows]
    assert taken == ["1 mg", "nothing", "1 mg", "1 mg", "300 mg", "nothing", "300 mg", "300 mg"]


def test_a_night_with_next_to_nothing_says_so_instead_of_numbers(nights):
    rows = {(cells["compound"], cells["night"]): cells for cells in cells_of(nights_table(nights))}
    nothing = rows["melatonin", "2"]
    levels = [nothing[column] for column in ("peak", "peaks at", "at bedtime", "on waking")]
    assert levels == ["next to nothing", "", "", ""]
    assert all("nothing" not in cells["peak"] for key, cells in rows.items() if key != ("melatonin", "2"))


@pytest.mark.parametrize("endogenous", [False, True])
def test_next_to_nothing_is_below_a_ten_thousandth_of_the_plateau(endogenous):
    schedule = pk.Schedule.parse("x", "magnesium 300 mg elemental at 21:00")
    simulation = pk.simulate(schedule, nights=12, step_min=60, endogenous=endogenous)
    table = pk.nightly_metrics(simulation)
    shares = (table["peak"] / pk.accumulation(simulation)["plateau_peak"].iloc[0]).tolist()
    said = [cells["peak"] == "next to nothing" for cells in cells_of(nights_table(simulation))]
    assert said == [share < 1e-4 for share in shares]
    assert set(said) == {False, True}


def test_nights_of_a_diary_are_dates():
    diary = pk.load_diary(CONFIGS / "diary.csv", tz="Europe/Berlin")
    rows = cells_of(nights_table(pk.simulate(diary, step_min=60)))
    days = ["Mon 19 Oct", "Tue 20 Oct", "Wed 21 Oct", "Thu 22 Oct", "Fri 23 Oct", "Sat 24 Oct", "Sun 25 Oct"]
    assert [cells["night"] for cells in rows] == days * 2
    assert [cells["taken"] for cells in rows[7:]] == [*["300 mg"] * 3, "nothing", *["300 mg"] * 3]


def test_the_summary_of_several_nights_counts_doses_and_names_the_night_of_the_peak(nights):
    melatonin, magnesium = (dict(zip(COLUMNS, row, strict=True)) for row in summary_rows(nights))
    assert (melatonin["dose"], melatonin["taken"]) == ("1 mg, 3 times", "−1 h")
    assert (magnesium["dose"], magnesium["taken"]) == ("glycinate 300 mg elemental, 3 times", "−2 h")
    # taken 2 h before bed, it peaks after 105 min
    assert (melatonin["peaks at"], magnesium["peaks at"]) == ("22:45 (night 1)", "22:45 (night 1)")
