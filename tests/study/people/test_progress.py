"""When the bar of a long run is shown."""

import itertools

import pytest
import rich.progress

from pksim.study.people import parallel
from pksim.study.people.progress import bar_of, bytes_read

COUNT = 5


@pytest.fixture
def bars(monkeypatch):
    """What happens to bars, in order: how far they had got when they were shown, and when they went."""
    seen = []
    monkeypatch.setattr("rich.console.Console.is_terminal", True)

    class Bar(rich.progress.Progress):
        def start(self):
            seen.append(int(self.tasks[0].completed))

        def stop(self):
            seen.append("stop")

    monkeypatch.setattr(rich.progress, "Progress", Bar)
    return seen


def run(monkeypatch, seconds_each, progress, *, break_at=None):
    """Run tasks on a clock that goes on by so much a task."""
    clock = itertools.count(0.0, seconds_each)
    monkeypatch.setattr("pksim.study.people.progress.monotonic", lambda: next(clock))

    def task(number):
        if number == break_at:
            raise KeyboardInterrupt
        return [number]

    tasks = [(number,) for number in range(COUNT)]
    return parallel.run_all(task, tasks, count=COUNT, executor=None, progress=progress, what="sleepers")


@pytest.mark.parametrize(
    ("seconds_each", "progress", "shown_after"),
    [
        (0.2, None, None),  # done after exactly a second
        (0.3, None, 4),
        (0.5, None, 3),
        (1.0, None, 2),
        (2.0, None, 1),
        (0.0, True, 1),
        (0.0, None, None),
        (9.0, False, None),
    ],
)
def test_a_bar_is_shown_once_it_takes_over_a_second_or_when_it_is_wanted(
    monkeypatch, bars, seconds_each, progress, shown_after
):
    assert run(monkeypatch, seconds_each, progress) == list(range(COUNT))
    assert bars == ([] if shown_after is None else [shown_after, "stop"])


def test_nothing_is_shown_where_nobody_looks(monkeypatch, capsys):
    run(monkeypatch, 2.0, True)
    assert capsys.readouterr().err == ""


def test_several_computations_fill_one_bar_that_never_goes_back(monkeypatch, bars):
    """Of three computations, the first two of unlike size."""
    monkeypatch.setattr("pksim.study.people.progress.monotonic", itertools.count(0.0, 2.0).__next__)
    filled = []
    update = rich.progress.Progress.advance
    monkeypatch.setattr(
        rich.progress.Progress,
        "advance",
        lambda bar, *how: (update(bar, *how), filled.append(bar.tasks[0].completed / bar.tasks[0].total)),
    )
    with bar_of(parts=3) as bar:
        for count in (2, 4):
            tasks = [(number,) for number in range(count)]
            parallel.run_all(lambda number: [number], tasks, count=count, executor=None, progress=bar, what="x")
    assert filled == pytest.approx([1 / 6, 2 / 6, 5 / 12, 6 / 12, 7 / 12, 8 / 12])
    assert bars == [1, "stop"]


def test_a_bar_goes_when_a_run_is_broken_off(monkeypatch, bars):
    with pytest.raises(KeyboardInterrupt):
        run(monkeypatch, 1.0, None, break_at=3)
    assert bars == [2, "stop"]


@pytest.mark.parametrize(
    ("seconds_each", "looks", "shown"), [(2.0, True, True), (0.1, True, False), (2.0, False, False)]
)
def test_how_much_has_been_read_is_told_once_it_takes_over_a_second(monkeypatch, capsys, seconds_each, looks, shown):
    monkeypatch.setattr("rich.console.Console.is_terminal", looks)
    monkeypatch.setattr("pksim.study.people.progress.monotonic", itertools.count(0.0, seconds_each).__next__)
    with bytes_read("Reading") as watch:
        for count in (1_000_000, 500_000_000, 1_234_000_000):
            watch(count)
    out, err = capsys.readouterr()
    assert (out, "Reading: 1,234 MB" in err) == ("", shown)
    assert shown or not err
