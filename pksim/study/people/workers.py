"""Who computes: this process alone, several on this machine, or a Dask cluster; others are imported when asked for."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pksim.errors import InputError

if TYPE_CHECKING:
    from concurrent.futures import Executor

MOST_WORKERS = 61
"""As many as a pool of processes can have on every system."""


@contextmanager
def hired(workers: str | None = None, scheduler: str | None = None) -> Iterator[Executor | None]:
    """Give an executor that is closed whatever happens, or None for this process alone.

    Parameters
    ----------
    workers : str, optional
        How many processes on this machine.
    scheduler : str, optional
        Address of the scheduler of a Dask cluster, such as ``"tcp://127.0.0.1:8786"``.

    Raises
    ------
    pksim.errors.InputError
        When both are given, one of them is wrong, or the cluster cannot be reached, has no workers or other versions.
    pksim.errors.RunError
        When the cluster is lost in the middle.
    """
    if workers is not None and scheduler is not None:
        msg = "workers and scheduler are both given; give workers for this machine, or scheduler for a cluster."
        raise InputError(msg)
    if workers is not None:
        from pksim.study.people.processes import processes

        with processes(_number_of(workers)) as executor:
            yield executor
    elif scheduler is not None:
        from pksim.study.people.cluster import cluster

        with cluster(scheduler) as executor:
            yield executor
    else:
        yield None


def _number_of(workers: str) -> int:
    if re.fullmatch(r"\s*[0-9]{1,9}\s*", workers) and 1 <= int(workers) <= MOST_WORKERS:
        return int(workers)
    msg = (
        f"workers is {workers!r}; it must be a whole number of processes from 1 to {MOST_WORKERS}, such as "
        f"{os.cpu_count() or 1}, as many as this machine has processors."
    )
    raise InputError(msg)
