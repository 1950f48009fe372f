import io
from html.parser import HTMLParser

import pytest
from rich.console import Console

from pksim import load_schedules, metrics
from pksim.show.tables import COLUMNS, simulation_html, summary_rows, summary_table


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
