"""A Dask cluster, wherever it is."""

from __future__ import annotations

import asyncio
import logging
import re
import warnings
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager, suppress
from importlib.metadata import version
from platform import python_version
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING

from pksim.errors import InputError, RunError

if TYPE_CHECKING:
    from distributed import Client

_REACH_S = 5.0
_LOST_AFTER_S = 15.0
"""A worker that died may be started again within this time."""
_SAME = ("numpy", "scipy", "pksim")


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """Give a Dask cluster, by the address of its scheduler, as an executor; what it logs is kept off the terminal."""
    with _silence(), _lent(address) as executor:
        yield executor


@contextmanager
def _lent(address: str) -> Iterator[Executor]:
    client = _reach(address)
    over = Event()
    try:
        _check_workers(client, address)
        executor: Executor = client.get_executor(pure=False)
        Thread(target=_watch, args=(client, executor, over), daemon=True).start()
        yield executor
    except RunError as error:
        if not isinstance(error.__cause__, CancelledError):
            raise
        msg = (
            f"the scheduler {address} or its last worker was lost in the middle. Nothing was kept; start them again, "
            "and run again."
        )
        raise RunError(msg) from error
    finally:
        over.set()
        client.close(_REACH_S)


def _reach(address: str) -> Client:
    if not re.fullmatch(r"(tcp|tls)://([\w.-]+|\[[0-9a-fA-F:.]+\]):[0-9]{1,5}", address):
        msg = f"scheduler is {address!r}; it must be an address such as 'tcp://127.0.0.1:8786'."
        raise InputError(msg)
    try:
        from distributed import Client, rpc
    except ModuleNotFoundError as error:
        msg = "a scheduler needs the package distributed, which is not installed: pip install 'pksim[cluster]'."
        raise InputError(msg) from error

    async def answer() -> None:
        async with rpc(address) as scheduler:  # a client would wait for ever for what is no scheduler
            await asyncio.wait_for(scheduler.identity(), _REACH_S)

    try:
        asyncio.run(answer())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of other versions, which are held against these below
            return Client(address, timeout=_REACH_S, set_as_default=False)
    except Exception as error:
        msg = f"no Dask scheduler answers at {address} within {_REACH_S:g} s; start one with 'dask scheduler'."
        raise InputError(msg) from error


def _check_workers(client: Client, address: str) -> None:
    """Refuse a cluster without workers, or whose workers would compute other numbers."""
    try:
        client.wait_for_workers(1, timeout=_REACH_S)
    except TimeoutError as error:
        msg = f"the scheduler {address} has no workers; start some with 'dask worker {address}'."
        raise InputError(msg) from error
    # Not with get_versions, which in older releases does not see the version of a package that does not name it itself.
    there = {name: client.run(version, name, on_error="return") for name in _SAME}
    there["python"] = client.run(python_version)
    here = {name: version(name) for name in _SAME} | {"python": python_version()}
    for worker in there["python"]:
        other = [
            f"{name} {'missing' if isinstance(found[worker], Exception) else found[worker]}, not {here[name]}"
            for name, found in there.items()
            if _relevant(name, found[worker]) != _relevant(name, here[name])
        ]
        if other:
            msg = f"the worker {worker} differs from this machine: {'; '.join(other)}. Install the same there."
            raise InputError(msg)


def _relevant(name: str, of: object) -> str:
    """Keep of a version what the last bit may depend on; of Python's not what is but a patch."""
    return ".".join(str(of).split(".")[:2]) if name == "python" else str(of)


def _watch(client: Client, executor: Executor, over: Event) -> None:
    """Let go of what a cluster will never compute."""
    seen = monotonic()
    while not over.wait(1.0):
        with suppress(Exception):  # whatever a scheduler that is gone brings about
            if client.nthreads(callback_timeout=_REACH_S):
                seen = monotonic()
        if monotonic() - seen > _LOST_AFTER_S:
            executor.shutdown(wait=False)
            return


@contextmanager
def _silence() -> Iterator[None]:
    """Keep the log of a cluster, which says what went wrong in its own words, off the terminal."""
    before = logging.root.manager.disable
    logging.disable()
    try:
        yield
    finally:
        logging.disable(before)
