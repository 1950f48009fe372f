"""``pksim page`` says what looks like a slip, as every command does."""


def test_a_slip_is_said_beside_where_the_page_was_written(run, tmp_path):
    code, out, err = run("page", "--bedtime", "11:30", "--dose", "mine: melatonin 300 mg at 10:00")
    assert (code, err) == (0, "")
    said = " ".join(out.split())
    assert "Sleep from 11:30 to 07:00 lasts 19 h 30 min; is a clock time 12 hours off?" in said
    assert "60.0 times the most that a published schedule states." in said
    assert (tmp_path / "explorer.html").exists()


def test_without_a_slip_nothing_more_is_said(run):
    assert len(run("page", "--schedule", "duo")[1].splitlines()) == 1
