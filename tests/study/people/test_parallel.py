"""Tasks run in order, here or elsewhere; what is wrong with them is told."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from pksim import InputError, RunError
from pksim.study.people.parallel import run_all

TASKS = [(1, 2), (3, 0), (5, 3)]


def counted(start, count):
    yield from range(start, start + count)


def run(executor=None):
    return run_all(counted, TASKS, count=5, executor=executor, progress=False, what="numbers")


@pytest.mark.parametrize("workers", [None, 2])
def test_results_come_in_the_order_of_the_tasks(workers):
    if workers is None:
        assert run() == [1, 2, 5, 6, 7]
    else:
        with ThreadPoolExecutor(workers) as executor:
            assert run(executor) == [1, 2, 5, 6, 7]


def test_mistakes_of_input_stay_what_they_are_on_an_executor_and_others_are_named():
    def wrong(start, count):
        msg = "no number"
        raise InputError(msg) if start == 1 else ValueError(msg)

    with ThreadPoolExecutor(1) as executor:
        with pytest.raises(InputError, match="no number"):
            run_all(wrong, [(1, 2)], count=1, executor=executor, progress=False, what="numbers")
        with pytest.raises(RunError, match=r"ThreadPoolExecutor failed after 0 of 1 tasks: ValueError: no number"):
            run_all(wrong, [(3, 2)], count=1, executor=executor, progress=False, what="numbers")
