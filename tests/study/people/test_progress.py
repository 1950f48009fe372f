"""When the bar of a long run is shown."""

import itertools
import time

import pytest
import rich.progress

from pksim.study.people import parallel
from pksim.study.people.progress import bar_of, bar_of_command, bytes_read, in_words, take_away

COUNT = 5


@pytest.fixture
def bars(monkeypatch):
    """What happens to bars, in order: how far they had got when they were shown, and when they went."""
    seen = []
    monkeypatch.setattr("rich.console.Console.is_terminal", True)

    class Bar(rich.progress.Progress):
        def start(self):
            seen.append(round(COUNT * self.tasks[0].completed))

        def stop(self):
            seen.append("stop")

    monkeypatch.setattr(rich.progress, "Progress", Bar)
    return seen


@pytest.fixture
def second(monkeypatch):
    """Let the second go by, after which a bar is shown, when the test says so."""
    waiting = []

    class Timer:
        def __init__(self, seconds, call):
            self.call, self.seconds = call, seconds

        def start(self):
            assert self.seconds == 1.0
            waiting.append(self.call)

        def cancel(self):
            if self.call in waiting:
                waiting.remove(self.call)

    monkeypatch.setattr("pksim.study.people.progress.Timer", Timer)
    return lambda: [waiting.pop()() for _ in waiting[:]]


def run(second, at, progress, *, break_at=None):
    """Run tasks, of which one is at work when the second is over."""

    def task(number):
        if number == at:
            second()
        if number == break_at:
            raise KeyboardInterrupt
        return [number]

    tasks = [(number,) for number in range(COUNT)]
    return parallel.run_all(task, tasks, count=COUNT, executor=None, progress=progress, what="sleepers")


@pytest.mark.parametrize(
    ("at", "progress", "shown_after"),
    [(None, None, None), (0, None, 0), (3, None, 3), (None, True, 0), (0, False, None)],
)
def test_a_bar_is_shown_once_it_takes_over_a_second_or_when_it_is_wanted(second, bars, at, progress, shown_after):
    assert run(second, at, progress) == list(range(COUNT))
    second()
    assert bars == ([] if shown_after is None else [shown_after, "stop"])


def test_a_bar_is_there_before_the_first_step_is_done(bars):
    """By the clock itself: nothing but time goes by."""
    with bar_of() as bar, bar.part(1, "sleepers"):
        until = time.monotonic() + 20.0
        while not bars and time.monotonic() < until:
            time.sleep(0.01)
    assert bars == [0, "stop"]


def test_nothing_is_shown_where_nobody_looks(second, capsys):
    run(second, 0, True)
    assert capsys.readouterr().err == ""


@pytest.fixture
def filled(monkeypatch):
    """How far a bar got, step by step."""
    seen = []
    update = rich.progress.Progress.update

    def watched(bar, line, **how):
        update(bar, line, **how)
        seen.append(bar.tasks[0].completed)

    monkeypatch.setattr(rich.progress.Progress, "update", watched)
    return seen


def fill(count, progress=None):
    tasks = [(number,) for number in range(count)]
    parallel.run_all(lambda number: [number], tasks, count=count, executor=None, progress=progress, what="x")


def test_several_computations_fill_one_bar_that_never_goes_back(filled, second, bars):
    """Of three computations, the first two of unlike size."""
    with bar_of(parts=3) as bar:
        second()
        for count in (2, 4):
            fill(count, bar)
    assert filled == pytest.approx([0, 0, 1 / 6, 2 / 6, 2 / 6, 5 / 12, 6 / 12, 7 / 12, 8 / 12][-len(filled) :])
    assert len(filled) > 6
    assert bars == [0, "stop"]


def test_a_command_has_one_bar_for_all_that_it_computes(filled, bars):
    with bar_of_command(5.0):
        until = time.monotonic() + 20.0
        while not bars and time.monotonic() < until:
            time.sleep(0.01)
        with bar_of(parts=2) as bar:
            fill(2)
            fill(2, bar)
        assert filled[-5:] == pytest.approx([0.5, 0.5, 0.75, 1.0, 1.0])
        assert "stop" not in bars
        take_away()
        assert bars == [0, "stop"]


def test_what_a_command_need_not_show_shows_nothing(bars):
    with bar_of_command(0.0):
        fill(2, False)
        take_away()
    assert bars == []


def test_how_long_it_will_take_is_reckoned_from_how_long_it_took(monkeypatch):
    with bar_of(False, parts=2) as bar:
        assert bar.left_s() is None
        monkeypatch.setattr("pksim.study.people.progress.monotonic", lambda: 100.0)
        with bar.part(4, "x") as advance:
            assert bar.left_s() is None
            monkeypatch.setattr("pksim.study.people.progress.monotonic", lambda: 130.0)
            advance(1)
            assert bar.left_s() == pytest.approx(7 * 30.0)
            advance(3)
            assert bar.left_s() == pytest.approx(30.0)
        with bar.part(1, "x") as advance:
            advance(1)
        assert bar.left_s() is None


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "1 s"), (119.4, "119 s"), (120.0, "2 min"), (7100.0, "118 min"), (10000.0, "3 h")]
)
def test_times_are_told_roughly(seconds, words):
    assert in_words(seconds) == words


def test_a_bar_goes_when_a_run_is_broken_off(second, bars):
    with pytest.raises(KeyboardInterrupt):
        run(second, 2, None, break_at=3)
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
